"""How credences moved since a moment, and when items last changed or were affirmed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, func, select

from wiki.actions import AFFIRM, NO_VERSION, RECALL, SHOW
from wiki.journal_tables import Change, Revision
from wiki.projections.regions import in_batches
from wiki.projections.undone import find_undone

Key = tuple[str, int]
Numbers = Mapping[int, Sequence[tuple[datetime, Decimal]]]


@dataclass(frozen=True)
class Dates:
    """When an item last changed, and when the author last affirmed it; None for never."""

    changed: datetime | None = None
    affirmed: datetime | None = None

    @property
    def looked_at(self) -> datetime | None:
        """Return the later of the two moments, None where there is neither."""
        return max(filter(None, (self.changed, self.affirmed)), default=None)


@dataclass(frozen=True)
class Move:
    """A belief's credence at some moment and now, in per cent."""

    before: Decimal
    after: Decimal


def read_dates(connection: Connection, kind: str, ids: Iterable[int]) -> dict[Key, Dates]:
    """Return when each item of a kind last changed and was last affirmed, by kind and id.

    Changes that were undone do not count.
    """
    is_affirming = (Revision.action == AFFIRM).label("affirming")
    query = (
        select(Revision.item_id, is_affirming, func.max(Change.at))
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == kind, Revision.change_id.not_in(find_undone(connection)))
        .where(Revision.action.not_in(NO_VERSION - {AFFIRM}))
        .group_by(Revision.item_id, is_affirming)
    )
    times: dict[Key, dict[bool, datetime]] = defaultdict(dict)
    for some in in_batches(sorted(ids)):
        for item_id, affirming, at in connection.execute(query.where(Revision.item_id.in_(some))):
            times[kind, item_id][bool(affirming)] = at
    return {key: Dates(at.get(False), at.get(True)) for key, at in times.items()}


def read_numbers(connection: Connection, belief_ids: Iterable[int]) -> Numbers:
    """Return each belief's credences with the time each was recorded, oldest first, by its id.

    Backdated credences are left out.
    """
    query = (
        select(Revision.item_id, Change.at, Revision.credence)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief")
        .where(Revision.credence.is_not(None), Revision.action.not_in((RECALL, SHOW)))
        .where(Revision.change_id.not_in(find_undone(connection)))
        .order_by(Revision.id)
    )
    numbers: dict[int, list[tuple[datetime, Decimal]]] = defaultdict(list)
    for some in in_batches(sorted(belief_ids)):
        for item_id, at, credence in connection.execute(query.where(Revision.item_id.in_(some))):
            if credence is not None:
                numbers[item_id].append((at, credence))
    return numbers


def moved_since(credences: Sequence[tuple[datetime, Decimal]], moment: datetime) -> Move | None:
    """Return how a credence moved since a moment, or its first number; None if it did not."""
    all_credences = [credence for _, credence in credences]
    seen = [credence for at, credence in credences if at <= moment]
    before = seen[-1:] or all_credences[:1]
    return Move(before[0], all_credences[-1]) if before and before[0] != all_credences[-1] else None
