"""Setting a map: from nodes and ties to marks, lines and names that have their places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot
from threading import Lock

from wiki.drawing import labels, layout, lettering, ring, shapes
from wiki.drawing.chart import Land, Link, Map, Node, Tie, by_title
from wiki.drawing.labels import Box, Label, Mark
from wiki.drawing.settling import Plan, Sheet

# Readers who ask for a new drawing at once wait for one, and do not each make it.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Face:
    """How a map is set: its sheet, sizes of type, widths of names, least radius of a mark.

    Each topic adds `more` to the height of the sheet.
    """

    sheet: Sheet
    more: float
    size: float
    name_width: float
    area_size: float
    area_width: float
    mark: float


@dataclass(frozen=True)
class Composition:
    """Marks and the names of topics and of areas in their places, and the height they take."""

    marks: tuple[Mark, ...]
    labels: tuple[Label | None, ...]
    names: tuple[Label, ...]
    height: float


Pairs = tuple[tuple[int, int], ...]

WIDE = Face(Sheet(1000, 440, 12), 9, 16, 168, 19, 330, 5)
TALL = Face(Sheet(360, 320, 4), 20, 14, 118, 13, 220, 4.5)
# Beyond so many topics some names are left out, and the sheet stops growing.
ALL_NAMED, TALLEST = 60, 1500.0
LINES = 3
# How far from the middle of a small drawing the lines between neighbours keep.
BERTH = 46.0


def draw(nodes: Sequence[Node], ties: Sequence[Tie], lands: Sequence[Land], face: Face) -> Map:
    """Draw nodes, which come in an order that lasts, and the ties between them."""
    number = {land.number: place for place, land in enumerate(lands)}
    with _one_at_a_time:
        found = compose(
            tuple(_mark(node, face) for node in nodes),
            tuple(number.get(node.land, -1) for node in nodes),
            tuple(_area_lines(land.title, face) for land in lands),
            tuple((tie.source, tie.target) for tie in ties),
            face,
        )
    drawn = [_drawn(*parts) for parts in zip(nodes, found.marks, found.labels, strict=True)]
    named = [replace(land, label=name) for land, name in zip(lands, found.names, strict=True)]
    links = [_link(drawn[tie.source], drawn[tie.target], tie.kind) for tie in ties]
    return _map(drawn, links, named, (face.sheet.width, found.height), face.size)


def draw_around(nodes: Sequence[Node], ties: Sequence[Tie], lands: Sequence[Land]) -> Map:
    """Draw the first node in the middle and the others around it in their order."""
    radii = [2 + node.degree**0.5 for node in nodes]
    found = ring.arrange(tuple(node.title for node in nodes), tuple(radii))
    drawn = [
        _drawn(node, Mark(x, y, radius, ()), label)
        for node, radius, (x, y), label in zip(
            nodes, radii, found.points, found.labels, strict=True
        )
    ]
    links = [
        _link(drawn[tie.source], drawn[tie.target], tie.kind, _berth(drawn, tie)) for tie in ties
    ]
    drawing = _map(drawn, links, lands, (ring.WIDTH, found.height), found.size)
    return replace(drawing, centre=nodes[0].slug)


@lru_cache(maxsize=32)
def compose(
    marks: tuple[Mark, ...],
    lands: tuple[int, ...],
    names: tuple[tuple[str, ...], ...],
    links: Pairs,
    face: Face,
) -> Composition:
    """Find places for marks and names; the same ones, whatever else was edited, only once."""
    every = len(marks) <= ALL_NAMED
    boxes = [_room(mark, face, named=every) for mark in marks]
    plan = Plan(lands, links, (*boxes, *(_name_room(lines, face) for lines in names)))
    places = layout.arrange(plan, _sheet(face, len(marks)))
    size = (face.sheet.width, places.height)
    put = tuple(replace(mark, x=x, y=y) for mark, (x, y) in zip(marks, places.points, strict=False))
    large = [
        _area_name(at, lines, face)
        for at, lines in zip(places.points[len(marks) :], names, strict=True)
    ]
    placing = labels.Placing(put, links, [name.box for name in large], size, face.size)
    found = placing.placed(every and places.apart)
    named = placing.eased(large, lands) if every else large
    return Composition(put, found, tuple(named), places.height)


def _sheet(face: Face, count: int) -> Sheet:
    """Return the paper for so many topics; where names may be left out it does not grow on."""
    tall = face.sheet.height + face.more * count
    if count <= ALL_NAMED:
        return replace(face.sheet, height=tall)
    return replace(face.sheet, height=min(tall, TALLEST), tallest=TALLEST)


def _map(
    nodes: Sequence[Node],
    links: Iterable[Link],
    lands: Iterable[Land],
    sheet: tuple[float, float],
    size: float,
) -> Map:
    ordered = sorted(nodes, key=by_title)
    filled = [
        replace(land, nodes=tuple(node for node in ordered if node.land == land.number))
        for land in (*lands, Land(-1, "", ""))
    ]
    held = tuple(land for land in filled if land.nodes)
    return Map(held, tuple(links), round(sheet[0]), round(sheet[1]), size)


def _mark(node: Node, face: Face) -> Mark:
    width = face.name_width
    lines = lettering.fit(node.title, face.size, width, LINES, outermost=1.5 * width)
    return Mark(0, 0, face.mark + 0.9 * node.degree**0.5, lines, node.degree)


def _drawn(node: Node, mark: Mark, label: Label | None) -> Node:
    shape = shapes.shape(node.land, mark.x, mark.y, mark.radius)
    return replace(node, x=mark.x, y=mark.y, radius=mark.radius, shape=shape, label=label)


def _link(source: Node, target: Node, kind: str, bend: shapes.Point | None = None) -> Link:
    ends = (source.x, source.y), (target.x, target.y)
    path = shapes.line(kind, *ends, (source.radius, target.radius), bend)
    return Link(source, target, kind, path)


def _berth(nodes: Sequence[Node], tie: Tie) -> shapes.Point | None:
    """Return where the line between two neighbours bends to give the middle a wide berth."""
    if not tie.source or not tie.target:
        return None
    centre, one, other = nodes[0], nodes[tie.source], nodes[tie.target]
    x, y = (one.x + other.x) / 2 - centre.x, (one.y + other.y) / 2 - centre.y
    away = hypot(x, y)
    if away >= BERTH:
        return None
    dx, dy = (x / away, y / away) if away > 1 else (0.0, -1.0)
    if dy > 0 and away < BERTH / 2:  # round the middle above it: its name stands below
        dx, dy = -dx, -dy
    return (centre.x + 2 * BERTH * dx - x, centre.y + 2 * BERTH * dy - y)


def _room(mark: Mark, face: Face, *, named: bool) -> tuple[float, float, float]:
    """Return the box of a mark with its name above it."""
    width = tall = 0.0
    if named:
        width = max(lettering.measure(line, face.size) for line in mark.lines)
        tall = lettering.height(len(mark.lines), face.size) + labels.AIR
    return (max(width, 2 * mark.reach), tall + 2 * mark.reach, tall / 2)


def _area_lines(title: str, face: Face) -> tuple[str, ...]:
    spaced = lettering.measure_spaced
    width = face.area_width
    return lettering.fit(title, face.area_size, width, 2, outermost=1.5 * width, measure=spaced)


def _name_room(lines: Sequence[str], face: Face) -> tuple[float, float, float]:
    width = max(lettering.measure_spaced(line, face.area_size) for line in lines)
    return (width, lettering.height(len(lines), face.area_size), 0.0)


def _area_name(at: tuple[float, float], lines: tuple[str, ...], face: Face) -> Label:
    width, tall, _ = _name_room(lines, face)
    (x, y), top = at, at[1] - tall / 2
    box: Box = (x - width / 2, top, x + width / 2, y + tall / 2)
    baseline = round(top + lettering.ASCENT * face.area_size)
    return Label(x, baseline, "middle", lines, face.area_size, box)
