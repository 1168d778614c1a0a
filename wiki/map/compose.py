"""Drawing a map, whole or in part: from nodes with places to ground, roads and names."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from threading import Lock

from wiki.map.drawing import Map
from wiki.map.selection import FULL, choose, fill, links_between
from wiki.map.sheet import WIDE, Ground, Places, lay_ground
from wiki.map.sketch import WHOLE, Land, Node, Sketch, View

# Readers who ask for the same new drawing at the same time wait for one of them to make it.
one_at_a_time = Lock()


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
            tuple((node.name, node.prominence) for node in nodes),
            tuple((land.number, land.title) for land in sketch.lands),
            None if whole else shown,
            view.box,
            entire=whole or len(shown) >= FULL,
        )
    drawn = {i: replace(nodes[i], outline=o) for i, o in zip(shown, ground.outlines, strict=True)}
    grounds = _lands(sketch, ground, drawn.values())
    links = links_between(sketch, drawn, view, min(1.0, ground.wide.size / WIDE))
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


def places(nodes: Sequence[Node]) -> Places:
    """Return what the ground is computed from: the ids, places and area numbers of nodes."""
    return (
        tuple(node.id for node in nodes),
        tuple((node.x, node.y) for node in nodes),
        tuple(node.land for node in nodes),
    )


def _extent(nodes: Sequence[Node]) -> tuple[int, int]:
    xs, ys = [node.x for node in nodes], [node.y for node in nodes]
    return max(xs) - min(xs), max(ys) - min(ys)
