"""Where pages are read from: the present atlas, or the atlas at the end of a past day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Protocol

from wiki.anchors import Anchor
from wiki.map.drawing import Map
from wiki.models import Topic
from wiki.queries.backlinks import Backlinks, read_backlinks
from wiki.queries.beliefs.points import (
    Evidence,
    list_evidence,
)
from wiki.queries.items import list_items
from wiki.queries.map.around import read_around
from wiki.queries.page import PageSource
from wiki.queries.past.archive import PastAtlas
from wiki.queries.resolvers import linked_anchors, resolver
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.sections import Section
from wiki.text import Resolver
from wiki.visibility import Reader, may_see_elsewhere


class AtlasSource(PageSource, Protocol):
    """Where a page and its surroundings are read from: `PresentAtlas` or `PastAtlas`."""

    def around(self, topic: Topic, day: date) -> Map | None:
        """Return the local map around a topic on a day, None where there is none."""

    def by_anchor(self, anchors: Collection[Anchor]) -> Mapping[Anchor, Any]:
        """Return, by anchor, the rows that anchors name and the reader may see."""

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> Mapping[int, Evidence]:
        """Return, by belief id, the number of readings that bear on each of a topic's beliefs."""

    def backlinks(self, topic: Topic) -> Backlinks:
        """Return the backlinks of a topic; a past atlas returns none."""


@dataclass
class PresentAtlas:
    """The present atlas for a reader. Each item is read once and kept: write before you read.

    `zone` is the site's time zone: it decides the days by which essays are sorted.
    """

    reader: Reader
    zone: tzinfo
    _found: dict[tuple[str, int], list[Any]] = field(default_factory=dict)
    _named: dict[Anchor, Any] = field(default_factory=dict)  # None for what the reader may not meet

    def find(self, section: Section, topic: Topic) -> Sequence[Any]:
        """Return a topic's items of a section, in the order of the page."""
        key = (section.name, topic.id)
        if key not in self._found:
            rows = list_items(section, topic, reader=self.reader)
            rows = self._found[key] = (
                section.arranged(rows, self.zone) if section.newest_by else rows
            )
            met = (row if may_see_elsewhere(row, reader=self.reader) else None for row in rows)
            self._named |= zip(map(Anchor.of, rows), met, strict=True)
        return self._found[key]

    def visible(self, anchors: Collection[Anchor]) -> Collection[Anchor]:
        """Return those of the anchors that the reader may see; for the author, all of them."""
        return anchors if self.reader.sees_private else self.by_anchor(anchors).keys()

    def by_anchor(self, anchors: Collection[Anchor]) -> Mapping[Anchor, Any]:
        """Return, by anchor, the rows that anchors name and the reader may see."""
        if missing := set(anchors) - self._named.keys():
            found = find_by_anchors(missing, reader=self.reader)
            self._named |= {anchor: found.get(anchor) for anchor in missing}
        return {anchor: row for anchor in anchors if (row := self._named[anchor])}

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from the text in `[[…]]` to an address that ends in `tail`."""
        return resolver(reader=self.reader, tail=tail, find_item=self._linked_item)

    def _linked_item(self, anchor: Anchor) -> Any:
        """Return the item with this anchor for a link, None where the reader may not see it.

        The first call reads all items that the texts of the page link to, in one query for each
        kind.
        """
        if anchor not in self._named:
            texts = (
                str(text)
                for rows in self._found.values()
                for row in rows
                for text in row.snapshot().values()
            )
            linked = {anchor for text in texts for anchor in linked_anchors(text)}
            self.by_anchor({anchor, *linked})
        return self._named[anchor]

    def around(self, topic: Topic, day: date) -> Map | None:
        """Return the local map around a topic on a day, None where there is none."""
        return read_around(topic, reader=self.reader, today=day)

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> Mapping[int, Evidence]:
        """Return, by belief id, the number of readings that bear on each of these beliefs."""
        return list_evidence(belief_ids, reader=self.reader)

    def backlinks(self, topic: Topic) -> Backlinks:
        """Return the backlinks of a topic."""
        return read_backlinks(topic, reader=self.reader)


def source_for(reader: Reader, zone: tzinfo) -> AtlasSource:
    """Return the atlas from which a reader's pages are read, present or past.

    `zone` is the site's time zone.
    """
    return PresentAtlas(reader, zone) if reader.until is None else PastAtlas(reader, zone)
