"""The archive: the atlas as visitors could read it at the end of a day, read from the journal.

A moment gives rows made of what each item's last revision held by then. They belong to no session,
so whatever shows a page, writes it out or draws the map takes them as it takes those of today.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from wiki.actions import State
from wiki.db import db
from wiki.forms.anchors import Anchor, read_anchor
from wiki.journal import Change, Revision
from wiki.map.sketch import Sketch
from wiki.models import Area, Bearing, Reading, Relation, Shared, Topic
from wiki.queries.atlas import Land, Listed, make_lands
from wiki.queries.beliefs.points import Evidence, weigh
from wiki.queries.beliefs.standings import read_paths
from wiki.queries.map.graph import LATELY, Graph, capped, keep_sketch, sketch_of
from wiki.queries.map.recent import moved_along
from wiki.queries.names import resolver_among, when_asked
from wiki.queries.past.states import make_row, read_page_states, read_states
from wiki.queries.past.topics import PastTopics
from wiki.recorded import Recorded
from wiki.sections import SECTIONS, Section, belief, find_letter, stance
from wiki.text import Resolver, is_placeholder, sort_key
from wiki.visibility import Reader, is_empty_slot, is_open_among

OF_PAGES = frozenset(section.kind for section in SECTIONS)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day ends in a time zone, in UTC."""
    return start_of(day + timedelta(days=1), zone)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins in a time zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def reader_before(moment: datetime) -> Reader:
    """Return a reader who knows of the changes before a moment."""
    # Time never runs backwards from change to change, so ids tell what came first.
    newest = select(Change.id).where(Change.at < moment).order_by(Change.at.desc())
    return Reader(until=db.session.scalar(newest.order_by(Change.id.desc()).limit(1)) or 0)


