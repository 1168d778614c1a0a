"""The ground of the map: territories, lands, the coast, and lines in the water.

Points are scattered around every place, by a random generator seeded with the region's id. The
Voronoi cells of these points are the region's territory, cut off at a coast around all points. Both
depend only on what is near, so that a new place alters only the borders next to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from wiki.map.cells import Cells, divide
from wiki.map.territories import EVEN, SPREAD, Geometry, cut, largest

Box = tuple[float, float, float, float]  # left, top, right, bottom

POINTS, SCATTER = 11, 52.0  # points around a place, and their distance
TOUCH = 54.0  # territories that meet so near to their points are neighbours, wherever the coast is
ISLET, STRAIT = 27.0, 15.0  # radius of an islet around its points; water around it
NOTCH = 7.0  # half the width of notches in the coast that are filled; less than half a strait
SOUNDINGS = (10.0, 22.0, 36.0)  # distances of the lines in the water from the coast
# How far away territories and points have influence on the coast and the first line in the water.
BESIDE = 2 * NOTCH + SOUNDINGS[0] + 2 * EVEN
MARGIN = SPREAD + BESIDE
GRAIN = 0.5  # shapes that are nearer than this touch


@dataclass(frozen=True)
class Terrain:
    """The ground: a territory for each place, each land by its number, and the coast."""

    territories: tuple[Geometry, ...]
    lands: dict[int, Geometry]
    coast: Geometry
    waters: tuple[Geometry, ...]


@lru_cache(maxsize=8)
def survey(
    ids: tuple[int, ...], spots: tuple[tuple[int, int], ...], lands: tuple[int, ...]
) -> Terrain:
    """Return the ground for all places, given the id, place and area number of each region.

    The area number is -1 for a region without an area.
    """
    return _survey(ids, spots, lands, None)


def survey_near(
    ids: tuple[int, ...], spots: tuple[tuple[int, int], ...], lands: tuple[int, ...], box: Box
) -> Terrain:
    """Return the part of the ground that is in a bounding box: left, top, right, bottom.

    It is the same as in the ground for all places, except for how the coast is simplified.
    Territories that do not come near the box are empty, lands and the coast end somewhere beyond
    it, and there is only the first line in the water.
    """
    return _survey(ids, spots, lands, box)


def _survey(
    ids: Sequence[int],
    spots: Sequence[tuple[int, int]],
    lands: Sequence[int],
    box: Box | None,
) -> Terrain:
    main = [index for index, land in enumerate(lands) if land >= 0]
    alone = [index for index, land in enumerate(lands) if land < 0]
    scattered = {index: _scattered(ids[index], spots[index]) for index in main}
    islets = {index: _islet(ids[index], spots[index]) for index in alone}
    straits = [islet.buffer(STRAIT) for islet in islets.values()]
    territories = _cells(scattered, ids, straits, box) | islets
    if box:
        frame = shapely.box(*box).buffer(BESIDE)
        territories = {n: each for n, each in territories.items() if each.intersects(frame)}
    ordered = tuple(territories.get(index, Polygon()) for index in range(len(ids)))
    coast = shapely.union_all(
        [territories[index] for index in sorted(territories)], grid_size=GRAIN
    )
    shore = _without_notches(coast)
    waters = _waters(shore, SOUNDINGS[:1] if box else SOUNDINGS)
    return Terrain(ordered, _lands(ordered, lands), shore, waters)


def _scattered(region: int, spot: tuple[int, int]) -> NDArray[np.float64]:
    """Return a place with the points around it."""
    return np.concatenate([[spot], np.array(spot) + _offsets(region)])


@lru_cache(maxsize=1024)  # of 500 bytes each
def _offsets(region: int) -> NDArray[np.float64]:
    """Return where points are scattered around a region, as seen from its place."""
    chance = np.random.default_rng(region)
    turns = (np.arange(POINTS) + chance.uniform(0.1, 0.9, POINTS)) * 2 * np.pi / POINTS
    out = SCATTER * chance.uniform(0.55, 1.0, POINTS)
    return np.stack([1.2 * out * np.cos(turns), 0.85 * out * np.sin(turns)], axis=1)


def _islet(region: int, spot: tuple[int, int]) -> Geometry:
    points = np.array(spot) + 0.5 * (_scattered(region, spot) - np.array(spot))
    shape = shapely.convex_hull(shapely.multipoints(points)).buffer(ISLET)
    return shapely.simplify(shape, 1.5)


def _cells(
    scattered: dict[int, NDArray[np.float64]],
    ids: Sequence[int],
    straits: Sequence[Geometry],
    box: Box | None,
) -> dict[int, Geometry]:
    """Return the territory of each place on the mainland that may reach into the box, by index."""
    if not scattered:
        return {}
    points = np.concatenate(list(scattered.values()))
    origins = np.repeat(np.arange(len(scattered)), POINTS + 1)
    cells = divide(points, origins, np.array([ids[index] for index in scattered]), TOUCH)
    places = _reaching(cells, box) if box else np.arange(len(scattered))
    if not len(places):
        return {}
    territories = cut(cells, places)
    if straits:
        _flood(territories, straits)
    indexes = list(scattered)
    return {indexes[place]: ground for place, ground in zip(places, territories, strict=True)}


def _reaching(cells: Cells, box: Box) -> NDArray[np.int64]:
    """Return the places whose ground has influence on what is drawn in a box."""
    low, high = np.array(box[:2]) - MARGIN, np.array(box[2:]) + MARGIN
    return np.unique(cells.owners[((cells.points >= low) & (cells.points <= high)).all(axis=1)])


def _flood(grounds: NDArray[Any], straits: Sequence[Geometry]) -> None:
    """Remove the water around islets from the territories."""
    tree = shapely.STRtree(straits)
    for index in np.unique(tree.query(grounds, predicate="intersects")[0]):
        wet = [straits[one] for one in tree.query(grounds[index])]
        grounds[index] = largest(shapely.difference(grounds[index], shapely.union_all(wet)))


def _lands(territories: Sequence[Geometry], lands: Sequence[int]) -> dict[int, Geometry]:
    """Return the ground of each area."""
    return {
        number: shapely.union_all(
            [ground for ground, land in zip(territories, lands, strict=True) if land == number],
            grid_size=GRAIN,
        )
        for number in sorted({land for land in lands if land >= 0})
    }


def _without_notches(coast: Geometry) -> Geometry:
    """Return the coast with narrow notches filled.

    They arise where territories with shores of their own meet; the territories stay as they are.
    """
    filled = shapely.buffer(shapely.buffer(coast, NOTCH, quad_segs=4), -NOTCH, quad_segs=4)
    return shapely.simplify(shapely.union(filled, coast, grid_size=GRAIN), EVEN)


def _waters(coast: Geometry, soundings: Iterable[float]) -> tuple[Geometry, ...]:
    return tuple(
        shapely.simplify(coast.buffer(out, quad_segs=4), 1.0).boundary for out in soundings
    )


def path(shape: Geometry) -> str:
    """Return a geometry's lines as SVG path data in whole, relative numbers."""
    return "".join(_ring(shapely.get_coordinates(line)) for line in _lines(shape))


def _lines(shape: Geometry) -> list[Geometry]:
    if shape.is_empty:
        return []
    return [line for line in shapely.get_parts(outline(shape)) if line.length > 1]


def outline(shape: Geometry) -> Geometry:
    """Return the lines around a shape, which may be lines itself.

    Polygons that were joined can come with stray points and lines; these are left out.
    """
    if not shape.area:
        return shape
    if shape.geom_type != "GeometryCollection":
        return shapely.boundary(shape)
    solid = [part for part in shapely.get_parts(shape) if part.area]
    return shapely.union_all([shapely.boundary(part) for part in solid])


def _ring(points: NDArray[np.float64]) -> str:
    """Return a line as path data; nothing for one that is a single point in whole numbers.

    A browser draws nothing of a path behind what it cannot read, such as an `l` without numbers.
    """
    whole = np.round(points).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[steps.any(axis=1)]
    closed = bool((whole[0] == whole[-1]).all())
    rest = "".join(_signed(x) + _signed(y) for x, y in (steps[:-1] if closed else steps))
    return f"M{whole[0][0]} {whole[0][1]}l{rest.lstrip()}{'z' if closed else ''}" if rest else ""


def _signed(value: int) -> str:
    return f" {value}" if value >= 0 else str(value)
