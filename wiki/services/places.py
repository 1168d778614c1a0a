"""Where regions lie on the map: stored with each topic, given once, moved by the author alone.

The places of public regions depend on public regions only, so that a private one leaves no hole
in the map of visitors. Reading never writes: what has no place yet is drawn where it would get it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Change, Entry, Signature, record
from wiki.map.grid import Ground, Spot
from wiki.map.places import settle
from wiki.models import PUBLIC, Area, Relation, Topic

NEAREST = 40  # between two places that the author sets
BEYOND = 600  # how far outside the map a place may be set
AT_ONCE = 400  # regions that are given a place while somebody waits
WORD = "A coordinate is a whole number, such as 120 or -40."
Ends = Iterable[tuple[int, int]]


def find_places(rows: Iterable[Any], ties: Ends) -> dict[int, Spot]:
    """Return the place of every topic, given rows with id, area, visibility, x and y.

    A private region gives way where its place is too near a public one.
    """
    topics = {row.id: row for row in rows}
    pairs = sorted({(min(ends), max(ends)) for ends in ties})
    public = [row for row in topics.values() if row.visibility == PUBLIC]
    spots = _settled(public, pairs, {})
    hidden = [row for row in topics.values() if row.visibility != PUBLIC]
    crowded = {row.id for row in hidden if _is_crowded(row, spots.values())}
    if hidden:
        spots = _settled(topics.values(), pairs, spots, without=crowded)
    return spots


def give_places(entry: Entry, *, most: int | None = None) -> None:
    """Give topics that have no place one, as part of a change: all, or so many of the newest."""
    db.session.flush()
    missing = select(Topic).where(Topic.deleted_at.is_(None), Topic.x.is_(None))
    topics = db.session.scalars(missing.order_by(Topic.id.desc()).limit(most)).all()
    if not topics:
        return
    rows, ties = read_ground()
    given = {topic.id for topic in topics}
    spots = find_places([row for row in rows if row.x is not None or row.id in given], ties)
    for topic in reversed(topics):
        x, y = spots[topic.id]
        entry.alter(topic, x=x, y=y)


def make_room(entry: Entry, topic: Topic) -> None:
    """Give a region that became public another place where its own is too near a public one."""
    db.session.flush()
    rows, ties = read_ground()
    others = [row for row in rows if row.visibility == PUBLIC and row.id != topic.id]
    if _is_crowded(topic, find_places(placed(others), ties).values()):
        entry.alter(topic, x=None, y=None)
        give_places(entry, most=AT_ONCE)


def placed(rows: Iterable[Any]) -> list[Any]:
    """Return the rows of topics that have a place, and of the others as many as can wait for one.

    After rows came by other ways than an import there may be thousands without a place; they are
    on no map until `flask map relayout` or the saving of newer ones gives them theirs.
    """
    left = AT_ONCE
    found = []
    for row in rows:
        left -= row.x is None
        if row.x is not None or left >= 0:
            found.append(row)
    return found


def read_ground() -> tuple[Sequence[Any], list[tuple[int, int]]]:
    """Return what places depend on: the topics, and the ends of the relations between them."""
    area = select(Area.id).where(Area.id == Topic.area_id, Area.deleted_at.is_(None))
    columns = (
        Topic.id,
        area.scalar_subquery().label("area_id"),
        Topic.visibility,
        Topic.x,
        Topic.y,
    )
    rows = db.session.execute(select(*columns).where(Topic.deleted_at.is_(None)).order_by(Topic.id))
    ends = select(Relation.topic_id, Relation.region_id).where(Relation.deleted_at.is_(None))
    return rows.all(), [(one, other) for one, other in db.session.execute(ends)]


def move_place(topic: Topic, x: str, y: str, by: Signature) -> Change | None:
    """Set a topic's place as typed. Raises Invalid."""
    spot = _whole("x", x), _whole("y", y)
    rows, ties = read_ground()
    spots = find_places([*placed(row for row in rows if row.id != topic.id), topic], ties)
    for axis, name in enumerate(("x", "y")):
        values = [other[axis] for other in spots.values()]
        least, most = min(values) - BEYOND, max(values) + BEYOND
        if not least <= spot[axis] <= most:
            raise Invalid(name, f"That is off the map: {name} is between {least} and {most}.")
    for other, there in spots.items():
        if other != topic.id and _far(spot, there) < NEAREST:
            title = db.session.get_one(Topic, other).title
            raise Invalid("x", f"That is too near {title}: leave {NEAREST} between two places.")
    with record(by, reason="Moved on the map") as entry:
        entry.alter(topic, x=spot[0], y=spot[1])
    return entry.change


def lay_out_anew(by: Signature) -> int:
    """Give every topic a new place, as one change; return how many there are."""
    topics = db.session.scalars(select(Topic).where(Topic.deleted_at.is_(None))).all()
    with record(by, reason="The map was laid out anew") as entry:
        for topic in topics:
            entry.alter(topic, x=None, y=None)
        give_places(entry)
    return len(topics)


def _settled(
    rows: Iterable[Any],
    pairs: Sequence[tuple[int, int]],
    spots: Mapping[int, Spot],
    *,
    without: Iterable[int] = (),
) -> dict[int, Spot]:
    """Return a place for each row; those in `spots`, and then those stored, are kept."""
    found, moving = list(rows), set(without)
    found.sort(key=lambda row: row.id)
    at = {row.id: index for index, row in enumerate(found)}
    areas = {area: n for n, area in enumerate(sorted({row.area_id or 0 for row in found} - {0}))}
    ground = Ground(
        tuple(at),
        tuple(areas.get(row.area_id, -1) for row in found),
        tuple((at[one], at[other]) for one, other in pairs if one in at and other in at),
    )
    known = tuple(
        spots.get(row.id) or (None if row.x is None or row.id in moving else (row.x, row.y))
        for row in found
    )
    return dict(zip(at, settle(ground, known), strict=True))


def _is_crowded(row: Any, spots: Iterable[Spot]) -> bool:
    return row.x is not None and any(_far((row.x, row.y), spot) < 2 * NEAREST for spot in spots)


def _far(one: Spot, other: Spot) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _whole(name: str, typed: str) -> int:
    """Return a typed coordinate. Raises Invalid."""
    try:
        if len(typed) > 9:
            raise ValueError
        return int(typed.replace("−", "-"))
    except ValueError:
        raise Invalid(name, WORD) from None
