"""The chart of a credence: a step line from point to point, 0 at the bottom and 100 at the top.

Vertically, a unit is a pixel; horizontally, the chart is stretched to the width of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 560, 160, 12
MOST = 500  # most points that are drawn as dots
TICKS = 6  # most days that the axis names
LINKED = 60  # most dots that are links


@dataclass(frozen=True)
class ChartedCredence:
    """A credence in per cent on the day it was held, with its range.

    `mark` is how it is drawn (moved, affirmed, recalled); `caused` says that a reading or trigger
    moved it. `label` describes it in words, `link` is the address it links to. `stated_date` is the
    day as ISO text, or the month or year where the day is not known; the axis shows it.
    """

    day: date
    credence: Decimal
    mark: str = "moved"
    caused: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    label: str = ""
    link: str = ""
    stated_date: str = ""


@dataclass(frozen=True)
class Dot:
    """A point in chart units; `span` is its range as path data around x = 0, "" for none."""

    x: int
    y: int
    mark: str
    caused: bool
    span: str = ""
    label: str = ""
    link: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn history: dots, the path through them, and the x coordinates of rewordings.

    `ticks` are the x coordinates of days that the axis names, each with the day, month or year as
    ISO text.
    """

    dots: tuple[Dot, ...]
    path: str
    reworded: tuple[int, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_linked(self) -> bool:
        """Return whether the dots are links, which they are not if there are very many."""
        return len(self.dots) <= LINKED

    @property
    def signs(self) -> list[str]:
        """Return the kinds of marks that the legend has to explain."""
        drawn = {dot.mark for dot in self.dots} | {"caused" for dot in self.dots if dot.caused}
        drawn |= {"range" for dot in self.dots if dot.span}
        drawn |= {"reworded"} if self.reworded else set()
        order = ("moved", "caused", "affirmed", "recalled", "range", "reworded")
        return [sign for sign in order if sign in drawn]


def draw_credences(points: Sequence[ChartedCredence], reworded: Sequence[date] = ()) -> Chart:
    """Return the chart of points, oldest first, and of the days on which the claim was reworded.

    Days are spaced in proportion to time; points that are all of one day are spaced evenly.
    """
    at = _across([point.day for point in points], MARGIN, WIDTH - MARGIN)
    dots = tuple(
        Dot(
            at(point.day, index),
            _high(point.credence),
            point.mark,
            point.caused,
            _span(point),
            point.label,
            point.link,
        )
        for index, point in enumerate(points)
    )
    worded = sorted({at(day, len(points) - 1) for day in reworded})
    marked = dots if len(dots) <= MOST else ()
    named = _ticks(points[0], points[-1])
    ticks = tuple((at(day, 0), name) for day, name in named)
    return Chart(marked, _steps(dots) + f"H{WIDTH - MARGIN}", tuple(worded), ticks)


def _across(days: Sequence[date], left: int, right: int) -> Callable[[date, int], int]:
    """Return a function from a day and an index in `days` to an x coordinate.

    Where all days are the same, the index decides.
    """
    first, whole, even = days[0], (days[-1] - days[0]).days, len(days) - 1 or 1

    def at(day: date, index: int) -> int:
        along = (day - first).days / whole if whole else index / even
        return left + round(min(max(along, 0), 1) * (right - left))

    return at


def _high(credence: Decimal) -> int:
    return HEIGHT - MARGIN - round(float(credence) / 100 * (HEIGHT - 2 * MARGIN))


def _span(point: ChartedCredence) -> str:
    if point.low is None or point.high is None:
        return ""
    low, high = _high(point.low), _high(point.high)
    return f"M0 {low}V{high}M-4 {low}h8M-4 {high}h8"


def _ticks(oldest: ChartedCredence, newest: ChartedCredence) -> list[tuple[date, str]]:
    """Return the days that the axis names: both ends, and years or months between them."""
    first, last = oldest.day, newest.day
    ends = [(one.day, one.stated_date or one.day.isoformat()) for one in (oldest, newest)]
    if first == last:
        return ends[:1]
    whole = (last - first).days
    after = range(first.month, first.month + 12)
    months = [date(first.year + n // 12, n % 12 + 1, 1) for n in after]
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    cut = months if whole < 300 else years
    room = whole / TICKS  # a tick this near an end would cover its name
    inner = [day for day in cut if room < (day - first).days < whole - room]
    step = -(-len(inner) // (TICKS - 2)) or 1
    named = [(day, day.isoformat()[: 7 if cut is months else 4]) for day in inner[::step]]
    return [ends[0], *named, ends[1]]


def _steps(dots: Sequence[Dot]) -> str:
    return f"M{dots[0].x} {dots[0].y}" + "".join(f"H{dot.x}V{dot.y}" for dot in dots[1:])
