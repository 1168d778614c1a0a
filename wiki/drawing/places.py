"""Where the regions of the map lie, in its own whole coordinates: the first time, and one by one.

A place is a point of a grid with room for a name, put a little aside by chance seeded with the
region's id. Springs (rustworkx) say which regions want to be neighbours; areas grow on the grid
cell by cell, so that each is one land. A region that comes later gets the free point nearest to
what it is related to, and moves nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, pi

import numpy as np
import rustworkx as rx
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spot = tuple[int, int]

STEP = (150.0, 116.0)  # between neighbours of the grid: a name of three lines fits in
ASIDE = (9.0, 7.0)
# How near, in steps, another place may be: as a rule, and where an area has no more room.
ROOM = (0.84, 0.5)
NEIGHBOUR = 1.45  # in steps: so near to its land a new place of an area has to be
STRAIT = 1.75  # between the mainland and what is in no area
BETWEEN = 1.15  # between two regions that are in no area
RING = 4.0  # how much farther, in steps, a place is looked for when there is none nearby
SEED = 20
SWAPPED = 600  # beyond so many regions neighbours change places only once
EVERYWHERE = (-20_000, 20_000)


@dataclass(frozen=True)
class Ground:
    """What places depend on: ids, the number of each region's area (-1 for none), and ties.

    `ties` are pairs of indices into `ids`.
    """

    ids: tuple[int, ...]
    lands: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]


@lru_cache(maxsize=16)
def settle(ground: Ground, known: tuple[Spot | None, ...]) -> tuple[Spot, ...]:
    """Return a place for every region; those `known` keep theirs."""
    spots = dict(_stored(known))
    if not spots:
        spots = _laid_out(ground)
    beside = _neighbours(ground)
    settled = _Settled(ground, spots)
    for index in range(len(ground.ids)):
        if index not in spots:
            settled.add(index, _one_more(ground, index, beside[index], settled))
    return tuple(settled.spots[index] for index in range(len(ground.ids)))


def _stored(known: Sequence[Spot | None]) -> list[tuple[int, Spot]]:
    return [(index, spot) for index, spot in enumerate(known) if spot is not None]


def _neighbours(ground: Ground) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in ground.ids]
    for one, other in ground.ties:
        found[one].append(other)
        found[other].append(one)
    return found


def _laid_out(ground: Ground) -> dict[int, Spot]:
    """Return places for all regions that have an area, or for all where none has."""
    numbers = sorted({land for land in ground.lands if land >= 0})
    members = [
        [index for index, land in enumerate(ground.lands) if land == number] for number in numbers
    ]
    if not members:
        return {}
    middles = _middles(ground, members)
    cells = _grown([len(each) for each in members], middles)
    wanted = _springs(ground, members, middles)
    seats = _seated(ground, members, cells, wanted)
    return {index: _spot(cell, ground.ids[index]) for index, cell in seats.items()}


def _middles(ground: Ground, members: Sequence[Sequence[int]]) -> Array:
    """Return about where each area is: around the whole, clockwise from the left."""
    if len(members) == 1:
        return np.zeros((1, 2))
    cells = len(ground.ids) * STEP[0] * STEP[1]
    turns = pi + 2 * pi * np.arange(len(members)) / len(members)
    reach = 0.62 * (cells / pi) ** 0.5
    return np.stack([reach * np.cos(turns), 0.85 * reach * np.sin(turns)], axis=1)


@lru_cache(maxsize=32)
def _grid(reach: float) -> Array:
    """Return the points of the grid within some distance of its middle."""
    rows, columns = ceil(reach / STEP[1]), ceil(reach / STEP[0]) + 1
    points = [
        ((column + 0.5 * (row % 2)) * STEP[0], row * STEP[1])
        for row in range(-rows, rows + 1)
        for column in range(-columns, columns + 1)
    ]
    return np.array(points)


def _steps(points: Array, other: Array) -> Array:
    """Return how far points lie from one point, in steps of the grid."""
    away = (points - other) / np.array(STEP)
    return np.asarray(np.hypot(away[..., 0], away[..., 1]))


def _grown(counts: Sequence[int], middles: Array) -> list[list[Array]]:
    """Let each area grow from its middle, in turns, to as many points as it has regions."""
    grid = _grid(2.2 * STEP[0] * sum(counts) ** 0.5 + 4 * STEP[0])
    whole = np.hypot(grid[:, 0], grid[:, 1])
    pull = [np.hypot(*(grid - middle).T) + 0.45 * whole for middle in middles]
    free = np.ones(len(grid), dtype=np.bool_)
    edge = [np.zeros(len(grid), dtype=np.bool_) for _ in counts]
    found: list[list[Array]] = [[] for _ in counts]
    while any(len(cells) < count for cells, count in zip(found, counts, strict=True)):
        for land, count in enumerate(counts):
            if len(found[land]) >= count * _progress(found, counts):
                continue
            beside = free & edge[land]
            open_to = beside if beside.any() else free
            chosen = int(np.argmin(np.where(open_to, pull[land], np.inf)))
            free[chosen] = False
            edge[land] |= _steps(grid, grid[chosen]) < 1.2
            found[land].append(grid[chosen])
    return found


def _progress(found: Sequence[Sequence[Array]], counts: Sequence[int]) -> float:
    """Return the share up to which areas may grow in this turn: the slowest one's and a little."""
    least = min(len(cells) / count for cells, count in zip(found, counts, strict=True))
    return min(1.0, least + 0.1) + 1e-9


