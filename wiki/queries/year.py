"""A year at a glance: what moved, what was begun, what was read, and how forecasts did so far."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wiki.clock import start_of
from wiki.db import db
from wiki.journal import Revision
from wiki.models import Reading, Topic
from wiki.projections.paths import Step, per_cent
from wiki.queries.beliefs.credence_history import HistoryRow, read_credence_history
from wiki.queries.beliefs.filters import REGION, Region, region_of, with_region
from wiki.queries.beliefs.record import read_record
from wiki.queries.beliefs.standings import read_paths
from wiki.queries.changelog.setups import find_beginnings
from wiki.queries.readings import visible_readings
from wiki.scoring import Scores, score
from wiki.sections.belief import Belief
from wiki.text import is_placeholder
from wiki.visibility import Reader, is_slot, knows_of, sees_topic, visible_topics

AT_ONCE = 30_000  # values that SQLite takes in one statement
MOST_MOVES, MOST_OPENED = 100, 100  # that are listed: the largest moves, the first regions


@dataclass(frozen=True)
class YearMove:
    """A belief whose number, in per cent, was another at the end of the year than before.

    `before` is what it was when the year began, or its first number in it; `moves` is how often
    it moved.
    """

    id: int
    claim: str
    region: Region
    before: Decimal
    after: Decimal
    moves: int

    @property
    def size(self) -> Decimal:
        """Return how far it moved in the year, in percentage points."""
        return abs(self.after - self.before)


@dataclass(frozen=True)
class Opened:
    """A region that a reader first knew of on a day of the year."""

    day: date
    topic: Topic


@dataclass(frozen=True)
class Year:
    """What a reader may see of a year.

    `moves` begins with the largest, and `steps` tells how that one moved. Of moves and of regions
    `opened` the first are listed; `all_moves` and `all_opened` count all of them. `read` counts
    readings by month, `undated` those of which only the year is known. `scores` are of everything
    that resolved by the end of the year, `resolved` says how much of it in the year itself.
    """

    year: int
    moves: Sequence[YearMove]
    all_moves: int
    steps: Sequence[HistoryRow]
    opened: Sequence[Opened]
    all_opened: int
    read: Sequence[int]
    undated: int
    scores: Scores
    resolved: int

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell."""
        told = (self.moves, self.opened, any(self.read), self.undated, self.resolved)
        return not any(told)


def read_year(year: int, *, reader: Reader, zone: ZoneInfo) -> Year:
    """Return the year as a reader may see it; `zone` says when it begins."""
    moves = _moves(year, reader=reader)
    opened, all_opened = _opened(year, reader=reader, zone=zone)
    read = _readings(year, reader=reader)
    scored = [each for each in read_record(zone).scored if int(each.year) <= year]
    return Year(
        year=year,
        moves=moves[:MOST_MOVES],
        all_moves=len(moves),
        steps=_steps(moves[0], year, reader=reader, zone=zone) if moves else (),
        opened=opened,
        all_opened=all_opened,
        read=[read[f"{year}-{month:02}"] for month in range(1, 13)],
        undated=read[str(year)],
        scores=score([each.forecast for each in scored]),
        resolved=sum(int(each.year) == year for each in scored),
    )


def _moves(year: int, *, reader: Reader) -> list[YearMove]:
    """Return the beliefs that moved in a year, the largest move first."""
    ids = _held_in(year, reader=reader)
    paths = read_paths(ids, reader=reader)
    query: Any = (
        select(Belief.id, Belief.claim, *REGION)
        .where(Belief.deleted_at.is_(None), sees_topic(reader=reader))
        .where(Belief.id.in_(ids[:AT_ONCE]))
    )
    found = []
    for row in db.session.execute(with_region(query, Belief)):
        ends = _ends(paths[row.id], year)
        if ends and not is_placeholder(row.claim):
            found.append(YearMove(row.id, row.claim, region_of(row), *ends))
    return sorted(found, key=lambda move: (-move.size, move.id))


def _held_in(year: int, *, reader: Reader) -> list[int]:
    """Return the ids of the beliefs that were given a number in a year."""
    query = select(Revision.item_id).distinct().where(Revision.kind == "belief")
    query = query.where(Revision.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    known = query.where(Revision.credence.is_not(None), knows_of(reader=reader))
    return list(db.session.scalars(known))


def _ends(path: Sequence[Step], year: int) -> tuple[Decimal, Decimal, int] | None:
    """Return the number before the year and at its end, and how often it moved; None for no move.

    A belief that had no number before has its first one of the year instead.
    """
    sooner = [number for number, day, _ in path if day < f"{year}-01-01"]
    during = [number for number, day, _ in path if f"{year}-01-01" <= day <= f"{year}-12-31"]
    held = [*sooner[-1:], *during]
    if not held or held[0] == held[-1]:
        return None
    moves = sum(before != after for before, after in pairwise(held))
    return per_cent(held[0]), per_cent(held[-1]), moves


def _steps(move: YearMove, year: int, *, reader: Reader, zone: tzinfo) -> list[HistoryRow]:
    """Return the rows of a belief's history at which its number changed in a year."""
    rows = [row for row in read_credence_history(move, reader=reader, zone=zone).steps if row.point]
    pairs: Iterable[tuple[Any, Any]] = zip([None, *rows], rows, strict=False)
    changed = (
        row for sooner, row in pairs if not sooner or sooner.point.credence != row.point.credence
    )
    return [row for row in changed if row.day.year == year]


def _opened(year: int, *, reader: Reader, zone: tzinfo) -> tuple[list[Opened], int]:
    """Return the first regions that began in a year, in that order, and how many began in all."""
    first, last = start_of(date(year, 1, 1), zone), start_of(date(year + 1, 1, 1), zone)
    begun = find_beginnings(reader=reader, since=first, until=last - timedelta(microseconds=1))
    visible = visible_topics(reader=reader).where(Topic.id.in_(list(begun)[:AT_ONCE]))
    known = db.session.scalars(visible.with_only_columns(Topic.id))
    ids = sorted(known, key=lambda number: (begun[number].at, number))
    topics = visible_topics(reader=reader).where(Topic.id.in_(ids[:MOST_OPENED]))
    by_id = {topic.id: topic for topic in db.session.scalars(topics)}
    opened = [
        Opened(begun[number].at.astimezone(zone).date(), by_id[number])
        for number in ids[:MOST_OPENED]
    ]
    return opened, len(ids)


def _readings(year: int, *, reader: Reader) -> Counter[str]:
    """Return how many readings a year has by month, and under the year those without a month."""
    month = func.substr(Reading.read_on, 1, 7)
    query = visible_readings(reader=reader).where(~is_slot(Reading.title))
    query = query.where(Reading.read_on.between(str(year), f"{year}-12-31"))
    counted: Any = query.with_only_columns(month, func.count()).group_by(month)
    return Counter({when: count for when, count in db.session.execute(counted)})  # noqa: C416  # rows
