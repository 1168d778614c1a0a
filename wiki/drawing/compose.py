"""Drawing a map: from nodes that have their places to ground, roads and names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot
from threading import Lock

from wiki.drawing import shapes
from wiki.drawing.chart import Land, Link, Map, Node, Tie, by_title
from wiki.drawing.names import Box, Label, Lettering, letter, name_areas
from wiki.drawing.terrain import Terrain, path, survey

# Readers who ask for a new drawing at once wait for one, and do not each make it.
_one_at_a_time = Lock()

MARK = 5.5
BEND = 0.09  # how far a road swings to the side, as a part of its length
# Type in pixels, and how wide the map is on a screen: large and small.
WIDE, WIDE_SCREEN = 15.5, 1000.0
NARROW, NARROW_SCREEN = 12.0, 330.0
NAME_WIDTH = 8.3  # in type sizes
EDGE = 44.0  # of water around the coast and the names
LOCAL_WIDE, LOCAL_HIGH, LOCAL_TYPE = 620.0, 250.0, 14.0
LOCAL_WIDEST = 1.9  # how much further than drawn at full size a local map may reach


@dataclass(frozen=True)
class Ground:
    """Everything of a drawing that depends on places and titles alone."""

    outlines: tuple[str, ...]
    borders: tuple[str, ...]
    coast: str
    waters: tuple[str, ...]
    box: tuple[int, int, int, int]
    wide: Lettering
    narrow: Lettering


def draw(nodes: Sequence[Node], ties: Sequence[Tie], lands: Sequence[Land]) -> Map:
    """Draw nodes and the ties between them; the ground only where it is not drawn yet."""
    if not nodes:
        return Map((), (), (0, 0, 0, 0))
    with _one_at_a_time:
        ground = _ground(_places(nodes), _titles(nodes), tuple(map(_named, lands)))
    pairs = zip(nodes, ground.outlines, strict=True)
    drawn = [replace(node, outline=outline) for node, outline in pairs]
    bounded = [
        replace(land, border=border) for land, border in zip(lands, ground.borders, strict=True)
    ]
    return Map(
        _filled(drawn, bounded),
        tuple(_link(drawn[tie.source], drawn[tie.target], tie.kind) for tie in ties),
        ground.box,
        tuple(drawn),
        ground.coast,
        ground.waters,
        ground.wide,
        ground.narrow,
    )


def draw_around(
    nodes: Sequence[Node], ties: Sequence[Tie], centre: int, near: Sequence[int]
) -> Map:
    """Draw the part of the map around a node, with the names of those near it.

    The part holds, as far as it can, all that a road leads to from the node.
    """
    roads = [{tie.source, tie.target} for tie in ties if centre in (tie.source, tie.target)]
    beside = sorted(set[int]().union(*roads) - {centre})
    with _one_at_a_time:
        terrain = survey(*_places(nodes))
    box = _window(nodes, centre, beside)
    size = LOCAL_TYPE * box[3] / LOCAL_HIGH
    within = _seen(terrain, box)
    shown = [replace(nodes[i], outline=path(terrain.territories[i])) for i in within]
    named = [i for i in (centre, *near) if i in within]
    names = _local_names(nodes, named, within, size, box)
    links = tuple(
        _link(nodes[tie.source], nodes[tie.target], tie.kind)
        for tie in ties
        if centre in (tie.source, tie.target) or {tie.source, tie.target} <= set(near)
    )
    numbers = sorted({node.land for node in shown if node.land >= 0})
    lands = [Land(number, f"land-{number}", "") for number in numbers]
    return Map(
        _filled(shown, lands),
        links,
        box,
        tuple(shown),
        wide=Lettering(size, names, ()),
        centre=nodes[centre].slug,
    )


def _places(
    nodes: Sequence[Node],
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...], tuple[int, ...]]:
    return (
        tuple(node.id for node in nodes),
        tuple((node.x, node.y) for node in nodes),
        tuple(node.land for node in nodes),
    )


def _titles(nodes: Sequence[Node]) -> tuple[tuple[str, float], ...]:
    """Return titles with how much they matter where there is no room for all."""
    return tuple((node.title, node.degree + 3.0 * (not node.stub)) for node in nodes)


def _named(land: Land) -> tuple[int, str]:
    return land.number, land.title


@lru_cache(maxsize=16)
def _ground(
    places: tuple[tuple[int, ...], tuple[tuple[int, int], ...], tuple[int, ...]],
    titles: tuple[tuple[str, float], ...],
    lands: tuple[tuple[int, str], ...],
) -> Ground:
    """Return the ground with its names; whatever else was edited, only once."""
    terrain = survey(*places)
    left, _, right, _ = terrain.coast.bounds
    span = right - left + 2 * EDGE
    wide = _lettered(terrain, places[1], titles, lands, WIDE * max(1.0, span / WIDE_SCREEN), None)
    boxes = [label.box for label in (*wide.names, *wide.areas) if label]
    sheet = _around([terrain.coast.bounds, *boxes])
    size = NARROW * (sheet[2] - sheet[0]) / NARROW_SCREEN
    narrow = _lettered(terrain, places[1], titles, lands, size, sheet)
    return Ground(
        tuple(path(territory) for territory in terrain.territories),
        tuple(path(terrain.lands[number].buffer(-2.5)) for number, _ in lands),
        path(terrain.coast),
        tuple(path(water) for water in terrain.waters),
        _view(sheet),
        wide,
        narrow,
    )


def _lettered(
    terrain: Terrain,
    spots: Sequence[tuple[int, int]],
    titles: Sequence[tuple[str, float]],
    lands: Sequence[tuple[int, str]],
    size: float,
    sheet: Box | None,
) -> Lettering:
    size = round(size, 1)
    words, weights = [title for title, _ in titles], [weight for _, weight in titles]
    names = letter(spots, words, weights, size=size, width=NAME_WIDTH * size, sheet=sheet)
    grounds = [terrain.lands[number] for number, _ in lands]
    areas = name_areas(
        [title for _, title in lands], grounds, terrain.coast, names, size=size, sheet=sheet
    )
    return Lettering(size, tuple(names), tuple(areas))


def _around(boxes: Sequence[Box]) -> Box:
    left, top = (min(box[side] for box in boxes) - EDGE for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) + EDGE for side in (2, 3))
    return left, top, right, bottom


def _view(sheet: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(side) for side in sheet)
    return left, top, right - left, bottom - top


def _window(nodes: Sequence[Node], centre: int, near: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the part of the map that holds a node and those near it, as far as it can."""
    middle = nodes[centre]
    xs = [nodes[i].x for i in (centre, *near)]
    ys = [nodes[i].y for i in (centre, *near)]
    scale = max((max(xs) - min(xs) + 190) / LOCAL_WIDE, (max(ys) - min(ys) + 150) / LOCAL_HIGH)
    scale = min(max(scale, 1.0), LOCAL_WIDEST)
    wide, high = LOCAL_WIDE * scale, LOCAL_HIGH * scale
    x = _held((min(xs) + max(xs)) / 2, middle.x, wide / 2 - 90)
    y = _held((min(ys) + max(ys)) / 2 - 16, middle.y, high / 2 - 60)
    return round(x - wide / 2), round(y - high / 2), round(wide), round(high)


