"""The readings and essays in feeds, each with the time at which visitors could first see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, func, or_, select

from wiki.db import db
from wiki.journal import Change
from wiki.models import Area, Essay, Reading, Topic, essay_topic, reading_topic
from wiki.projections.announced import ANNOUNCED, FEED_FIELDS, Announcement, is_filled
from wiki.projections.visible_times import read_visible_times
from wiki.queries.cache import cached, read_newest
from wiki.related import related_options
from wiki.visibility import VISITOR, is_public_now, is_slot, visible_topics

MOST = 50

Row = TypeVar("Row", Reading, Essay)


@dataclass(frozen=True)
class Announced(Generic[Row]):
    """An item in a feed: when a visitor could first see it, and when its text last changed."""

    item: Row
    at: datetime
    updated: datetime


def announced_readings(
    within: Topic | Area | None, *, archive: int = 0
) -> list[Announced[Reading]]:
    """Return the readings of a feed, the latest first: of a topic, of an area, or (None) of all.

    They are public and have a takeaway. `archive` is the number of an archive of the feed: 1 has
    the oldest readings, 0 stands for the feed itself.
    """
    return _announced(Reading, _visible_readings(within), Reading.read_on, archive)


def count_reading_archives(within: Topic | Area | None) -> int:
    """Return the number of archives of the feed of readings; each is full (MOST readings)."""
    query = _visible_readings(within)
    if within:
        return _count_archives(Reading, query)
    until = read_newest().reading
    return cached("reading archives", (), until, lambda: _count_archives(Reading, query))


def _visible_readings(within: Topic | Area | None) -> Select[Any]:
    query = select(Reading).where(
        is_public_now(Reading, reading_topic), is_filled(Reading.takeaway)
    )
    if within is None:
        return query
    topics = visible_topics(reader=VISITOR).with_only_columns(Topic.id)
    of = Topic.area_id if isinstance(within, Area) else Topic.id
    mine = reading_topic.c.topic_id.in_(topics.where(of == within.id))
    return query.where(Reading.id.in_(select(reading_topic.c.reading_id).where(mine)))


def announced_essays(*, archive: int = 0) -> list[Announced[Essay]]:
    """Return the essays of the feed, or of one of its archives, the latest first.

    They are public, and have a text or an address. `archive` 1 has the oldest ones, 0 is the feed.
    """
    return _announced(Essay, _visible_essays(), Essay.sort_day, archive)


def count_essay_archives() -> int:
    """Return the number of archives of the feed of essays; each is full (MOST essays)."""
    return _count_archives(Essay, _visible_essays())


def _visible_essays() -> Select[Any]:
    has_text = or_(is_filled(Essay.body), Essay.url != "")
    return select(Essay).where(is_public_now(Essay, essay_topic), has_text)


def _announced(
    model: type[Row], query: Select[Any], day: Any, archive: int
) -> list[Announced[Row]]:
    """Return the items of a feed or of its archive, with their times, the latest first.

    Archives are counted from the oldest item on, so that an item stays in its archive while others
    are added.
    """
    query = _with_announcement(model, query).add_columns(Change.at)
    query = query.options(*related_options(model))
    order = (Announcement.change_id, day, model.id)
    if archive:
        query = query.order_by(*order).offset((archive - 1) * MOST)
    else:
        query = query.order_by(*(column.desc() for column in order))
    found = db.session.execute(query.limit(MOST)).all()
    edited = _last_edits(model.__kind__, [item.id for item, _ in found])
    announced = [Announced(item, at, max(at, edited.get(item.id, at))) for item, at in found]
    return announced[::-1] if archive else announced


def _count_archives(model: type[Row], query: Select[Any]) -> int:
    counted = _with_announcement(model, query).with_only_columns(func.count())
    return (db.session.scalar(counted) or 0) // MOST


def _with_announcement(model: type[Row], query: Select[Any]) -> Select[Any]:
    is_its_own = and_(Announcement.kind == model.__kind__, Announcement.item_id == model.id)
    query = query.join(Announcement, is_its_own).join(Change, Change.id == Announcement.change_id)
    return query.where(~is_slot(model.title))


def _last_edits(kind: str, items: Collection[int]) -> dict[int, datetime]:
    """Return, by item id, when visitors could first read each item as it is now."""
    chosen = (kind, items, ANNOUNCED[kind], FEED_FIELDS[kind])
    times = read_visible_times(db.session.connection(), *chosen)
    return {item: last for item, (_, last) in times.items()}
