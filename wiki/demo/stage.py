"""What a replay of the demo's diary knows: the moment, the words, and the rows made so far."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event

from wiki.anchors import Anchor
from wiki.demo.words import Words, Written
from wiki.journal import Change, Signature, version
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.sections import Section, find_kind
from wiki.services.items import add_item, save_item

FIRST, BETWEEN = time(18, 30), timedelta(minutes=6)  # of a day's entries
Said = Mapping[str, Any]


class Stage:
    """Adds and saves the items of the demo, each at the moment of its entry in the diary.

    `rows` has them by the words that they begin with at the end, and `anchors` what each is called
    here by what the pages call it.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.now = datetime.min.replace(tzinfo=UTC)
        self.rows: dict[str, Any] = {}
        self.anchors: dict[str, str] = {}

    @contextmanager
    def moments(self) -> Iterator[None]:
        """Let every change that is written be of the moment of its entry in the diary."""

        def set_moment(_mapper: object, _connection: object, change: Change) -> None:
            change.at = self.now

        event.listen(Change, "before_insert", set_moment)
        try:
            yield
        finally:
            event.remove(Change, "before_insert", set_moment)

    def tick(self, day: date) -> None:
        """Go on to the next moment of a day. Raises LookupError for a day that is past."""
        first = datetime.combine(day, FIRST, UTC)
        if first < self.now and day != self.now.date():
            raise LookupError(f"The diary has {day} after {self.now.date()}.")
        self.now = max(first, self.now + BETWEEN)

    def by(self, said: Said) -> Signature:
        """Return the signature of an entry of the diary: its day, its reason and its cause."""
        cause = self.rows[self.words.find(said["because"]).lead] if "because" in said else None
        known = (cause.__kind__, cause.id) if cause else None
        today = self.now.date()
        return Signature(
            None, today, reason=said.get("reason", ""), cause=known, now=self.now,
            minor=said.get("minor", False),
        )  # fmt: skip

    def keep(self, written: Written, values: Said, said: Said, follow: Said | None = None) -> None:
        """Add an item with some values, tagged with those of its regions that are there by then.

        `follow` is what its form says beyond the item.
        """
        named = [find_topic(name) for name in values.get("topics", ())]
        known = {"topics": [topic for topic in named if topic]} if "topics" in values else {}
        topic = topic_of(written.slug)
        made = add_item(
            written.section, topic, {**values, **known}, self.by(said),
            said=dict(follow) if follow is not None else None,
        )  # fmt: skip
        self.rows[written.lead] = made.item
        if written.anchor:
            self.anchors[written.anchor] = str(Anchor.of(made.item))

    def save_row(self, item: Any, values: Said, said: Said) -> None:
        """Save some values of an item; the others stay."""
        section = section_of(item.__kind__)
        topic = item.topic if hasattr(item, "topic") else item.topics[0]
        self.save(section, topic, item, values, said)

    def save(self, section: Any, topic: Topic, item: Any, values: Said, said: Said) -> None:
        """Save some values of an item as they read on a region's page; the others stay."""
        known = section.values(item, topic)
        base = version(section.kind, item.id)
        save_item(section, topic, item, known | dict(values), self.by(said), base=base)

    def row(self, beginning: str) -> Any:
        """Return the item that begins with some words at the end. Raises LookupError."""
        found = [row for lead, row in self.rows.items() if lead.startswith(beginning)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} entries so far begin with “{beginning}”.")
        return found[0]

    def linked(self, values: Said) -> Said:
        """Return values with the anchors that items have here in place of those of the pages."""
        return {
            name: self.anchors.get(value, value) if name == "belief" else value
            for name, value in values.items()
        }


def section_of(kind: str) -> Section:
    """Return the section of a kind. Raises LookupError."""
    found = find_kind(kind)
    if found is None:
        raise LookupError(f"There is no kind {kind}.")
    return found


def topic_of(slug: str) -> Topic:
    """Return the region with a slug. Raises LookupError where it is not there yet."""
    found = find_topic(slug)
    if found is None:
        raise LookupError(f"There is no region {slug} yet.")
    return found


def as_then(values: Said, then: Said) -> dict[str, Any]:
    """Return values with others in their place; a list has pairs of words, now and then.

    Raises LookupError for words that are not there.
    """
    found = dict(values)
    for name, said in then.items():
        if isinstance(said, Sequence) and not isinstance(said, str):
            for now, before in said:
                if now not in found[name]:
                    raise LookupError(f"“{now}” is not in “{found[name][:60]}”.")
                found[name] = found[name].replace(now, before)
        else:
            found[name] = Decimal(str(said)) if name == "credence" else said
    return found
