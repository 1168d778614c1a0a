"""A drawing as templates take it: nodes, links and lands with their marks, lines and names."""

from dataclasses import dataclass
from functools import cached_property

from wiki.drawing import shapes
from wiki.drawing.labels import Label
from wiki.models import RELATION_KINDS

# Every word for a relation, from either end, in the order lists go by.
WORDS = tuple(dict.fromkeys(word for pair in RELATION_KINDS.items() for word in pair))


@dataclass(frozen=True)
class Node:
    """A topic as a map shows it; `land` is the number of its area, -1 outside all areas."""

    id: int
    slug: str
    title: str
    summary: str
    area: str | None
    land: int
    status: str
    stub: bool
    degree: int
    x: float = 0
    y: float = 0
    radius: float = 0
    shape: str = ""
    label: Label | None = None


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
    """An area: its number, its nodes by title, its name in large letters if there is room.

    What lies outside all areas is a land without slug and title, numbered -1.
    """

    number: int
    slug: str
    title: str
    nodes: tuple[Node, ...] = ()
    label: Label | None = None

    @property
    def shape(self) -> str:
        """Return the outline of the area's mark for a key 16 units wide and high."""
        return shapes.shape(self.number, 8, 8, 5)

    @property
    def outlined(self) -> bool:
        """Return whether the area's marks are hollow."""
        return shapes.is_outlined(self.number)


@dataclass(frozen=True)
class Map:
    """A drawing and its size; `tall` is the same for a narrow screen, `centre` a slug."""

    lands: tuple[Land, ...]
    links: tuple[Link, ...]
    width: int
    height: int
    size: float
    tall: "Map | None" = None
    centre: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the nodes by area and title."""
        return tuple(node for land in self.lands for node in land.nodes)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Return the kinds of relation that are drawn, each with its line for a key."""
        drawn = {link.kind for link in self.links}
        ends = ((-4.0, 8.0), (48.0, 8.0))
        return [(kind, shapes.line(kind, *ends)) for kind in RELATION_KINDS if kind in drawn]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return every kind that is drawn with all its lines as one path."""
        return [
            (kind, "".join(link.path for link in self.links if link.kind == kind))
            for kind, _ in self.kinds
        ]

    @property
    def stubs(self) -> bool:
        """Return whether any topic is not written yet."""
        return any(node.stub for node in self.nodes)

    @cached_property
    def _ties(self) -> dict[str, dict[str, list[Node]]]:
        found: dict[str, dict[str, list[Node]]] = {node.slug: {} for node in self.nodes}
        for link in self.links:
            found[link.source.slug].setdefault(link.kind, []).append(link.target)
            there = RELATION_KINDS[link.kind]
            found[link.target.slug].setdefault(there, []).append(link.source)
        return found

    def ties(self, node: Node) -> list[tuple[str, list[Node]]]:
        """Return the words for a node's relations, as its own end reads them, and who is there."""
        found = self._ties[node.slug]
        return [(word, sorted(found[word], key=by_title)) for word in WORDS if word in found]


def by_title(node: Node) -> tuple[str, int]:
    """Return the key that sorts nodes by title."""
    return (node.title.casefold(), node.id)
