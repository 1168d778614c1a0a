"""The rows that changelog sentences name, fetched in one query for each kind."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from operator import itemgetter
from typing import Any, Self

from wiki.actions import State
from wiki.anchors import Anchor
from wiki.db import db
from wiki.models import Topic
from wiki.queries.changelog.past_titles import PastTitles
from wiki.queries.changelog.setups import Key
from wiki.queries.resolvers import resolver
from wiki.recorded import Recorded
from wiki.related import select_whole
from wiki.sections import find_kind
from wiki.sections.edit_group import EditGroup
from wiki.sections.news import NamedTopic, Words
from wiki.text import plain, sort_key
from wiki.visibility import (
    Reader,
    homes_in,
    is_draft_state,
    is_empty_slot,
    is_open_then_and_now,
    is_readable,
    is_set_public,
    is_withheld,
    may_see_on_page,
)


class NamedRows:
    """The rows that some edit groups changed or name, which the sentences about them need.

    Methods that name a row take account of whether the reader may see it.
    """

    def __init__(self, groups: Iterable[EditGroup], *, reader: Reader) -> None:
        self.reader = reader
        wanted: dict[str, set[int]] = defaultdict(set)
        for group in groups:
            for kind, item_id in _keys(group):
                wanted[kind].add(item_id)
        self._rows: dict[Key, Any] = {}
        for kind, ids in wanted.items():
            if kind != "topic":
                self._fetch(Recorded.kinds[kind], ids)
        named = {topic_id for row in self._rows.values() for topic_id in row.topic_ids()}
        self._fetch(Topic, wanted["topic"] | named)
        self._resolve = resolver(reader=reader)
        self._past: PastTitles | None = None
        self._until = 0

    def as_of(self, change_id: int) -> Self:
        """Return the same rows, but topics have the titles that they had after a change."""
        if self._past is None:
            self._past = PastTitles([key[1] for key in self._rows if key[0] == "topic"])
        past = copy(self)
        past._until = change_id
        return past

    def may_see_group(self, group: EditGroup) -> bool:
        """Return whether the reader may see a group's item, both as it was and as it is."""
        row = self._rows.get((group.kind, group.item_id))
        # A draft is told once it is published, even to its author.
        if row is None or is_draft_state(group.after):
            return False
        if self.reader.sees_private:
            return True
        if is_withheld(row):
            return False
        now = map(self._is_open, row.topic_ids())
        stood = group.topic_ids | homes_in(group.after or group.before or {})
        return is_open_then_and_now(group.kind, now=now, then=map(self._is_open, stood))

    def topics(self, topic_ids: Iterable[int]) -> tuple[NamedTopic, ...]:
        """Return the names of those topics that the reader may see, sorted by title."""
        rows = [self._rows.get(("topic", topic_id)) for topic_id in topic_ids]
        seen = [topic for topic in rows if topic and self._may_name(topic)]
        return tuple(
            NamedTopic(title, _address_of(topic), not is_set_public(topic))
            for _, _, title, topic in sorted(map(self._titled, seen), key=itemgetter(0, 1))
        )

    def is_alive(self, kind: str, item_id: int) -> bool:
        """Return whether an item exists, the reader may see it, and it is no empty placeholder."""
        row = self._rows.get((kind, item_id))
        if row is None or row.deleted_at or not may_see_on_page(row, reader=self.reader):
            return False
        return not is_empty_slot(row)

    def link(self, kind: str, item_id: int) -> str:
        """Return an item's permanent link, "" where it has none or the reader may not see it."""
        section = find_kind(kind)
        if section is None or not section.has_permalink or not self.is_alive(kind, item_id):
            return ""
        return f"/{section.letter}/{item_id}"

    def name(self, kind: str, item_id: int) -> Words | None:
        """Return an item's present label with its link, None where the reader may not see it."""
        section = find_kind(kind)
        if section is None or not self.is_alive(kind, item_id):
            return None
        label = section.label(self._rows[kind, item_id].snapshot(), self.plain)
        return Words(label, self.link(kind, item_id), quoted=True)

    def plain(self, source: str) -> str:
        """Return Markdown as plain text, items that it links to by their words."""
        return plain(source, resolve=self._resolve)

    def named(self, anchor: str) -> Words | None:
        """Return the label and link of the item that an anchor such as `r-12` names, or None."""
        parsed = Anchor.parse(anchor)
        return self.name(parsed.kind, parsed.id) if parsed else None

    def _fetch(self, model: Any, ids: set[int]) -> None:
        for row in db.session.scalars(select_whole(model).where(model.id.in_(ids))):
            self._rows[row.__kind__, row.id] = row

    def _titled(self, topic: Topic) -> tuple[Any, int, str, Topic]:
        """Return (sort key, topic id, title, topic), with the title by which to name the topic."""
        past = self._past.at(topic.id, self._until) if self._past and self._until else None
        title = past or topic.title
        return sort_key(title), topic.id, title, topic

    def _is_open(self, topic_id: int) -> bool:
        topic = self._rows.get(("topic", topic_id))
        return bool(topic and is_readable(topic))

    def _may_name(self, topic: Topic) -> bool:
        return may_see_on_page(topic, reader=self.reader) or is_readable(topic)


def _address_of(topic: Topic) -> str:
    """Return the path of a topic's page, which redirects if it was merged; "" if it is deleted."""
    is_there = topic.deleted_at is None or topic.merged_into
    return f"/atlas/{topic.slug}" if is_there else ""


def _keys(group: EditGroup) -> Iterable[Key]:
    """Yield the kind and id of every row that an edit group changes or names."""
    yield group.kind, group.item_id
    yield from (("topic", topic_id) for topic_id in group.topic_ids)
    if former := (group.before or {}).get("topic"):
        yield "topic", former
    if region := (group.after or group.before or {}).get("region_id"):
        yield "topic", region
    for edit in group.edits:
        if edit.row.cause_kind and edit.row.cause_id:
            yield edit.row.cause_kind, edit.row.cause_id
    for anchor in _anchors(group.after or {}):
        if parsed := Anchor.parse(anchor):
            yield parsed.kind, parsed.id


def _anchors(state: State) -> list[str]:
    return [state.get("cause") or "", *(state.get("bears") or {})]
