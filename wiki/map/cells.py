"""Territories as unions of Voronoi cells: the cells of the points around a place, in one piece.

Places are added one after another. A new place takes no point that older places separate from it;
what it separates from an older place becomes its own. Two cells are adjacent where they meet near
their points, so points more than twice that far away cannot alter this. A new place therefore
alters only its neighbours.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wiki.map.distinct import distinct_points

Points = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

FAR = 1000.0  # how far the cells extend beyond all points


@dataclass(frozen=True)
class Cells:
    """The Voronoi cells of all points.

    `owners` has for each point the index of the place that its cell belongs to, `origins` that
    of the place it was scattered around. `adjacent` are the pairs of points whose cells meet near
    them; `distant` are those whose cells meet only farther away, along `frontiers`.
    """

    points: Points
    origins: Numbers
    owners: Numbers
    shapes: NDArray[Any]
    adjacent: Numbers
    distant: Numbers
    frontiers: NDArray[Any]


@dataclass(frozen=True)
class _Voronoi:
    """Voronoi cells of points: adjacent pairs, the ends of their common lines, which are near."""

    shapes: NDArray[Any]
    pairs: Numbers
    ends: Points
    near: Flags


def divide(points: Points, origins: Numbers, ages: Numbers, near: float) -> Cells:
    """Return the cells of points around places, with the ground of each place in one piece.

    The points of a place come together, the place itself first. `ages` has a number for each
    place, greater for newer ones. Cells that meet within `near` of their points are adjacent.
    """
    diagram = _voronoi(points, near)
    cut_off = ~_joined(origins, diagram.pairs[diagram.near])
    if cut_off.any():
        remaining = _without_lost(points, origins, ages, np.unique(origins[cut_off]), near)
        points, origins = points[remaining], origins[remaining]
        diagram = _voronoi(points, near)
    adjacent, distant = diagram.pairs[diagram.near], diagram.pairs[~diagram.near]
    owners = _assign_owners(origins, ages, adjacent)
    frontiers = shapely.linestrings(diagram.ends[~diagram.near])
    return Cells(points, origins, owners, diagram.shapes, adjacent, distant, frontiers)


def merged_cells(cells: Cells, places: Numbers) -> NDArray[Any]:
    """Return the ground of each of `places`, which are sorted indexes, as one polygon each."""
    among = np.isin(cells.owners, places)
    spots = cells.points[_firsts(cells.origins)][places]
    return _united(cells.shapes[among], cells.owners[among], spots)


def adjacent_places(cells: Cells, own_places: Numbers) -> Numbers:
    """Return the places outside `own_places` that have a cell next to one of theirs, sorted."""
    owners = cells.owners[np.concatenate([cells.adjacent, cells.distant])]
    return np.setdiff1d(owners[np.isin(owners, own_places).any(axis=1)], own_places)


def merged_cells_among(cells: Cells, places: Numbers) -> tuple[NDArray[Any], Points]:
    """Return the ground that these places would have without any others, and their points."""
    among = np.isin(cells.owners, places)
    points = cells.points[among]
    owners = np.searchsorted(places, cells.owners[among])
    spots = cells.points[_firsts(cells.origins)][places]
    return _united(_shapes(points), owners, spots), points


def _firsts(origins: Numbers) -> Flags:
    """Return for each point whether it is a place itself rather than one scattered around it."""
    return np.asarray(np.diff(origins, prepend=-1) != 0)


def _united(shapes: NDArray[Any], owners: Numbers, spots: Points) -> NDArray[Any]:
    order = np.argsort(owners, kind="stable")
    begins = np.flatnonzero(np.diff(owners[order], prepend=-1) != 0)
    grounds = np.full(len(spots), None)
    for place, mine in enumerate(np.split(order, begins)[1:]):
        parts = shapely.get_parts(shapely.coverage_union_all(shapes[mine]))
        spot = shapely.points(spots[place])
        grounds[place] = next(part for part in parts if part.covers(spot))
    return grounds


def _shapes(points: Points) -> NDArray[Any]:
    frame = shapely.box(*(points.min(axis=0) - FAR), *(points.max(axis=0) + FAR))
    several = shapely.multipoints(points)
    return np.asarray(
        shapely.get_parts(shapely.voronoi_polygons(several, extend_to=frame, ordered=True))
    )


def _voronoi(points: Points, near: float) -> _Voronoi:
    shapes = _shapes(points)
    corners, cell = shapely.get_coordinates(shapes, return_index=True)
    vertices, vertex = distinct_points(corners)
    begins = np.flatnonzero(cell[:-1] == cell[1:])  # the last corner of a cell repeats the first
    sides = np.sort(np.stack([vertex[begins], vertex[begins + 1]], axis=1), axis=1)
    order = np.lexsort((sides[:, 1], sides[:, 0]))
    twice = np.flatnonzero((sides[order][:-1] == sides[order][1:]).all(axis=1))
    one, other = order[twice], order[twice + 1]
    ends = vertices[sides[one]]
    pairs = np.stack([cell[begins[one]], cell[begins[other]]], axis=1)
    return _Voronoi(shapes, pairs, ends, _away(points[pairs[:, 0]], ends) <= near)


def _away(points: Points, ends: Points) -> Points:
    """Return the distance of each point from a line segment; its ends have the shape (n, 2, 2)."""
    begin, way = ends[:, 0], ends[:, 1] - ends[:, 0]
    along = ((points - begin) * way).sum(axis=1) / (way**2).sum(axis=1)
    return np.asarray(np.hypot(*(begin + np.clip(along, 0, 1)[:, None] * way - points).T))


def _joined(origins: Numbers, adjacent: Numbers) -> Flags:
    """Return for each point whether cells of its own place connect it with that place."""
    joined = _firsts(origins)
    own = adjacent[origins[adjacent[:, 0]] == origins[adjacent[:, 1]]]
    while True:
        meet = own[joined[own[:, 0]] != joined[own[:, 1]]]
        if not len(meet):
            return joined
        joined[meet] = True


def _without_lost(
    points: Points, origins: Numbers, ages: Numbers, doubtful: Numbers, near: float
) -> Flags:
    """Return which points remain after places give up those that older places separate from them.

    Only what is near enough to matter is examined, oldest places first.
    """
    remaining = np.ones(len(points), dtype=bool)
    for place in doubtful[np.argsort(ages[doubtful])]:
        mine = points[origins == place]
        low, high = mine.min(axis=0) - 2 * near, mine.max(axis=0) + 2 * near
        inside = ((points >= low) & (points <= high)).all(axis=1)
        around = np.flatnonzero(remaining & inside & (ages[origins] <= ages[place]))
        diagram = _voronoi(points[around], near)
        # Other places may have only some of their points here, so only this place's result is used.
        joined = _joined(origins[around], diagram.pairs[diagram.near])
        remaining[around[~joined & (origins[around] == place)]] = False
    return remaining


def _assign_owners(origins: Numbers, ages: Numbers, adjacent: Numbers) -> Numbers:
    """Return the owner of each point: a separated piece goes as a whole to its newest neighbour."""
    owners = origins.copy()
    lost = ~_joined(origins, adjacent)
    if not lost.any():
        return owners
    pieces = np.arange(len(origins))  # a piece is named by the index of its first point
    within = adjacent[lost[adjacent].all(axis=1)]
    while (pieces[within[:, 0]] != pieces[within[:, 1]]).any():
        least = pieces[within].min(axis=1)
        np.minimum.at(pieces, within[:, 0], least)
        np.minimum.at(pieces, within[:, 1], least)
    both_ways = np.concatenate([adjacent, adjacent[:, ::-1]])
    shore = both_ways[lost[both_ways[:, 0]] & ~lost[both_ways[:, 1]]]
    for piece in np.unique(pieces[lost]):
        around = origins[shore[pieces[shore[:, 0]] == piece, 1]]
        if len(around):
            owners[lost & (pieces == piece)] = around[np.argmax(ages[around])]
    return owners
