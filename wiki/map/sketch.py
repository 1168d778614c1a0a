"""What there is to draw: regions, the ties between them and lands, and which part of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b

from wiki.text import sort_key


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


def by_weight(node: Node) -> tuple[int, int]:
    """Return the key that sorts nodes by how much they matter."""
    return (-node.weight, node.id)


def by_title(node: Node) -> tuple[str, int]:
    """Return the key that sorts nodes by title."""
    return (sort_key(node.title), node.id)
