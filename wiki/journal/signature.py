"""What comes with a write: who saves and why, and a credence with the day it was held."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Held:
    """A credence in per cent, its range, and the day it was held.

    `held_at` is the moment in UTC (ISO) where it is known, or the month or year where the day
    is not. `reason` says why this credence was held, if the change as a whole does not.
    """

    credence: Decimal
    held_on: date
    low: Decimal | None = None
    high: Decimal | None = None
    held_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Signature:
    """Who saves, which day it is for them, why, and because of what.

    `cause` is the kind and id of a reading or trigger. `now` is the moment by their clock,
    where it matters. A `minor` change is left out of the changelog.
    """

    author_id: int | None
    today: date
    reason: str = ""
    cause: tuple[str, int] | None = None
    now: datetime | None = None
    minor: bool = False
