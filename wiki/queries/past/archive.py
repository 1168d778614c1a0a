"""The archive: the atlas as visitors could read it at the end of a past day.

A PastAtlas makes rows from the last revision of each item before that moment. The rows belong to no
database session; pages, documents and maps take them as they take the rows of today.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.map.drawing import Map
from wiki.map.sketch import Sketch
from wiki.models import Area, Bearing, Reading, Topic
from wiki.projections.paths import last_move_of
from wiki.projections.regions import in_batches
from wiki.queries.atlas import AreasWithTopics, ListedTopic, group_by_area
from wiki.queries.backlinks import Backlinks
from wiki.queries.beliefs.points import Evidence, count_evidence
from wiki.queries.beliefs.standings import held_since, read_paths
from wiki.queries.cache import cached, read_newest
from wiki.queries.map.graph import LATELY, Graph, capped, draw_neighbourhood, sketch_of
from wiki.queries.names import when_asked
from wiki.queries.past.items import OF_PAGES, PastItems
from wiki.queries.past.states import (
    count_written,
    read_fields,
    read_states,
)
from wiki.queries.past.topics import PastTopics
from wiki.sections import Section
from wiki.text import Names, Resolver, is_placeholder, sort_key
from wiki.visibility import (
    Reader,
    is_empty_slot,
)

ON_THE_MAP = ("stance", "belief", "relation", "area")


class PastAtlas:
    """The atlas as of a change: what visitors could read then, where its topic is public now too.

    Its rows are those of `PastTopics` and `PastItems`.
    """

    def __init__(self, reader: Reader) -> None:
        assert reader.until is not None
        self.reader, self.until = reader, reader.until
        self.topics = PastTopics(self.until)
        self.items = PastItems(reader, self.topics)

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of topics that could be read, in the author's order."""
        return self.topics.areas

    def find(self, section: Section, topic: Topic) -> list[Any]:
        """Return a topic's items in the order of the page."""
        rows = (row for row in self.items.on(topic) if row.__kind__ == section.kind)
        return section.arranged(row for row in rows if topic.id in row.topic_ids())

    def known(self, anchors: Collection[Anchor]) -> Collection[Anchor]:
        """Return which anchors name items that could be read."""
        return self.named(anchors).keys()

    def named(self, anchors: Collection[Anchor]) -> dict[Anchor, Any]:
        """Return the rows that anchors name, where they could be read and were no slots."""
        kinds = sorted({anchor.kind for anchor in anchors} & OF_PAGES)
        return {
            Anchor(kind, row.id): row
            for kind in kinds
            for row in self.items.among(kind, {one.id for one in anchors if one.kind == kind})
            if not is_empty_slot(row)
        }

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> dict[int, Evidence]:
        """Return the balance of what was read on each of a topic's beliefs."""
        # What bore on a belief stood on its page or, brought in by a document, may do so still.
        bearing = select(Bearing.reading_id).where(Bearing.belief_id.in_(belief_ids))
        ids = {row.id for row in self.items.on(topic) if row.__kind__ == Reading.__kind__}
        rows = self.items.among("reading", ids | set(db.session.scalars(bearing)))
        read = [row for row in rows if not is_placeholder(row.title)]
        return count_evidence(
            (found.id, word, row.read_on)
            for row in sorted(read, key=lambda row: (row.read_on, row.id))
            for anchor, word in row.bears.items()
            if (found := Anchor.parse(anchor)) and found.id in belief_ids
        )

    def backlinks(self, topic: Topic) -> Backlinks:
        """Return nothing: what links to a topic is told of today only."""
        return Backlinks()

    @cached_property
    def written(self) -> Collection[int]:
        """Return which topics had a stance or a belief; the others were stubs."""
        hidden = self.items.hidden("stance")
        counted = (
            count_written("stance", "body", until=self.until, without=hidden),
            self._beliefs,
        )
        return {topic for found in counted for topic, (_, said) in found.items() if said}

    @cached_property
    def _beliefs(self) -> dict[int, tuple[int, bool]]:
        """Return how many beliefs each topic had, and whether one was written."""
        hidden = self.items.hidden("belief")
        return count_written("belief", "claim", until=self.until, without=hidden)

    @property
    def areas_with_topics(self) -> AreasWithTopics:
        """Return the areas with their first topics, and what lay outside them."""
        every = self.topics.every.values()
        topics = sorted(every, key=lambda topic: (sort_key(topic.title), topic.id))
        listed = [ListedTopic(topic, topic.id not in self.written) for topic in topics]
        totals = Counter(topic.area.id if topic.area else None for topic in topics)
        return group_by_area(listed, self.areas, totals)

    def sketch(self, day: date) -> Sketch:
        """Return what a map of a day shows."""
        # What was read by then stays as it is; only what is public now may change.
        return cached(
            "past sketches",
            (self.reader, day, *(frozenset(self.items.hidden(kind)) for kind in ON_THE_MAP)),
            read_newest().topic,
            lambda: sketch_of(self._graph(day), today=day),
        )

    def around(self, topic: Topic, day: date) -> Map | None:
        """Return the map around a topic on a day, None where there is none."""
        return draw_neighbourhood(self.sketch(day), topic)

    def _graph(self, day: date) -> Graph:
        """Return the topics and the relations between them, as a map of a day takes them."""
        topics, since = self.topics.every, day - timedelta(days=LATELY)
        fields, hidden = ("topic_id", "region_id", "kind"), self.items.hidden("relation")
        ends = read_fields("relation", *fields, until=self.until, without=hidden)
        pairs = ((int(one), int(other), kind) for one, other, kind in ends)
        ties = [tie for tie in pairs if tie[0] in topics and tie[1] in topics]
        return capped(
            Graph(
                topics,
                ties,
                self.areas,
                len(topics),
                self.written,
                {topic: number for topic, (number, _) in self._beliefs.items() if topic in topics},
                self._moved_since(since),
                since,
            )
        )

    def _moved_since(self, day: date) -> set[int]:
        """Return the ids of the topics in which a credence had moved since a day."""
        ids = held_since(day, reader=self.reader)
        found = set()
        for some in in_batches(sorted(ids)):
            paths = read_paths(some, reader=self.reader)
            moves = {number: last_move_of(steps) for number, steps in paths.items()}
            moved = [number for number, last in moves.items() if last and last >= day]
            shown = set(moved) - set(self.items.hidden("belief"))
            states = read_states("belief", until=self.until, ids=shown)
            found |= {state["topic"] for _, state in states}
        return found

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from what stands in `[[…]]` to where it leads, None where unwritten."""

        def names() -> Names:
            until = read_newest().topic
            return cached("past names", (self.reader,), until, self.topics.read_names)

        return when_asked(names, lambda anchor: self.named([anchor]).get(anchor), tail=tail)

    def latest_readings(self, count: int) -> list[Reading]:
        """Return the newest readings that said something."""
        self.topics.read_all()
        states = self.items.states("reading")
        newest = sorted(states, key=lambda one: (one[1].get("read_on") or "", one[0]), reverse=True)
        rows = (self.items.seen("reading", number, state) for number, state in newest)
        return list(islice((row for row in rows if row and not is_empty_slot(row)), count))

    def held_beliefs(self) -> list[Any]:
        """Return the beliefs that were neither resolved, dropped nor placeholders."""
        beliefs = (row for row in self.items.rows("belief") if not row.outcome)
        return [row for row in beliefs if not is_placeholder(row.claim)]
