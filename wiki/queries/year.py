"""A year at a glance: what moved, what was begun, what was read, and how forecasts did so far."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from heapq import nsmallest
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, String, func, select, type_coerce
from sqlalchemy.orm import aliased

from wiki.clock import day_in, start_of
from wiki.db import MILLIONTHS, db
from wiki.journal import Change, Revision
from wiki.models import Reading, Topic
from wiki.projections.credence_paths import per_cent
from wiki.projections.held_order import held_order
from wiki.queries.beliefs.credence_history import HistoryRow, read_number_steps
from wiki.queries.beliefs.filters import REGION, ListedRegion, region_of, with_region
from wiki.queries.beliefs.on_the_day import read_points_until_end
from wiki.queries.beliefs.points import knows_point, undone_change_ids
from wiki.queries.beliefs.record import read_record
from wiki.queries.beliefs.withdrawals import find_withdrawn
from wiki.queries.changelog.setups import find_beginnings
from wiki.queries.readings import visible_readings
from wiki.scoring import Scores, score
from wiki.sections.belief import Belief
from wiki.visibility import Reader, is_slot, sees_topic, visible_topics

AT_ONCE = 30_000  # values that SQLite takes in one statement
MOST_MOVES, MOST_OPENED = 100, 100  # that are listed: the largest moves, the first regions
# A credence before and at the end, in millionths of a per cent, and how often it moved.
Ends = tuple[int, int, int]
Path = Sequence[tuple[int, str]]  # numbers, in millionths of a per cent, with their days


@dataclass(frozen=True)
class YearMove:
    """A belief with another credence at the end of the year than before it, in per cent.

    `before` is its credence when the year began, or its first one in the year; `moves` is how often
    it moved. Credences given after the belief had ended do not count, nor do beliefs whose credence
    was withdrawn.
    """

    id: int
    claim: str
    region: ListedRegion
    before: Decimal
    after: Decimal
    moves: int


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
    largest, all_moves = _moves(year, reader=reader, zone=zone)
    moves = _with_claims(largest)
    opened, all_opened = _opened(year, reader=reader, zone=zone)
    read = _readings(year, reader=reader)
    scored = [each for each in read_record(zone).scored if int(each.year) <= year]
    return Year(
        year=year,
        moves=moves,
        all_moves=all_moves,
        steps=_steps(moves[0], year, reader=reader, zone=zone) if moves else (),
        opened=opened,
        all_opened=all_opened,
        read=[read[f"{year}-{month:02}"] for month in range(1, 13)],
        undated=read[str(year)],
        scores=score([each.forecast for each in scored]),
        resolved=sum(int(each.year) == year for each in scored),
    )


def _moves(year: int, *, reader: Reader, zone: ZoneInfo) -> tuple[list[tuple[int, Ends]], int]:
    """Return the beliefs that moved most in a year (id and ends), and how many moved in all.

    The largest move comes first.
    """
    void = undone_change_ids(until=reader.until)
    points = db.session.connection().execute(_points(year, reader=reader)).all()
    paths: dict[int, Path] = {
        belief_id: [(number, day) for _, number, day, *said in mine if void.counts(*said)]
        for belief_id, mine in groupby(points, key=itemgetter(0))
    }
    paths |= _cut_short(paths, year, reader=reader, zone=zone)
    ends = {belief_id: _ends(path, f"{year}-01-01") for belief_id, path in paths.items()}
    moved = {belief_id: how for belief_id, how in ends.items() if how}
    gone = find_withdrawn(moved, date(year, 12, 31), reader=reader, zone=zone)
    found = [(belief_id, how) for belief_id, how in moved.items() if belief_id not in gone]
    largest = nsmallest(MOST_MOVES, found, lambda move: (-abs(move[1][1] - move[1][0]), move[0]))
    return largest, len(found)


def _cut_short(
    paths: Mapping[int, Path], year: int, *, reader: Reader, zone: ZoneInfo
) -> dict[int, Path]:
    """Return the paths of those beliefs that got a number after they had ended, without it."""
    late = [
        row
        for row in _ended().values()
        if (path := paths.get(row.id))
        and path[-1][1] >= min(row.ended_on[: len("2026-05-01")], day_in(zone, row.ended_on))
    ]
    return {
        belief_id: [
            (int(point.credence * MILLIONTHS), point.held_on.isoformat())
            for point in points
            if point.held_on.year <= year
        ]
        for belief_id, points in read_points_until_end(late, reader=reader, zone=zone).items()
    }


def _ended() -> dict[int, Any]:
    """Return the ids of the beliefs that have ended with when they did, by the id."""
    query = select(Belief.id, Belief.ended_on).where(Belief.outcome != "", Belief.ended_on != "")
    return {row.id: row for row in db.session.execute(query)}


def _points(year: int, *, reader: Reader) -> Any:
    """Return the query for the points, up to a year's end, of beliefs that have a point in it.

    They are sorted by belief and by when they were held, as plain values: there may be tens of
    thousands.
    """
    last, other = date(year, 12, 31), aliased(Revision)
    is_point = (other.kind == "belief", other.credence.is_not(None))
    in_year = select(other.item_id).where(*is_point, other.held_on.between(date(year, 1, 1), last))
    shown = select(Belief.id).join(Topic, Topic.id == Belief.topic_id)
    shown = shown.where(Belief.id == Revision.item_id, Belief.deleted_at.is_(None))
    shown = shown.where(sees_topic(reader=reader), ~is_slot(Belief.claim))
    credence = type_coerce(Revision.credence, BigInteger)
    point = (Revision.item_id, credence, type_coerce(Revision.held_on, String))
    columns = (*point, Revision.change_id, Revision.action)
    return (
        select(*columns)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(Revision.item_id.in_(in_year), Revision.held_on <= last)
        .where(knows_point(reader=reader), shown.correlate(Revision).exists())
        .order_by(Revision.item_id, *held_order())
    )


def _ends(path: Path, first: str) -> Ends | None:
    """Return the credence before a year and at its end, and how often it moved; None for no move.

    `path` has the credences until the end of the year, with their days; the year begins on the day
    `first`. A belief that had none before has its first one of the year instead.
    """
    begins = bisect_left(path, first, key=itemgetter(1))
    numbers = [number for number, _ in path[max(begins - 1, 0) :]]
    if not numbers or numbers[0] == numbers[-1]:
        return None
    return numbers[0], numbers[-1], sum(before != after for before, after in pairwise(numbers))


def _with_claims(moves: Sequence[tuple[int, Ends]]) -> list[YearMove]:
    """Return moves with the claims and regions of their beliefs."""
    query: Any = select(Belief.id, Belief.claim, *REGION)
    query = with_region(query.where(Belief.id.in_([belief_id for belief_id, _ in moves])), Belief)
    rows = {row.id: row for row in db.session.execute(query)}
    rows_and_ends = ((rows[belief_id], ends) for belief_id, ends in moves)
    return [
        YearMove(row.id, row.claim, region_of(row), per_cent(before), per_cent(after), times)
        for row, (before, after, times) in rows_and_ends
    ]


def _steps(move: YearMove, year: int, *, reader: Reader, zone: ZoneInfo) -> list[HistoryRow]:
    """Return the rows of a belief's history at which its number changed in a year."""
    rows = read_number_steps(move.id, reader=reader)
    if ended := _ended().get(move.id):
        held = read_points_until_end([ended], reader=reader, zone=zone)[move.id]
        rows = [row for row in rows if row.point in held]
    pairs: Iterable[tuple[Any, Any]] = zip([None, *rows], rows, strict=False)
    changed = (
        row for sooner, row in pairs if not sooner or sooner.point.credence != row.point.credence
    )
    return [row for row in changed if row.day.year == year]


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
