"""Credences over time: the dated points of beliefs, read from the journal."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.actions import EDIT, RECALL
from wiki.credence import ends_of
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import Bearing, Reading
from wiki.projections.undone import find_undone
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder
from wiki.visibility import Reader, knows_of, may_meet


@dataclass(frozen=True)
class Point:
    """A credence, in per cent, on the day it was held, and the change that told it.

    `low` and `high` are the ends of its range, `action` is what the journal calls the telling,
    `held_at` is the moment in UTC where that is known.
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
    def reason(self) -> str:
        """Return why it was held, in the words of the point or of the whole change."""
        return self.own_reason or self.change.reason


@dataclass(frozen=True)
class Evidence:
    """How many readings speak for a belief, against it and neither, and the last one against."""

    balance: Mapping[str, int]
    last_against: str = ""


@dataclass(frozen=True)
class Movement:
    """A belief's number before and after something made it move, in per cent."""

    belief_id: int
    before: Decimal | None
    after: Decimal

    def is_as_promised(self, size: str) -> bool:
        """Return whether the number moved exactly as a trigger's `size` said it would."""
        return ends_of(size) == (self.before, self.after)


def with_history(beliefs: Iterable[Any]) -> list[Any]:
    """Return the beliefs whose numbers are told of; a slot that is not filled has no history."""
    return [belief for belief in beliefs if not is_placeholder(belief.claim)]


def taken_back(*, until: int | None = None) -> set[int | None]:
    """Return the ids of the changes that were undone, and of every undoing.

    With `until`, the id of a change, nothing after it is known.
    """
    return find_undone(db.session.connection(), until=until)


def list_points(belief_ids: Collection[int], *, reader: Reader) -> dict[int, list[Point]]:
    """Return the points of each belief that a reader knows of, by the day each was held.

    It takes two queries for all.
    """
    # Columns and not rows: what a belief says otherwise is long, and there may be many points.
    told = (Revision.low, Revision.high, Revision.action, Revision.held_at, Revision.reason)
    query = (
        select(Revision.item_id, Revision.credence, Revision.held_on, Change, *told)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids))
        .where(Revision.credence.is_not(None), knows_of(reader=reader))
        .options(joinedload(Change.author))
        .order_by(Revision.held_on, Revision.held_at, Revision.id)
    )
    void = taken_back(until=reader.until)
    points: dict[int, list[Point]] = defaultdict(list)
    found: Any = db.session.execute(query)
    for item_id, *columns in found:
        point = Point(*columns)
        if point.change.id not in void:
            points[item_id].append(point)
    return points


def movements(points: Mapping[int, Sequence[Point]]) -> dict[str, list[Movement]]:
    """Return which numbers moved because of each reading or trigger, by its anchor."""
    found: dict[str, list[Movement]] = defaultdict(list)
    for belief_id, told in points.items():
        before: Decimal | None = None
        for point in told:
            cause = cause_of(point.change)
            if cause and point.credence != before and point.action != RECALL:
                found[cause].append(Movement(belief_id, before, point.credence))
            before = point.credence
    return found


def movement_of(trigger: Trigger, moved: Mapping[str, Sequence[Movement]]) -> Movement | None:
    """Return how far a trigger that was seen moved its belief.

    It moved because of the trigger, or because of the reading that made it happen.
    """
    because = [*moved.get(f"t-{trigger.id}", ()), *moved.get(trigger.cause, ())]
    mine = [move for move in because if f"b-{move.belief_id}" == trigger.belief]
    return Movement(mine[0].belief_id, mine[0].before, mine[-1].after) if mine else None


def caused(belief_ids: Collection[int]) -> Sequence[int]:
    """Return which of the beliefs were ever moved because of something."""
    query = select(Revision.item_id).distinct().join(Change, Change.id == Revision.change_id)
    mine = (Revision.kind == "belief", Revision.item_id.in_(belief_ids))
    query = query.where(*mine, Revision.credence.is_not(None), Change.cause_id.is_not(None))
    return db.session.scalars(query).all()


def cause_of(change: Change) -> str:
    """Return the anchor of what a change happened because of, empty for nothing."""
    letter = {"reading": "r", "trigger": "t"}.get(change.cause_kind or "", "")
    return f"{letter}-{change.cause_id}" if letter else ""


def list_evidence(belief_ids: Collection[int], *, reader: Reader) -> dict[int, Evidence]:
    """Return the balance of what was read on each belief, in one query for all."""
    query = (
        select(Bearing, Reading)
        .join(Reading, Reading.id == Bearing.reading_id)
        .where(Bearing.belief_id.in_(belief_ids), Reading.deleted_at.is_(None))
        .order_by(Reading.read_on)
    )
    return weigh(
        (bearing.belief_id, bearing.bearing, reading.read_on)
        for bearing, reading in db.session.execute(query)
        if may_meet(reading, reader=reader)
    )


def weigh(read: Iterable[tuple[int, str, str]]) -> dict[int, Evidence]:
    """Return the balance for each belief: given its id, a bearing and when it was read, by day."""
    balances: dict[int, Counter[str]] = defaultdict(Counter)
    against: dict[int, str] = {}
    for belief_id, bearing, read_on in read:
        balances[belief_id][bearing] += 1
        if bearing == "against":
            against[belief_id] = read_on
    return {
        belief: Evidence(balance, against.get(belief, "")) for belief, balance in balances.items()
    }
