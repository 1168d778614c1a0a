"""The archive: the atlas as visitors could read it at the end of a past day.

A PastAtlas makes rows from the last revision of each item before that moment. The rows belong to no
database session; pages, documents and maps read them like present rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.lazy import lazy_property
from wiki.map.drawing import Map
from wiki.map.selection import LARGE
from wiki.map.sketch import Sketch
from wiki.memory import release_memory
from wiki.models import Area, Bearing, Reading, Topic
from wiki.projections.credence_paths import last_move_of
from wiki.projections.regions import in_batches
from wiki.projections.standings import LATELY
from wiki.queries.areas import number_areas
from wiki.queries.atlas import (
    AreasWithTopics,
    ListedTopic,
    group_by_area,
    room_for,
    shown_ids,
)
from wiki.queries.backlinks import Backlinks
from wiki.queries.beliefs.points import Evidence, count_evidence
from wiki.queries.beliefs.standings import held_since, read_paths
from wiki.queries.cache import cached, read_newest
from wiki.queries.map.graph import Graph, draw_neighbourhood, most_related, sketch_of
from wiki.queries.map.linking import with_linked_words, words_unless_linking
from wiki.queries.past.items import OF_PAGES, PastItems
from wiki.queries.past.states import (
    count_written,
    read_fields,
    read_states,
)
from wiki.queries.past.topics import PastTopics
from wiki.queries.resolvers import lazy_resolver
from wiki.sections import Section
from wiki.text import Names, Resolver, is_placeholder, sort_key
from wiki.visibility import (
    Reader,
    is_empty_slot,
)

ON_THE_MAP = ("stance", "belief", "relation")


class PastAtlas:
    """The atlas after a change, reduced to what visitors could read then and may read now.

    Its rows are those of `PastTopics` and `PastItems`. `zone` is the site's time zone.
    """

    def __init__(self, reader: Reader, zone: tzinfo) -> None:
        assert reader.until is not None
        self.reader, self.until = reader, reader.until
        self._zone, self.topics = zone, PastTopics(self.until)
        self.items = PastItems(reader, self.topics)

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas with a readable topic, in the author's order."""
        return self.topics.areas

    def find(self, section: Section, topic: Topic) -> list[Any]:
        """Return a topic's items of a section, in the order of the page."""
        rows = (row for row in self.items.on(topic) if row.__kind__ == section.kind)
        return section.arranged((row for row in rows if topic.id in row.topic_ids()), self._zone)

    def visible(self, anchors: Collection[Anchor]) -> Collection[Anchor]:
        """Return those of the anchors that name readable items."""
        return self.by_anchor(anchors).keys()

    def by_anchor(self, anchors: Collection[Anchor]) -> dict[Anchor, Any]:
        """Return the readable rows that anchors name, by anchor; placeholders are left out."""
        kinds = sorted({anchor.kind for anchor in anchors} & OF_PAGES)
        return {
            Anchor(kind, row.id): row
            for kind in kinds
            for row in self.items.among(kind, {one.id for one in anchors if one.kind == kind})
            if not is_empty_slot(row)
        }

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> dict[int, Evidence]:
        """Return, by belief id, the number of readings that bore on each of a topic's beliefs."""
        # What bore on a belief stood on its page or, brought in by a document, may do so still.
        bearing = select(Bearing.reading_id).where(Bearing.belief_id.in_(belief_ids))
        ids = {row.id for row in self.items.on(topic) if row.__kind__ == Reading.__kind__}
        rows = self.items.among("reading", ids | set(db.session.scalars(bearing)))
        read = [row for row in rows if not is_placeholder(row.title)]
        return count_evidence(
            (parsed.id, word, row.read_on)
            for row in sorted(read, key=lambda row: (row.read_on, row.id))
            for anchor, word in row.bears.items()
            if (parsed := Anchor.parse(anchor)) and parsed.id in belief_ids
        )

    def backlinks(self, topic: Topic) -> Backlinks:
        """Return no backlinks: they are known of the present atlas only."""
        return Backlinks()

    @lazy_property
    def written(self) -> Collection[int]:
        """Return the ids of the topics with a stance or a belief; the others were stubs."""
        return {
            topic
            for counts in (self._count_written("stance", "body"), self._beliefs)
            for topic, (_, count) in counts.items()
            if count
        }

    def _written_among(self, topic_ids: Collection[int]) -> Collection[int]:
        """Return those of some topic ids whose topics had a stance or a belief.

        Beliefs, of which there are many, are looked for only where there was no stance.
        """
        written: set[int] = set()
        for kind, field in (("stance", "body"), ("belief", "claim")):
            if rest := frozenset(topic_ids) - written:
                written.update(self._having_written(kind, field, rest))
        return written

    def _having_written(self, kind: str, field: str, topics: frozenset[int]) -> Collection[int]:
        """Return those of some topic ids whose topics had a filled item of a kind."""

        def read() -> set[int]:
            counted = self._count_written(kind, field, topics)
            return {topic for topic, (_, count) in counted.items() if count}

        # What was written by then stays as it is; only what may be read of it changes.
        hidden = frozenset(self.items.hidden(kind))
        key = (kind, self.until, topics, hidden)
        return cached("past topics written", key, read_newest().topic, read)

    @lazy_property
    def _beliefs(self) -> dict[int, tuple[int, bool]]:
        """Return, by topic id, the number of its beliefs, and whether one was filled."""
        return self._count_written("belief", "claim")

    def _count_written(
        self, kind: str, field: str, topics: Collection[int] | None = None
    ) -> dict[int, tuple[int, bool]]:
        hidden = self.items.hidden(kind)
        return count_written(kind, field, until=self.until, without=hidden, topics=topics)

    @property
    def areas_with_topics(self) -> AreasWithTopics:
        """Return the areas with their first topics, and the topics without an area."""
        areas, totals, wanted = self.areas, Counter[int | None](), set[int]()
        area_ids, shown = {area.id for area in areas}, {*shown_ids(areas), None}
        for area_id, mine in self.topics.by_area.items():
            home = area_id if area_id in area_ids else None  # its area may not be read of now
            totals[home] += mine.total
            if home in shown:
                wanted.update(mine.first[: room_for(len(areas))])
        key, read = (self.until, frozenset(wanted)), lambda: self.topics.read_nodes(wanted)
        found = cached("past topics listed", key, read_newest().topic, read).values()
        written = self._written_among(wanted)
        own: dict[int | None, list[ListedTopic]] = defaultdict(list)
        for topic in sorted(found, key=lambda topic: (sort_key(topic.title), topic.id)):
            home = topic.area_id if topic.area_id in area_ids else None
            own[home].append(ListedTopic(topic, topic.id not in written))
        return group_by_area(own, areas, totals)

    def sketch(self, day: date) -> Sketch:
        """Return the sketch for the map of a day."""
        # What was read by then stays as it is; only what is public now may change.
        hidden = (frozenset(self.items.hidden(kind)) for kind in ON_THE_MAP)
        key = (self.reader, day, frozenset(area.id for area in self.areas), *hidden)
        until, make = read_newest().topic, lambda: self._make_sketch(day)
        return with_linked_words(cached("past sketches", key, until, make), self.resolver())

    def _make_sketch(self, day: date) -> Sketch:
        sketch = sketch_of(self._graph(day), read=words_unless_linking, today=day)
        if len(sketch.nodes) > LARGE:
            release_memory()  # every region was read
        return sketch

    def around(self, topic: Topic, day: date) -> Map | None:
        """Return the local map around a topic on a day, None where there is none."""
        return draw_neighbourhood(self.sketch(day), topic)

    def _graph(self, day: date) -> Graph:
        """Return the topics and the relations between them for the map of a day.

        Of the topics only those that the map draws are read: a large atlas would fill the memory.
        """
        every, since = self.topics.read_ids(), day - timedelta(days=LATELY)
        fields, hidden = ("topic_id", "region_id", "kind"), self.items.hidden("relation")
        ends = read_fields("relation", *fields, until=self.until, without=hidden)
        pairs = ((int(one), int(other), kind) for one, other, kind in ends)
        ties = [tie for tie in pairs if tie[0] in every and tie[1] in every]
        topics = self.topics.read_nodes(most_related(every, ties))
        used = {topic.area_id for topic in topics.values()}
        return Graph(
            topics,
            [tie for tie in ties if tie[0] in topics and tie[1] in topics],
            [area for area in self.areas if area.id in used],
            number_areas(self.areas),
            len(every),
            self.written,
            {topic: count for topic, (count, _) in self._beliefs.items() if topic in topics},
            self._moved_since(since),
            since,
        )

    def _moved_since(self, day: date) -> set[int]:
        """Return the ids of the topics in which a credence moved on this day or later."""
        ids = held_since(day, reader=self.reader)
        topic_ids = set()
        for some in in_batches(sorted(ids)):
            paths = read_paths(some, reader=self.reader)
            moves = {belief_id: last_move_of(steps) for belief_id, steps in paths.items()}
            moved = [belief_id for belief_id, last in moves.items() if last and last >= day]
            shown = set(moved) - set(self.items.hidden("belief"))
            states = read_states("belief", until=self.until, ids=shown)
            topic_ids |= {state["topic"] for _, state in states}
        return topic_ids

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from the text in `[[…]]` to where it led, None for no page then."""

        def names() -> Names:
            until = read_newest().topic
            return cached("past names", (self.reader,), until, self.topics.read_names)

        return lazy_resolver(names, lambda anchor: self.by_anchor([anchor]).get(anchor), tail=tail)
