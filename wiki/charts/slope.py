"""A slope chart: the credences of beliefs at one time on the left, at a later one on the right.

Horizontally, everything is in per cent of the width; vertically, in pixels. Numbers at either edge
are moved apart so that none covers another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

HEIGHT, EDGE = 320, 10  # pixels; at the foot and at the head as much is left free as EDGE says
GAP = 15  # pixels from one number to the next


@dataclass(frozen=True)
class Slope:
    """One line: the heights of its ends, and of the numbers written beside them, in pixels."""

    start: float
    end: float
    start_label: float
    end_label: float


def draw_slopes(moves: Sequence[tuple[Decimal, Decimal]]) -> list[Slope]:
    """Return a line for each move, in order; a move is the credence before and after.

    Both are in per cent.
    """
    starts = [_down(before) for before, _ in moves]
    ends = [_down(after) for _, after in moves]
    labels = zip(starts, ends, _apart(starts), _apart(ends), strict=True)
    return [Slope(*heights) for heights in labels]


def _down(credence: Decimal) -> float:
    return round(EDGE + (100 - float(credence)) / 100 * (HEIGHT - 2 * EDGE), 1)


def _apart(heights: Sequence[float]) -> list[float]:
    """Return the heights of labels, each at least GAP below the one above it."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    last = float(EDGE - GAP)
    for index in order:
        last = placed[index] = max(placed[index], last + GAP)
    below = float(HEIGHT - EDGE + GAP)
    for index in reversed(order):
        below = placed[index] = min(placed[index], below - GAP)
    return placed
