"""What is said with a write: who writes and why, and how firmly something is held."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Held:
    """A credence in per cent with its range, and the day it was held.

    `held_at` is the moment as ISO text in UTC where that is known too, or the month or year where
    no day is; `reason` says why it was held, where the change as a whole does not.
    """

    credence: Decimal
    held_on: date
    low: Decimal | None = None
    high: Decimal | None = None
    held_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Signature:
    """Who writes, which day it is where they are, why, and because of which reading or trigger.

    `now` is the moment by their clock, where that matters; a `minor` change is not told as news.
    """

    author_id: int | None
    today: date
    reason: str = ""
    cause: tuple[str, int] | None = None
    now: datetime | None = None
    minor: bool = False
