"""The beliefs whose credence moved in a year, the largest moves first."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nsmallest
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, String, select, type_coerce
from sqlalchemy.orm import aliased

from wiki.clock import day_in
from wiki.db import MILLIONTHS, db
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.projections.credence_paths import per_cent
from wiki.projections.held_order import held_order
from wiki.queries.beliefs.credence_history import HistoryRow, read_number_steps
from wiki.queries.beliefs.filters import REGION, ListedRegion, region_of, with_region
from wiki.queries.beliefs.on_the_day import read_points_until_end
from wiki.queries.beliefs.points import knows_point, undone_change_ids
from wiki.queries.beliefs.withdrawals import find_withdrawn
from wiki.sections.belief import Belief
from wiki.visibility import Reader, is_slot, sees_topic

MOST_MOVES = 100  # that are listed: the largest
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


def find_moves(year: int, *, reader: Reader, zone: ZoneInfo) -> tuple[list[YearMove], int]:
    """Return the beliefs that moved most in a year, and how many moved in all.

    The largest move comes first.
    """
    void = undone_change_ids(until=reader.until)
    points = db.session.connection().execute(_points(year, reader=reader)).all()
    paths: dict[int, Path] = {
        belief_id: [(number, day) for _, number, day, *change in mine if void.counts(*change)]
        for belief_id, mine in groupby(points, key=itemgetter(0))
    }
    paths |= _cut_short(paths, year, reader=reader, zone=zone)
    ends = {belief_id: _ends(path, f"{year}-01-01") for belief_id, path in paths.items()}
    moved = {belief_id: how for belief_id, how in ends.items() if how}
    withdrawn = find_withdrawn(_with_point(year), date(year, 12, 31), reader=reader, zone=zone)
    found = [(belief_id, how) for belief_id, how in moved.items() if belief_id not in withdrawn]
    largest = nsmallest(MOST_MOVES, found, lambda move: (-abs(move[1][1] - move[1][0]), move[0]))
    return _with_claims(largest), len(found)


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


def _ended(*more: Any) -> dict[int, Any]:
    """Return the ids of the beliefs that have ended with when they did, by the id."""
    query = select(Belief.id, Belief.ended_on).where(Belief.outcome != "", Belief.ended_on != "")
    query = query.where(*more)
    return {row.id: row for row in db.session.execute(query)}


def _points(year: int, *, reader: Reader) -> Any:
    """Return the query for the points, up to a year's end, of beliefs that have a point in it.

    They are sorted by belief and by when they were held, as plain values: there may be tens of
    thousands.
    """
    # Asked of beliefs and not of points, of which there are several times as many.
    shown = select(Belief.id).join(Topic, Topic.id == Belief.topic_id)
    shown = shown.where(Belief.id.in_(_with_point(year)), Belief.deleted_at.is_(None))
    shown = shown.where(sees_topic(reader=reader), ~is_slot(Belief.claim))
    credence = type_coerce(Revision.credence, BigInteger)
    point = (Revision.item_id, credence, type_coerce(Revision.held_on, String))
    columns = (*point, Revision.change_id, Revision.action)
    return (
        select(*columns)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(Revision.item_id.in_(shown), Revision.held_on <= date(year, 12, 31))
        .where(knows_point(reader=reader))
        .order_by(Revision.item_id, *held_order())
    )


def _with_point(year: int) -> Any:
    """Return the query for the ids of the beliefs that have a point in a year."""
    revision = aliased(Revision)
    is_point = (revision.kind == "belief", revision.credence.is_not(None))
    in_year = revision.held_on.between(date(year, 1, 1), date(year, 12, 31))
    return select(revision.item_id).where(*is_point, in_year)


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


def find_steps(move: YearMove, year: int, *, reader: Reader, zone: ZoneInfo) -> list[HistoryRow]:
    """Return the rows of a belief's history at which its number changed in a year."""
    rows = read_number_steps(move.id, reader=reader)
    if ended := _ended(Belief.id == move.id).get(move.id):
        standing = read_points_until_end([ended], reader=reader, zone=zone)[move.id]
        rows = [row for row in rows if row.point in standing]
    pairs: Iterable[tuple[Any, Any]] = zip([None, *rows], rows, strict=False)
    changed = (
        row for sooner, row in pairs if not sooner or sooner.point.credence != row.point.credence
    )
    return [row for row in changed if row.day.year == year]
