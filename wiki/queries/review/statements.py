"""When each item last changed or was reaffirmed, and how a belief's credence moved since then."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from wiki.actions import AFFIRM, NO_VERSION, RECALL, REVIEW
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.queries.beliefs.points import taken_back
from wiki.queries.beliefs.standings import MANY

Key = tuple[str, int]


@dataclass(frozen=True)
class Dates:
    """When an item last changed, and when the author last reaffirmed it."""

    changed: datetime | None = None
    affirmed: datetime | None = None

    @property
    def looked_at(self) -> datetime | None:
        """Return the later of the two moments, None where there is neither."""
        return max(filter(None, (self.changed, self.affirmed)), default=None)


@dataclass(frozen=True)
class Move:
    """A belief's credence at an earlier moment and now, in per cent."""

    before: Decimal
    after: Decimal


def read_dates(kinds: Collection[str]) -> Mapping[Key, Dates]:
    """Return the dates of every item of these kinds, in one query; undone changes do not count."""
    is_affirming = (Revision.action == AFFIRM).label("affirming")
    query = (
        select(Revision.kind, Revision.item_id, is_affirming, func.max(Change.at))
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind.in_(kinds), Revision.change_id.not_in(_void()))
        .where(Revision.action.not_in(NO_VERSION - {AFFIRM}))
        .group_by(Revision.kind, Revision.item_id, is_affirming)
    )
    found: dict[Key, dict[bool, datetime]] = defaultdict(dict)
    for kind, item_id, affirming, at in db.session.execute(query):
        found[kind, item_id][bool(affirming)] = at
    return {key: Dates(at.get(False), at.get(True)) for key, at in found.items()}


def read_reviews() -> dict[int, datetime]:
    """Return when each topic was last marked as reviewed."""
    query = (
        select(Revision.item_id, func.max(Change.at))
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "topic", Revision.action == REVIEW)
        .where(Revision.change_id.not_in(_void()))
        .group_by(Revision.item_id)
    )
    return dict(db.session.execute(query).all())


def read_numbers(belief_ids: Collection[int]) -> Mapping[int, Sequence[tuple[datetime, Decimal]]]:
    """Return each belief's credences with the times they were recorded, oldest first.

    Backdated numbers are left out.
    """
    query = (
        select(Revision.item_id, Change.at, Revision.credence)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief")
        .where(Revision.credence.is_not(None), Revision.action != RECALL)
        .where(Revision.change_id.not_in(_void()))
        .order_by(Revision.id)
    )
    if len(belief_ids) < MANY:
        query = query.where(Revision.item_id.in_(belief_ids))
    numbers: dict[int, list[tuple[datetime, Any]]] = defaultdict(list)
    for item_id, at, credence in db.session.execute(query):
        numbers[item_id].append((at, credence))
    return numbers


def moved_since(numbers: Sequence[tuple[datetime, Decimal]], moment: datetime) -> Move | None:
    """Return how a credence moved since a moment (or since the first number).

    None where it did not.
    """
    given = [number for _, number in numbers]
    seen = [number for at, number in numbers if at <= moment]
    before = seen[-1:] or given[:1]
    return Move(before[0], given[-1]) if before and before[0] != given[-1] else None


def _void() -> list[int]:
    return [change_id for change_id in taken_back() if change_id is not None]