def _held(wanted: float, middle: int, reach: float) -> float:
    """Return the wanted middle of a window, not so far away that the region leaves it."""
    return min(max(wanted, middle - reach), middle + reach)


def _seen(terrain: Terrain, box: tuple[int, int, int, int]) -> list[int]:
    left, top, wide, high = box
    found = []
    for index, territory in enumerate(terrain.territories):
        one, two, three, four = territory.bounds
        if one < left + wide and three > left and two < top + high and four > top:
            found.append(index)
    return found


def _local_names(
    nodes: Sequence[Node],
    named: Sequence[int],
    within: Sequence[int],
    size: float,
    box: tuple[int, int, int, int],
) -> tuple[Label | None, ...]:
    """Return the names of a local map in the order of what is within."""
    spots = [(nodes[i].x, nodes[i].y) for i in named]
    weights = [1e6 - place for place in range(len(named))]
    sheet = (box[0] + 4.0, box[1] + 4.0, box[0] + box[2] - 4.0, box[1] + box[3] - 4.0)
    titles = [nodes[i].title for i in named]
    found = letter(spots, titles, weights, size=size, width=NAME_WIDTH * size, sheet=sheet)
    by_index = dict(zip(named, found, strict=True))
    return tuple(by_index.get(index) for index in within)


def _filled(nodes: Sequence[Node], lands: Sequence[Land]) -> tuple[Land, ...]:
    ordered = sorted(nodes, key=by_title)
    filled = [
        replace(land, nodes=tuple(node for node in ordered if node.land == land.number))
        for land in (*lands, Land(-1, "", ""))
    ]
    return tuple(land for land in filled if land.nodes)


def _link(source: Node, target: Node, kind: str) -> Link:
    """Return a road, which swings a little to one side."""
    (ax, ay), (bx, by) = (source.x, source.y), (target.x, target.y)
    side = BEND if (source.id + target.id) % 2 else -BEND
    far = hypot(bx - ax, by - ay)
    bend = ((ax + bx) / 2 + side * (by - ay), (ay + by) / 2 - side * (bx - ax))
    return Link(
        source,
        target,
        kind,
        shapes.line(kind, (ax, ay), (bx, by), (MARK, MARK), bend if far else None),
    )
