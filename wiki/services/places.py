"""Saving places on the map: each topic gets one when it is added; then only the author moves it.

Places of public regions do not depend on private ones, which would leave gaps in visitors' maps.
Reading never writes: a region without a place is drawn where it would get one.
"""

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Change, Entry, Signature, record
from wiki.models import Topic
from wiki.numerals import has_other_digits, plain_forms
from wiki.queries.map.places import (
    AT_ONCE,
    NEAREST,
    _far,
    _is_crowded,
    find_places,
    placed,
    read_layout_input,
)
from wiki.visibility import is_public, is_set_public

BEYOND = 600  # most distance outside the map at which a place may be set
COORDINATE_RULE = "A coordinate is a whole number, such as 120 or -40."


def give_places(entry: Entry, *, most: int | None = None) -> None:
    """Give places to the topics that have none, within a change: all, or the newest `most`."""
    db.session.flush()
    missing = select(Topic).where(Topic.deleted_at.is_(None), Topic.x.is_(None))
    topics = db.session.scalars(missing.order_by(Topic.id.desc()).limit(most)).all()
    if not topics:
        return
    rows, ties = read_layout_input()
    topic_ids = {topic.id for topic in topics}
    points = find_places([row for row in rows if row.x is not None or row.id in topic_ids], ties)
    for topic in reversed(topics):
        x, y = points[topic.id]
        entry.alter(topic, x=x, y=y)


def make_room(entry: Entry, *topics: Topic) -> None:
    """Give topics that became public or were restored a new place if another one is too near.

    Those that are private, deleted or without a place stay as they are.
    """
    shown = [topic for topic in topics if is_public(topic) and topic.x is not None]
    if not shown:
        return
    db.session.flush()
    rows, ties = read_layout_input()
    ids = {topic.id for topic in shown}
    others = [row for row in rows if is_set_public(row) and row.id not in ids]
    points = find_places(placed(others), ties).values()
    crowded = [topic for topic in shown if _is_crowded(topic, points)]
    for topic in crowded:
        entry.alter(topic, x=None, y=None)
    if crowded:
        give_places(entry, most=AT_ONCE)


def move_place(topic: Topic, x: str, y: str, by: Signature) -> Change | None:
    """Move a topic to typed coordinates on the map.

    Raises Invalid where one is no whole number, or is far off the map, or another place is too
    near.
    """
    point = _whole("x", x), _whole("y", y)
    rows, ties = read_layout_input()
    points = find_places([*placed(row for row in rows if row.id != topic.id), topic], ties)
    for axis, name in enumerate(("x", "y")):
        values = [other[axis] for other in points.values()]
        least, most = min(values) - BEYOND, max(values) + BEYOND
        if not least <= point[axis] <= most:
            raise Invalid(name, f"That is off the map: {name} is between {least} and {most}.")
    for other, there in points.items():
        if other != topic.id and _far(point, there) < NEAREST:
            title = db.session.get_one(Topic, other).title
            raise Invalid("x", f"That is too near {title}: leave {NEAREST} between two places.")
    with record(by, reason="Moved on the map") as entry:
        entry.alter(topic, x=point[0], y=point[1])
    return entry.change


def lay_out_anew(by: Signature) -> int:
    """Give every topic a new place on the map, as one change; return the number of topics."""
    topics = db.session.scalars(select(Topic).where(Topic.deleted_at.is_(None))).all()
    with record(by, reason="The map was laid out anew") as entry:
        for topic in topics:
            entry.alter(topic, x=None, y=None)
        give_places(entry)
    return len(topics)


def _whole(name: str, typed: str) -> int:
    """Return a typed coordinate as a whole number. Raises Invalid."""
    try:
        plain = plain_forms(typed)
        if len(plain) > 9 or has_other_digits(plain):
            raise ValueError
        return int(plain)
    except ValueError:
        raise Invalid(name, COORDINATE_RULE) from None
