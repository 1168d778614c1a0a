"""The strip: a belief's credence on a line from 0 to 100, with the one before its last move."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 68, 12, 5


@dataclass(frozen=True)
class Strip:
    """A strip: x coordinates in chart units.

    `now` is the credence, `before` the one before it (None for a belief that never moved), `low`
    and `high` the ends of its range (None for none).
    """

    now: float
    before: float | None = None
    low: float | None = None
    high: float | None = None

    left: int = MARGIN
    right: int = WIDTH - MARGIN
    width: int = WIDTH
    height: int = HEIGHT


def draw_strip(
    credence: Decimal,
    was: Decimal | None = None,
    bounds: tuple[Decimal | None, Decimal | None] = (None, None),
) -> Strip:
    """Return the strip of a credence in per cent, with its former value `was` and its range."""
    low, high = bounds
    return Strip(_across(credence), _across_if_any(was), _across_if_any(low), _across_if_any(high))


def _across_if_any(credence: Decimal | None) -> float | None:
    return None if credence is None else _across(credence)


def _across(credence: Decimal) -> float:
    return round(MARGIN + float(credence) / 100 * (WIDTH - 2 * MARGIN), 1)
