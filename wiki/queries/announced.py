"""The readings and essays that feeds announce, with the moments that never move."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, func, or_, select

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import Essay, Reading, Topic, essay_topic, reading_topic
from wiki.projections.announced import Announcement, is_told
from wiki.visibility import is_public_now, is_slot

MOST = 50

Row = TypeVar("Row", Reading, Essay)


@dataclass(frozen=True)
class Announced(Generic[Row]):
    """An item in a feed: when a visitor could first see it, and when it last changed."""

    item: Row
    at: datetime
    updated: datetime


def announced_readings(topic: Topic | None, count: int = MOST) -> list[Announced[Reading]]:
    """Return the readings that a feed announces, of one topic or of all, the latest first.

    They are public and have a takeaway.
    """
    query = select(Reading).where(is_public_now(Reading, reading_topic), is_told(Reading.takeaway))
    if topic:
        mine = select(reading_topic.c.reading_id).where(reading_topic.c.topic_id == topic.id)
        query = query.where(Reading.id.in_(mine))
    return _announced(Reading, query, Reading.read_on, count)


def announced_essays(count: int = MOST) -> list[Announced[Essay]]:
    """Return the essays that the feed announces, the latest announced first.

    They are public, and have a text or an address.
    """
    has_text = or_(is_told(Essay.body), Essay.url != "")
    query = select(Essay).where(is_public_now(Essay, essay_topic), has_text)
    return _announced(Essay, query, Essay.published_on, count)


def _announced(model: type[Row], query: Select[Any], day: Any, count: int) -> list[Announced[Row]]:
    """Return the newest items of a query, with when each was first seen and last changed."""
    kind = model.__kind__
    known = and_(Announcement.kind == kind, Announcement.item_id == model.id)
    query = query.join(Announcement, known).join(Change, Change.id == Announcement.change_id)
    query = query.where(~is_slot(model.title)).add_columns(Change.at)
    newest = (Announcement.change_id.desc(), day.desc(), model.id.desc())
    found = db.session.execute(query.order_by(*newest).limit(count)).all()
    edited = _last_edits(kind, [item.id for item, _ in found])
    return [Announced(item, at, max(at, edited[item.id])) for item, at in found]


def _last_edits(kind: str, items: Collection[int]) -> dict[int, datetime]:
    """Return when each item last changed, by its id."""
    of_items = (Revision.kind == kind, Revision.item_id.in_(items))
    query = select(Revision.item_id, func.max(Change.at)).join(Change).where(*of_items)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Revision.item_id))}
