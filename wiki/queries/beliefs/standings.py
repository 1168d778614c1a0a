"""How the numbers of beliefs stand: what each was before, since when it is held, when affirmed.

Read from the journal for any number of beliefs at once, without reading what they say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, String, select, type_coerce

from wiki.db import MILLIONTHS, db
from wiki.journal import Revision
from wiki.queries.beliefs.points import taken_back
from wiki.visibility import Reader, knows_of

MANY = 500  # from so many on it is quicker to read the points of all beliefs
# A credence in millionths of a per cent, the day it was held, and the moment where that is known.
Step = tuple[int, str, str | None]


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


def list_standings(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, Standing]:
    """Return how each belief stands, given rows with id and credence, in two queries for all."""
    numbered = [row for row in beliefs if row.credence is not None]
    return stand(numbered, read_paths([row.id for row in numbered], reader=reader))


def stand(beliefs: Iterable[Any], paths: Mapping[int, Sequence[Step]]) -> dict[int, Standing]:
    """Return how each belief that has a number stands, given the points of each."""
    return {
        row.id: _stand(int(row.credence * MILLIONTHS), paths[row.id])
        for row in beliefs
        if row.credence is not None
    }


def read_paths(belief_ids: Collection[int], *, reader: Reader) -> dict[int, list[Step]]:
    """Return the points of each belief in the order they were held, none of them undone.

    Visitors see what was told in public, readers of the past what was told by then. They are plain
    values and no rows: there may be tens of thousands.
    """
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            Revision.held_at,
            Revision.change_id,
        )
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(knows_of(reader=reader))
        .order_by(Revision.item_id, Revision.held_on, Revision.held_at, Revision.id)
    )
    if len(belief_ids) < MANY:
        query = query.where(Revision.item_id.in_(belief_ids))
    void = taken_back(until=reader.until)
    paths: dict[int, list[Step]] = {belief: [] for belief in belief_ids}
    found: Any = db.session.execute(query)
    for belief, millionths, day, moment, change in found:
        if change not in void and belief in paths:
            paths[belief].append((millionths, day, moment))
    return paths


def per_cent(millionths: int) -> Decimal:
    """Return the credence of a step."""
    return Decimal(millionths) / MILLIONTHS


def _stand(number: int, steps: Sequence[Step]) -> Standing:
    """Return how a number stands, given all points of its belief."""
    others = [place for place, step in enumerate(steps) if step[0] != number]
    run = steps[others[-1] + 1 :] if others else steps
    was = steps[others[-1]] if others else None
    return Standing(
        was=Was(per_cent(was[0]), date.fromisoformat(was[1])) if was else None,
        since=date.fromisoformat(run[0][1]) if run else None,
        affirmed_on=date.fromisoformat(run[-1][1]) if len(run) > 1 else None,
    )
