"""Choosing places for regions, in whole map units: all at once, or one after another.

A place is a point of the grid, moved slightly by a random offset seeded by the region's id. A
region that is added later gets the free point nearest to its related regions; no other region
moves.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray

from wiki.map.grid import STEP, Array, LayoutInput, Spot, neighbours, points_within, spot_at, steps
from wiki.map.layout import laid_out

# Least distance from another place, in steps: normally, and where an area has no more room.
ROOM = (0.84, 0.5)
NEIGHBOUR = 1.45  # most distance of a new place from the land of its area, in steps
STRAIT = 1.75  # distance between the mainland and regions without an area
BETWEEN = 1.15  # distance between two regions without an area
# How much the search widens, in steps, when there is no place nearby: from the middle on, or from
# where a place is likely.
RING, NARROW = 4.0, 1.0


@lru_cache(maxsize=16)
def place_regions(regions: LayoutInput, stored: tuple[Spot | None, ...]) -> tuple[Spot, ...]:
    """Return a place for every region, in whole map units; regions in `stored` keep theirs.

    `stored` has for each region its stored place, or None.
    """
    spots = dict(_stored(stored))
    if not spots:
        spots = laid_out(regions)
    related = neighbours(regions)
    taken = _TakenPlaces(regions, spots)
    for index in range(len(regions.ids)):
        if index not in spots:
            taken.add(index, _one_more(regions, index, related[index], taken))
    return tuple(taken.spots[index] for index in range(len(regions.ids)))


def _stored(stored: Sequence[Spot | None]) -> list[tuple[int, Spot]]:
    return [(index, spot) for index, spot in enumerate(stored) if spot is not None]


class _TakenPlaces:
    """The places that are taken, with area numbers, in arrays large enough for all regions."""

    def __init__(self, regions: LayoutInput, spots: Mapping[int, Spot]) -> None:
        self.spots: dict[int, Spot] = {}
        self._full: dict[float, tuple[Array, float]] = {}
        self._regions = regions
        self._points = np.zeros((len(regions.ids), 2))
        self._lands = np.full(len(regions.ids), -1)
        for index, spot in spots.items():
            self.add(index, spot)

    def add(self, index: int, spot: Spot) -> None:
        """Add the place of the region with this index."""
        row = len(self.spots)
        self._points[row], self._lands[row] = spot, self._regions.lands[index]
        self.spots[index] = spot

    def free_from(self, target: Array, room: float) -> float:
        """Return a radius around a target, in steps, within which no place is free.

        It concerns regions without an area. What was not free is not free later: places are only
        added, and such a region keeps away from all of them.
        """
        if room not in self._full:
            return 0.0
        middle, radius = self._full[room]
        return max(0.0, radius - float(steps(middle[None], target)[0]))

    def note_full(self, target: Array, room: float, radius: float) -> None:
        """Record that no place within `radius` steps is free for a region that needs `room`."""
        self._full[room] = target, radius

    @property
    def points(self) -> Array:
        """Return the places in the order in which they were added."""
        return self._points[: len(self.spots)]

    @property
    def lands(self) -> NDArray[np.int64]:
        """Return the area number of each place."""
        return self._lands[: len(self.spots)]


class _Distances:
    """The distances of points from the nearest place of some selection, in steps of the grid."""

    def __init__(self, places: Array) -> None:
        self._tree = shapely.STRtree(shapely.points(places / np.array(STEP)))

    def of(self, points: Array) -> Array:
        """Return the distance of each point; infinite where the selection is empty."""
        if not len(self._tree):
            return np.full(len(points), np.inf)
        wanted = shapely.points(points / np.array(STEP))
        nearest = self._tree.query_nearest(wanted, return_distance=True, all_matches=False)
        return np.asarray(nearest[1])


Fits = Callable[[Array], NDArray[np.bool_]]


def _one_more(
    regions: LayoutInput, index: int, related: Sequence[int], taken: _TakenPlaces
) -> Spot:
    """Return the place for one more region: the free point nearest to its target."""
    if not taken.spots:
        return spot_at(np.zeros(2), regions.ids[index])
    land = regions.lands[index]
    target = _target(regions, index, related, taken)
    fits, farthest = _fits(land, taken), float(steps(taken.points, target).max()) + 4
    distances = _Distances(taken.points)
    for room in ROOM:
        begin = taken.free_from(target, room) if land < 0 else 0.0
        found = _nearest(target, farthest, distances, room, fits, begin=begin)
        if found is not None:
            if land < 0:
                taken.note_full(target, room, float(steps(found[None], target)[0]))
            return spot_at(found, regions.ids[index])
    anywhere = _nearest(target, farthest, distances, ROOM[1], lambda points: points[:, 0] < np.inf)
    return spot_at(target if anywhere is None else anywhere, regions.ids[index])


def _nearest(
    target: Array,
    farthest: float,
    distances: _Distances,
    room: float,
    fits: Fits,
    begin: float = 0.0,
) -> Array | None:
    """Return the free point that fits and is nearest to a target, or None.

    The search goes ring by ring from `begin` on, so that its cost does not depend on the size of
    the map.
    """
    inner, width = begin, NARROW if begin else RING
    while inner < farthest:
        points = _around(target, inner, inner + width, fine=room < ROOM[0])
        points = points[distances.of(points) >= room]
        points = points[fits(points)]
        if len(points):
            return np.asarray(points[int(np.argmin(steps(points, target)))])
        inner += width
    return None


def _fits(land: int, taken: _TakenPlaces) -> Fits:
    """Return the test for points: next to the region's own land, or away from every land."""
    lands, points = taken.lands, taken.points
    shore, nobody = _Distances(points[lands >= 0]), _Distances(points[lands < 0])
    if land < 0:
        return lambda at: (shore.of(at) >= STRAIT) & (nobody.of(at) >= BETWEEN)
    if not (lands >= 0).any():
        return lambda at: nobody.of(at) >= STRAIT - 0.2
    own = _Distances(points[lands == land]) if (lands == land).any() else shore

    def fits(at: Array) -> NDArray[np.bool_]:
        closest = own.of(at)
        is_adjacent = (closest <= NEIGHBOUR) & (closest <= shore.of(at) + 0.35)
        return np.asarray(is_adjacent & (nobody.of(at) >= STRAIT - 0.2))

    return fits


def _target(regions: LayoutInput, index: int, related: Sequence[int], taken: _TakenPlaces) -> Array:
    """Return where a region should be: amid its related regions, else amid its area or the map."""
    land, spots = regions.lands[index], taken.spots
    near = [other for other in related if other in spots]
    same = [other for other in near if regions.lands[other] == land >= 0]
    if near:
        ends = np.array([spots[other] for other in same or near], dtype=np.float64)
        return np.asarray(ends.mean(axis=0))
    own = taken.points[taken.lands == land]
    return np.asarray((own if len(own) and land >= 0 else taken.points).mean(axis=0))


def _around(target: Array, inner: float, outer: float, *, fine: bool) -> Array:
    """Return the points of the grid in a ring around a target; its radii are in steps."""
    points = points_within((ceil(outer) + 1) * STEP[0])
    if fine:
        points = np.concatenate([points, points + np.array(STEP) * (0.25, 0.5)])
        points = np.concatenate([points, points + np.array(STEP) * (0.5, 0)])
    points = points + np.round(target / (np.array(STEP) * (1, 2))) * np.array(STEP) * (1, 2)
    away = steps(points, target)
    return np.asarray(points[(away >= inner) & (away < outer)])
