"""Roads as SVG path data: each kind of relation has a form of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

Point = tuple[float, float]

DECIMAL = re.compile(r"-?\d+\.\d+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
CLEAR = 4.0  # gap between a mark and the end of a line
WEDGE = 4.5  # half the width of the open end of "part of"
HEAD = 7.0  # length of the arrowhead of "leans on"
JAG = 5.0  # half the height of the jag of "in tension with"


@dataclass(frozen=True)
class Curve:
    """A line between two marks, bent towards a control point where there is one."""

    start: Point
    bend: Point
    stop: Point

    def at(self, part: float, forth: float = 0.0, aside: float = 0.0) -> Point:
        """Return a point on or beside the line, at the share `part` (0 to 1) of its length.

        The point is moved by `forth` along the line and by `aside` across it.
        """
        (ax, ay), (bx, by), (cx, cy) = self.start, self.bend, self.stop
        near, mid, far = (1 - part) ** 2, 2 * part * (1 - part), part**2
        dx = (1 - part) * (bx - ax) + part * (cx - bx)
        dy = (1 - part) * (by - ay) + part * (cy - by)
        length = hypot(dx, dy) or 1.0
        dx, dy = dx / length, dy / length
        x = near * ax + mid * bx + far * cx + dx * forth - dy * aside
        y = near * ay + mid * by + far * cy + dy * forth + dx * aside
        return (x, y)


def line(
    kind: str,
    start: Point,
    stop: Point,
    radii: Point = (0, 0),
    bend: Point | None = None,
    scale: float = 1.0,
) -> str:
    """Return the path of a relation, from the mark at its first end to the mark at its second.

    It keeps a gap to both marks, whose sizes are `radii`, and is "" where there is no room for a
    line. `scale` is the size of gaps and arrowheads, less than 1 for an enlarged map.
    """
    if scale != 1.0:
        larger = [(x / scale, y / scale) for x, y in (start, stop, bend or start)]
        whole = line(kind, larger[0], larger[1], radii, larger[2] if bend else None)
        return NUMBER.sub(lambda found: _tenth(float(found[0]) * scale), whole)
    middle = bend or ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
    if hypot(stop[0] - start[0], stop[1] - start[1]) <= sum(radii) + 2 * CLEAR + 1:
        return ""
    first, last = _towards(start, middle, radii[0]), _towards(stop, middle, radii[1])
    draw = {"leans on": _arrow, "part of": _wedge, "in tension with": _jagged}.get(kind, _plain)
    return draw(Curve(first, middle, last), bend is not None)


def rounded(path: str) -> str:
    """Return path data in whole numbers, for a map so large that decimals are invisible."""
    return DECIMAL.sub(lambda found: f"{float(found[0]):.0f}", path)


def _towards(point: Point, other: Point, radius: float) -> Point:
    """Return the point just outside the mark at `point`, in the direction of `other`."""
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
    """Draw "part of": two lines that open towards the whole, the second end."""
    sides = [curve.at(1, 0, side) for side in (WEDGE, -WEDGE)]
    return "".join(_move(curve.start) + _stroke(curve, side, bent) for side in sides)


def _jagged(curve: Curve, bent: bool) -> str:
    """Draw "in tension with": a line with a jag in the middle."""
    before, after = curve.at(0.5, -6), curve.at(0.5, 6)
    jag = [before, curve.at(0.5, -3, JAG), curve.at(0.5, 3, -JAG), after]
    (bx, by) = curve.bend
    ends = ((curve.start, before), (curve.stop, after))
    halves = [Curve((x, y), ((x + bx) / 2, (y + by) / 2), near) for (x, y), near in ends]
    return "".join(_plain(half, bent) for half in halves) + _path(jag)


def _move(point: Point) -> str:
    return f"M{_tenth(point[0])} {_tenth(point[1])}"


def _stroke(curve: Curve, stop: Point, bent: bool) -> str:
    """Return the path data from the current point to `stop`, through the curve's bend if `bent`."""
    end = f"{_tenth(stop[0])} {_tenth(stop[1])}"
    return f"Q{_tenth(curve.bend[0])} {_tenth(curve.bend[1])} {end}" if bent else f"L{end}"


def _path(points: Iterable[Point]) -> str:
    """Return straight lines from point to point, to one decimal."""
    return "M" + "L".join(f"{_tenth(x)} {_tenth(y)}" for x, y in points)


def _tenth(value: float) -> str:
    return f"{round(value, 1) + 0.0:.10g}"
