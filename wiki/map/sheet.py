"""The sheet of a map: everything in a drawing that depends on places and titles alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely import Polygon

from wiki.map.labels import Box, Label, Lettering
from wiki.map.names import label_areas, label_inland, label_places
from wiki.map.terrain import Terrain, outline, path, survey
from wiki.map.territories import Geometry

# Type size, and the narrowest a map may be that has names of this size, in pixels. The stylesheet
# makes names smaller where it is wider, so that they have 12 to 14 pixels at every width.
WIDE, WIDE_SCREEN = 12.0, 760.0
NARROW, NARROW_SCREEN = 12.0, 286.0
SCREEN = 1000.0  # the width for which details are made
FEW = 60  # regions on a map that has numbers for names without room
NAME_WIDTH = 8.3  # in multiples of the type size
TOLERANCE = 0.6  # in pixels of a large screen
EDGE = 44.0  # margin of water around the coast and the names
INLAND = 2.5  # distance of a border line from the edge of its land
MARGIN = 60.0  # margin around the part of the map that is asked for
BROAD, LEAST = 1.9, 420  # of such a part: greatest ratio of width to height, and least height
Sheet = tuple[int, int, int, int]
Prominence = tuple[bool, int]
Places = tuple[tuple[int, ...], tuple[tuple[int, int], ...], tuple[int, ...]]


@dataclass(frozen=True)
class Ground:
    """Everything in a drawing that depends on places and titles alone.

    `outlines`, and the names of each lettering, are in the order of the nodes shown.
    """

    outlines: tuple[str, ...]
    borders: tuple[str, ...]
    rests: tuple[str, ...]
    coast: str
    waters: tuple[str, ...]
    box: Sheet
    wide: Lettering
    narrow: Lettering


@lru_cache(maxsize=32)
def lay_ground(
    places: Places,
    titles: tuple[tuple[str, Prominence], ...],
    lands: tuple[tuple[int, str], ...],
    shown: tuple[int, ...] | None,
    box: Sheet | None,
    *,
    entire: bool,
) -> Ground:
    """Return the ground with its names, cached until places or titles change.

    Names are those of the places `shown`. Without a bounding box, the whole map is returned if
    it is `entire`, else the part that contains those places.
    """
    terrain = survey(*places)
    indexes = range(len(titles)) if shown is None else shown
    named = [(*titles[index], places[1][index]) for index in indexes]
    part = box or (_part(terrain, shown) if shown and not entire else None)
    if part:
        wide, narrow, sheet = _parted(terrain, named, lands, part)
    else:
        wide, narrow, sheet = _unparted(terrain, named, lands)
    frame = shapely.box(*sides(sheet)).buffer(EDGE) if part else None
    grounds = [terrain.lands[number] for number, _ in lands]
    # Details that are too small to see on a screen are left out.
    tolerance = max(0.0, TOLERANCE * sheet[2] / SCREEN - 1)
    inland = [ground.buffer(-INLAND) for ground in grounds]
    rests = _rests(terrain, places[2], lands, None if shown is None else set(shown))
    return Ground(
        tuple(path(terrain.territories[index]) for index in indexes),
        tuple(path(clipped(simplified(ground, tolerance), frame)) for ground in inland),
        tuple(path(_cut(simplified(ground, tolerance), frame)) for ground in rests),
        path(clipped(simplified(terrain.coast, tolerance), frame)),
        tuple(path(clipped(simplified(water, tolerance), frame)) for water in terrain.waters),
        sheet,
        wide,
        narrow,
    )


def _unparted(
    terrain: Terrain,
    named: Sequence[tuple[str, Prominence, tuple[int, int]]],
    lands: Sequence[tuple[int, str]],
) -> tuple[Lettering, Lettering, Sheet]:
    """Return the names on a whole map in large and small type, and the box of ground and names."""
    left, _, right, _ = terrain.coast.bounds
    first = _lettered(terrain, named, lands, WIDE * (right - left + 2 * EDGE) / WIDE_SCREEN, None)
    boxes = [label.box for label in (*first.names, *first.areas) if label]
    around = _around([terrain.coast.bounds, *boxes])
    across = around[2] - around[0]
    wide = _lettered(terrain, named, lands, WIDE * across / WIDE_SCREEN, around)
    narrow = _lettered(terrain, named, lands, NARROW * across / NARROW_SCREEN, around, small=True)
    return wide, narrow, _view(around)


def _parted(
    terrain: Terrain,
    named: Sequence[tuple[str, Prominence, tuple[int, int]]],
    lands: Sequence[tuple[int, str]],
    box: Sheet,
) -> tuple[Lettering, Lettering, Sheet]:
    """Return the names on a part of the map."""
    across, edges = box[2], sides(box)
    wide = _lettered(terrain, named, lands, WIDE * across / WIDE_SCREEN, edges)
    narrow = _lettered(terrain, named, lands, NARROW * across / NARROW_SCREEN, edges, small=True)
    return wide, narrow, box


def _lettered(
    terrain: Terrain,
    named: Sequence[tuple[str, Prominence, tuple[int, int]]],
    lands: Sequence[tuple[int, str]],
    size: float,
    sheet: Box | None,
    *,
    small: bool = False,
) -> Lettering:
    """Return all names in a size of type; on a small screen none covers what will have a number."""
    size, is_numbered = round(size, 1), small and len(named) <= FEW
    words, weights, spots = zip(*named, strict=True) if named else ((), (), ())

    def name_around(taken: Iterable[Label]) -> list[Label | None]:
        return label_places(
            spots,
            words,
            weights,
            size=size,
            width=NAME_WIDTH * size,
            sheet=sheet,
            taken=[label.box for label in taken],
            covering=not is_numbered,
        )

    names, areas = _with_areas(terrain, lands, name_around, size, sheet)
    if is_numbered:  # where a region has a number, no name stands
        bare = [spot for spot, label in zip(spots, names, strict=True) if label is None]
        areas = [area if area and not _covers(area, bare, size) else None for area in areas]
    return Lettering(size, tuple(names), tuple(areas))


def _with_areas(
    terrain: Terrain,
    lands: Sequence[tuple[int, str]],
    name_around: Callable[[Iterable[Label]], list[Label | None]],
    size: float,
    sheet: Box | None,
) -> tuple[list[Label | None], list[Label | None]]:
    """Return the names of regions and of areas, given how regions are named around some labels.

    Area names without room off the coast are placed inland, and region names around them.
    """
    titles, grounds = [title for _, title in lands], [terrain.lands[number] for number, _ in lands]

    def off_coast(names: Sequence[Label | None]) -> list[Label | None]:
        return label_areas(titles, grounds, terrain.coast, names, size=size, sheet=sheet)

    names = name_around(())
    areas = off_coast(names)
    inland = {
        index: own
        for index, off in enumerate(areas)
        if off is None
        and (own := label_inland(titles[index], grounds[index], size=size, sheet=sheet))
    }
    if inland:
        names = name_around(inland.values())
        areas = [inland.get(index, off) for index, off in enumerate(off_coast(names))]
    return names, areas


def _covers(label: Label, spots: Iterable[tuple[int, int]], size: float) -> bool:
    left, top, right, bottom = label.box
    return any(left - size < x < right + size and top - size < y < bottom + size for x, y in spots)


def _part(terrain: Terrain, shown: Sequence[int]) -> Sheet:
    """Return the bounding box of these territories, neither too flat nor too small."""
    bounds = shapely.total_bounds([terrain.territories[index] for index in shown])
    left, top, right, bottom = (float(side) for side in bounds)
    high = max(bottom - top + 2 * MARGIN, LEAST, (right - left + 2 * MARGIN) / BROAD)
    wide = max(right - left + 2 * MARGIN, 1.2 * high)
    x, y = (left + right) / 2, (top + bottom) / 2
    return round(x - wide / 2), round(y - high / 2), round(wide), round(high)


def _rests(
    terrain: Terrain,
    numbers: Sequence[int],
    lands: Sequence[tuple[int, str]],
    shown: set[int] | None,
) -> list[Geometry]:
    """Return for each land its ground if regions of it are not shown, else nothing; islets last."""
    alone = [i for i, land in enumerate(numbers) if land < 0]
    partial = set() if shown is None else {n for i, n in enumerate(numbers) if i not in shown}
    islets = shapely.union_all([terrain.territories[i] for i in alone if -1 in partial])
    grounds = [terrain.lands[number] if number in partial else Polygon() for number, _ in lands]
    return [*grounds, islets]


def simplified(shape: Geometry, tolerance: float) -> Geometry:
    """Return a shape, or each of a list, without details smaller than `tolerance` map units."""
    return shapely.simplify(shape, tolerance) if tolerance else shape


def clipped(shape: Geometry, frame: Geometry | None) -> Geometry:
    """Return the outline of a shape within a frame; without a frame, the shape itself."""
    if frame is None:
        return shape
    return shapely.intersection(outline(shape), frame)


def _cut(shape: Geometry, frame: Geometry | None) -> Geometry:
    return shape if frame is None else shapely.intersection(shape, frame)


def sides(box: Sheet) -> Box:
    """Return left, top, right and bottom of a bounding box."""
    left, top, wide, high = box
    return float(left), float(top), float(left + wide), float(top + high)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = (min(box[side] for box in boxes) - EDGE for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) + EDGE for side in (2, 3))
    return left, top, right, bottom


def _view(sheet: Box) -> Sheet:
    left, top, right, bottom = (round(side) for side in sheet)
    return left, top, right - left, bottom - top