class Moment:
    """All that a reader of the past could read, where its topic is public now as well.

    A page reads the items that ever were on it, and what these name. Whatever shows the whole
    atlas reads all items of a kind. Each row is made once.
    """

    def __init__(self, reader: Reader) -> None:
        assert reader.until is not None
        self.reader, self.until = reader, reader.until
        self.topics = PastTopics(self.until)
        self._made: dict[tuple[str, int], Any] = {}  # None for what could not be read
        self._whole: dict[str, list[Any]] = {}
        self._pages: dict[int, list[Any]] = {}

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of topics that could be read, in the author's order."""
        return self.topics.areas

    def rows(self, kind: str) -> list[Any]:
        """Return all items of a kind that could be read, in the order of ids."""
        if kind not in self._whole:
            self.topics.read_all()
            states = read_states(kind, until=self.until)
            self._whole[kind] = self._make((kind, number, state) for number, state in states)
        return self._whole[kind]

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
        row = make_row(Recorded.kinds[kind], number, state)
        named = _topic_ids(state)
        seen = self.topics.among(named)
        alone = isinstance(row, Shared) and row.is_worth_showing()
        if not is_open_among(kind, [one in seen for one in named], alone=alone):
            return None
        if isinstance(row, Shared):
            row.topics = list(seen.values())
        elif isinstance(row, Relation):
            row.topic, row.region = seen[row.topic_id], seen[row.region_id]
        else:
            row.topic_id = state["topic"]
            row.topic = seen[row.topic_id]
        return row

    def find(self, section: Section, topic: Topic) -> list[Any]:
        """Return a topic's items in the order of the page."""
        rows = (row for row in self._on(topic) if row.__kind__ == section.kind)
        return section.arranged(row for row in rows if topic.id in row.topic_ids())

    def is_stub(self, topic: Topic) -> bool:
        """Return whether neither stance nor belief was written."""
        return topic.id not in _written(self._on(topic))

    def known(self, anchors: Collection[Anchor]) -> Collection[Anchor]:
        """Return which anchors name items that could be read."""
        return self.named(anchors).keys()

    def named(self, anchors: Collection[Anchor]) -> dict[Anchor, Any]:
        """Return the rows that anchors name, where they could be read and were no slots."""
        letters = sorted({letter for letter, _ in anchors})
        return {
            (section.letter, row.id): row
            for section in map(find_letter, letters)
            if section
            for row in self._among(section.kind, {n for one, n in anchors if one == section.letter})
            if not is_empty_slot(row)
        }

    def evidence(self, topic: Topic, belief_ids: Collection[int]) -> dict[int, Evidence]:
        """Return the balance of what was read on each of a topic's beliefs."""
        # What bore on a belief stood on its page or, brought in by a document, may do so still.
        bearing = select(Bearing.reading_id).where(Bearing.belief_id.in_(belief_ids))
        ids = {row.id for row in self._on(topic) if row.__kind__ == Reading.__kind__}
        rows = self._among("reading", ids | set(db.session.scalars(bearing)))
        read = [row for row in rows if not is_placeholder(row.title)]
        return weigh(
            (found[1], word, row.read_on)
            for row in sorted(read, key=lambda row: (row.read_on, row.id))
            for anchor, word in row.bears.items()
            if (found := read_anchor(anchor)) and found[1] in belief_ids
        )

    @cached_property
    def written(self) -> Collection[int]:
        """Return which topics had a stance or a belief; the others were stubs."""
        return _written([*self.rows("stance"), *self.rows("belief")])

    @property
    def lands(self) -> list[Land]:
        """Return every area with its topics, and what lay outside them."""
        every = self.topics.every.values()
        topics = sorted(every, key=lambda topic: (sort_key(topic.title), topic.id))
        listed = [Listed(topic, topic.id not in self.written) for topic in topics]
        return make_lands(listed, self.areas)

    def sketch(self, day: date) -> Sketch:
        """Return what a map of a day shows."""
        # What was read by then stays as it is; only which topics are public now may change.
        newest = select(func.max(Revision.id)).where(Revision.kind == "topic")
        key = (self.reader, day, db.session.scalar(newest))
        return keep_sketch(key, lambda: sketch_of(self._graph(day), today=day))

    def _graph(self, day: date) -> Graph:
        """Return the topics and the relations between them, as a map of a day takes them."""
        ties = [(row.topic_id, row.region_id, row.kind) for row in self.rows("relation")]
        beliefs, since = self.rows("belief"), day - timedelta(days=LATELY)
        paths = read_paths([row.id for row in beliefs], reader=self.reader)
        topics = self.topics.every
        return capped(
            Graph(
                topics,
                ties,
                self.areas,
                len(topics),
                self.written,
                Counter(row.topic_id for row in beliefs),
                moved_along(beliefs, paths, since),
                since,
            )
        )

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from a region's title or slug to its address, None where unwritten."""
        return when_asked(lambda: resolver_among(self.topics.list_names(), tail=tail))

    def readings(self) -> list[Reading]:
        """Return the readings that said something, the newest first."""
        said = (row for row in self.rows("reading") if not is_placeholder(row.title))
        return sorted(said, key=lambda row: (row.read_on, row.id), reverse=True)

    def held_beliefs(self) -> list[Any]:
        """Return the beliefs that were held; placeholders are none."""
        beliefs = (row for row in self.rows("belief") if not row.outcome)
        return [row for row in beliefs if not is_placeholder(row.claim)]


def _written(rows: Iterable[Any]) -> set[int]:
    """Return the topics of those rows that are a stance or a belief and say something."""
    leads = {section.kind: section.lead for section in (stance.SECTION, belief.SECTION)}
    said = ((row, getattr(row, leads[row.__kind__])) for row in rows if row.__kind__ in leads)
    return {row.topic_id for row, words in said if words and not is_placeholder(words)}


def _topic_ids(state: State) -> set[int]:
    """Return the ids of the topics that a state of an item names."""
    ends = (state.get(name) for name in ("topic", "topic_id", "region_id"))
    return {number for number in (*ends, *state.get("topics", ())) if number}
