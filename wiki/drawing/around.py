"""Drawing the local map of a region: a part cut out of the same geography as the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from wiki.drawing.chart import Map
from wiki.drawing.compose import LARGE, fill, one_at_a_time, places
from wiki.drawing.names import Label, Lettering, letter, meets
from wiki.drawing.roads import link
from wiki.drawing.sheet import NAME_WIDTH, Places, Sheet
from wiki.drawing.sketch import Land, Node, Sketch
from wiki.drawing.terrain import Terrain, path, survey

WIDE, HIGH, TYPE = 620.0, 250.0, 14.0
NARROW, NARROW_TYPE = 286.0, 11.5  # on a phone
WIDEST = 1.9  # how much further than drawn at full size a local map may reach
FAR = 450  # what is farther off than this alters nothing on the map


def draw_around(sketch: Sketch, centre: int, near: Sequence[int]) -> Map:
    """Draw the part of the map around a node, with the names of those near it.

    The part holds, as far as it can, all that a road leads to from the node.
    """
    nodes, ties = sketch.nodes, sketch.ties
    roads = [{tie.source, tie.target} for tie in ties if centre in (tie.source, tie.target)]
    beside = sorted(set[int]().union(*roads) - {centre})
    box = _window(nodes, centre, beside)
    grounds = _grounds(nodes, box)
    size = round(TYPE * box[3] / HIGH, 1)
    shown = {i: replace(nodes[i], outline=outline) for i, outline in grounds.items()}
    named = [i for i in (centre, *near) if i in shown]
    narrow = round(NARROW_TYPE * box[2] / NARROW, 1)
    links = tuple(
        link(nodes[tie.source], nodes[tie.target], tie.kind)
        for tie in ties
        if centre in (tie.source, tie.target) or {tie.source, tie.target} <= set(near)
    )
    numbers = sorted(
        {node.land for node in shown.values()}, key=lambda number: (number < 0, number)
    )
    lands = tuple(fill(Land(number, f"land-{number}", ""), shown.values()) for number in numbers)
    return Map(
        lands,
        links,
        box,
        tuple(shown.values()),
        wide=Lettering(size, _names(nodes, named, list(shown), size, box), ()),
        narrow=Lettering(narrow, _names(nodes, named, list(shown), narrow, box), ()),
        centre=nodes[centre].slug,
        grounds=lands,
    )


def _window(nodes: Sequence[Node], centre: int, near: Sequence[int]) -> Sheet:
    """Return the part of the map that holds a node and those near it, as far as it can."""
    middle = nodes[centre]
    xs = [nodes[i].x for i in (centre, *near)]
    ys = [nodes[i].y for i in (centre, *near)]
    scale = max((max(xs) - min(xs) + 190) / WIDE, (max(ys) - min(ys) + 150) / HIGH)
    scale = min(max(scale, 1.0), WIDEST)
    wide, high = WIDE * scale, HIGH * scale
    x = _held((min(xs) + max(xs)) / 2, middle.x, wide / 2 - 90)
    y = _held((min(ys) + max(ys)) / 2 - 16, middle.y, high / 2 - 60)
    return round(x - wide / 2), round(y - high / 2), round(wide), round(high)


def _held(wanted: float, middle: int, reach: float) -> float:
    """Return the wanted middle of a window, not so far away that the region leaves it."""
    return min(max(wanted, middle - reach), middle + reach)


def _grounds(nodes: Sequence[Node], box: Sheet) -> dict[int, str]:
    """Return the outline of every territory that a part of the map shows, by its place."""
    left, top, wide, high = box
    around: Sequence[int] = range(len(nodes))
    if len(nodes) > LARGE:  # the whole would take too long
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
    return found


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
    """Return the names of a local map in the order of what is within.

    No name covers a mark, but for that of the region itself, `named` first, where it has no room.
    """
    sheet = (box[0] + 4.0, box[1] + 4.0, box[0] + box[2] - 4.0, box[1] + box[3] - 4.0)

    def lettered(those: Sequence[int], others: Iterable[int]) -> list[Label | None]:
        return letter(
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
