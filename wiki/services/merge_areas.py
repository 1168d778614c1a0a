"""Merging an area into another one, and taking all topics out of an area."""

from collections.abc import Sequence

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Change, Signature, record
from wiki.models import Area, Topic
from wiki.queries.addresses import find_deleted
from wiki.queries.areas import find_area
from wiki.text import quoted


def merge_area(area: Area, name: str, by: Signature) -> tuple[Change, Area]:
    """Merge an area into another one, as one change; return the change and the other area.

    `name` is the other area's title or slug. All topics move there, and the old address redirects
    there. Raises Invalid where the name is of no other area.
    """
    into = find_area(name)
    if into is None:
        raise Invalid("into", _no_such_area(name))
    if into.id == area.id:
        raise Invalid("into", "An area cannot be merged with itself: name another one.")
    topics = _topics(area)
    with record(by) as entry:
        for former in db.session.scalars(select(Area).where(Area.merged_into == area.id)):
            entry.alter(former, merged_into=into.id)
        entry.delete(area)  # while it has its topics, from which follows whether it is public
        entry.alter(area, merged_into=into.id)
        for topic in topics:
            entry.alter(topic, area_id=into.id)
    assert entry.change is not None  # the area at least is another now
    return entry.change, into


def empty_area(area: Area, by: Signature) -> tuple[Change | None, int]:
    """Take all topics out of an area; return the change (None for no topics) and their number."""
    topics = _topics(area)
    with record(by) as entry:
        for topic in topics:
            entry.alter(topic, area_id=None)
    return entry.change, len(topics)


def _topics(area: Area) -> Sequence[Topic]:
    alive = select(Topic).where(Topic.area_id == area.id, Topic.deleted_at.is_(None))
    return db.session.scalars(alive.order_by(Topic.id)).all()


def _no_such_area(name: str) -> str:
    deleted = find_deleted("area", name)
    was = f"The area {quoted(deleted.title)} was deleted." if deleted else ""
    return was or f"There is no area called {quoted(name)}."
