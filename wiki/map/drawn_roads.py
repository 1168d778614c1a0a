"""The relations of a map: the roads that are drawn, and the neighbours that lists name."""

from dataclasses import dataclass
from functools import cached_property

from wiki.map import road_paths
from wiki.map.sketch import Node, by_title
from wiki.models import RELATION_KINDS

# The names of all kinds of relation, as either end reads them, in the order of lists.
WORDS = tuple(dict.fromkeys(word for pair in RELATION_KINDS.items() for word in pair))

MANY = 150  # roads that are drawn pale, so that they do not hide the ground
NEIGHBOURS = 12  # regions that the list names beside another one, of each kind of relation


@dataclass(frozen=True)
class Link:
    """A relation between two nodes, as its source reads it, and its line as SVG path data."""

    source: Node
    target: Node
    kind: str
    path: str


@dataclass(frozen=True)
class Roads:
    """The relations between the nodes of a map; not all of them are drawn."""

    links: tuple[Link, ...]

    @property
    def drawn(self) -> list[Link]:
        """Return the relations that are drawn as roads: those with a path."""
        return [link for link in self.links if link.path]

    @property
    def sorted_by_title(self) -> list[Link]:
        """Return the relations that are drawn, sorted by the titles of their two ends."""
        return sorted(self.drawn, key=lambda link: (by_title(link.source), by_title(link.target)))

    @property
    def are_many(self) -> bool:
        """Return whether there are so many relations that their roads are drawn pale."""
        return len(self.links) > MANY

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Return the kinds of relation that are drawn, each with a sample line for the legend."""
        drawn = {link.kind for link in self.drawn}
        ends = ((-4.0, 8.0), (48.0, 8.0))
        return [(kind, road_paths.line(kind, *ends)) for kind in RELATION_KINDS if kind in drawn]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return (kind, path) of all roads, where a path has all roads of a kind or a single road.

        Single roads are given where there are many: a browser paints in tiles and paints all of a
        path that touches a tile, so many roads in one path would be painted again and again.
        """
        all_lines = []
        for kind, _ in self.kinds:
            paths = [link.path for link in self.drawn if link.kind == kind]
            all_lines += [(kind, path) for path in (paths if self.are_many else ["".join(paths)])]
        return all_lines

    @property
    def each(self) -> list[tuple[str, str, str]]:
        """Return each road as its kind, its path, and the slugs of its ends, joined by a space."""
        return [
            (link.kind, link.path, f"{link.source.slug} {link.target.slug}")
            for kind, _ in self.kinds
            for link in self.drawn
            if link.kind == kind
        ]

    @cached_property
    def _ties(self) -> dict[str, dict[str, list[Node]]]:
        ties_of: dict[str, dict[str, list[Node]]] = {}
        for link in self.links:
            reverse = RELATION_KINDS[link.kind]
            for end, word, other in (
                (link.source, link.kind, link.target),
                (link.target, reverse, link.source),
            ):
                ties_of.setdefault(end.slug, {}).setdefault(word, []).append(other)
        return ties_of

    def ties(self, node: Node) -> list[tuple[str, list[Node], int]]:
        """Return a node's relations as (kind, nodes, further), with the kind as this end reads it.

        The nodes at the other ends are sorted by title. `further` is how many more than NEIGHBOURS
        there are, which are left out.
        """
        found = self._ties.get(node.slug, {})
        ends = ((word, sorted(found[word], key=by_title)) for word in WORDS if word in found)
        return [(word, all_[:NEIGHBOURS], len(all_[NEIGHBOURS:])) for word, all_ in ends]
