"""A drawing as templates take it: lands and regions with their ground, roads and names."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b

from wiki.map.drawn_roads import Link, Roads
from wiki.map.labels import Label, Lettering
from wiki.map.sketch import Land, Node
from wiki.statuses import TINTS

STAGES = ("stub", *TINTS)
NEAREST = 180  # width in map units of the narrowest part of a map that a link shows
DOT = 0.2  # the radius of a mark, in type sizes
HALO = 0.1  # how far the pale outline of a name reaches beyond it, in type sizes
ASIDE = 0.08  # share of the picture's size; what is nearer to its middle is “in the middle”
NAMELESS = Lettering(16, (), ())
MOST_NUMBERED = 60  # regions on a map that has numbers in place of names
LISTED = 150  # regions in the list beside a map, shared by its areas


@dataclass(frozen=True)
class Map:
    """A drawing.

    `lands` hold the nodes it shows, `grounds` every land with ground in it. `box` is the
    bounding box: left, top, width and height. `coast`, `waters` and the roads in `links` are
    SVG path data. `wide` and `narrow` are the names for large and small screens, in the order
    of `placed`. `centre` is the slug of the region that a local map is about, `focus` that of a
    view's region. `extent` is the width and height of the whole map.

    `total` counts the regions of the atlas, `chosen` those in the view, of which a large map
    shows only some. `late` marks a drawing from before the last change, or one without a
    picture yet.
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
    total: int = 0
    extent: tuple[int, int] = (0, 0)
    since: date | None = None
    late: bool = field(default=False, compare=False)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the nodes by area and title."""
        return tuple(node for land in self.lands for node in land.nodes)

    @property
    def listed(self) -> list[tuple[Land, tuple[Node, ...]]]:
        """Return each land with as many of its nodes as the list beside the map has room for."""
        room = max(1, LISTED // max(1, len(self.lands)))
        return [(land, land.nodes[:room]) for land in self.lands]

    def named(self, lettering: Lettering) -> list[tuple[Node, Label]]:
        """Return the nodes whose names have room in a lettering, each with its label."""
        pairs = zip(self.placed, lettering.names, strict=False)
        return [(node, label) for node, label in pairs if label]

    def named_areas(self, lettering: Lettering) -> list[tuple[Land, Label]]:
        """Return the areas whose names have room in a lettering, each with its label."""
        pairs = zip(self.grounds, lettering.areas, strict=False)
        return [(land, label) for land, label in pairs if label]

    @property
    def dot(self) -> float:
        """Return the radius of a mark in map units.

        It is proportional to the size of type, so that marks have the same size on screen
        in every view.
        """
        return round(self.wide.size * DOT, 2)

    def covered(self, lettering: Lettering) -> set[str]:
        """Return the slugs of the regions whose marks lie under a name and are not drawn.

        Where a map is crowded, names may cover the marks of regions whose own names have no
        room.
        """
        labels = [label for label in (*lettering.names, *lettering.areas) if label]
        boxes = [(label.box, self.dot + HALO * label.size) for label in labels]
        return {
            node.slug
            for node in self.placed
            for (left, top, right, bottom), reach in boxes
            if left - reach < node.x < right + reach and top - reach < node.y < bottom + reach
        }

    def whereabouts(self, land: Land) -> str:
        """Return in which part of the picture the middle of a land is, such as `south-west`.

        It is `middle` within 8% of the middle of the picture.
        """
        left, top, wide, high = self.box
        spots = land.nodes or self.placed
        across = (sum(node.x for node in spots) / len(spots) - left) / wide - 0.5
        down = (sum(node.y for node in spots) / len(spots) - top) / high - 0.5
        north_south = "north" if down < -ASIDE else "south" if down > ASIDE else ""
        east_west = "west" if across < -ASIDE else "east" if across > ASIDE else ""
        return "-".join(filter(None, (north_south, east_west))) or "middle"

    @property
    def stages(self) -> list[str]:
        """Return the stages of the nodes shown, each once, in the order of STAGES."""
        drawn = {node.stage for node in self.nodes}
        return [stage for stage in STAGES if stage in drawn]

    @property
    def overdue(self) -> bool:
        """Return whether a region that is shown is overdue for review."""
        return any(node.overdue for node in self.nodes)

    @property
    def moved(self) -> bool:
        """Return whether in a region that is shown a credence moved lately."""
        return any(node.moved for node in self.nodes)

    @cached_property
    def roads(self) -> Roads:
        """Return the relations between the nodes of the map."""
        return Roads(self.links)

    @property
    def closer(self) -> str:
        """Return the box of half the width and height as `left,top,width,height`, or "".

        It is "" where the box would be too small. The middle stays the same.
        """
        return self._part(0.5) if self.box[2] >= 2 * NEAREST else ""

    @property
    def farther(self) -> str:
        """Return the box of twice the width and height as `left,top,width,height`, or "".

        It is "" if this map shows more than the whole map already. The middle stays the same.
        """
        return self._part(2) if max(self.box[2:]) <= max(self.extent) else ""

    def _part(self, scale: float) -> str:
        left, top, wide, high = self.box
        sides = (left + wide * (1 - scale) / 2, top + high * (1 - scale) / 2)
        return ",".join(str(round(side)) for side in (*sides, wide * scale, high * scale))

    @property
    def drawn(self) -> bool:
        """Return whether there is a picture, and not only the list."""
        return bool(self.box[2])

    @cached_property
    def numbered(self) -> list[tuple[int, Node]]:
        """Return the regions whose names have no room on a small screen, each with a number.

        The numbers run from the top down. A local map and one of very many regions have none.
        """
        if self.centre or not self.narrow.names or len(self.placed) > MOST_NUMBERED:
            return []
        pairs = zip(self.placed, self.narrow.names, strict=True)
        left, top, wide, high = self.box
        rest = [
            node
            for node, label in pairs
            if label is None and 0 < node.x - left < wide and 0 < node.y - top < high
        ]
        return list(enumerate(sorted(rest, key=lambda node: (node.y, node.x)), start=1))

    @property
    def shape(self) -> str:
        """Return the CSS class ` map-high` for a map that is higher than wide, else ""."""
        return " map-high" if self.box[2] < self.box[3] else ""

    @cached_property
    def digest(self) -> str:
        """Return a digest that differs for drawings that look different."""
        look = (self.grounds, self.roads.lines, self.box, self.coast, self.waters)
        names = (self.wide, self.narrow, self.centre)
        return blake2b(repr((look, names)).encode(), digest_size=12).hexdigest()

    @cached_property
    def _news(self) -> dict[str, list[str]]:
        return {node.slug: node.news for node in self.nodes if node.news}

    def news_of(self, slug: str) -> list[str]:
        """Return in words what is new in the region with this slug, [] if it is not drawn."""
        return self._news.get(slug, [])
