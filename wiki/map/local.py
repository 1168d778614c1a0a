"""Drawing the local map of a region: a part cut out of the same ground as the whole map."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import shapely

from wiki.map.compose import one_at_a_time, places
from wiki.map.drawing import Map
from wiki.map.labels import Label, Lettering
from wiki.map.names import label_places, meets
from wiki.map.roads import link, thinned
from wiki.map.selection import LARGE, fill
from wiki.map.sheet import INLAND, NAME_WIDTH, Places, clipped, sides, simplified
from wiki.map.sketch import Land, Node, Sketch, Tie
from wiki.map.terrain import Terrain, path, survey, survey_near
from wiki.map.territories import Geometry
from wiki.map.window import FAR, HIGH, NARROW, WIDE, Box, tall_box, window

TYPE, NARROW_TYPE = 14.0, 12.0  # on a screen of the sizes in wiki/map/window.py
TOLERANCE = 0.5  # in pixels of a large screen: smaller details are left out
BRIM = 6.0  # what is drawn beyond the picture, in map units: the strokes at its edges reach so far
MOST_ROADS = 24  # most of the region's own roads that are drawn though they leave the picture


def draw_around(sketch: Sketch, centre: int, near: Sequence[int]) -> Map:
    """Return the local map: the part of the map around the node with the index `centre`.

    If possible, the part contains every node that is related to this one. `near` are the indexes of
    the nodes whose names come first.
    """
    nodes = sketch.nodes
    own = [tie for tie in sketch.ties if centre in (tie.source, tie.target)]
    neighbours = sorted({end for tie in own for end in (tie.source, tie.target)} - {centre})
    box = window([(node.x, node.y) for node in nodes], centre, neighbours)
    tall = tall_box(box)
    frame = shapely.box(*sides(tall)).buffer(BRIM)
    tolerance = TOLERANCE * box[2] / WIDE
    terrain, grounds = _grounds(sketch, tall, frame)
    outlines = _outlines(grounds, centre, frame, tolerance)
    size = round(TYPE * box[3] / HIGH, 1)
    shown = {i: replace(nodes[i], outline=outline) for i, outline in outlines.items()}
    # Related regions come first; the others in the picture have names where there is room.
    related = [i for i in (centre, *near) if i in shown]
    named = [*related, *(i for i in shown if i not in set(related))]
    narrow = round(NARROW_TYPE * box[2] / NARROW, 1)
    links = tuple(
        link(nodes[tie.source], nodes[tie.target], tie.kind)
        for tie in _roads(sketch, own, near, set(shown))
    )
    lands = _lands(terrain, frame, tolerance, shown.values())
    return Map(
        lands,
        links,
        box,
        tuple(shown.values()),
        _lines(terrain.coast, frame, tolerance),
        (_lines(terrain.waters[0], frame, tolerance),),
        wide=Lettering(size, _names(nodes, named, list(shown), size, box), ()),
        narrow=Lettering(narrow, _names(nodes, named, list(shown), narrow, box), ()),
        centre=nodes[centre].slug,
        grounds=lands,
    )


def _lands(
    terrain: Terrain, frame: Geometry, tolerance: float, shown: Collection[Node]
) -> tuple[Land, ...]:
    """Return the lands of the nodes shown, with their borders within the frame; islets last."""
    numbers = sorted({node.land for node in shown}, key=lambda number: (number < 0, number))
    borders = {
        number: _lines(terrain.lands[number].buffer(-INLAND), frame, tolerance)
        for number in numbers
        if number >= 0
    }
    return tuple(fill(Land(n, f"land-{n}", "", border=borders.get(n, "")), shown) for n in numbers)


def _lines(shape: Geometry, frame: Geometry, tolerance: float) -> str:
    """Return the lines around a shape within the frame, without details smaller than `tolerance`.

    They are joined and in a fixed order before details are left out, so that they do not depend on
    where a line around the shape begins, which may be outside.
    """
    joined = shapely.normalize(shapely.line_merge(clipped(shape, frame)))
    return path(simplified(joined, tolerance))


def _roads(sketch: Sketch, own: Sequence[Tie], near: Iterable[int], shown: set[int]) -> list[Tie]:
    """Return the ties to draw: those of the node itself, and the shortest between its neighbours.

    If the node has too many, those that lead out of the picture are left out.
    """
    if len(own) > MOST_ROADS:
        own = [tie for tie in own if {tie.source, tie.target} <= shown]
    neighbours = shown.intersection(near)
    others = [tie for tie in sketch.ties if {tie.source, tie.target} <= neighbours]
    return [*own, *thinned(sketch.nodes, others)]


def _outlines(
    grounds: dict[int, Geometry], centre: int, frame: Geometry, tolerance: float
) -> dict[int, str]:
    """Return the outlines of territories without what nobody sees, by index.

    That is what lies outside the frame, except of the territory that the map is about, and details
    smaller than `tolerance`, which is in map units. Territories outside the frame are left out.
    """
    plain = dict(zip(grounds, simplified(list(grounds.values()), tolerance), strict=True))
    cut = dict(zip(plain, shapely.intersection(list(plain.values()), frame), strict=True))
    cut[centre] = plain[centre]
    return {index: path(shape) for index, shape in cut.items() if not shape.is_empty}


def _grounds(sketch: Sketch, box: Box, frame: Geometry) -> tuple[Terrain, dict[int, Geometry]]:
    """Return the ground, and every territory near the box, by index.

    A small atlas has one ground for all its maps; of a large one only what is near is surveyed.
    """
    nodes, (left, top, wide, high) = sketch.nodes, box
    around: Sequence[int] = range(len(nodes))
    if sketch.partial or len(nodes) > LARGE:
        around = [
            index
            for index, node in enumerate(nodes)
            if abs(node.x - left - wide / 2) < wide / 2 + FAR
            and abs(node.y - top - high / 2) < high / 2 + FAR
        ]
        terrain = _surveyed_near(places([nodes[index] for index in around]), frame.bounds)
    else:
        terrain = _surveyed(places(nodes))
    territories = {}
    for index, territory in zip(around, terrain.territories, strict=True):
        one, two, three, four = territory.bounds
        if one < left + wide and three > left and two < top + high and four > top:
            territories[index] = territory
    return terrain, territories


@lru_cache(maxsize=8)  # the ground around one region takes 150 kB
def _surveyed(parts: Places) -> Terrain:
    with one_at_a_time:
        return survey(*parts)


@lru_cache(maxsize=4)  # for readers who ask at the same time: another map has other ground
def _surveyed_near(parts: Places, box: tuple[float, float, float, float]) -> Terrain:
    with one_at_a_time:
        return survey_near(*parts, box)


def _names(
    nodes: Sequence[Node],
    named: Sequence[int],
    shown: Sequence[int],
    size: float,
    box: Box,
) -> tuple[Label | None, ...]:
    """Return the names on a local map, in the order of the nodes in it.

    No name covers a mark, except the name of the region itself where it has no other room.
    """
    sheet = (box[0] + 4.0, box[1] + 4.0, box[0] + box[2] - 4.0, box[1] + box[3] - 4.0)

    def lettered(indexes: Sequence[int], others: Iterable[int]) -> list[Label | None]:
        return label_places(
            [(nodes[i].x, nodes[i].y) for i in indexes],
            [nodes[i].name for i in indexes],
            [-rank for rank in range(len(indexes))],
            size=size,
            width=NAME_WIDTH * size,
            sheet=sheet,
            others=[(nodes[i].x, nodes[i].y) for i in others],
            covering=False,
        )

    labels = dict(zip(named, lettered(named, set(shown) - set(named)), strict=True))
    centre = named[0]
    if labels[centre] is None and (own := lettered([centre], [])[0]):
        covered = [i for i, label in labels.items() if label and meets(label.box, own.box)]
        labels |= dict.fromkeys(covered) | {centre: own}
    return tuple(labels.get(index) for index in shown)
