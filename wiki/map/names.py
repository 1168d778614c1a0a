"""Placing names without overlap: regions beside their marks, areas in the water off their coast."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wiki.map import lettering
from wiki.map.labels import Box, Label

Array = NDArray[np.float64]

# Where a name can be: above its mark, below, right, left, then at the corners; the first free one.
SIDES: tuple[tuple[float, int, str], ...]
SIDES = ((0, -1, "middle"), (0, 1, "middle"), (1, 0, "start"), (-1, 0, "end"))
SIDES += ((0.2, -1, "start"), (-0.2, -1, "end"), (0.2, 1, "start"), (-0.2, 1, "end"))
MARK, AIR = 0.32, 0.22  # radius of a mark plus the gap to its name, in multiples of the type size
LINES = 3
FOREMOST = 6  # names that may cover marks before the other names are placed
AREA_SIZE = 1.3  # type size of an area's name, in multiples of that of regions
OFF = 0.7  # gap between the coast and an area's name, in multiples of the type size
COARSE = 60.0  # type size in map units from which on the coast is simplified for placing names
WHOLE = 12.0  # type size from which on whole map units are precise enough
STEPS = 46  # positions to try for an area's name, along the longer side


def label_places(
    spots: Sequence[tuple[float, float]],
    titles: Sequence[str],
    weights: Sequence[Any],
    *,
    size: float,
    width: float,
    sheet: Box | None = None,
    others: Sequence[tuple[float, float]] = (),
    taken: Sequence[Box] = (),
    covering: bool = True,
) -> list[Label | None]:
    """Return a label for each place, or None where there is no room, the greatest weight first.

    At first only the most important name may cover marks. With `covering`, where a map is crowded,
    names may then cover the marks of places that have no name. Marks of `others` are never covered,
    nor the boxes in `taken`.
    """
    labels: list[Label | None] = [None] * len(spots)
    if not spots:
        return labels
    marks, solid = _obstacles(spots, others, taken, size * (MARK + AIR))
    order = sorted(range(len(spots)), key=lambda index: weights[index], reverse=True)
    for crowded in (False, True) if covering else (False,):
        for rank, index in enumerate(order):
            under = _touches(_narrowed(marks[index]), solid[len(spots) :])
            if labels[index] is not None or under:
                continue
            lines = lettering.fit(titles[index], size, width, LINES, outermost=1.5 * width)
            label = None if crowded else _free_label(spots[index], lines, size, solid, index, sheet)
            if label is None and (crowded or (covering and rank < FOREMOST)):
                unnamed = [other for other in order if labels[other] is None]
                bare = solid.copy()
                bare[unnamed] = np.nan
                label = _free_label(spots[index], lines, size, bare, index, sheet)
            if label:
                labels[index] = label
                solid[len(spots) + index] = label.box
    return labels


def _obstacles(
    spots: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float]],
    taken: Sequence[Box],
    reach: float,
) -> tuple[Array, Array]:
    """Return the boxes of the marks of places, and all boxes that a label may have to avoid.

    The latter are these marks; for each place the box of its label, NaN until it has one; the boxes
    that are `taken`; and the marks of `others`. A mark reaches `reach` to each side.
    """
    drawn = np.array([*spots, *others])
    around = np.concatenate([drawn - reach, drawn + reach], axis=1)
    marks = around[: len(spots)]
    nowhere = np.full((len(marks), 4), np.nan)
    words = np.array(taken, dtype=np.float64).reshape(-1, 4)
    return marks, np.concatenate([marks, nowhere, words, around[len(spots) :]])


def _free_label(
    spot: tuple[float, float],
    lines: tuple[str, ...],
    size: float,
    solid: Array,
    index: int,
    sheet: Box | None,
) -> Label | None:
    """Return the label on the first side of its mark that is free, or None."""
    for side in SIDES:
        label = _label_beside(spot, lines, size, *side)
        if _inside(label.box, sheet) and not _touches(label.box, solid, index):
            return label
    return None


def _narrowed(mark: Array) -> Box:
    """Return the inner part of the box around a mark, which no name may cover."""
    x, y = (mark[0] + mark[2]) / 2, (mark[1] + mark[3]) / 2
    return x - 1, y - 1, x + 1, y + 1


def _label_beside(
    spot: tuple[float, float], lines: tuple[str, ...], size: float, dx: float, dy: int, anchor: str
) -> Label:
    tall = lettering.height(len(lines), size)
    out = size * (MARK + AIR)
    x = spot[0] + dx * 1.2 * out
    top = spot[1] - tall / 2 + dy * (out + tall / 2)
    return _label_at(x, top, anchor, lines, size, lettering.measure)


def _label_at(
    x: float, top: float, anchor: str, lines: tuple[str, ...], size: float, measure: Any
) -> Label:
    width = max(measure(line, size) for line in lines)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = (left, top, left + width, top + lettering.height(len(lines), size))
    y = top + lettering.ASCENT * size
    x, y = (round(x), round(y)) if size >= WHOLE else (round(x, 1), round(y, 1))
    return Label(x, y, anchor, lines, size, box)


def _inside(box: Box, sheet: Box | None) -> bool:
    if sheet is None:
        return True
    return box[0] >= sheet[0] and box[1] >= sheet[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


def _touches(box: Box, solid: Array, index: int | None = None) -> bool:
    """Return whether a box overlaps a box other than its own; boxes not placed yet do not count."""
    across = (solid[:, 0] < box[2]) & (solid[:, 2] > box[0])
    meets = across & (solid[:, 1] < box[3]) & (solid[:, 3] > box[1])
    if index is not None:
        meets[index] = False
    return bool(meets.any())


def meets(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def label_areas(
    titles: Sequence[str],
    lands: Sequence[Any],
    coast: Any,
    taken: Iterable[Label | None],
    *,
    size: float,
    sheet: Box | None = None,
) -> list[Label | None]:
    """Return the label of each area in the water off its coast, None where there is no room."""
    large = size * AREA_SIZE
    if size > COARSE:  # on so large a map the coast has thousands of corners
        coast = shapely.simplify(coast, size / 4).buffer(size / 4, quad_segs=2)
        lands = [shapely.simplify(land, size / 4) for land in lands]
    ground = shapely.union_all(
        [coast.buffer(OFF * size), *(shapely.box(*label.box) for label in taken if label)]
    )
    labels: list[Label | None] = []
    for title, land in zip(titles, lands, strict=True):
        label = _label_off_coast(_spaced(title, large), land, lands, ground, large, sheet)
        if label:
            ground = shapely.union(ground, shapely.box(*label.box).buffer(size / 2))
        labels.append(label)
    return labels


def label_inland(title: str, land: Any, *, size: float, sheet: Box | None = None) -> Label | None:
    """Return the label of an area in the middle of its land, None where the land is too small."""
    large = size * AREA_SIZE
    lines = _spaced(title, large)
    boxes = _boxes(lines, land, large, None)
    boxes = boxes[_matching(boxes, "contains", land)]
    if not len(boxes):
        return None
    away = shapely.distance(shapely.centroid(boxes), land.centroid)
    label = _in_box(boxes[int(np.argmin(away))], lines, large)
    return label if _inside(label.box, sheet) else None


def _spaced(title: str, size: float) -> tuple[str, ...]:
    """Return the spaced name of an area broken into at most three lines."""
    measure = lettering.measure_spaced
    return lettering.fit(title, size, 12 * size, 3, outermost=20 * size, measure=measure)


def _in_box(box: Any, lines: tuple[str, ...], size: float) -> Label:
    left, top, right, _ = box.bounds
    return _label_at((left + right) / 2, top, "middle", lines, size, lettering.measure_spaced)


def _label_off_coast(
    lines: tuple[str, ...], land: Any, lands: Sequence[Any], ground: Any, size: float, sheet: Any
) -> Label | None:
    """Return the label of an area off the coast, near its own land and no other, or None."""
    boxes = _boxes(lines, land, size, sheet)
    if not len(boxes):
        return None
    boxes = boxes[~_matching(boxes, "intersects", ground)]
    if not len(boxes):
        return None
    own = shapely.distance(boxes, land)
    others = [shapely.distance(boxes, other) for other in lands if other is not land]
    nearest = np.min(others, axis=0) if others else own + 1e9
    middle = shapely.distance(shapely.centroid(boxes), land.centroid)
    cost = own + 0.3 * middle + np.where(nearest < own + size, 4 * size + own - nearest, 0)
    best = boxes[int(np.argmin(cost))]
    if own[int(np.argmin(cost))] > 12 * size:
        return None
    return _in_box(best, lines, size)


def _matching(boxes: NDArray[Any], predicate: str, shape: Any) -> NDArray[np.bool_]:
    """Return which boxes a shape contains or intersects.

    The shape is not prepared (`shapely.prepare`): several threads draw the same shapes, and what
    GEOS keeps in a prepared one is corrupted when two of them use it at once.
    """
    is_match = np.zeros(len(boxes), dtype=bool)
    is_match[shapely.STRtree(boxes).query(shape, predicate=predicate)] = True
    return is_match


def _boxes(lines: tuple[str, ...], land: Any, size: float, sheet: Box | None) -> NDArray[Any]:
    """Return boxes to try for the name of an area, in its land and around it."""
    width = max(lettering.measure_spaced(line, size) for line in lines)
    tall = lettering.height(len(lines), size)
    left, top, right, bottom = land.bounds
    step = max(right - left + 2 * width, bottom - top + 4 * tall) / STEPS
    xs = np.arange(left - width, right + width, step)
    ys = np.arange(top - 3 * tall, bottom + 3 * tall, min(step, tall / 2))
    x, y = (each.ravel() for each in np.meshgrid(xs, ys))
    boxes = shapely.box(x - width / 2, y - tall / 2, x + width / 2, y + tall / 2)
    if sheet is None:
        return np.asarray(boxes)
    return np.asarray(boxes[shapely.within(boxes, shapely.box(*sheet))])
