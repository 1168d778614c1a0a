"""The grid of the map, with room for a name at each point, and what places are computed from."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spot = tuple[int, int]

STEP = (150.0, 116.0)  # between neighbouring points: room for a name of three lines
ASIDE = (9.0, 7.0)
EVERYWHERE = (-20_000, 20_000)


@dataclass(frozen=True)
class LayoutInput:
    """What places are computed from: region ids, area numbers (-1 for none), and ties.

    `ties` are pairs of indexes into `ids`.
    """

    ids: tuple[int, ...]
    lands: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]


def neighbours(regions: LayoutInput) -> list[list[int]]:
    """Return for each region the indexes of the regions that it is tied to."""
    tied: list[list[int]] = [[] for _ in regions.ids]
    for one, other in regions.ties:
        tied[one].append(other)
        tied[other].append(one)
    return tied


@lru_cache(maxsize=32)
def points_within(reach: float) -> Array:
    """Return all points of the grid within `reach` of the origin, and some farther away.

    They have the shape (n, 2); coordinates and `reach` are in map units.
    """
    rows, columns = ceil(reach / STEP[1]), ceil(reach / STEP[0]) + 1
    points = [
        ((column + 0.5 * (row % 2)) * STEP[0], row * STEP[1])
        for row in range(-rows, rows + 1)
        for column in range(-columns, columns + 1)
    ]
    return np.array(points)


def steps(points: Array, other: Array) -> Array:
    """Return the distances of points from one point, in steps of the grid."""
    away = (points - other) / np.array(STEP)
    return np.asarray(np.hypot(away[..., 0], away[..., 1]))


def spot_at(cell: Array, region: int) -> Spot:
    """Return the place of a region at a point of the grid, with a small random offset.

    The region's id is the seed of the offset, so that it is always the same.
    """
    aside = np.random.default_rng(region).uniform(-1, 1, 2) * np.array(ASIDE)
    x, y = np.clip(np.round(cell + aside), *EVERYWHERE)
    return int(x), int(y)
