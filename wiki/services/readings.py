"""The reading log: every reading by when it was read, and which of them are news."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import PUBLIC, Reading, Topic, reading_topic
from wiki.services.errors import NotFound
from wiki.services.sight import first_seen
from wiki.services.slots import is_slot
from wiki.text import is_placeholder

PAGE = 50


@dataclass(frozen=True)
class Announced:
    """A reading as feeds carry it: when a visitor could first see it, and when it last changed."""

    reading: Reading
    at: datetime
    updated: datetime


@dataclass(frozen=True)
class LogPage:
    """One page of the log: the readings by year and month, and where the log goes on.

    `total` counts no placeholders.
    """

    years: list[tuple[str, list[tuple[str, list[Reading]]]]]
    number: int
    pages: int
    total: int


def visible(*, private: bool) -> Select[Reading]:
    """Return the query for the readings in the log; visitors see public ones that say something."""
    query = select(Reading).where(Reading.deleted_at.is_(None))
    if private:
        return query
    tagged = exists().where(reading_topic.c.reading_id == Reading.id)
    public = tagged.where(
        reading_topic.c.topic_id == Topic.id,
        Topic.visibility == PUBLIC,
        Topic.deleted_at.is_(None),
    )
    says_something = and_(~tagged, Reading.takeaway != "")
    return query.where(or_(public, says_something), ~is_slot(Reading.title))


def read_log(*, private: bool, number: int = 1) -> LogPage:
    """Return a page of the log, newest first; a number beyond the last answers the last."""
    query = visible(private=private)
    pages = max(1, -(-_count(query) // PAGE))
    number = min(max(1, number), pages)
    ordered = query.order_by(Reading.read_on.desc(), Reading.id.desc())
    readings = db.session.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE))
    total = _count(query.where(~is_slot(Reading.title)))
    return LogPage(_by_year(readings), number, pages, total)


def latest(count: int, *, private: bool) -> Sequence[Reading]:
    """Return the newest readings."""
    query = visible(private=private).order_by(Reading.read_on.desc(), Reading.id.desc())
    return db.session.scalars(query.limit(count)).all()


def announced(topic: Topic | None, count: int = 50) -> list[Announced]:
    """Return what a feed announces: public readings with a takeaway, newest news first."""
    query = visible(private=False).where(_is_told(Reading.takeaway))
    if topic:
        mine = select(reading_topic.c.reading_id).where(reading_topic.c.topic_id == topic.id)
        query = query.where(Reading.id.in_(mine))
    seen, edited = first_seen("reading", _was_told), _last_edits()
    opening = aliased(Change)
    rows = db.session.execute(
        query.join(seen, seen.c.item_id == Reading.id)
        .join(Revision, Revision.id == seen.c.first)
        .join(opening, opening.id == Revision.change_id)
        .join(edited, edited.c.item_id == Reading.id)
        .add_columns(opening.at, edited.c.last)
        .order_by(opening.at.desc(), Reading.read_on.desc(), Reading.id.desc())
        .limit(count)
    )
    return [Announced(reading, first, max(first, last)) for reading, first, last in rows]


def last_public_change() -> datetime | None:
    """Return when anything that visitors see last changed: no feed is newer than that."""
    return db.session.scalar(select(func.max(Change.at)).join(Revision).where(Revision.published))


def get_reading(reading_id: int, *, private: bool) -> Reading:
    """Return a reading that the reader may see. Raises NotFound."""
    reading = db.session.get(Reading, reading_id)
    if reading is None or reading.deleted_at:
        raise NotFound
    if not private and (is_placeholder(reading.title) or not reading.is_public()):
        raise NotFound
    return reading


def _count(query: Select[Reading]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _is_told(takeaway: Any) -> Any:
    """Return the condition that a reading's takeaway is written."""
    return and_(takeaway != "", ~is_slot(takeaway))


def _was_told(after: Any) -> Any:
    """Return the condition that a state of a reading is one that feeds announce."""
    title, takeaway = after["title"].as_string(), after["takeaway"].as_string()
    return and_(~is_slot(title), _is_told(takeaway))


def _last_edits() -> Any:
    """Return when each reading last changed."""
    return (
        select(Revision.item_id, func.max(Change.at).label("last"))
        .join(Change)
        .where(Revision.kind == "reading", Revision.after.is_not(None))
        .group_by(Revision.item_id)
        .subquery()
    )


def _by_year(readings: Iterable[Reading]) -> list[tuple[str, list[tuple[str, list[Reading]]]]]:
    years = groupby(readings, key=lambda reading: reading.read_on[:4])
    return [
        (year, [(month, list(group)) for month, group in groupby(of_year, _month)])
        for year, of_year in years
    ]


def _month(reading: Reading) -> str:
    return reading.read_on[:7] if len(reading.read_on) >= 7 else ""
