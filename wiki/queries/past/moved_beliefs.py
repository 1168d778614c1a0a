"""How the credences of a page moved between two days, for the list of changes since a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wiki.actions import AFFIRM, RECALL, SHOW
from wiki.credence_pairs import bounds
from wiki.db import db
from wiki.journal import Change
from wiki.queries.beliefs.alterations import alterations
from wiki.queries.beliefs.points import Point, list_points
from wiki.queries.beliefs.withdrawals import list_withdrawals
from wiki.queries.causes import Cause
from wiki.queries.change_reasons import ReadableReasons
from wiki.queries.past.archive import PastAtlas
from wiki.visibility import VISITOR, knows_of

Rows = Mapping[int, Any]
Bounds = tuple[Decimal | None, Decimal | None]
CredenceAndRange = tuple[Decimal | None, Bounds]  # a credence with its range


@dataclass(frozen=True)
class CredenceChange:
    """A change of a belief's credence or range, or a reaffirmation, in per cent, with its reason.

    Where `before` and `after` are equal and it was not `affirmed`, only the range changed. `after`
    is None where the credence was withdrawn. `low` and `high` are the new range. `held_on` is the
    day, month or year for which it was given as ISO text, None for the day of the change.
    """

    before: Decimal | None
    after: Decimal | None
    low: Decimal | None
    high: Decimal | None
    affirmed: bool
    change: Change
    held_on: str | None
    reason: str
    cause: Cause | None


@dataclass(frozen=True)
class _Step:
    """A credence, with its range, as a change left it; `point` is None where it set no credence."""

    before: Decimal | None
    after: Decimal | None
    ends: Bounds
    change: Change
    point: Point | None = None


def read_moves(
    old: Rows, new: Rows, before: PastAtlas, now: PastAtlas
) -> dict[int, list[CredenceChange]]:
    """Return, by belief id, the changes of credences between two days, oldest first.

    `old` and `new` are the rows of the two days by id; only beliefs in both, with a change, are
    returned. Changes that were undone are left out, and so are backdated numbers, which move
    nothing. But where an undo removed a credence that was valid on the first day, this is the last
    step.
    """
    ids = [belief_id for belief_id in new if belief_id in old]
    events = _events_between(ids, before, now)
    steps = {belief_id: _steps_from(old[belief_id], events.get(belief_id, ())) for belief_id in ids}
    reached = {belief_id: _credence_after(steps[belief_id], old[belief_id]) for belief_id in ids}
    present = {belief_id: _credence_in(new[belief_id]) for belief_id in ids}
    open_ended = [belief_id for belief_id in ids if reached[belief_id] != present[belief_id]]
    for belief_id, change in _last_alterations(open_ended, before, now).items():
        steps[belief_id].append(_Step(reached[belief_id][0], *present[belief_id], change))
    reasons = ReadableReasons(
        (one.change for mine in steps.values() for one in mine), reader=VISITOR
    )
    return {
        belief_id: [_credence_change(one, reasons) for one in mine]
        for belief_id, mine in steps.items()
        if mine
    }


# A change and its point; None where it withdrew the number.
CredenceEvent = tuple[Change, Point | None]


def _events_between(
    ids: Collection[int], before: PastAtlas, now: PastAtlas
) -> Mapping[int, Sequence[CredenceEvent]]:
    """Return, by belief id, the points and withdrawals after the first day, in order.

    Undone changes and backdated points are left out.
    """
    points = list_points(ids, reader=now.reader)
    events: dict[int, list[CredenceEvent]] = defaultdict(list)
    for belief_id, own in points.items():
        events[belief_id] += [(point.change, point) for point in own if point.action != RECALL]
    for belief_id, withdrawals in list_withdrawals(points, reader=now.reader).items():
        events[belief_id] += [(change, None) for change in withdrawals]
    return {
        belief_id: sorted(
            (one for one in own if one[0].id > before.until), key=lambda one: one[0].id
        )
        for belief_id, own in events.items()
    }


def _steps_from(row: Any, events: Iterable[CredenceEvent]) -> list[_Step]:
    """Return the steps of a belief, from its row on the first day and the points after that.

    A SHOW of the number that visitors saw already is no step.
    """
    was, steps = row.credence, []
    for change, point in events:
        after = point.credence if point else None
        if after == was and (point is None or point.action == SHOW):
            continue
        ends = (point.low, point.high) if point else (None, None)
        steps.append(_Step(was, after, ends, change, point))
        was = after
    return steps


def _credence_after(steps: Sequence[_Step], row: Any) -> CredenceAndRange:
    """Return the credence and range after some steps; those of the row where there are none."""
    return (steps[-1].after, steps[-1].ends) if steps else _credence_in(row)


def _credence_in(row: Any) -> CredenceAndRange:
    return row.credence, bounds(row.range)


def _last_alterations(ids: Collection[int], before: PastAtlas, now: PastAtlas) -> dict[int, Change]:
    """Return, by belief id, the last change after the first day of a belief's credence or range."""
    if not ids:
        return {}
    query: Any = (
        alterations("credence", "range")
        .add_columns(Change)
        .where(Change.id > before.until, knows_of(reader=now.reader, kind="belief"))
    )
    return dict(db.session.execute(query, {"belief_ids": list(ids)}).all())


def _credence_change(step: _Step, reasons: ReadableReasons) -> CredenceChange:
    point = step.point
    return CredenceChange(
        step.before,
        step.after,
        *step.ends,
        affirmed=point is not None and point.action == AFFIRM,
        change=step.change,
        held_on=point.stated_date if point else None,
        reason=reasons.reason(step.change, point.own_reason if point else None),
        cause=reasons.cause(step.change),
    )
