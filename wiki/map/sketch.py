"""What a map is drawn from: regions, the ties between them, areas, and which part is asked for."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b

from wiki.statuses import FOREMOST
from wiki.text import sort_key


@dataclass(frozen=True)
class Node:
    """A topic on the map; `land` is the number of its area, -1 for none.

    `weight` decides which regions are shown where there is no room for all. `moved` says that a
    credence moved lately, `overdue` that a review is due. `outline` is the territory as SVG
    path data.
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
    short_title: str = ""

    @property
    def name(self) -> str:
        """Return the region's name on the map: its short title if it has one, else its title."""
        return self.short_title or self.title

    @property
    def prominence(self) -> tuple[bool, int]:
        """Return the sort key for placing names, of which the greatest come first.

        Settled and forming regions have the greatest keys, then those of greater weight.
        """
        return self.stage in FOREMOST, self.weight

    @property
    def stage(self) -> str:
        """Return how far the thinking is: "stub", a status in lower case, or "open" for none."""
        return "stub" if self.stub else self.status.lower() or "open"

    @property
    def marks(self) -> list[str]:
        """Return in words the signs that the drawing gives this node besides area and status."""
        return ["not written yet", *self.news] if self.stub else self.news

    @property
    def news(self) -> list[str]:
        """Return, as words, what changed by itself: a credence moved, or a review became due."""
        words = {"a view moved lately": self.moved, "overdue for review": self.overdue}
        return [word for word, holds in words.items() if holds]


@dataclass(frozen=True)
class Tie:
    """A relation between two nodes, by their indexes in a sequence of nodes."""

    source: int
    target: int
    kind: str


@dataclass(frozen=True)
class Land:
    """An area: number, nodes by title, border, and the rest of its ground as SVG path data.

    Regions without an area are in a land without slug and title, numbered -1 (islets).
    """

    number: int
    slug: str
    title: str
    nodes: tuple[Node, ...] = ()
    border: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Sketch:
    """Everything that a reader may see of the atlas, in the order of ids, ready to be drawn.

    `total` counts all regions, which may be more than one drawing shows. Regions in which a
    credence moved since `since` are marked. If it is `partial`, there are more nodes, which are too
    far away to have influence.
    """

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    lands: tuple[Land, ...]
    total: int = 0
    since: date | None = None
    partial: bool = False

    @cached_property
    def digest(self) -> str:
        """Return a digest that differs for sketches that would be drawn differently."""
        return blake2b(repr(self).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class View:
    """A part of the map: the indexes of the nodes to show, None for all.

    `box` is the bounding box to show, `kind` the one kind of relation to draw ("" for all), and
    `centre` the index of the node that the view is about.
    """

    shown: tuple[int, ...] | None = None
    box: tuple[int, int, int, int] | None = None
    kind: str = ""
    centre: int | None = None


WHOLE = View()
MIXING = 2_654_435_761  # Knuth's multiplier, which spreads numbers that follow one another


def by_weight(node: Node) -> tuple[int, int]:
    """Return the sort key that puts the most important nodes first.

    Of equal ones the order is mixed, so that the first lie all over the map: ids follow one another
    within an area.
    """
    return (-node.weight, node.id * MIXING % 2**32)


def by_title(node: Node) -> tuple[str, int]:
    """Return the key for sorting nodes by title, and by id where titles are equal."""
    return (sort_key(node.title), node.id)