def _springs(ground: Ground, members: Sequence[Sequence[int]], middles: Array) -> Array:
    """Return where springs would have each region, around the middle of its area."""
    graph: rx.PyGraph[None, float] = rx.PyGraph(multigraph=False)
    count = len(ground.ids)
    graph.add_nodes_from([None] * (count + len(members)))
    graph.add_edges_from([(one, other, 1.0) for one, other in ground.ties])
    start: dict[int, tuple[float, float]] = {}
    extent = float(np.abs(middles).max()) + STEP[0]
    for number, each in enumerate(members):
        x, y = (float(part) for part in middles[number] / extent)
        start[count + number] = (x, y)
        graph.add_edges_from([(index, count + number, 0.7) for index in each])
        for turn, index in enumerate(each):
            start[index] = (x + 0.3 * np.cos(2.4 * turn), y + 0.3 * np.sin(2.4 * turn))
    loose = rx.spring_layout(
        graph,
        pos=start,
        fixed=set(range(count, count + len(members))),
        weight_fn=float,
        num_iter=100 if count <= SWAPPED else 30,
        seed=SEED,
        k=0.8 / (count + 1) ** 0.5,
    )
    return np.array([loose[index] for index in range(count)]) * extent


def _seated(
    ground: Ground, members: Sequence[Sequence[int]], cells: Sequence[list[Array]], wanted: Array
) -> dict[int, Array]:
    """Give each region of an area one of its points; some then change places for the better."""
    seats: dict[int, Array] = {}
    for each, points in zip(members, cells, strict=True):
        left, free = np.array(points), np.zeros(len(points))
        for index in each:
            away = np.hypot(*(left - wanted[index]).T) + free
            place = int(np.argmin(away))
            seats[index], free[place] = left[place], np.inf
    beside = _neighbours(ground)
    for _ in range(6 if len(ground.ids) <= SWAPPED // 2 else 1):
        if len(ground.ids) > SWAPPED or not _swapped(members, beside, seats):
            break
    return seats


def _swapped(
    members: Sequence[Sequence[int]], beside: Sequence[list[int]], seats: dict[int, Array]
) -> bool:
    """Let regions of one area change places where that shortens their roads."""
    changed = False
    at = {index: (float(spot[0]), float(spot[1])) for index, spot in seats.items()}
    for each in members:
        for place, one in enumerate(each):
            for other in each[:place]:
                before = _length(one, at, beside) + _length(other, at, beside)
                at[one], at[other] = at[other], at[one]
                if _length(one, at, beside) + _length(other, at, beside) < before - 1e-6:
                    seats[one], seats[other] = seats[other], seats[one]
                    changed = True
                else:
                    at[one], at[other] = at[other], at[one]
    return changed


def _length(
    index: int, at: Mapping[int, tuple[float, float]], beside: Sequence[list[int]]
) -> float:
    x, y = at[index]
    ends = (at[other] for other in beside[index] if other in at)
    return sum((x - there[0]) ** 2 + (y - there[1]) ** 2 for there in ends)


def _spot(cell: Array, region: int) -> Spot:
    """Return a point of the grid, put a little aside by chance that the region's id seeds."""
    aside = np.random.default_rng(region).uniform(-1, 1, 2) * np.array(ASIDE)
    x, y = np.clip(np.round(cell + aside), *EVERYWHERE)
    return int(x), int(y)


class _Settled:
    """The places that are taken, with their lands; there is room for all that are still to come."""

    def __init__(self, ground: Ground, spots: Mapping[int, Spot]) -> None:
        self.spots: dict[int, Spot] = {}
        self._ground = ground
        self._points = np.zeros((len(ground.ids), 2))
        self._lands = np.full(len(ground.ids), -1)
        for index, spot in spots.items():
            self.add(index, spot)

    def add(self, index: int, spot: Spot) -> None:
        """Take one more place."""
        row = len(self.spots)
        self._points[row], self._lands[row] = spot, self._ground.lands[index]
        self.spots[index] = spot

    @property
    def points(self) -> Array:
        """Return the places in the order in which they were taken."""
        return self._points[: len(self.spots)]

    @property
    def lands(self) -> NDArray[np.int64]:
        """Return the number of each place's area."""
        return self._lands[: len(self.spots)]


class _Distances:
    """How far points are from the nearest place of some sort, in steps of the grid."""

    def __init__(self, places: Array) -> None:
        self._tree = shapely.STRtree(shapely.points(places / np.array(STEP)))

    def of(self, points: Array) -> Array:
        """Return the distance of each point; there is none to nothing."""
        if not len(self._tree):
            return np.full(len(points), np.inf)
        wanted = shapely.points(points / np.array(STEP))
        found = self._tree.query_nearest(wanted, return_distance=True, all_matches=False)
        return np.asarray(found[1])


Fits = Callable[[Array], NDArray[np.bool_]]


def _one_more(ground: Ground, index: int, beside: Sequence[int], settled: _Settled) -> Spot:
    """Return the place for one more region: the free point nearest to where it would like to be."""
    if not settled.spots:
        return _spot(np.zeros(2), ground.ids[index])
    land = ground.lands[index]
    target = _target(ground, index, beside, settled)
    fits, farthest = _fits(land, settled), float(_steps(settled.points, target).max()) + 4
    taken = _Distances(settled.points)
    for room in ROOM:
        found = _nearest(target, farthest, taken, room, fits)
        if found is not None:
            return _spot(found, ground.ids[index])
    anywhere = _nearest(target, farthest, taken, ROOM[1], lambda points: points[:, 0] < np.inf)
    return _spot(target if anywhere is None else anywhere, ground.ids[index])


def _nearest(
    target: Array, farthest: float, taken: _Distances, room: float, fits: Fits
) -> Array | None:
    """Return the free point of the grid that fits and is nearest to a target, if there is one.

    It is looked for ring by ring, so that what lies far off costs nothing.
    """
    inner = 0.0
    while inner < farthest:
        points = _around(target, inner, inner + RING, fine=room < ROOM[0])
        points = points[taken.of(points) >= room]
        points = points[fits(points)]
        if len(points):
            return np.asarray(points[int(np.argmin(_steps(points, target)))])
        inner += RING
    return None


def _fits(land: int, settled: _Settled) -> Fits:
    """Return what tells points beside their own land, or for an islet away from every land."""
    lands, points = settled.lands, settled.points
    shore, nobody = _Distances(points[lands >= 0]), _Distances(points[lands < 0])
    if land < 0:
        return lambda at: (shore.of(at) >= STRAIT) & (nobody.of(at) >= BETWEEN)
    if not (lands >= 0).any():
        return lambda at: nobody.of(at) >= STRAIT - 0.2
    own = _Distances(points[lands == land]) if (lands == land).any() else shore

    def fits(at: Array) -> NDArray[np.bool_]:
        closest = own.of(at)
        beside = (closest <= NEIGHBOUR) & (closest <= shore.of(at) + 0.35)
        return np.asarray(beside & (nobody.of(at) >= STRAIT - 0.2))

    return fits


def _target(ground: Ground, index: int, beside: Sequence[int], settled: _Settled) -> Array:
    """Return where a region would like to be: among what it is related to, else in its area."""
    land, spots = ground.lands[index], settled.spots
    near = [other for other in beside if other in spots]
    same = [other for other in near if ground.lands[other] == land >= 0]
    if near:
        ends = np.array([spots[other] for other in same or near], dtype=np.float64)
        return np.asarray(ends.mean(axis=0))
    own = settled.points[settled.lands == land]
    return np.asarray((own if len(own) and land >= 0 else settled.points).mean(axis=0))


def _around(target: Array, inner: float, outer: float, *, fine: bool) -> Array:
    """Return the points of the grid in a ring around a target; its width is in steps."""
    points = _grid((outer + 1) * STEP[0])
    if fine:
        points = np.concatenate([points, points + np.array(STEP) * (0.25, 0.5)])
        points = np.concatenate([points, points + np.array(STEP) * (0.5, 0)])
    points = points + np.round(target / (np.array(STEP) * (1, 2))) * np.array(STEP) * (1, 2)
    away = _steps(points, target)
    return np.asarray(points[(away >= inner) & (away < outer)])
