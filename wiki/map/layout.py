"""The first layout of a map: areas grow on the grid, cell by cell, each in one piece.

A spring layout (rustworkx) decides which regions should be neighbours.
"""

from collections.abc import Mapping, Sequence
from math import pi

import numpy as np
import rustworkx as rx

from wiki.map.grid import STEP, Array, LayoutInput, Spot, neighbours, points_within, spot_at, steps

SEED = 20
SWAPPED = 600  # regions; with more none are swapped, with more than half as many only once


def laid_out(regions: LayoutInput) -> dict[int, Spot]:
    """Return a place for each region that has an area, by the region's index.

    The result is empty if no region has an area.
    """
    numbers = sorted({land for land in regions.lands if land >= 0})
    members = [
        [index for index, land in enumerate(regions.lands) if land == number] for number in numbers
    ]
    if not members:
        return {}
    middles = _middles(regions, members)
    cells = _grown([len(each) for each in members], middles)
    wanted = _springs(regions, members, middles)
    seats = _seated(regions, members, cells, wanted)
    return {index: spot_at(cell, regions.ids[index]) for index, cell in seats.items()}


def _middles(regions: LayoutInput, members: Sequence[Sequence[int]]) -> Array:
    """Return about where the middle of each area is: in a ring, clockwise from the left."""
    if len(members) == 1:
        return np.zeros((1, 2))
    cells = len(regions.ids) * STEP[0] * STEP[1]
    turns = pi + 2 * pi * np.arange(len(members)) / len(members)
    reach = 0.62 * (cells / pi) ** 0.5
    return np.stack([reach * np.cos(turns), 0.85 * reach * np.sin(turns)], axis=1)


def _grown(counts: Sequence[int], middles: Array) -> list[list[Array]]:
    """Return the grid points of each area, one per region; areas grow from `middles` in turn."""
    grid = points_within(2.2 * STEP[0] * sum(counts) ** 0.5 + 4 * STEP[0])
    whole = np.hypot(grid[:, 0], grid[:, 1])
    pull = [np.hypot(*(grid - middle).T) + 0.45 * whole for middle in middles]
    free = np.ones(len(grid), dtype=np.bool_)
    edge = [np.zeros(len(grid), dtype=np.bool_) for _ in counts]
    grown: list[list[Array]] = [[] for _ in counts]
    while any(len(cells) < count for cells, count in zip(grown, counts, strict=True)):
        for land, count in enumerate(counts):
            if len(grown[land]) >= count * _progress(grown, counts):
                continue
            adjacent = free & edge[land]
            open_to = adjacent if adjacent.any() else free
            chosen = int(np.argmin(np.where(open_to, pull[land], np.inf)))
            free[chosen] = False
            edge[land] |= steps(grid, grid[chosen]) < 1.2
            grown[land].append(grid[chosen])
    return grown


def _progress(grown: Sequence[Sequence[Array]], counts: Sequence[int]) -> float:
    """Return the share up to which areas may grow in this turn: a bit above the slowest one's."""
    least = min(len(cells) / count for cells, count in zip(grown, counts, strict=True))
    return min(1.0, least + 0.1) + 1e-9


def _springs(regions: LayoutInput, members: Sequence[Sequence[int]], middles: Array) -> Array:
    """Return where the spring layout puts each region, around the middle of its area."""
    graph: rx.PyGraph[None, float] = rx.PyGraph(multigraph=False)
    count = len(regions.ids)
    graph.add_nodes_from([None] * (count + len(members)))
    graph.add_edges_from([(one, other, 1.0) for one, other in regions.ties])
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
    regions: LayoutInput,
    members: Sequence[Sequence[int]],
    cells: Sequence[list[Array]],
    wanted: Array,
) -> dict[int, Array]:
    """Give each region of an area one of its points; then swap some for shorter roads."""
    seats: dict[int, Array] = {}
    for each, points in zip(members, cells, strict=True):
        unused, free = np.array(points), np.zeros(len(points))
        for index in each:
            away = np.hypot(*(unused - wanted[index]).T) + free
            nearest = int(np.argmin(away))
            seats[index], free[nearest] = unused[nearest], np.inf
    related = neighbours(regions)
    for _ in range(6 if len(regions.ids) <= SWAPPED // 2 else 1):
        if len(regions.ids) > SWAPPED or not _swapped(members, related, seats):
            break
    return seats


def _swapped(
    members: Sequence[Sequence[int]], related: Sequence[list[int]], seats: dict[int, Array]
) -> bool:
    """Swap regions of one area where that makes their roads shorter."""
    changed = False
    at = {index: (float(spot[0]), float(spot[1])) for index, spot in seats.items()}
    for each in members:
        for rank, one in enumerate(each):
            for other in each[:rank]:
                before = _length(one, at, related) + _length(other, at, related)
                at[one], at[other] = at[other], at[one]
                if _length(one, at, related) + _length(other, at, related) < before - 1e-6:
                    seats[one], seats[other] = seats[other], seats[one]
                    changed = True
                else:
                    at[one], at[other] = at[other], at[one]
    return changed


def _length(
    index: int, at: Mapping[int, tuple[float, float]], related: Sequence[list[int]]
) -> float:
    x, y = at[index]
    ends = (at[other] for other in related[index] if other in at)
    return sum((x - spot[0]) ** 2 + (y - spot[1]) ** 2 for spot in ends)
