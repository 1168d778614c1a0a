"""The archive: the atlas as visitors could read it at the end of a past day.

A PastAtlas makes rows from the last revision of each item before that moment. The rows belong to no
database session; pages, documents and maps take them as they take the rows of today.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import select

from wiki.actions import State
from wiki.anchors import Anchor
from wiki.db import db
from wiki.map.drawing import Map
from wiki.map.sketch import Sketch
from wiki.models import Area, Bearing, Reading, Relation, Shared, Topic
from wiki.projections.paths import last_move_of
from wiki.projections.regions import in_batches
from wiki.queries.atlas import AreasWithTopics, ListedTopic, group_by_area
from wiki.queries.backlinks import Backlinks
from wiki.queries.beliefs.points import Evidence, count_evidence
from wiki.queries.beliefs.standings import held_since, read_paths
from wiki.queries.cache import cached, read_newest
from wiki.queries.map.graph import LATELY, Graph, capped, draw_neighbourhood, sketch_of
from wiki.queries.names import when_asked
from wiki.queries.past.states import (
    count_written,
    make_row,
    read_fields,
    read_page_states,
    read_states,
)
from wiki.queries.past.topics import PastTopics
from wiki.recorded import Recorded
from wiki.sections import SECTIONS, Section
from wiki.text import Names, Resolver, is_placeholder, sort_key
from wiki.visibility import (
    Reader,
    draft_ids,
    is_draft_state,
    is_empty_slot,
    is_open_among,
    once_open_quotes,
    removed_ids,
    went_out_of_sight,
    withheld_ids,
)

OF_PAGES = frozenset(section.kind for section in SECTIONS)
ON_THE_MAP = ("stance", "belief", "relation", "area")


class PastAtlas:
    """The atlas as of a change: what visitors could read then, where its topic is public now too.

    A page reads the items that ever were on it, and what these name. Whatever shows the whole
    atlas reads all items of a kind. Each row is made once.
    """

    def __init__(self, reader: Reader) -> None:
        assert reader.until is not None
        self.reader, self.until = reader, reader.until
        self.topics = PastTopics(self.until)
        self._made: dict[tuple[str, int], Any] = {}  # None for what could not be read
        self._whole: dict[str, list[Any]] = {}
        self._every: dict[str, list[tuple[int, State]]] = {}
        self._pages: dict[int, list[Any]] = {}
        self._now_hidden: dict[str, Collection[int]] = {}

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of topics that could be read, in the author's order."""
        return self.topics.areas

    def rows(self, kind: str) -> list[Any]:
        """Return all items of a kind that could be read, in the order of ids."""
        if kind not in self._whole:
            self.topics.read_all()
            states = self._states(kind)
            self._whole[kind] = self._make((kind, number, state) for number, state in states)
        return self._whole[kind]

    def _states(self, kind: str) -> list[tuple[int, State]]:
        """Return the id and the state of every item of a kind that was not deleted.

        What visitors may not see now is left out, as far as it is the item that is hidden.
        """
        if kind not in self._every:
            states, hidden = read_states(kind, until=self.until), self._hidden(kind)
            self._every[kind] = [one for one in states if one[0] not in hidden]
        return self._every[kind]

    def _among(self, kind: str, ids: Collection[int]) -> list[Any]:
        """Return the items of a kind with some ids that could be read."""
        missing = {number for number in ids if (kind, number) not in self._made}
        if missing:
            states = read_states(kind, until=self.until, ids=missing)
            self._made |= {(kind, number): None for number in missing}
            self._make([(kind, number, state) for number, state in states])
        rows = (self._made[kind, number] for number in sorted(ids))
        return [row for row in rows if row is not None]

    def _on(self, topic: Topic) -> list[Any]:
        """Return the items that could be read and ever were on a topic's page."""
        if topic.id not in self._pages:
            states = read_page_states(topic.id, until=self.until)
            self._pages[topic.id] = self._make([one for one in states if one[0] in OF_PAGES])
        return self._pages[topic.id]

    def _make(self, states: Iterable[tuple[str, int, State]]) -> list[Any]:
        """Return the rows of those states that could be read."""
        found = list(states)
        self.topics.among({number for _, _, state in found for number in _topic_ids(state)})
        for kind, number, state in found:
            if self._made.get((kind, number)) is None:
                self._made[kind, number] = self._seen(kind, number, state)
        rows = (self._made[kind, number] for kind, number, _ in found)
        return [row for row in rows if row is not None]

    def _seen(self, kind: str, number: int, state: State) -> Any:
        """Return an item as it was, None where no visitor could read it."""
        if number in self._hidden(kind):
            return None
        return self._readable(kind, number, state)

    def _readable(self, kind: str, number: int, state: State) -> Any:
        """Return an item as it was, None where no visitor could read it then."""
        if is_draft_state(state):
            return None
        row = make_row(Recorded.kinds[kind], number, state)
        named = _topic_ids(state)
        seen = self.topics.among(named)
        alone = isinstance(row, Shared) and row.is_worth_showing()
        if not is_open_among(kind, [one in seen for one in named], alone=alone):
            return None
        if isinstance(row, Shared):
            row.topics = list(seen.values())
            if isinstance(row, Reading):
                row.quotes = once_open_quotes(number, row.quotes, reader=self.reader)
        elif isinstance(row, Relation):
            row.topic, row.region = seen[row.topic_id], seen[row.region_id]
        else:
            row.topic_id = state["topic"]
            row.topic = seen[row.topic_id]
        return row

    def _hidden(self, kind: str) -> Collection[int]:
        """Return the ids of the items of a kind that are hidden now, and so are in no past page.

        They are deleted or drafts, or were moved to a topic that visitors may not see.
        """
        if kind not in self._now_hidden:
            self._now_hidden[kind] = {*withheld_ids(kind), *went_out_of_sight(kind)}
        return self._now_hidden[kind]

    def count_removed(self, kinds: Collection[str], topic: Topic | None = None) -> int:
        """Return how many items that could be read then are deleted now.

        Asked for are some kinds and, with a topic, what stood on its page. Placeholders do not
        count, nor what visitors may not read for another reason.
        """
        gone = {
            kind: set(removed_ids(kind)) - {*draft_ids(kind), *went_out_of_sight(kind)}
            for kind in kinds
        }
        found = [
            (kind, number, state)
            for kind, ids in gone.items()
            for some in in_batches(sorted(ids))
            for number, state in read_states(kind, until=self.until, ids=some)
            if topic is None or topic.id in _topic_ids(state)
        ]
        rows = (self._readable(*one) for one in found)
        return sum(row is not None and not is_empty_slot(row) for row in rows)

    def find(self, section: Section, topic: Topic) -> list[Any]:
        """Return a topic's items in the order of the page."""
        rows = (row for row in self._on(topic) if row.__kind__ == section.kind)
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
            for row in self._among(kind, {one.id for one in anchors if one.kind == kind})
            if not is_empty_slot(row)
        }

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> dict[int, Evidence]:
        """Return the balance of what was read on each of a topic's beliefs."""
        # What bore on a belief stood on its page or, brought in by a document, may do so still.
        bearing = select(Bearing.reading_id).where(Bearing.belief_id.in_(belief_ids))
        ids = {row.id for row in self._on(topic) if row.__kind__ == Reading.__kind__}
        rows = self._among("reading", ids | set(db.session.scalars(bearing)))
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
        hidden = self._hidden("stance")
        counted = (
            count_written("stance", "body", until=self.until, without=hidden),
            self._beliefs,
        )
        return {topic for found in counted for topic, (_, said) in found.items() if said}

    @cached_property
    def _beliefs(self) -> dict[int, tuple[int, bool]]:
        """Return how many beliefs each topic had, and whether one was written."""
        hidden = self._hidden("belief")
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
            (self.reader, day, *(frozenset(self._hidden(kind)) for kind in ON_THE_MAP)),
            read_newest().topic,
            lambda: sketch_of(self._graph(day), today=day),
        )

    def around(self, topic: Topic, day: date) -> Map | None:
        """Return the map around a topic on a day, None where there is none."""
        return draw_neighbourhood(self.sketch(day), topic)

    def _graph(self, day: date) -> Graph:
        """Return the topics and the relations between them, as a map of a day takes them."""
        topics, since = self.topics.every, day - timedelta(days=LATELY)
        fields, hidden = ("topic_id", "region_id", "kind"), self._hidden("relation")
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
            shown = set(moved) - set(self._hidden("belief"))
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
        states = self._states("reading")
        newest = sorted(states, key=lambda one: (one[1].get("read_on") or "", one[0]), reverse=True)
        rows = (self._seen("reading", number, state) for number, state in newest)
        return list(islice((row for row in rows if row and not is_empty_slot(row)), count))

    def held_beliefs(self) -> list[Any]:
        """Return the beliefs that were neither resolved, dropped nor placeholders."""
        beliefs = (row for row in self.rows("belief") if not row.outcome)
        return [row for row in beliefs if not is_placeholder(row.claim)]


def _topic_ids(state: State) -> set[int]:
    """Return the ids of the topics that a state of an item names."""
    ends = (state.get(name) for name in ("topic", "topic_id", "region_id"))
    return {number for number in (*ends, *state.get("topics", ())) if number}
