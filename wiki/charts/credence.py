"""The chart of a credence: a step line from point to point, 0 at the bottom and 100 at the top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 560, 160, 12
MOST = 500  # most points that are drawn as dots


@dataclass(frozen=True)
class ChartedCredence:
    """A credence in per cent on the day it was held, with its range.

    `mark` is how it is drawn (moved, affirmed, recalled); `caused` says that a reading or
    trigger moved it.
    """

    day: date
    credence: Decimal
    mark: str = "moved"
    caused: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Dot:
    """A point in chart units; `span` is its range as path data, "" for none."""

    x: int
    y: int
    mark: str
    caused: bool
    span: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn history: dots, the path through them, and the x coordinates of rewordings."""

    dots: tuple[Dot, ...]
    path: str
    reworded: tuple[int, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def signs(self) -> list[str]:
        """Return the kinds of marks that the legend has to explain."""
        drawn = {dot.mark for dot in self.dots} | {"caused" for dot in self.dots if dot.caused}
        drawn |= {"range" for dot in self.dots if dot.span}
        drawn |= {"reworded"} if self.reworded else set()
        order = ("moved", "caused", "affirmed", "recalled", "range", "reworded")
        return [sign for sign in order if sign in drawn]


def chart(points: Sequence[ChartedCredence], reworded: Sequence[date] = ()) -> Chart:
    """Return the chart of points, oldest first, and of the days on which the claim was reworded.

    Days are spaced in proportion to time; points that are all of one day are spaced evenly.
    """
    at = _across([point.day for point in points], MARGIN, WIDTH - MARGIN)
    dots = tuple(
        Dot(at(point.day, place), _high(point.credence), point.mark, point.caused, span)
        for place, point in enumerate(points)
        for span in [_span(point, at(point.day, place))]
    )
    ticks = sorted({at(day, len(points) - 1) for day in reworded})
    marked = dots if len(dots) <= MOST else ()
    return Chart(marked, _steps(dots) + f"H{WIDTH - MARGIN}", tuple(ticks))


def _across(days: Sequence[date], left: int, right: int) -> Callable[[date, int], int]:
    """Return a function from a day, or else from the index in the sequence, to the x coordinate."""
    first, whole, even = days[0], (days[-1] - days[0]).days, len(days) - 1 or 1

    def at(day: date, place: int) -> int:
        along = (day - first).days / whole if whole else place / even
        return left + round(min(max(along, 0), 1) * (right - left))

    return at


def _high(credence: Decimal) -> int:
    return HEIGHT - MARGIN - round(float(credence) / 100 * (HEIGHT - 2 * MARGIN))


def _span(point: ChartedCredence, x: int) -> str:
    if point.low is None or point.high is None:
        return ""
    low, high = _high(point.low), _high(point.high)
    return f"M{x} {low}V{high}M{x - 4} {low}h8M{x - 4} {high}h8"


def _steps(dots: Sequence[Dot]) -> str:
    return f"M{dots[0].x} {dots[0].y}" + "".join(f"H{dot.x}V{dot.y}" for dot in dots[1:])
