"""Which relations are drawn as roads where there are many, and the curve of each."""

from collections import defaultdict
from collections.abc import Sequence
from math import hypot

from wiki.map import road_paths
from wiki.map.drawn_roads import Link
from wiki.map.sketch import Node, Tie

MARK = 5.5
BEND = 0.09  # how far a road curves to the side, as a part of its length
# On a map with more roads per region, only the shortest at either end are drawn.
SPARSE, NEAREST = 2.2, 2


def thinned(nodes: Sequence[Node], ties: Sequence[Tie], centre: int | None = None) -> list[Tie]:
    """Return the ties to draw: all of the node `centre`, and the shortest of the others.

    All ties are drawn on a map that has few of them per region.
    """
    regions = {end for tie in ties for end in (tie.source, tie.target)}
    if len(ties) <= SPARSE * len(regions):
        return list(ties)
    lengths = [length(nodes[tie.source], nodes[tie.target]) for tie in ties]
    degrees: dict[int, int] = defaultdict(int)
    chosen = []
    for index in sorted(range(len(ties)), key=lambda index: (lengths[index], index)):
        ends = ties[index].source, ties[index].target
        if centre in ends or min(degrees[end] for end in ends) < NEAREST:
            chosen.append(index)
        for end in ends:
            degrees[end] += 1
    return [ties[index] for index in sorted(chosen)]


def link(source: Node, target: Node, kind: str, *, drawn: bool = True, scale: float = 1.0) -> Link:
    """Return the road of a relation, slightly curved; without a path if it is not `drawn`.

    `scale` is the size of its gaps and arrowhead, less than 1 where the map is enlarged.
    """
    if not drawn:
        return Link(source, target, kind, "")
    (ax, ay), (bx, by) = (source.x, source.y), (target.x, target.y)
    side = BEND if (source.id + target.id) % 2 else -BEND
    bend = ((ax + bx) / 2 + side * (by - ay), (ay + by) / 2 - side * (bx - ax))
    far = length(source, target)
    path = road_paths.line(kind, (ax, ay), (bx, by), (MARK, MARK), bend if far else None, scale)
    return Link(source, target, kind, path)


def length(one: Node, other: Node) -> float:
    """Return the distance between two nodes."""
    return hypot(other.x - one.x, other.y - one.y)
