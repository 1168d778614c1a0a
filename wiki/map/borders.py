"""Smoothing the borders between territories, in the same way on both sides.

Each short stretch of a border is replaced by its midpoint; points where three territories meet
stay. So the course of a border depends on nothing but the stretches at that place, and a region
elsewhere never alters it.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wiki.map.distinct import distinct_pairs, distinct_points

SHORT = 5.0  # stretches shorter than this have no midpoint
Points = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Sites:
    """The points whose Voronoi cells make the ground, and the distance up to which they count."""

    def __init__(self, points: Points, reach: float) -> None:
        self.points, self.reach = points, reach
        self._tree = shapely.STRtree(shapely.points(points))

    def nearest(self, places: Points) -> Points:
        """Return the nearest point for each place; both arrays have the shape (n, 2)."""
        return np.asarray(self.points[self._tree.nearest(shapely.points(places))])

    def are_far(self, places: Points) -> NDArray[np.bool_]:
        """Return which places are farther than the reach from every point."""
        return np.asarray(np.hypot(*(places - self.nearest(places)).T) > self.reach)


def smoothed(
    cells: NDArray[Any], points: Points, reach: float, adjacent: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return the cells with smoothed borders.

    The cells are unions of the Voronoi cells of `points`; `adjacent` are more of them, which meet
    these and are not returned. Farther than `reach` from all points, borders stay as they are, and
    their course there has no influence within it.
    """
    sites = Sites(points, reach)
    every = cells if adjacent is None else np.concatenate([cells, adjacent])
    rings, owners = shapely.get_rings(every, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    vertices, vertex = distinct_points(corners)
    begins = np.flatnonzero(ring[:-1] == ring[1:])  # the last corner of a ring repeats the first
    meeting = np.bincount(vertex[begins], minlength=len(vertices)) > 2
    begins = begins[owners[ring[begins]] < len(cells)]
    sides = np.stack([vertex[begins], vertex[begins + 1]], axis=1)
    stretches, which = distinct_pairs(np.sort(sides, axis=1))
    far = np.zeros(len(vertices), dtype=bool)
    corners_here = np.unique(sides)
    far[corners_here] = sites.are_far(vertices[corners_here])
    remaining = _remaining_points(vertices[stretches], far[stretches], sites)
    stays = meeting | far
    of_ring = np.split(np.arange(len(sides)), np.flatnonzero(np.diff(ring[begins])) + 1)
    drawn = [_ring(sides[mine], which[mine], vertices, stays, remaining) for mine in of_ring]
    return _shapes(drawn, owners[: len(drawn)], cells)


def _remaining_points(stretches: Points, far: NDArray[np.bool_], sites: Sites) -> list[Points]:
    """Return the points that remain of each stretch: its midpoint, and where it leaves the reach.

    `stretches` are pairs of end points, of shape (n, 2, 2); `far` says which ends are out of
    reach.
    """
    starts, stops = stretches[:, 0], stretches[:, 1]
    inward = far[:, :1]  # turned round where the first end is out of reach
    insides, outsides = np.where(inward, stops, starts), np.where(inward, starts, stops)
    centres = sites.nearest((starts + stops) / 2)  # equally far from both sides
    leaves = far[:, 0] != far[:, 1]
    ends = np.where(leaves[:, None], _crossings(insides, outsides, centres, sites.reach), outsides)
    middles = (insides + ends) / 2
    has_middle = ~far.all(axis=1) & (np.hypot(*(ends - insides).T) >= SHORT)
    remaining = []
    for n in range(len(stretches)):
        both = [middles[n]] * bool(has_middle[n]) + [ends[n]] * bool(leaves[n])
        remaining.append(np.array(both[::-1] if inward[n] else both).reshape(-1, 2))
    return remaining


def _crossings(insides: Points, outsides: Points, centres: Points, reach: float) -> Points:
    """Return where lines from inside a circle to outside cross it; all circles have one radius.

    These are the greater roots of |inside + t (outside - inside) - centre|^2 = reach^2.
    """
    way, begin = outsides - insides, insides - centres
    a, b = (way**2).sum(axis=1), (way * begin).sum(axis=1)
    c = (begin**2).sum(axis=1) - reach**2
    part = (np.sqrt(np.maximum(b**2 - a * c, 0)) - b) / np.where(a == 0, 1, a)
    return np.asarray(insides + np.clip(part, 0, 1)[:, None] * way)


def _ring(
    sides: Numbers,
    which: Numbers,
    vertices: Points,
    stays: NDArray[np.bool_],
    remaining: list[Points],
) -> Points:
    """Return one ring from the corners that stay and the points kept of its stretches, in order."""
    points = []
    for (start, stop), stretch in zip(sides, which, strict=True):
        if stays[start]:
            points.append(vertices[start : start + 1])
        points.append(remaining[stretch] if start < stop else remaining[stretch][::-1])
    return np.concatenate(points)


def _shapes(drawn: list[Points], owners: Numbers, cells: NDArray[Any]) -> NDArray[Any]:
    """Return the cells with their new rings; a cell whose new ring is invalid stays as it was."""
    shapes = cells.copy()
    for owner in range(len(cells)):
        rings = [drawn[n] for n in np.flatnonzero(owners == owner) if len(drawn[n]) > 2]
        if rings and (shape := shapely.Polygon(rings[0], rings[1:])).is_valid:
            shapes[owner] = shape
    return shapes
