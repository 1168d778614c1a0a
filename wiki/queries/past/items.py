"""The items of past topics, as rows made from the last revisions up to a change."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from wiki.actions import State
from wiki.db import db
from wiki.models import Essay, Reading, Relation, Shared, Topic
from wiki.projections.regions import in_batches
from wiki.queries.past.states import make_row, read_page_states, read_states
from wiki.queries.past.topics import PastTopics
from wiki.recorded import Recorded
from wiki.sections import SECTIONS
from wiki.visibility import (
    Reader,
    draft_ids,
    find_moved_to_hidden,
    is_draft_state,
    is_empty_slot,
    is_open_among,
    removed_ids,
    visible_past_quotes,
    withheld_ids,
)

OF_PAGES = frozenset(section.kind for section in SECTIONS)


class PastItems:
    """The items that visitors could read after a past change and may read now.

    A page reads the items that ever were on it, and those that they name. Whatever shows the whole
    atlas reads all items of a kind. Each row is made once.
    """

    def __init__(self, reader: Reader, topics: PastTopics) -> None:
        assert reader.until is not None
        self._reader, self._until, self._topics = reader, reader.until, topics
        self._made: dict[tuple[str, int], Any] = {}  # None for what could not be read
        self._whole: dict[str, list[Any]] = {}
        self._pages: dict[int, list[Any]] = {}
        self._now_hidden: dict[str, Collection[int]] = {}
        self._now_away: dict[str, Collection[int]] = {}

    def rows(self, kind: str) -> list[Any]:
        """Return all readable items of a kind, in the order of ids."""
        if kind not in self._whole:
            self._topics.read_all()
            states = read_states(kind, until=self._until)
            self._whole[kind] = self._make((kind, item_id, state) for item_id, state in states)
        return self._whole[kind]

    def among(self, kind: str, ids: Collection[int]) -> list[Any]:
        """Return the readable items of a kind among these ids."""
        missing = {item_id for item_id in ids if (kind, item_id) not in self._made}
        if missing:
            states = read_states(kind, until=self._until, ids=missing)
            self._made |= {(kind, item_id): None for item_id in missing}
            self._make([(kind, item_id, state) for item_id, state in states])
        rows = (self._made[kind, item_id] for item_id in sorted(ids))
        return [row for row in rows if row is not None]

    def on(self, topic: Topic) -> list[Any]:
        """Return the readable items that were on a topic's page at any time up to then."""
        if topic.id not in self._pages:
            states = read_page_states(topic.id, until=self._until)
            self._pages[topic.id] = self._make([one for one in states if one[0] in OF_PAGES])
        return self._pages[topic.id]

    def _make(self, states: Iterable[tuple[str, int, State]]) -> list[Any]:
        """Return the rows of those states (kind, id, state) that could be read."""
        pending = list(states)
        self._topics.among({topic_id for _, _, state in pending for topic_id in _topic_ids(state)})
        for kind, item_id, state in pending:
            if self._made.get((kind, item_id)) is None:
                self._made[kind, item_id] = self._seen(kind, item_id, state)
        rows = (self._made[kind, item_id] for kind, item_id, _ in pending)
        return [row for row in rows if row is not None]

    def _seen(self, kind: str, item_id: int, state: State) -> Any:
        """Return an item as it was, None where no visitor could read it."""
        if item_id in self.hidden(kind):
            return None
        return self._readable(kind, item_id, state)

    def _readable(self, kind: str, item_id: int, state: State) -> Any:
        """Return an item as it was, None where visitors could not read it then."""
        if is_draft_state(state):
            return None
        row = make_row(Recorded.kinds[kind], item_id, state)
        topic_ids = _topic_ids(state)
        seen = self._topics.among(topic_ids)
        alone = isinstance(row, Shared) and row.is_worth_showing()
        if not is_open_among(kind, [one in seen for one in topic_ids], alone=alone):
            return None
        if isinstance(row, Shared):
            row.topics = list(seen.values())
            if isinstance(row, Essay):
                row.first_seen_at = self._essays_seen.get(item_id)
            elif isinstance(row, Reading):
                row.quotes = visible_past_quotes(item_id, row.quotes, reader=self._reader)
        elif isinstance(row, Relation):
            row.topic, row.region = seen[row.topic_id], seen[row.region_id]
        else:
            row.topic_id = state["topic"]
            row.topic = seen[row.topic_id]
        return row

    @cached_property
    def _essays_seen(self) -> dict[int, datetime | None]:
        """Return, by essay id, when visitors could first read each essay, None for never."""
        found = db.session.execute(select(Essay.id, Essay.first_seen_at))
        return {row[0]: row[1] for row in found}

    def hidden(self, kind: str) -> Collection[int]:
        """Return the ids of the items of a kind that are hidden now, and so on no past page.

        They are deleted or drafts, or were moved to a topic that visitors may not see.
        """
        if kind not in self._now_hidden:
            self._now_hidden[kind] = {*withheld_ids(kind), *self._moved_away(kind)}
        return self._now_hidden[kind]

    def _moved_away(self, kind: str) -> Collection[int]:
        """Return the ids of the items of a kind that are now where visitors may not look."""
        if kind not in self._now_away:
            self._now_away[kind] = find_moved_to_hidden(kind)
        return self._now_away[kind]

    def count_removed(self, kinds: Collection[str], topic: Topic | None = None) -> int:
        """Return how many items of some kinds that could be read then are deleted now.

        With a topic, only items on its page count. Placeholders do not count, nor items that
        visitors may not read for another reason.
        """
        deleted = {
            kind: set(removed_ids(kind)) - {*draft_ids(kind), *self._moved_away(kind)}
            for kind in kinds
        }
        states = [
            (kind, item_id, state)
            for kind, ids in deleted.items()
            for some in in_batches(sorted(ids))
            for item_id, state in read_states(kind, until=self._until, ids=some)
            if topic is None or topic.id in _topic_ids(state)
        ]
        rows = (self._readable(*one) for one in states)
        return sum(row is not None and not is_empty_slot(row) for row in rows)


def _topic_ids(state: State) -> set[int]:
    """Return the ids of the topics in an item's state."""
    ends = (state.get(name) for name in ("topic", "topic_id", "region_id"))
    return {topic_id for topic_id in (*ends, *state.get("topics", ())) if topic_id}
