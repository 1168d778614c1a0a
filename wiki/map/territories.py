"""Territories: Voronoi cells of the points around each place, with smoothed borders and a coast.

A territory depends only on what is near it, so that a new place alters only those beside it.
"""

from collections.abc import Sequence
from math import cos, pi
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wiki.map.borders import smoothed
from wiki.map.cells import Cells, adjacent_places, merged_cells, merged_cells_among
from wiki.map.distinct import distinct_pairs

Geometry = Any  # shapely ships no types
Places = NDArray[np.int64]  # numbers of places

REACH = 60.0  # radius of the ground around a point
QUARTER = 4  # sides of a quarter of such ground
CERTAIN = REACH * cos(pi / 4 / QUARTER) - 0.01  # distance of its sides, not quite
BAY, CAPE = 34.0, 16.0  # narrower bays are filled and narrower capes cut off
SPREAD = REACH + BAY  # how far ground extends from a point
EVEN = 1.125  # tolerance with which the coast is simplified


def cut(cells: Cells, places: Places) -> NDArray[Any]:
    """Return the territories of some places, sorted, with smoothed borders and cut by the coast.

    At each place, the coast is computed from the points whose ground it crosses and from their
    neighbours, so that a place farther away has no influence.
    """
    whole = merged_cells(cells, places)
    near = _neighbours(cells.owners, cells.owners, cells.adjacent)
    adjacent = merged_cells(cells, adjacent_places(cells, places))
    territories = smoothed(whole, cells.points, REACH, adjacent)
    coastal, around = _coastal(cells, places, whole)
    shores = shapely.simplify(_smooth(around), EVEN)
    for n in coastal[_trimmed(cells, near, places[coastal], shores)]:
        place = places[n]
        among, points = merged_cells_among(cells, near[place])
        own = np.searchsorted(near[place], place)
        territories[n] = smoothed(among, points, REACH)[own]
    territories[coastal] = [
        largest(each) for each in shapely.intersection(territories[coastal], shores)
    ]
    return np.asarray(shapely.normalize(territories))


def _coastal(
    cells: Cells, places: Places, whole: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the indexes of places whose cells are not all ground, and the ground around each."""
    doubtful = np.flatnonzero(~_inland(cells)[places])
    of_origin = _neighbours(cells.owners, cells.origins, cells.adjacent)
    near = [of_origin[place] for place in places[doubtful]]
    needed = np.unique(np.concatenate([[], *near])).astype(int)
    scattered = _by_place(cells.points, cells.origins)
    blobs = np.full(len(scattered), None)
    grounds = [shapely.multipoints(scattered[origin]) for origin in needed]
    blobs[needed] = shapely.buffer(grounds, REACH, quad_segs=QUARTER)
    around = np.array([shapely.union_all(blobs[origins]) for origins in near])
    coastal = ~shapely.covers(around, whole[doubtful])
    return doubtful[coastal], around[coastal]


def _inland(cells: Cells) -> NDArray[np.bool_]:
    """Return for each place whether all its cells are certainly ground, without computing unions.

    A cell is if its corners are no farther from its point than the sides of the ground around it.
    """
    corners, cell = shapely.get_coordinates(cells.shapes, return_index=True)
    is_inland = np.ones(cells.owners.max() + 1, dtype=bool)
    is_inland[cells.owners[cell[np.hypot(*(corners - cells.points[cell]).T) > CERTAIN]]] = False
    return is_inland


def _trimmed(
    cells: Cells, near: Sequence[NDArray[np.int64]], places: Places, shores: NDArray[Any]
) -> NDArray[np.bool_]:
    """Return at which territory, at the shore of a bay, ground of a non-neighbour begins."""
    one, other = cells.owners[cells.distant].T
    is_trimmed = np.zeros(len(places), dtype=bool)
    for n, place in enumerate(places):
        mine = (one == place) | (other == place)
        foreign = mine & ~np.isin(np.where(one == place, other, one), near[place])
        is_trimmed[n] = shapely.intersects(shores[n], cells.frontiers[foreign]).any()
    return is_trimmed


def _by_place(values: NDArray[Any], places: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Return the values grouped by place; they are sorted by place already."""
    return np.split(values, np.flatnonzero(np.diff(places)) + 1)


def _neighbours(
    owners: NDArray[np.int64], names: NDArray[np.int64], adjacent: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Return for each place the sorted names of its own points and of those next to them."""
    one, other = adjacent.T
    mine = np.concatenate([owners, owners[one], owners[other]])
    theirs = np.concatenate([names, names[other], names[one]])
    pairs, _ = distinct_pairs(np.stack([mine, theirs], axis=1))
    return _by_place(pairs[:, 1], pairs[:, 0])


def _smooth(rough: NDArray[Any]) -> NDArray[Any]:
    """Return ground with bays filled and capes cut off."""
    filled = shapely.buffer(rough, BAY, quad_segs=6)
    even = shapely.buffer(filled, -BAY - CAPE, quad_segs=6)
    return np.asarray(shapely.buffer(even, CAPE, quad_segs=6))


def largest(shape: Geometry) -> Geometry:
    """Return the largest part of a shape that was cut in pieces."""
    return max(shapely.get_parts(shape), key=shapely.area, default=shape)
