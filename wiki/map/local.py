"""Drawing the local map of a region: a part cut out of the same ground as the whole map."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import dist

import shapely

from wiki.map.compose import LARGE, fill, one_at_a_time, places
from wiki.map.drawing import Map
from wiki.map.names import Label, Lettering, label_places, meets
from wiki.map.roads import link, thinned
from wiki.map.sheet import EDGE, INLAND, NAME_WIDTH, Places, Sheet, sides, within
from wiki.map.sketch import Land, Node, Sketch, Tie
from wiki.map.terrain import Geometry, Terrain, path, survey

WIDE, HIGH, TYPE = 620.0, 250.0, 14.0
NARROW, NARROW_TYPE = 286.0, 11.5  # width on a phone
WIDEST = 1.9  # how much more than at full size a local map may show
WIDER = 1.4  # least distance shown where no region is related, or the related ones are too far away
MOST_ROADS = 24  # most of the region's own roads that are drawn though they leave the picture
Spot = tuple[int, int]
FAR = 450  # regions farther away than this have no influence on the map


def draw_around(sketch: Sketch, centre: int, near: Sequence[int]) -> Map:
    """Return the part of the map around a node, with the names of the nodes near it.

    If possible, the part contains every node that is related to this one.
    """
    nodes = sketch.nodes
    own = [tie for tie in sketch.ties if centre in (tie.source, tie.target)]
    beside = sorted({end for tie in own for end in (tie.source, tie.target)} - {centre})
    box = _window([(node.x, node.y) for node in nodes], centre, beside)
    tall = _tall(box)
    terrain, grounds = _grounds(nodes, tall)
    size = round(TYPE * box[3] / HIGH, 1)
    shown = {i: replace(nodes[i], outline=outline) for i, outline in grounds.items()}
    # Related regions come first; the others in the picture have names where there is room.
    related = [i for i in (centre, *near) if i in shown]
    named = [*related, *(i for i in shown if i not in set(related))]
    narrow = round(NARROW_TYPE * box[2] / NARROW, 1)
    links = tuple(
        link(nodes[tie.source], nodes[tie.target], tie.kind)
        for tie in _roads(sketch, own, near, set(shown))
    )
    frame = shapely.box(*sides(tall)).buffer(EDGE)
    lands = _lands(terrain, frame, shown.values())
    return Map(
        lands,
        links,
        box,
        tuple(shown.values()),
        path(within(terrain.coast, frame)),
        (path(within(terrain.waters[0], frame)),),
        wide=Lettering(size, _names(nodes, named, list(shown), size, box), ()),
        narrow=Lettering(narrow, _names(nodes, named, list(shown), narrow, box), ()),
        centre=nodes[centre].slug,
        grounds=lands,
    )


def _lands(terrain: Terrain, frame: Geometry, shown: Collection[Node]) -> tuple[Land, ...]:
    """Return the lands of the nodes shown, with their borders within the frame; islets last."""
    numbers = sorted({node.land for node in shown}, key=lambda number: (number < 0, number))
    borders = {
        number: path(within(terrain.lands[number].buffer(-INLAND), frame))
        for number in numbers
        if number >= 0
    }
    return tuple(fill(Land(n, f"land-{n}", "", border=borders.get(n, "")), shown) for n in numbers)


def reach(centre: Spot, near: Sequence[Spot]) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of what can have influence on a local map.

    Given are the places of its region and of those related to it.
    """
    spots = [centre, *near]
    left, top, wide, high = _tall(_window(spots, 0, range(1, len(spots))))
    return left - FAR, top - FAR, left + wide + FAR, top + high + FAR


