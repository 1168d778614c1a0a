"""How a belief's credence stands, worked out from all of its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wiki.dates import stated_date
from wiki.db import MILLIONTHS

EVEN = Decimal(50)  # per cent: the number of whoever does not know
# A credence in millionths of a per cent, the day it was held, and the moment where that is known;
# or the month or year, where the day is not.
Step = tuple[int, str, str | None]


@dataclass(frozen=True)
class FormerCredence:
    """The credence, in per cent, that a belief had before its last move, and when it was held.

    `stated_date` is the day as ISO text, or the month or year where the day is not known.
    """

    credence: Decimal
    held_on: date
    stated_date: str


@dataclass(frozen=True)
class Standing:
    """How a belief's credence stands: the one before, since when, and when it was last affirmed.

    It is held `since` a day; `affirmed_on` is the last day after it when it was given again. Both
    are the first day of a month or year where the day is not known: `stated_since` and
    `stated_affirmed` are the day, month or year as ISO text, "" for none.
    """

    was: FormerCredence | None = None
    since: date | None = None
    affirmed_on: date | None = None
    stated_since: str = ""
    stated_affirmed: str = ""

    @property
    def moved_on(self) -> date | None:
        """Return the day of the last move; None where the credence is the first one."""
        return self.since if self.was else None

    @property
    def stated_moved(self) -> str:
        """Return the day, month or year of the last move as ISO text, "" for none."""
        return self.stated_since if self.was else ""

    @classmethod
    def of(cls, row: Any) -> "Standing":
        """Return the standing in a row of `BeliefStanding` or `PastStanding`.

        These hold whole days: where a day may be known to a month or year alone, use
        `read_standings`.
        """

        def iso_text(day: date | None) -> str:
            return day.isoformat() if day else ""

        was = None
        if row.was is not None:
            was = FormerCredence(row.was, row.was_on, iso_text(row.was_on))
        days = (row.since, row.affirmed_on)
        return cls(was, *days, *map(iso_text, days))


def per_cent(millionths: int) -> Decimal:
    """Return a credence in per cent, given in millionths of a per cent."""
    return Decimal(millionths) / MILLIONTHS


def standing_of(credence: int, steps: Sequence[Step]) -> Standing:
    """Return how a credence stands, given all points of its belief in order.

    `credence` is in millionths of a per cent.
    """
    others = [index for index, step in enumerate(steps) if step[0] != credence]
    run = steps[others[-1] + 1 :] if others else steps
    was = steps[others[-1]] if others else None
    affirmed = run[-1] if len(run) > 1 else None
    return Standing(
        was=FormerCredence(per_cent(was[0]), _day(was), _stated_date(was)) if was else None,
        since=_day(run[0]) if run else None,
        affirmed_on=_day(affirmed) if affirmed else None,
        stated_since=_stated_date(run[0]) if run else "",
        stated_affirmed=_stated_date(affirmed) if affirmed else "",
    )


def _day(step: Step) -> date:
    return date.fromisoformat(step[1])


def _stated_date(step: Step) -> str:
    """Return the day of a step as ISO text, or the month or year where no more is known."""
    return stated_date(_day(step), step[2])


def last_move_of(steps: Sequence[Step]) -> date | None:
    """Return the last day on which a point had another number than the one before.

    None for no such day.
    """
    days = [after[1] for before, after in pairwise(steps) if before[0] != after[0]]
    return date.fromisoformat(days[-1]) if days else None
