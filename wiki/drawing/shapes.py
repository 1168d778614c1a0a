"""The marks of the map as SVG path data: a shape for each area, a line for each kind of relation.

All of them differ in form, so that none needs a colour to be told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Corners = tuple[Point, ...]


def _corners(count: int, turn: float, out: float, inner: float = 0.0, sink: float = 0.0) -> Corners:
    """Return a polygon around the origin, of radius `out`; a star where there is an inner one."""
    step = pi / count if inner else 2 * pi / count
    found = []
    for corner in range(2 * count if inner else count):
        far = inner if inner and corner % 2 else out
        found.append((far * cos(turn + corner * step), far * sin(turn + corner * step) + sink))
    return tuple(found)


def _cross(arm: float, half: float) -> Corners:
    quarter = ((arm, -half), (arm, half), (half, half))
    turned = [(x, y) for x, y in quarter]
    for _ in range(3):
        turned += [(-y, x) for x, y in turned[-3:]]
    return tuple(turned)


# By the number of an area, each about as large as a circle of radius 1, which has no corners.
SHAPES: tuple[Corners, ...] = (
    (),
    _corners(4, pi / 4, 1.25),
    _corners(3, -pi / 2, 1.45, sink=0.25),
    _corners(4, 0, 1.35),
    _corners(3, pi / 2, 1.45, sink=-0.25),
    _cross(1.25, 0.5),
    _corners(6, 0, 1.15),
    _corners(5, -pi / 2, 1.2),
)
ALONE = _corners(4, 0, 1.5, inner=0.55)  # for what is in no area
EXTENT = 1.27  # how far the widest of them reaches
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
    """Return the outline of the mark of the area with a number, -1 for none."""
    corners = ALONE if number < 0 else SHAPES[number % len(SHAPES)]
    if not corners:
        radius = round(radius, 1)  # an arc that spans more than its diameter would bulge
        r, d = _tenth(radius), _tenth(2 * radius)
        return f"M{_tenth(x - radius)} {_tenth(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"
    return _path((x + dx * radius, y + dy * radius) for dx, dy in corners) + "z"


def is_outlined(number: int) -> bool:
    """Return whether an area's mark is drawn hollow: once every shape was used filled."""
    return number >= 0 and bool(number // len(SHAPES) % 2)


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
    ends = ((curve.start, before), (curve.stop, after))
    halves = [Curve((x, y), ((x + bx) / 2, (y + by) / 2), near) for (x, y), near in ends]
    return "".join(_plain(half, bent) for half in halves) + _path(jag)


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
