"""The state of a replay of the demo's diary: the moment, the words, and the rows made so far."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event

from wiki.anchors import Anchor
from wiki.demo.words import DemoPages, Written
from wiki.journal import Change, Signature, version
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.sections import Section, find_kind
from wiki.services.items import add_item, save_item

FIRST, BETWEEN = time(18, 30), timedelta(minutes=6)  # of a day's entries
Fields = Mapping[str, Any]


class Stage:
    """Adds and saves the items of the demo, each at the moment of its entry in the diary.

    `rows` has the items by the words that they begin with in the final pages, and `anchors` the
    anchor that each item has here, by its anchor in the pages.
    """

    def __init__(self, demo: DemoPages) -> None:
        self.demo = demo
        self.now = datetime.min.replace(tzinfo=UTC)
        self.rows: dict[str, Any] = {}
        self.anchors: dict[str, str] = {}

    @contextmanager
    def moments(self) -> Iterator[None]:
        """Give every change written in the block the moment `now`."""

        def set_moment(_mapper: object, _connection: object, change: Change) -> None:
            change.at = self.now

        event.listen(Change, "before_insert", set_moment)
        try:
            yield
        finally:
            event.remove(Change, "before_insert", set_moment)

    def tick(self, day: date) -> None:
        """Move `now` on to the next moment of a day. Raises LookupError for a day before it."""
        first = datetime.combine(day, FIRST, UTC)
        if first < self.now and day != self.now.date():
            raise LookupError(f"The diary has {day} after {self.now.date()}.")
        self.now = max(first, self.now + BETWEEN)

    def signature(self, event: Fields) -> Signature:
        """Return the signature of an entry of the diary: its day, its reason and its cause."""
        cause = self.rows[self.demo.find(event["because"]).lead] if "because" in event else None
        cause_key = (cause.__kind__, cause.id) if cause else None
        today = self.now.date()
        return Signature(
            None, today, reason=event.get("reason", ""), cause=cause_key, now=self.now,
            minor=event.get("minor", False),
        )  # fmt: skip

    def add(
        self, written: Written, values: Fields, event: Fields, follow: Fields | None = None
    ) -> None:
        """Add an item with these values, tagged with those of its regions that exist by now.

        `follow` are values that its form has beyond the item's own.
        """
        regions = [find_topic(name) for name in values.get("topics", ())]
        tags = {"topics": [topic for topic in regions if topic]} if "topics" in values else {}
        topic = topic_of(written.slug)
        added = add_item(
            written.section, topic, {**values, **tags}, self.signature(event),
            form_values=dict(follow) if follow is not None else None,
        )  # fmt: skip
        self.rows[written.lead] = added.item
        if written.anchor:
            self.anchors[written.anchor] = str(Anchor.of(added.item))

    def save_row(self, item: Any, values: Fields, event: Fields) -> None:
        """Save these values of an item on its region's page; its other values stay."""
        section = section_of(item.__kind__)
        topic = item.topic if hasattr(item, "topic") else item.topics[0]
        self.save(section, topic, item, values, event)

    def save(self, section: Any, topic: Topic, item: Any, values: Fields, event: Fields) -> None:
        """Save these values of an item on a region's page; its other values stay."""
        present = section.values(item, topic)
        base = version(section.kind, item.id)
        save_item(section, topic, item, present | dict(values), self.signature(event), base=base)

    def row(self, beginning: str) -> Any:
        """Return the item made so far that begins with these words. Raises LookupError.

        The words are those of the final pages; several such items are an error, too.
        """
        found = [row for lead, row in self.rows.items() if lead.startswith(beginning)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} entries so far begin with “{beginning}”.")
        return found[0]

    def linked(self, values: Fields) -> Fields:
        """Return values with the present anchors of items in place of those in the pages."""
        return {
            name: self.anchors.get(value, value) if name == "belief" else value
            for name, value in values.items()
        }


def section_of(kind: str) -> Section:
    """Return the section of a kind of item. Raises LookupError if there is none."""
    section = find_kind(kind)
    if section is None:
        raise LookupError(f"There is no kind {kind}.")
    return section


def topic_of(slug: str) -> Topic:
    """Return the region with a slug. Raises LookupError if it does not exist yet."""
    topic = find_topic(slug)
    if topic is None:
        raise LookupError(f"There is no region {slug} yet.")
    return topic


def as_then(values: Fields, then: Fields) -> dict[str, Any]:
    """Return values as they were at an earlier time, given what differs in `then`.

    A value in `then` replaces one; a list has pairs (now, before) of words to replace in a text.
    Raises LookupError for words that the text does not have.
    """
    changed = dict(values)
    for name, earlier in then.items():
        if isinstance(earlier, Sequence) and not isinstance(earlier, str):
            for now, before in earlier:
                if now not in changed[name]:
                    raise LookupError(f"“{now}” is not in “{changed[name][:60]}”.")
                changed[name] = changed[name].replace(now, before)
        else:
            changed[name] = Decimal(str(earlier)) if name == "credence" else earlier
    return changed
