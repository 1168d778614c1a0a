"""How a belief's number stands, given every number that it was held at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wiki.db import MILLIONTHS

EVEN = Decimal(50)  # per cent: the number of whoever does not know
# A credence in millionths of a per cent, the day it was held, and the moment where that is known.
Step = tuple[int, str, str | None]


@dataclass(frozen=True)
class FormerCredence:
    """The number, in per cent, that a belief had last before it moved, and when it was held."""

    credence: Decimal
    held_on: date


@dataclass(frozen=True)
class Standing:
    """How a belief's number stands.

    It is held `since` a day; `affirmed_on` is the last day after it when it was given again.
    """

    was: FormerCredence | None = None
    since: date | None = None
    affirmed_on: date | None = None

    @property
    def moved_on(self) -> date | None:
        """Return the day of the last move; a first number is none."""
        return self.since if self.was else None

    @classmethod
    def of(cls, row: Any) -> "Standing":
        """Return the standing in a row of `BeliefStanding` or `PastStanding`."""
        was = FormerCredence(row.was, row.was_on) if row.was is not None else None
        return cls(was, row.since, row.affirmed_on)


def per_cent(millionths: int) -> Decimal:
    """Return the credence of a step."""
    return Decimal(millionths) / MILLIONTHS


def standing_of(number: int, steps: Sequence[Step]) -> Standing:
    """Return how a number, in millionths of a per cent, stands, given all points of its belief."""
    others = [place for place, step in enumerate(steps) if step[0] != number]
    run = steps[others[-1] + 1 :] if others else steps
    was = steps[others[-1]] if others else None
    return Standing(
        was=FormerCredence(per_cent(was[0]), date.fromisoformat(was[1])) if was else None,
        since=date.fromisoformat(run[0][1]) if run else None,
        affirmed_on=date.fromisoformat(run[-1][1]) if len(run) > 1 else None,
    )


def last_move_of(steps: Sequence[Step]) -> date | None:
    """Return the last day on which a point was another than the one before it."""
    days = [after[1] for before, after in pairwise(steps) if before[0] != after[0]]
    return date.fromisoformat(days[-1]) if days else None
