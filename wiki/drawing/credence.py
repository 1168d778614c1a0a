"""The chart of a credence: a step line from point to point, 0 at the foot and 100 at the head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 560, 160, 12


@dataclass(frozen=True)
class Dot:
    """A point of the chart, in its units, and whether something caused it."""

    x: int
    y: int
    caused: bool


@dataclass(frozen=True)
class Chart:
    """A drawn history: the dots and the path that joins them."""

    dots: tuple[Dot, ...]
    path: str
    width: int = WIDTH
    height: int = HEIGHT


def chart(points: Sequence[tuple[date, Decimal, bool]]) -> Chart:
    """Draw points (day, per cent, caused), oldest first; days are spaced as they passed."""
    days = [(day - points[0][0]).days for day, _, _ in points]
    whole = days[-1] or 1
    even = len(points) - 1 or 1
    dots = []
    for place, (day, (_, credence, caused)) in enumerate(zip(days, points, strict=True)):
        along = day / whole if days[-1] else place / even
        x = MARGIN + round(along * (WIDTH - 2 * MARGIN))
        y = HEIGHT - MARGIN - round(float(credence) / 100 * (HEIGHT - 2 * MARGIN))
        dots.append(Dot(x, y, caused))
    steps = "".join(f"H{dot.x}V{dot.y}" for dot in dots[1:])
    return Chart(tuple(dots), f"M{dots[0].x} {dots[0].y}{steps}H{WIDTH - MARGIN}")
