"""A year at a glance: what moved, what was begun, what was read, and how forecasts did so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func

from wiki.clock import start_of
from wiki.db import db
from wiki.models import Reading, Topic
from wiki.queries.beliefs.credence_history import HistoryRow
from wiki.queries.beliefs.record import read_scored
from wiki.queries.changelog.setups import find_beginnings
from wiki.queries.readings import visible_readings
from wiki.queries.year_moves import YearMove, find_moves, find_steps
from wiki.scoring import Scores, score
from wiki.visibility import Reader, is_slot, visible_topics

AT_ONCE = 30_000  # values that SQLite takes in one statement
MOST_OPENED = 100  # that are listed: the first regions


@dataclass(frozen=True)
class OpenedRegion:
    """A region, with the day of the year on which a reader could first know of it."""

    day: date
    topic: Topic


@dataclass(frozen=True)
class Year:
    """A year at a glance, as far as a reader may see it.

    `moves` begins with the largest, whose history in the year is `steps`. Of the moves and of the
    regions `opened` only the first are listed; `all_moves` and `all_opened` count all of them.
    `read` counts readings by month, `undated` those of which only the year is known. `scores` are
    of everything that resolved by the end of the year, of which `resolved` beliefs did in the year
    itself.
    """

    year: int
    moves: Sequence[YearMove]
    all_moves: int
    steps: Sequence[HistoryRow]
    opened: Sequence[OpenedRegion]
    all_opened: int
    read: Sequence[int]
    undated: int
    scores: Scores
    resolved: int

    @property
    def is_empty(self) -> bool:
        """Return whether the year has nothing to show."""
        parts = (self.moves, self.opened, any(self.read), self.undated, self.resolved)
        return not any(parts)


def read_year(year: int, *, reader: Reader, zone: ZoneInfo) -> Year:
    """Return a year at a glance as a reader may see it; `zone` decides when the year begins."""
    moves, all_moves = find_moves(year, reader=reader, zone=zone)
    opened, all_opened = _opened(year, reader=reader, zone=zone)
    read = _readings(year, reader=reader)
    scored = [each for each in read_scored(zone)[0] if int(each.year) <= year]
    return Year(
        year=year,
        moves=moves,
        all_moves=all_moves,
        steps=find_steps(moves[0], year, reader=reader, zone=zone) if moves else (),
        opened=opened,
        all_opened=all_opened,
        read=[read[f"{year}-{month:02}"] for month in range(1, 13)],
        undated=read[str(year)],
        scores=score([each.forecast for each in scored]),
        resolved=sum(int(each.year) == year for each in scored),
    )


def _opened(year: int, *, reader: Reader, zone: tzinfo) -> tuple[list[OpenedRegion], int]:
    """Return the first regions that began in a year, in order, and how many began in all."""
    first, last = start_of(date(year, 1, 1), zone), start_of(date(year + 1, 1, 1), zone)
    begun = find_beginnings(reader=reader, since=first, until=last - timedelta(microseconds=1))
    visible = visible_topics(reader=reader).where(Topic.id.in_(list(begun)[:AT_ONCE]))
    visible_ids = db.session.scalars(visible.with_only_columns(Topic.id))
    ids = sorted(visible_ids, key=lambda topic_id: (begun[topic_id].at, topic_id))
    topics = visible_topics(reader=reader).where(Topic.id.in_(ids[:MOST_OPENED]))
    by_id = {topic.id: topic for topic in db.session.scalars(topics)}
    opened = [
        OpenedRegion(begun[topic_id].at.astimezone(zone).date(), by_id[topic_id])
        for topic_id in ids[:MOST_OPENED]
    ]
    return opened, len(ids)


def _readings(year: int, *, reader: Reader) -> Counter[str]:
    """Return the number of readings in each month (`2026-05`).

    Those without a month count as `2026`.
    """
    month = func.substr(Reading.read_on, 1, 7)
    query = visible_readings(reader=reader).where(~is_slot(Reading.title))
    query = query.where(Reading.read_on.between(str(year), f"{year}-12-31"))
    counted: Any = query.with_only_columns(month, func.count()).group_by(month)
    return Counter({when: count for when, count in db.session.execute(counted)})  # noqa: C416  # rows
