"""How the numbers of beliefs stand: what each was before, since when it is held, when affirmed.

Read from the journal for any number of beliefs at once, without reading what they say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, String, literal, or_, select, type_coerce

from wiki.db import MILLIONTHS, db
from wiki.journal import Revision
from wiki.services.credences import taken_back

MANY = 500  # from so many on it is quicker to read the points of all beliefs


@dataclass(frozen=True)
class Was:
    """The number, in per cent, that a belief had last before it moved, and when it was held."""

    credence: Decimal
    held_on: date


@dataclass(frozen=True)
class Standing:
    """How a belief's number stands.

    It is held `since` a day; `affirmed_on` is the last day after it when it was given again.
    """

    was: Was | None = None
    since: date | None = None
    affirmed_on: date | None = None

    @property
    def moved_on(self) -> date | None:
        """Return the day of the last move; a first number is none."""
        return self.since if self.was else None


def list_standings(
    beliefs: Iterable[Any], *, private: bool, until: int | None = None
) -> dict[int, Standing]:
    """Return how each belief stands, given rows with id and credence, in two queries for all.

    With `until`, the id of a change, nothing after it is known.
    """
    numbers = {row.id: row.credence for row in beliefs if row.credence is not None}
    kept = {belief: int(number * MILLIONTHS) for belief, number in numbers.items()}
    rows = _read_points(kept, private=private, until=until)
    return {
        belief: _stand(kept[belief], list(points))
        for belief, points in groupby(rows, key=lambda row: row[0])
    }


def _read_points(
    kept: Mapping[int, int], *, private: bool, until: int | None
) -> Iterable[tuple[int, int, str, int]]:
    """Return id, millionths and day of each point, by belief and as held.

    They are plain values and no rows: there may be tens of thousands.
    """
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            Revision.change_id,
        )
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(or_(literal(private), Revision.published))
        .order_by(Revision.item_id, Revision.held_on, Revision.held_at, Revision.id)
    )
    if len(kept) < MANY:
        query = query.where(Revision.item_id.in_(kept))
    if until is not None:
        query = query.where(Revision.change_id <= until)
    void = taken_back(until=until)
    found: Any = db.session.execute(query)
    return (row for row in found if row[0] in kept and row[3] not in void)


def _stand(number: int, points: Sequence[tuple[int, int, str, int]]) -> Standing:
    """Return how a number stands, given all points of its belief."""
    others = [place for place, point in enumerate(points) if point[1] != number]
    run = points[others[-1] + 1 :] if others else points
    was = points[others[-1]] if others else None
    return Standing(
        was=Was(Decimal(was[1]) / MILLIONTHS, date.fromisoformat(was[2])) if was else None,
        since=date.fromisoformat(run[0][2]) if run else None,
        affirmed_on=date.fromisoformat(run[-1][2]) if len(run) > 1 else None,
    )
