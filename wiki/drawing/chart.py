"""A drawing as templates take it: nodes, links and lands with their ground, lines and names."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b

from wiki.drawing import shapes
from wiki.drawing.names import Label, Lettering
from wiki.models import RELATION_KINDS

# Every word for a relation, from either end, in the order lists go by.
WORDS = tuple(dict.fromkeys(word for pair in RELATION_KINDS.items() for word in pair))

STAGES = ("stub", "exploring", "forming", "settled", "dormant", "open")
NEAREST = 180  # the narrowest part of a map that somebody is led to
MANY = 150  # roads that are drawn pale, so that they do not hide the ground
NAMELESS = Lettering(16, (), ())


@dataclass(frozen=True)
class Node:
    """A topic as a map shows it; `land` is the number of its area, -1 outside all areas.

    `weight` says how much it matters where there is no room for all; `moved` that one of its
    views moved lately, `overdue` that it waits for a review; `outline` is its territory as path
    data.
    """

    id: int
    slug: str
    title: str
    summary: str
    area: str | None
    land: int
    status: str
    stub: bool
    degree: int
    x: int = 0
    y: int = 0
    weight: int = 0
    moved: bool = False
    overdue: bool = False
    outline: str = ""

    @property
    def stage(self) -> str:
        """Return how far the thinking is, in the one word that the drawing goes by."""
        return "stub" if self.stub else self.status.lower() or "open"

    @property
    def marks(self) -> list[str]:
        """Return in words what the drawing marks beside the area and the status."""
        return ["not written yet", *self.news] if self.stub else self.news

    @property
    def news(self) -> list[str]:
        """Return in words what came about by itself: a move, or that a review is due."""
        words = {"a view moved lately": self.moved, "overdue for review": self.overdue}
        return [word for word, holds in words.items() if holds]


@dataclass(frozen=True)
class Tie:
    """A relation between two nodes, by their places in a sequence of nodes."""

    source: int
    target: int
    kind: str


@dataclass(frozen=True)
class Link:
    """A relation between two nodes, read from its source, and its line as path data."""

    source: Node
    target: Node
    kind: str
    path: str


@dataclass(frozen=True)
class Land:
    """An area: its number, its nodes by title, its border and the rest of its ground as path data.

    What lies outside all areas is a land without slug and title, numbered -1: islets.
    """

    number: int
    slug: str
    title: str
    nodes: tuple[Node, ...] = ()
    border: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Sketch:
    """All that a reader may see of the atlas, in the order of ids, ready to be drawn.

    `total` is how many regions there are, which may be more than one drawing takes; views that
    moved since a day are marked.
    """

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    lands: tuple[Land, ...]
    total: int = 0
    since: date | None = None

    @cached_property
    def digest(self) -> str:
        """Return what tells this sketch from every other."""
        return blake2b(repr(self).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class View:
    """A part of the map: which nodes are told of, by their places in the sketch; None for all.

    `box` is the part of the sheet to see, `kind` the one kind of road to draw.
    """

    shown: tuple[int, ...] | None = None
    box: tuple[int, int, int, int] | None = None
    kind: str = ""
    centre: int | None = None


WHOLE = View()


@dataclass(frozen=True)
class Map:
    """A drawing: what is on it, the part of the map it shows, its coast and water as path data.

    `lands` hold what the drawing tells of, `grounds` every land with ground in it. `wide` and
    `narrow` are its names for large and for small screens, in the order of `placed`. `centre` is
    the slug of the region a local map is about, `focus` of the one a view was asked around.
    `extent` is how far the places of the whole map reach, across and down.
    `chosen` is how many regions it would tell of if there were room, of `total` in the atlas;
    `roads` how many relations there are between those it tells of. A drawing that is `late` shows
    what was there before the last change, or nothing yet.
    """

    lands: tuple[Land, ...]
    links: tuple[Link, ...]
    box: tuple[int, int, int, int]
    placed: tuple[Node, ...] = ()
    coast: str = ""
    waters: tuple[str, ...] = ()
    wide: Lettering = NAMELESS
    narrow: Lettering = NAMELESS
    centre: str = ""
    grounds: tuple[Land, ...] = ()
    focus: str = ""
    chosen: int = 0
    roads: int = 0
    total: int = 0
    extent: tuple[int, int] = (0, 0)
    since: date | None = None
    late: bool = field(default=False, compare=False)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the nodes by area and title."""
        return tuple(node for land in self.lands for node in land.nodes)

    def named(self, lettering: Lettering) -> list[tuple[Node, Label]]:
        """Return the nodes whose names there is room for, each with its label."""
        pairs = zip(self.placed, lettering.names, strict=False)
        return [(node, label) for node, label in pairs if label]

    def named_areas(self, lettering: Lettering) -> list[tuple[Land, Label]]:
        """Return the areas whose names there is room for, each with its label."""
        pairs = zip(self.grounds, lettering.areas, strict=False)
        return [(land, label) for land, label in pairs if label]

    @property
    def stages(self) -> list[str]:
        """Return the stages that are drawn, from unexplored to settled."""
        drawn = {node.stage for node in self.nodes}
        return [stage for stage in STAGES if stage in drawn]

    @property
    def overdue(self) -> bool:
        """Return whether a region is drawn that is overdue for review."""
        return any(node.overdue for node in self.nodes)

    @property
    def moved(self) -> bool:
        """Return whether a region is drawn in which a view moved lately."""
        return any(node.moved for node in self.nodes)

    @property
    def roads_drawn(self) -> int:
        """Return how many relations have a road in the picture."""
        return sum(bool(link.path) for link in self.links)

    @property
    def closer(self) -> str:
        """Return the half of the sheet around the same middle, nothing where that is too near."""
        return self._part(0.5) if self.box[2] >= 2 * NEAREST else ""

    @property
    def farther(self) -> str:
        """Return twice the sheet around the same middle, nothing where that is all and more."""
        return self._part(2) if max(self.box[2:]) <= max(self.extent) else ""

    def _part(self, scale: float) -> str:
        left, top, wide, high = self.box
        sides = (left + wide * (1 - scale) / 2, top + high * (1 - scale) / 2)
        return ",".join(str(round(side)) for side in (*sides, wide * scale, high * scale))

    @property
    def drawn(self) -> bool:
        """Return whether there is a picture, and not only the list."""
        return bool(self.box[2])

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Return the kinds of relation that are drawn, each with its line for a key."""
        drawn = {link.kind for link in self.links}
        ends = ((-4.0, 8.0), (48.0, 8.0))
        return [(kind, shapes.line(kind, *ends)) for kind in RELATION_KINDS if kind in drawn]

    @property
    def many(self) -> bool:
        """Return whether there are more roads than a map shows clearly."""
        return len(self.links) > MANY

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return the paths of all roads with their kinds: one for a kind, of many one for a road.

        A browser draws a screen tile by tile, each with all of every path that reaches into it.
        """
        found = []
        for kind, _ in self.kinds:
            paths = [link.path for link in self.links if link.kind == kind and link.path]
            found += [(kind, path) for path in (paths if self.many else ["".join(paths)])]
        return found

    @cached_property
    def _ties(self) -> dict[str, dict[str, list[Node]]]:
        found: dict[str, dict[str, list[Node]]] = {node.slug: {} for node in self.nodes}
        for link in self.links:
            found[link.source.slug].setdefault(link.kind, []).append(link.target)
            there = RELATION_KINDS[link.kind]
            found[link.target.slug].setdefault(there, []).append(link.source)
        return found

    @cached_property
    def _news(self) -> dict[str, list[str]]:
        return {node.slug: node.news for node in self.nodes if node.news}

    def news_of(self, slug: str) -> list[str]:
        """Return the news of the region at a slug, none where it is not drawn."""
        return self._news.get(slug, [])

    def ties(self, node: Node) -> list[tuple[str, list[Node]]]:
        """Return the words for a node's relations, as its own end reads them, and who is there."""
        found = self._ties[node.slug]
        return [(word, sorted(found[word], key=by_title)) for word in WORDS if word in found]


def by_weight(node: Node) -> tuple[int, int]:
    """Return the key that sorts nodes by how much they matter."""
    return (-node.weight, node.id)


def by_title(node: Node) -> tuple[str, int]:
    """Return the key that sorts nodes by title."""
    return (node.title.casefold(), node.id)
