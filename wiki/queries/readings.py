"""The reading log, newest first, and other lists of readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.errors import NotFound
from wiki.journal import Change, Revision
from wiki.models import DRAFT, Reading, reading_topic
from wiki.queries.cache import cached, read_newest
from wiki.queries.paging import page_numbers
from wiki.related import find_row, related_options
from wiki.visibility import (
    Reader,
    alters_what_is_seen,
    is_public_now,
    is_published_now,
    is_slot,
    may_see_elsewhere,
)

PAGE = 50


@dataclass(frozen=True)
class LogPage:
    """One page of the reading log: readings grouped by year, and within that by month.

    `total` does not count placeholders.
    """

    years: list[tuple[str, list[tuple[str, list[Reading]]]]]
    number: int
    pages: int
    total: int

    @property
    def ids(self) -> list[int]:
        """Return the ids of the readings on the page."""
        months = (month for _, months in self.years for _, month in months)
        return [reading.id for month in months for reading in month]


def visible_readings(*, reader: Reader) -> Select[Reading]:
    """Return the query for the readings in the log.

    Visitors see public ones that say something; the author sees all but the reading list.
    """
    if reader.sees_private:
        return select(Reading).where(Reading.deleted_at.is_(None), Reading.queued.is_(None))
    return select(Reading).where(is_public_now(Reading, reading_topic), ~is_slot(Reading.title))


def list_readings(
    *, reader: Reader, conditions: Sequence[ColumnElement[bool]] = ()
) -> Sequence[Reading]:
    """Return all readings for a bibliography, newest first, also those without a takeaway.

    `conditions` limit them. Readings on the reading list are left out.
    """
    query = select(Reading).where(Reading.deleted_at.is_(None), ~is_slot(Reading.title))
    query = query.where(Reading.queued.is_(None), *conditions)
    if not reader.sees_private:
        query = query.where(is_published_now(Reading, reading_topic))
    return db.session.scalars(
        query.options(*related_options(Reading)).order_by(Reading.read_on.desc(), Reading.id.desc())
    ).all()


def read_log(
    *, reader: Reader, page: int = 1, conditions: Sequence[ColumnElement[bool]] = ()
) -> LogPage:
    """Return one page of the log, or of those readings that meet the conditions, newest first.

    A page number that is too high gives the last page.
    """
    query = visible_readings(reader=reader).where(*conditions)
    if conditions:
        count, total = _counts(query, reader=reader)
    else:
        count, total = cached(
            "reading counts",
            (reader,),
            read_newest().reading,
            lambda: _counts(query, reader=reader),
        )
    page, pages = page_numbers(count, page, PAGE)
    ordered = query.options(*related_options(Reading)).order_by(
        Reading.read_on.desc(), Reading.id.desc()
    )
    readings = db.session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE))
    return LogPage(_by_year(readings), page, pages, total)


def latest(count: int, *, reader: Reader) -> Sequence[Reading]:
    """Return the newest `count` readings that a reader may see."""
    query = visible_readings(reader=reader).options(*related_options(Reading))
    newest = query.order_by(Reading.read_on.desc(), Reading.id.desc()).limit(count)
    return db.session.scalars(newest).all()


def last_public_change() -> datetime | None:
    """Return when anything that visitors see last changed, None for never: no feed is newer.

    What was hidden from them counts, too: whoever has a feed from before has to get another one.
    """
    found: datetime | None = db.session.scalar(_newest_seen())
    return found


@cache
def _newest_seen() -> Select[Any]:
    """Return the query of `last_public_change`; composing it takes longer than running it."""
    before = aliased(Revision)
    newest = select(Change.at).join(Revision, Revision.change_id == Change.id)
    newest = newest.outerjoin(before, before.id == Revision.previous_id)
    # Time never runs backwards in the journal, so the newest revision is the latest.
    return newest.where(alters_what_is_seen(before)).order_by(Revision.id.desc()).limit(1)


def list_finished_drafts() -> Sequence[Reading]:
    """Return the drafts that have a takeaway, which can all be published at once.

    Readings on the reading list are left out.
    """
    query = _finished_drafts().options(*related_options(Reading))
    return db.session.scalars(query.order_by(Reading.id)).all()


def finished_draft_ids() -> Sequence[int]:
    """Return the ids of the drafts that `list_finished_drafts` would return."""
    query = _finished_drafts().with_only_columns(Reading.id)
    return db.session.scalars(query.order_by(Reading.id)).all()


def _finished_drafts() -> Select[Reading]:
    is_draft = Reading.state == DRAFT
    has_said = (Reading.takeaway != "", ~is_slot(Reading.takeaway), ~is_slot(Reading.title))
    there = (Reading.deleted_at.is_(None), Reading.queued.is_(None))
    return select(Reading).where(is_draft, *there, *has_said)


def get_reading(reading_id: int, *, reader: Reader) -> Reading:
    """Return a reading that the reader may see. Raises NotFound."""
    reading = find_row(Reading, reading_id)
    if reading is None or reading.deleted_at or not may_see_elsewhere(reading, reader=reader):
        raise NotFound
    return reading


def _counts(query: Select[Reading], *, reader: Reader) -> tuple[int, int]:
    """Return how many readings a query finds, and how many of them are no placeholders."""
    count = _count(query)
    # Visitors are shown no placeholder anyway.
    return count, _count(query.where(~is_slot(Reading.title))) if reader.sees_private else count


def _count(query: Select[Reading]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _by_year(readings: Iterable[Reading]) -> list[tuple[str, list[tuple[str, list[Reading]]]]]:
    years = groupby(readings, key=lambda reading: reading.read_on[:4])
    return [
        (year, [(month, list(group)) for month, group in groupby(of_year, _month)])
        for year, of_year in years
    ]


def _month(reading: Reading) -> str:
    return reading.read_on[:7] if len(reading.read_on) >= 7 else ""
