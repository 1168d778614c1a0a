"""The calibration chart: credences on the x axis, frequencies on the y axis, both 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass

from wiki.scoring import Bin

SIDE, LEFT, TOP, FOOT = 300, 44, 24, 44
FEW = 10  # with fewer beliefs a bin's frequency says little
ENOUGH = 30  # with fewer beliefs in all, neither a line nor a table of ten bins says anything


@dataclass(frozen=True)
class Mark:
    """A bin in chart units: its mean credence, its frequency, and the ends of its 95% interval.

    `n` is the number of its beliefs, and `few` says that they are few.
    """

    x: float
    y: float
    n: int
    few: bool
    low: float = 0
    high: float = 0


@dataclass(frozen=True)
class Calibration:
    """The chart: a mark for each bin that is not empty, and the ticks of the axes.

    `line` joins the marks as SVG path data; "" where there are too few beliefs for one.
    """

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float, float], ...]
    line: str = ""
    left: int = LEFT
    right: int = LEFT + SIDE
    top: int = TOP
    foot: int = TOP + SIDE
    width: int = LEFT + SIDE + TOP
    height: int = TOP + SIDE + FOOT


def draw_calibration(bins: Sequence[Bin]) -> Calibration:
    """Return the chart of some bins, each at its mean credence; empty bins have no mark.

    A bin whose frequency equals its mean lies on the diagonal.
    """
    marks = tuple(
        Mark(along(each.mean), up(each.frequency), each.n, each.n < FEW, up(ends[0]), up(ends[1]))
        for each in bins
        if each.mean is not None and each.frequency is not None and (ends := each.interval)
    )
    is_enough = sum(mark.n for mark in marks) >= ENOUGH
    line = "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks) if is_enough else ""
    ticks = tuple((part, along(part / 100), up(part / 100)) for part in range(0, 101, 20))
    return Calibration(marks, ticks, line)


def along(share: float) -> float:
    """Return the x coordinate of a share from 0 to 1."""
    return round(LEFT + share * SIDE, 1)


def up(share: float) -> float:
    """Return the y coordinate of a share from 0 to 1."""
    return round(TOP + (1 - share) * SIDE, 1)
