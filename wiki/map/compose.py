"""Drawing a map, whole or in part: from nodes with places to ground, roads and names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from threading import Lock

from wiki.map.drawing import MANY, Link, Map
from wiki.map.road_paths import rounded
from wiki.map.roads import link, thinned
from wiki.map.sheet import WIDE, Ground, Places, lay_ground
from wiki.map.sketch import WHOLE, Land, Node, Sketch, View, by_title, by_weight

# Readers who ask for the same new drawing at the same time wait for one of them to make it.
one_at_a_time = Lock()

LARGE = 800  # from so many regions on, drawing takes too long to be awaited
FULL = 240  # most regions with a territory of their own: those with the greatest weight


def draw(sketch: Sketch, view: View = WHOLE) -> Map:
    """Return the drawing of a sketch, or of a view of it; the ground is cached."""
    nodes = sketch.nodes
    if not nodes:
        return Map((), (), (0, 0, 0, 0))
    chosen, shown = choose(sketch, view)
    with one_at_a_time:
        whole = len(shown) == len(nodes) and not view.box
        ground = lay_ground(
            places(nodes),
            tuple((node.title, node.weight) for node in nodes),
            tuple((land.number, land.title) for land in sketch.lands),
            None if whole else shown,
            view.box,
            entire=whole or len(shown) >= FULL,
        )
    drawn = {i: replace(nodes[i], outline=o) for i, o in zip(shown, ground.outlines, strict=True)}
    grounds = _lands(sketch, ground, drawn.values())
    links = _links(sketch, drawn, view, min(1.0, ground.wide.size / WIDE))
    return Map(
        tuple(land for land in grounds if land.nodes),
        links,
        ground.box,
        tuple(drawn.values()),
        ground.coast,
        ground.waters,
        ground.wide,
        ground.narrow,
        grounds=tuple(land for land in grounds if land.nodes or land.border or land.rest),
        focus=nodes[view.centre].slug if view.centre is not None else "",
        chosen=len(chosen),
        total=sketch.total,
        extent=_extent(nodes),
        since=sketch.since,
    )


def _lands(sketch: Sketch, ground: Ground, drawn: Collection[Node]) -> tuple[Land, ...]:
    """Return every land with its ground and the nodes drawn on it; the islets last."""
    lands = [
        replace(land, border=border, rest=rest)
        for land, border, rest in zip(sketch.lands, ground.borders, ground.rests, strict=False)
    ]
    islets = Land(-1, "", "", rest=ground.rests[-1])
    return tuple(fill(land, drawn) for land in (*lands, islets))


def tell(sketch: Sketch, view: View = WHOLE, *, most: int | None = None) -> Map:
    """Return what a drawing shows without its picture: nodes and links."""
    chosen, shown = choose(sketch, view, most)
    told = {index: sketch.nodes[index] for index in shown}
    lands = tuple(fill(land, told.values()) for land in (*sketch.lands, Land(-1, "", "")))
    links = _links(sketch, told, view)
    return Map(
        tuple(land for land in lands if land.nodes),
        links,
        (0, 0, 0, 0),
        chosen=len(chosen),
        total=sketch.total,
        since=sketch.since,
        late=True,
    )


def choose(
    sketch: Sketch, view: View, most: int | None = None
) -> tuple[list[int], tuple[int, ...]]:
    """Return the indexes of all nodes in a view, and of those for which the drawing has room."""
    nodes = sketch.nodes
    chosen = list(range(len(nodes)) if view.shown is None else view.shown)
    if view.box:
        left, top, wide, high = view.box
        right, bottom = left + wide, top + high
        inside = [i for i in chosen if left <= nodes[i].x <= right and top <= nodes[i].y <= bottom]
        chosen = inside
    weightiest = sorted(chosen, key=lambda index: by_weight(nodes[index]))
    return chosen, tuple(sorted(weightiest[: FULL if most is None else most]))


def places(nodes: Sequence[Node]) -> Places:
    """Return what the ground depends on: the ids, places and area numbers of nodes."""
    return (
        tuple(node.id for node in nodes),
        tuple((node.x, node.y) for node in nodes),
        tuple(node.land for node in nodes),
    )


def _extent(nodes: Sequence[Node]) -> tuple[int, int]:
    xs, ys = [node.x for node in nodes], [node.y for node in nodes]
    return max(xs) - min(xs), max(ys) - min(ys)


def _links(
    sketch: Sketch, drawn: dict[int, Node], view: View, scale: float = 1.0
) -> tuple[Link, ...]:
    """Return the roads between the nodes drawn; `scale` is the size of their arrowheads."""
    ties = [
        tie
        for tie in sketch.ties
        if tie.source in drawn and tie.target in drawn and view.kind in ("", tie.kind)
    ]
    kept = set(thinned(sketch.nodes, ties, view.centre))
    links = [
        link(drawn[tie.source], drawn[tie.target], tie.kind, drawn=tie in kept, scale=scale)
        for tie in ties
    ]
    if len(links) > MANY:
        links = [replace(each, path=rounded(each.path)) for each in links]
    return tuple(links)


def fill(land: Land, nodes: Iterable[Node]) -> Land:
    """Return a land with those of the nodes that belong to it."""
    own = (node for node in nodes if node.land == land.number)
    return replace(land, nodes=tuple(sorted(own, key=by_title)))
