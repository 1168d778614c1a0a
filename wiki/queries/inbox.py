"""The inbox: readings, also drafts, without a takeaway or a region."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select

from wiki.db import db
from wiki.models import Reading, Topic, reading_topic
from wiki.related import related_options
from wiki.visibility import is_slot

MOST = 50


@dataclass(frozen=True)
class Inbox:
    """Readings to be completed: the one that is open in the form, the first `readings`, the total.

    `next` is the id of the reading after the open one, None where there is no other.
    """

    open: Reading | None
    readings: Sequence[Reading]
    total: int
    next: int | None


def read_inbox(*, wanted: int = 0, after: int = 0) -> Inbox:
    """Return the inbox, the newest readings first.

    The reading with the id `wanted` is open if it is in the inbox; otherwise the next one after the
    id `after`, or the first one.
    """
    query, whole = _unfilled().order_by(Reading.id.desc()), related_options(Reading)
    found = db.session.scalar(query.options(*whole).where(Reading.id == wanted)) if wanted else None
    if found is None and after:
        found = db.session.scalar(query.options(*whole).where(Reading.id < after).limit(1))
    readings = db.session.scalars(query.options(*whole).limit(MOST)).all()
    shown = found or next(iter(readings), None)
    total = db.session.scalar(_unfilled().with_only_columns(func.count())) or 0
    return Inbox(shown, readings, total, _next(query, shown))


def _next(query: Select[Reading], shown: Reading | None) -> int | None:
    """Return the id of the reading after the one shown, or of the first; None for no other."""
    if shown is None:
        return None
    others = query.where(Reading.id != shown.id).with_only_columns(Reading.id).limit(1)
    return db.session.scalar(others.where(Reading.id < shown.id)) or db.session.scalar(others)


def _unfilled() -> Select[Reading]:
    alive = exists().where(
        reading_topic.c.reading_id == Reading.id,
        reading_topic.c.topic_id == Topic.id,
        Topic.deleted_at.is_(None),
    )
    says_nothing = or_(Reading.takeaway == "", is_slot(Reading.takeaway))
    there = (Reading.deleted_at.is_(None), Reading.queued.is_(None))
    return select(Reading).where(*there, or_(says_nothing, ~alive))
