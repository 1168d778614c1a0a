"""The calibration chart: what was said along the foot, what came true up the side, 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass

from wiki.scoring import Bin

SIDE, LEFT, TOP, FOOT = 300, 44, 24, 44
FEW = 10  # below so many a frequency says little


@dataclass(frozen=True)
class Mark:
    """The mean of a bin against its frequency, in the chart's units; `few` where it says little."""

    x: float
    y: float
    n: int
    few: bool


@dataclass(frozen=True)
class Calibration:
    """The drawn chart: a mark for each bin that holds something, and where the axes are ticked."""

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float, float], ...]
    left: int = LEFT
    right: int = LEFT + SIDE
    top: int = TOP
    foot: int = TOP + SIDE
    width: int = LEFT + SIDE + TOP
    height: int = TOP + SIDE + FOOT


def draw_calibration(bins: Sequence[Bin]) -> Calibration:
    """Draw bins unfolded: 30% lies to the left of 70%, and each on the diagonal if it is right."""
    marks = tuple(
        Mark(along(each.mean), up(each.frequency), each.n, each.n < FEW)
        for each in bins
        if each.mean is not None and each.frequency is not None
    )
    ticks = tuple((part, along(part / 100), up(part / 100)) for part in range(0, 101, 20))
    return Calibration(marks, ticks)


def along(share: float) -> float:
    """Return how far to the right a share from 0 to 1 lies."""
    return round(LEFT + share * SIDE, 1)


def up(share: float) -> float:
    """Return how far down from the top a share from 0 to 1 lies."""
    return round(TOP + (1 - share) * SIDE, 1)