def _window(spots: Sequence[Spot], centre: int, near: Sequence[int]) -> Sheet:
    """Return the bounding box of a place and as many of the near ones as fit, nearest first."""
    held = [centre]
    for index in sorted(near, key=lambda index: (dist(spots[index], spots[centre]), index)):
        if _scale(spots, [*held, index]) <= WIDEST:
            held.append(index)
    left, top, right, bottom = _extent(spots, held)
    scale = max(_scale(spots, held), 1.0 if near and len(held) > len(near) else WIDER)
    wide, high = WIDE * scale, HIGH * scale
    x, y = (left + right) / 2, (top + bottom) / 2 - 16  # names are mostly above their marks
    return round(x - wide / 2), round(y - high / 2), round(wide), round(high)


def _tall(box: Sheet) -> Sheet:
    """Return the bounding box for a phone: of the same width, and higher where there is room."""
    left, top, wide, high = box
    more = max(0, round((wide * HIGH / NARROW - high) / 2))
    return left, top - more, wide, high + 2 * more


def _scale(spots: Sequence[Spot], those: Iterable[int]) -> float:
    """Return how large the box of these places is compared with one drawn at full size."""
    left, top, right, bottom = _extent(spots, those)
    return max((right - left + 190) / WIDE, (bottom - top + 150) / HIGH)


def _extent(spots: Sequence[Spot], those: Iterable[int]) -> Sheet:
    xs, ys = zip(*(spots[index] for index in those), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _roads(sketch: Sketch, own: Sequence[Tie], near: Iterable[int], shown: set[int]) -> list[Tie]:
    """Return the ties to draw: those of the node itself, and the shortest between its neighbours.

    If the node has too many, those that lead out of the picture are left out.
    """
    if len(own) > MOST_ROADS:
        own = [tie for tie in own if {tie.source, tie.target} <= shown]
    neighbours = shown.intersection(near)
    others = [tie for tie in sketch.ties if {tie.source, tie.target} <= neighbours]
    return [*own, *thinned(sketch.nodes, others)]


def _grounds(nodes: Sequence[Node], box: Sheet) -> tuple[Terrain, dict[int, str]]:
    """Return the ground, and the outline of every territory within the box, by index."""
    left, top, wide, high = box
    around: Sequence[int] = range(len(nodes))
    if len(nodes) > LARGE:  # the whole ground would take too long
        around = [
            index
            for index, node in enumerate(nodes)
            if abs(node.x - left - wide / 2) < wide / 2 + FAR
            and abs(node.y - top - high / 2) < high / 2 + FAR
        ]
    terrain = _surveyed(places([nodes[index] for index in around]))
    found = {}
    for index, territory in zip(around, terrain.territories, strict=True):
        one, two, three, four = territory.bounds
        if one < left + wide and three > left and two < top + high and four > top:
            found[index] = path(territory)
    return terrain, found


@lru_cache(maxsize=64)
def _surveyed(parts: Places) -> Terrain:
    with one_at_a_time:
        return survey(*parts)


def _names(
    nodes: Sequence[Node],
    named: Sequence[int],
    within: Sequence[int],
    size: float,
    box: Sheet,
) -> tuple[Label | None, ...]:
    """Return the names on a local map, in the order of the nodes in it.

    No name covers a mark, except the name of the region itself where it has no other room.
    """
    sheet = (box[0] + 4.0, box[1] + 4.0, box[0] + box[2] - 4.0, box[1] + box[3] - 4.0)

    def lettered(those: Sequence[int], others: Iterable[int]) -> list[Label | None]:
        return label_places(
            [(nodes[i].x, nodes[i].y) for i in those],
            [nodes[i].title for i in those],
            [-place for place in range(len(those))],
            size=size,
            width=NAME_WIDTH * size,
            sheet=sheet,
            others=[(nodes[i].x, nodes[i].y) for i in others],
            covering=False,
        )

    found = dict(zip(named, lettered(named, set(within) - set(named)), strict=True))
    centre = named[0]
    if found[centre] is None and (own := lettered([centre], [])[0]):
        covered = [i for i, label in found.items() if label and meets(label.box, own.box)]
        found |= dict.fromkeys(covered) | {centre: own}
    return tuple(found.get(index) for index in within)
