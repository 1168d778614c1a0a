"""A region and its neighbours: the region in the middle, the others around it in their order."""

from dataclasses import dataclass
from functools import lru_cache

from wiki.drawing.labels import Label, label_at
from wiki.drawing.lettering import fit, height

WIDTH, HEIGHT = 400.0, 250.0
EDGE = 6.0
REACH = 82.0  # how far the widest neighbours lie from the middle
AIR = 6.0
BELOW = 10.0
SIZES = (13.5, 12.0, 11.0)
LINES = 3


@dataclass(frozen=True)
class Ring:
    """Places and names of the middle and its neighbours, the height they take, the type size."""

    points: tuple[tuple[float, float], ...]
    labels: tuple[Label, ...]
    height: float
    size: float


@lru_cache(maxsize=256)
def arrange(titles: tuple[str, ...], radii: tuple[float, ...]) -> Ring:
    """Lay out a region, which comes first, and its neighbours clockwise from the upper right.

    Half of them stand in a column to the right, half to the left, so that no name meets another;
    where there are many the type is smaller, and at last the drawing taller.
    """
    others = len(titles) - 1
    right = (others + 1) // 2
    size = next((size for size in SIZES if HEIGHT / max(right, 1) >= height(2, size)), SIZES[-1])
    tall = max(HEIGHT, right * height(1, size) * 1.15 + 2 * EDGE)
    sides = [*_column(right, tall, 1), *reversed(_column(others - right, tall, -1))]
    points = [(WIDTH / 2, tall / 2), *sides]
    room = (tall - 2 * EDGE) / max(right, 1)
    names = [_centre(titles[0], radii[0], tall, size)]
    for title, radius, point in zip(titles[1:], radii[1:], sides, strict=True):
        names.append(_beside(title, radius, point, size, room))
    return Ring(tuple(points), tuple(names), tall, size)


def _column(count: int, tall: float, side: int) -> list[tuple[float, float]]:
    """Return places from top to bottom on one side, on a flat arc around the middle."""
    step = (tall - 2 * EDGE) / max(count, 1)
    heights = [EDGE + step * (place + 0.5) for place in range(count)]
    arcs = [1 - (2 * (y - tall / 2) / tall) ** 2 for y in heights]
    return [
        (float(round(WIDTH / 2 + side * REACH * max(arc, 0.3) ** 0.5)), float(round(y)))
        for y, arc in zip(heights, arcs, strict=True)
    ]


def _beside(
    title: str, radius: float, point: tuple[float, float], size: float, room: float
) -> Label:
    """Return the name of a neighbour, on the side away from the middle."""
    x, y = point
    out = radius + AIR
    left = x < WIDTH / 2
    start = x - out if left else x + out
    most = next((n for n in range(LINES, 1, -1) if height(n, size) <= room), 1)
    lines = fit(title, size, (start if left else WIDTH - start) - 2, most)
    top = y - height(len(lines), size) / 2
    return label_at(start, top, "end" if left else "start", lines, size)


def _centre(title: str, radius: float, tall: float, size: float) -> Label:
    """Return the name of the middle, below it and below where lines reach it."""
    lines = fit(title, size, 1.5 * REACH, LINES)
    return label_at(WIDTH / 2, tall / 2 + radius + BELOW, "middle", lines, size)
