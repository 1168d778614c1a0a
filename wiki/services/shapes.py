"""The marks of the map as SVG path data: a shape for each area, a line for each kind of relation.

All of them differ in form, so that none needs a colour to be told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, pi, sin

Point = tuple[float, float]

# Corners, the turn of the first one, and how far out they lie so that all look equally large.
CORNERS: tuple[tuple[int, float, float], ...] = (
    (0, 0.0, 1.0),  # a circle
    (4, pi / 4, 1.25),  # a square
    (3, -pi / 2, 1.45),  # a triangle pointing up
    (4, 0.0, 1.3),  # a diamond
    (5, -pi / 2, 1.18),
    (6, 0.0, 1.14),
    (3, pi / 2, 1.45),  # a triangle pointing down
    (8, pi / 8, 1.08),
)
CLEAR = 4.0  # between a mark and the end of a line
WEDGE = 4.5  # half the open end of "part of"
HEAD = 7.0  # the length of the head of "leans on"
JAG = 5.0  # half the height of the jag of "in tension with"


@dataclass(frozen=True)
class Curve:
    """A line between two marks that bends towards a third point, if it bends at all."""

    start: Point
    bend: Point
    stop: Point

    def at(self, part: float, forth: float = 0.0, aside: float = 0.0) -> Point:
        """Return the point some way forth and to the side of a part of the line."""
        (ax, ay), (bx, by), (cx, cy) = self.start, self.bend, self.stop
        near, mid, far = (1 - part) ** 2, 2 * part * (1 - part), part**2
        dx = (1 - part) * (bx - ax) + part * (cx - bx)
        dy = (1 - part) * (by - ay) + part * (cy - by)
        length = hypot(dx, dy) or 1.0
        dx, dy = dx / length, dy / length
        x = near * ax + mid * bx + far * cx + dx * forth - dy * aside
        y = near * ay + mid * by + far * cy + dy * forth + dx * aside
        return (x, y)


def shape(number: int, x: float, y: float, radius: float) -> str:
    """Return the outline of the mark of the area with a number, counted from 0."""
    corners, turn, out = CORNERS[number % len(CORNERS)]
    x, y = round(x), round(y)
    if not corners:
        r, d = _tenth(radius), _tenth(2 * radius)
        return f"M{_tenth(x - radius)} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"
    angles = (turn + 2 * pi * corner / corners for corner in range(corners))
    sunk = 0.25 * radius if corners == 3 else 0.0  # a triangle's middle lies off its centre
    sunk = -sunk if turn > 0 else sunk
    points = [(x + cos(a) * radius * out, y + sin(a) * radius * out + sunk) for a in angles]
    return _path(points) + "z"


def is_outlined(number: int) -> bool:
    """Return whether an area's mark is drawn hollow: once every shape was used filled."""
    return bool(number // len(CORNERS) % 2)


def line(
    kind: str, start: Point, stop: Point, radii: Point = (0, 0), bend: Point | None = None
) -> str:
    """Return the line of a relation, from the mark at its first end to that at its second.

    It is empty where the marks touch; otherwise it keeps clear of both.
    """
    middle = bend or ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
    if hypot(stop[0] - start[0], stop[1] - start[1]) <= sum(radii) + 2 * CLEAR + 1:
        return ""
    first, last = _towards(start, middle, radii[0]), _towards(stop, middle, radii[1])
    draw = {"leans on": _arrow, "part of": _wedge, "in tension with": _jagged}.get(kind, _plain)
    return draw(Curve(first, middle, last), bend is not None)


def _towards(point: Point, other: Point, radius: float) -> Point:
    """Return the point just outside a mark, on the way to another."""
    (ax, ay), (bx, by) = point, other
    length = hypot(bx - ax, by - ay) or 1.0
    out = (radius + CLEAR) / length
    return (ax + (bx - ax) * out, ay + (by - ay) * out)


def _plain(curve: Curve, bent: bool) -> str:
    return _move(curve.start) + _stroke(curve, curve.stop, bent)


def _arrow(curve: Curve, bent: bool) -> str:
    wings = [curve.at(1, -HEAD, side) for side in (HEAD / 2, -HEAD / 2)]
    return _plain(curve, bent) + _path([wings[0], curve.stop, wings[1]])


def _wedge(curve: Curve, bent: bool) -> str:
    """Open towards the whole, which is the second end."""
    sides = [curve.at(1, 0, side) for side in (WEDGE, -WEDGE)]
    return "".join(_move(curve.start) + _stroke(curve, side, bent) for side in sides)


def _jagged(curve: Curve, bent: bool) -> str:
    """Break in the middle, where the two sides meet."""
    before, after = curve.at(0.5, -6), curve.at(0.5, 6)
    jag = [before, curve.at(0.5, -3, JAG), curve.at(0.5, 3, -JAG), after]
    (bx, by) = curve.bend
    halves = [Curve((x, y), ((x + bx) / 2, (y + by) / 2), near)
              for (x, y), near in ((curve.start, before), (curve.stop, after))]
    return "".join(_move(half.start) + _stroke(half, half.stop, bent) for half in halves) + _path(jag)


def _move(point: Point) -> str:
    return f"M{_tenth(point[0])} {_tenth(point[1])}"


def _stroke(curve: Curve, stop: Point, bent: bool) -> str:
    """Return the line on to a point, past the bend where there is one."""
    end = f"{_tenth(stop[0])} {_tenth(stop[1])}"
    return f"Q{_tenth(curve.bend[0])} {_tenth(curve.bend[1])} {end}" if bent else f"L{end}"


def _path(points: Iterable[Point]) -> str:
    """Return straight lines from point to point, to a tenth."""
    return "M" + "L".join(f"{_tenth(x)} {_tenth(y)}" for x, y in points)


def _tenth(value: float) -> str:
    return f"{round(value, 1) + 0.0:.10g}"
