"""The history of one belief's credence: each number, withdrawal and rewording, and its readings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from heapq import merge
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from wiki.actions import AFFIRM, RECALL
from wiki.charts import credence
from wiki.charts.credence import Chart, draw_credences
from wiki.credence import format_credence
from wiki.dates import format_short
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import Bearing, Reading
from wiki.queries.beliefs.points import Point, list_points
from wiki.queries.beliefs.standings import last_numbers
from wiki.queries.beliefs.withdrawals import list_withdrawals
from wiki.queries.causes import Cause
from wiki.queries.change_reasons import ReadableReasons
from wiki.related import find_row
from wiki.sections.belief import Belief
from wiki.visibility import Reader, is_open, may_read_words, may_see_elsewhere

MARKS = {AFFIRM: "affirmed", RECALL: "recalled"}


@dataclass(frozen=True)
class HistoryRow:
    """A row of the history's table: a credence, its withdrawal, or a rewording of the claim.

    A credence has a `point`, and a rewording a `pair`, the ids of the two versions to compare.
    `reason` is empty where the reader may not see it.
    """

    day: date
    change: Change
    reason: str
    cause: Cause | None
    point: Point | None = None
    pair: tuple[int, int] | None = None

    @property
    def stated_date(self) -> str:
        """Return the day as ISO text, or the month or year where the day is not known."""
        return self.point.stated_date if self.point else self.day.isoformat()

    @property
    def html_id(self) -> str:
        """Return the HTML id of the row on the page, "" for a row without a credence."""
        moment = (self.point.held_at or self.point.held_on.isoformat()) if self.point else ""
        return f"p-{self.change.id}-{re.sub('[^0-9]', '', moment)}" if moment else ""

    @property
    def mark(self) -> str:
        """Return the row's kind: moved, affirmed, recalled, reworded or withdrawn."""
        if self.point:
            return MARKS.get(self.point.action, "moved")
        return "reworded" if self.pair else "withdrawn"


@dataclass(frozen=True)
class CredenceHistory:
    """The history of a belief's credence: its rows, oldest first, and a chart of them.

    `gone` is what is said in place of a credence that is there no more, else "". `chart` is
    None where it never had one. `evidence` has the readings that bear on the belief, each with its
    bearing.
    """

    gone: str
    steps: Sequence[HistoryRow]
    chart: Chart | None
    evidence: Sequence[tuple[str, Reading]]

    @property
    def ends(self) -> tuple[Point, Point | None] | None:
        """Return the latest point and the last earlier one with another credence (None: no such).

        Without any point, the whole is None.
        """
        points = [step.point for step in self.steps if step.point]
        if not points:
            return None
        others = [point for point in points if point.credence != points[-1].credence]
        return points[-1], others[-1] if others else None


def read_number_steps(belief_id: int, *, reader: Reader) -> list[HistoryRow]:
    """Return the rows of a belief's credences, without withdrawals and rewordings, oldest first."""
    points = list_points([belief_id], reader=reader).get(belief_id, [])
    return _numbers(points, ReadableReasons((point.change for point in points), reader=reader))


def read_credence_history(belief: Belief, *, reader: Reader, zone: tzinfo) -> CredenceHistory:
    """Return the history of a belief's credence; `zone` decides the day of a rewording."""
    points = list_points([belief.id], reader=reader).get(belief.id, [])
    rewordings = _rewordings(belief.id, reader=reader)
    withdrawals = list_withdrawals({belief.id: points}, reader=reader).get(belief.id, [])
    changes = [*withdrawals, *(point.change for point in points)]
    changes += [revision.change for revision in rewordings]
    reasons = ReadableReasons(changes, reader=reader)

    def row(change: Change, **more: Any) -> HistoryRow:
        day = change.at.astimezone(zone).date()
        return HistoryRow(day, change, reasons.reason(change), reasons.cause(change), **more)

    numbers = _numbers(points, reasons)
    words = [row(each.change, pair=(each.previous_id, each.id)) for each in rewordings]
    others = sorted([*map(row, withdrawals), *words], key=_order)
    steps = list(merge(numbers, others, key=_order))  # numbers stay in the order they were held
    last = last_numbers([belief], reader=reader).get(belief.id)
    evidence = _evidence(belief.id, reader=reader)
    return CredenceHistory(last.words if last else "", steps, _drawn(numbers, words), evidence)


def _order(row: HistoryRow) -> tuple[date, int]:
    """Return the sort key of a history's row: its day, then its change."""
    return row.day, row.change.id


def _numbers(points: Iterable[Point], reasons: ReadableReasons) -> list[HistoryRow]:
    """Return a history row for each of these points."""
    return [
        HistoryRow(
            point.held_on,
            point.change,
            reasons.reason(point.change, point.own_reason),
            reasons.cause(point.change),
            point,
        )
        for point in points
    ]


def _drawn(numbers: Sequence[HistoryRow], words: Sequence[HistoryRow]) -> Chart | None:
    points = [
        credence.ChartedCredence(
            point.held_on,
            point.credence,
            one.mark,
            one.cause is not None,
            point.low,
            point.high,
            label=f"{format_credence(point.credence)}%, {format_short(one.stated_date)}",
            stated_date=one.stated_date,
            link=f"/{one.cause.key.replace('-', '/')}" if one.cause else f"#{one.html_id}",
        )
        for one in numbers
        if (point := one.point)
    ]
    return draw_credences(points, [one.day for one in words]) if points else None


def _rewordings(belief_id: int, *, reader: Reader) -> list[Revision]:
    """Return the revisions that changed a belief's claim, where the reader may see both texts."""
    query = select(Revision).where(Revision.kind == "belief", Revision.item_id == belief_id)
    query = query.where(Revision.action.not_in(MARKS), Revision.after.is_not(None))
    query = query.options(joinedload(Revision.change), selectinload(Revision.previous))
    # The session forgets rows that nothing refers to, and would read this one for each revision.
    belief = find_row(Belief, belief_id)
    if belief is None:
        return []
    return [
        revision
        for revision in db.session.scalars(query.order_by(Revision.id))
        if (previous := revision.previous)
        and (before := previous.after)
        and before.get("claim") != (revision.after or {}).get("claim")
        and (reader.sees_private or (is_open(revision) and may_read_words(previous)))
    ]


def _evidence(belief_id: int, *, reader: Reader) -> list[tuple[str, Reading]]:
    """Return the readings that bear on a belief, newest first, each with how it bears."""
    query = (
        select(Bearing.bearing, Reading)
        .join(Reading, Reading.id == Bearing.reading_id)
        .where(
            Bearing.belief_id == belief_id, Reading.deleted_at.is_(None), Reading.queued.is_(None)
        )
        .options(selectinload(Reading.topics))
        .order_by(Reading.read_on.desc(), Reading.id.desc())
    )
    return [
        (bearing, reading)
        for bearing, reading in db.session.execute(query)
        if may_see_elsewhere(reading, reader=reader)
    ]
