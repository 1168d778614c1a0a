"""Points: dated credences read from the journal, the moves between them, and their causes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, bindparam, select

from wiki.actions import EDIT, SHOW
from wiki.anchors import Anchor
from wiki.credence_pairs import move_ends
from wiki.dates import format_short, stated_date
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import BEARINGS, Bearing, Reading
from wiki.projections.held_order import held_order
from wiki.projections.undone import Undone, find_undone, may_be_undone
from wiki.queries.readings import visible_readings
from wiki.sections.trigger import Trigger
from wiki.text import counted, is_placeholder
from wiki.visibility import Reader, knows_of, once_per_reader


@dataclass(frozen=True)
class Point:
    """A credence in per cent on the day it was held, with the change that recorded it.

    `low` and `high` are its range, `action` is the journal's action (edit, affirm, recall),
    `held_at` the moment in UTC where that is known.
    """

    credence: Decimal
    held_on: date
    change: Change
    low: Decimal | None = None
    high: Decimal | None = None
    action: str = EDIT
    held_at: str | None = None
    own_reason: str | None = None

    @property
    def stated_date(self) -> str:
        """Return the day as ISO text, or the month or year where the day is not known."""
        return stated_date(self.held_on, self.held_at)

    @property
    def reason(self) -> str:
        """Return why this credence was held: the point's own reason, else that of its change."""
        return self.own_reason or self.change.reason


@dataclass(frozen=True)
class Evidence:
    """The number of readings for a belief, against it and neutral, by bearing.

    `last_against` is the day on which the last reading against it was read, "" for none.
    """

    balance: Mapping[str, int]
    last_against: str = ""

    @property
    def words(self) -> str:
        """Return the balance in words, such as `2 readings for, 1 against (Jul 2026)`."""
        counts = [(bearing, self.balance[bearing]) for bearing in BEARINGS if self.balance[bearing]]
        (first, count), *rest = counts
        parts = [f"{counted(count, 'reading')} {first}"]
        parts += [f"{further:,} {bearing}" for bearing, further in rest]
        if self.last_against:
            day = f" ({format_short(self.last_against[:7])})"
            return ", ".join(part + day * part.endswith("against") for part in parts)
        return ", ".join(parts)


@dataclass(frozen=True)
class CausedMove:
    """A belief's credence before and after it moved because of a reading or trigger.

    Both are in per cent; `before` is None where the belief had no credence yet.
    """

    belief_id: int
    before: Decimal | None
    after: Decimal

    def is_as_promised(self, size: str) -> bool:
        """Return whether the credence moved exactly as the trigger's `size` said."""
        return move_ends(size) == (self.before, self.after)


def with_history(beliefs: Iterable[Any]) -> list[Any]:
    """Return the beliefs that are no placeholders: only these have a history of credences."""
    return [belief for belief in beliefs if not is_placeholder(belief.claim)]


def undone_change_ids(*, until: int | None = None) -> Undone:
    """Return the ids of all undone changes and of all undo changes.

    With `until`, the id of a change, later changes are ignored.
    """
    return find_undone(db.session.connection(), until=until)


def knows_point(*, reader: Reader) -> Any:
    """Return an SQL condition: that a reader knows the credence of a revision.

    A revision with the action SHOW tells visitors a credence that the author knows already.
    """
    is_visible = knows_of(reader=reader, kind="belief")
    return and_(is_visible, Revision.action != SHOW) if reader.sees_private else is_visible


def list_points(belief_ids: Collection[int], *, reader: Reader) -> dict[int, list[Point]]:
    """Return the points that a reader knows of, by belief id, sorted by when each was held.

    It takes one query for all beliefs, and another where one of the changes may have been undone.
    """
    # Columns and not whole revisions: their states are large, and there may be many points.
    extra = (Revision.low, Revision.high, Revision.action, Revision.held_at, Revision.reason)
    query = (
        select(
            may_be_undone(), Revision.item_id, Revision.credence, Revision.held_on, Change, *extra
        )
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids))
        .where(Revision.credence.is_not(None), knows_point(reader=reader))
        .order_by(*held_order())
    )
    points: dict[int, list[Point]] = defaultdict(list)
    rows: Any = db.session.execute(query).all()
    void = undone_change_ids(until=reader.until) if any(row[0] for row in rows) else Undone()
    for _, item_id, *values in rows:
        point = Point(*values)
        if void.counts(point.change.id, point.action):
            points[item_id].append(point)
    return points


def movement_of(trigger: Trigger, moved: Mapping[str, Sequence[CausedMove]]) -> CausedMove | None:
    """Return how far a trigger that happened moved its belief, None where it did not.

    `moved` has, by the anchor of each reading or trigger, the moves that it caused, in order. Those
    that name the trigger come before those that name the reading it was seen in, which may have
    moved the belief on its own; but moves that begin at the number from which the trigger's size
    promised to move come first of all.
    """
    promised = move_ends(trigger.size)
    because = [
        [
            move
            for move in moved.get(cause, ())
            if str(Anchor("belief", move.belief_id)) == trigger.belief
        ]
        for cause in (str(Anchor("trigger", trigger.id)), trigger.cause)
    ]
    stretches = [stretch for moves in because for stretch in reversed(_stretches(moves))]
    begun = [
        stretch[index:]
        for stretch in stretches
        for index, move in enumerate(stretch)
        if promised and move.before == promised[0]
    ]
    chosen = next(iter((*begun, *stretches)), None)
    if chosen is None or chosen[0].before == chosen[-1].after:
        return None
    return CausedMove(chosen[0].belief_id, chosen[0].before, chosen[-1].after)


def _stretches(moves: Sequence[CausedMove]) -> list[list[CausedMove]]:
    """Return a belief's moves in runs: in each run, a move begins where the one before it ended.

    Between two runs something else moved the belief.
    """
    stretches: list[list[CausedMove]] = []
    for move in moves:
        if not stretches or stretches[-1][-1].after != move.before:
            stretches.append([])
        stretches[-1].append(move)
    return stretches


def list_evidence(belief_ids: Collection[int], *, reader: Reader) -> dict[int, Evidence]:
    """Return, by belief id, the number of readings that bear on each belief, in one query."""
    query, ids = _bearings(reader=reader), {"belief_ids": list(belief_ids)}
    return count_evidence(
        (belief, bearing, day) for belief, bearing, day in db.session.execute(query, ids)
    )


@once_per_reader
def _bearings(*, reader: Reader) -> Any:
    """Return the query for readings that bear on `belief_ids`, sorted by the day of reading."""
    return (
        visible_readings(reader=reader)
        .join(Bearing, Bearing.reading_id == Reading.id)
        .with_only_columns(Bearing.belief_id, Bearing.bearing, Reading.read_on)
        .where(Bearing.belief_id.in_(bindparam("belief_ids", expanding=True)))
        .order_by(Reading.read_on)
    )


def count_evidence(read: Iterable[tuple[int, str, str]]) -> dict[int, Evidence]:
    """Return evidence by belief id, counted from (belief id, bearing, day read), sorted by day."""
    balances: dict[int, Counter[str]] = defaultdict(Counter)
    against: dict[int, str] = {}
    for belief_id, bearing, read_on in read:
        balances[belief_id][bearing] += 1
        if bearing == "against":
            against[belief_id] = read_on
    return {
        belief: Evidence(balance, against.get(belief, "")) for belief, balance in balances.items()
    }
