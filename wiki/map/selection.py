"""Which nodes and relations of a sketch a drawing shows.

Nothing here needs the libraries that a picture is computed with.
"""

from collections.abc import Iterable
from dataclasses import replace

from wiki.map.drawing import Map
from wiki.map.drawn_roads import MANY, Link
from wiki.map.road_paths import rounded
from wiki.map.roads import link, thinned
from wiki.map.sketch import WHOLE, Land, Node, Sketch, Tie, View, by_title, by_weight

LARGE = 800  # from so many regions on, drawing takes too long to be awaited
BESIDE = 60  # how far the ground of a region reaches from its place, in most directions
FULL = 240  # most regions with a territory of their own: those with the greatest weight


def map_without_picture(sketch: Sketch, view: View = WHOLE, *, most: int | None = None) -> Map:
    """Return a map without a picture: the nodes of a view, and relations without a path."""
    chosen, shown = choose(sketch, view, most)
    nodes = {index: sketch.nodes[index] for index in shown}
    lands = tuple(fill(land, nodes.values()) for land in (*sketch.lands, Land(-1, "", "")))
    ties = ties_between(sketch, nodes, view)
    links = (Link(nodes[tie.source], nodes[tie.target], tie.kind, "") for tie in ties)
    return Map(
        tuple(land for land in lands if land.nodes),
        tuple(links),
        (0, 0, 0, 0),
        chosen=len(chosen),
        total=sketch.total,
        since=sketch.since,
        late=True,
    )


def choose(
    sketch: Sketch, view: View, most: int | None = None
) -> tuple[list[int], tuple[int, ...]]:
    """Return the indexes of all nodes in a view, and of those for which the drawing has room.

    There is room for `most` nodes, by default FULL; those with the greatest weight are taken.
    """
    nodes = sketch.nodes
    chosen = list(range(len(nodes)) if view.shown is None else view.shown)
    if view.box:
        # Regions beside the box too: a part of their ground lies within it.
        left, top, wide, high = view.box
        right, bottom = left + wide + BESIDE, top + high + BESIDE
        left, top = left - BESIDE, top - BESIDE
        near = [i for i in chosen if left <= nodes[i].x <= right and top <= nodes[i].y <= bottom]
        chosen = near
    weightiest = sorted(chosen, key=lambda index: by_weight(nodes[index]))
    return chosen, tuple(sorted(weightiest[: FULL if most is None else most]))


def ties_between(sketch: Sketch, shown: dict[int, Node], view: View) -> list[Tie]:
    """Return the relations between the nodes shown, of the kind that the view asks for."""
    return [
        tie
        for tie in sketch.ties
        if tie.source in shown and tie.target in shown and view.kind in ("", tie.kind)
    ]


def links_between(
    sketch: Sketch, drawn: dict[int, Node], view: View, scale: float = 1.0
) -> tuple[Link, ...]:
    """Return the roads between the nodes drawn; `scale` is the size of their arrowheads."""
    ties = ties_between(sketch, drawn, view)
    drawn_ties = set(thinned(sketch.nodes, ties, view.centre))
    links = [
        link(drawn[tie.source], drawn[tie.target], tie.kind, drawn=tie in drawn_ties, scale=scale)
        for tie in ties
    ]
    if len(links) > MANY:
        links = [replace(each, path=rounded(each.path)) for each in links]
    return tuple(links)


def fill(land: Land, nodes: Iterable[Node]) -> Land:
    """Return a land with those of the nodes that have its number, by title."""
    own = (node for node in nodes if node.land == land.number)
    return replace(land, nodes=tuple(sorted(own, key=by_title)))
