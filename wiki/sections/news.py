"""How a kind tells the changelog what happened to one of its items, as a sentence in pieces."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from wiki.actions import RESTORE, State
from wiki.credence import format_credence
from wiki.sections.edit_group import LONGEST, EditGroup
from wiki.text import is_placeholder, shorten


@dataclass(frozen=True)
class Words:
    """A piece of a sentence, with how it is shown.

    `link` is the address it leads to, "" for none. `quoted` text gets quotation marks, because the
    author wrote it. `strong` text is emphasised: how a credence moved, such as `55% → 70%`, which
    then has a `move`: the number before, None for none, and the number after.
    """

    text: str
    link: str = ""
    quoted: bool = False
    strong: bool = False
    move: tuple[Decimal | None, Decimal] | None = None


Parts = list[Words]


@dataclass(frozen=True)
class NamedTopic:
    """A topic as a sentence names it; one that was deleted has no address."""

    title: str
    address: str
    private: bool = False


class NameLookup(Protocol):
    """What a sentence may name, as far as its reader may see it."""

    def is_alive(self, kind: str, item_id: int) -> bool:
        """Return whether an item is there for the reader, and more than a slot."""

    def link(self, kind: str, item_id: int) -> str:
        """Return the address of an item, empty for one that is gone."""

    def name(self, kind: str, item_id: int) -> Words | None:
        """Return the words for an item as it is now, None where the reader may not see it."""

    def named(self, anchor: str) -> Words | None:
        """Return the words for what an anchor such as `r-12` names."""

    def plain(self, source: str) -> str:
        """Return Markdown as plain text, items that it links to by their words."""

    def topics(self, topic_ids: Iterable[int]) -> tuple[NamedTopic, ...]:
        """Return the topics that the reader may know of, by title."""


@dataclass(frozen=True)
class ItemChange:
    """What a group of edits did to one item, and what may be named in telling it.

    `lead` is the field that names an item of the kind, empty where no field does.
    """

    group: EditGroup
    names: NameLookup
    lead: str

    @cached_property
    def before(self) -> State | None:
        """Return the state at the beginning; that of an unfilled slot counts as none."""
        return self._unless_slot(self.group.before)

    @cached_property
    def after(self) -> State | None:
        """Return the state at the end; that of an unfilled slot counts as none."""
        return self._unless_slot(self.group.after)

    @property
    def net(self) -> dict[str, tuple[Any, Any]]:
        """Return each field that ended otherwise than it began, with both values."""
        return self.group.net

    @property
    def is_there(self) -> bool:
        """Return whether the reader can still find the item."""
        return self.names.is_alive(self.group.kind, self.group.item_id)

    @property
    def brought_back(self) -> str:
        """Return the words for an item that was deleted before, empty for one that is new."""
        first = self.group.edits[0]
        return " brought back" if first.row.action == RESTORE and first.known else ""

    def quoted(self, state: State) -> Words:
        """Return the words that name the item, with its address."""
        link = self.names.link(self.group.kind, self.group.item_id)
        return Words(shorten(self.names.plain(str(state[self.lead])), LONGEST), link, quoted=True)

    def filled(self, text: str | None) -> str:
        """Return a text as plain words, empty for a slot."""
        return "" if is_placeholder(text or "") else shorten(self.names.plain(text or ""), LONGEST)

    def removed(self) -> Parts:
        """Say that the item is gone, if it was ever more than a slot."""
        return [self.quoted(self.before), Words(" removed")] if self.before else []

    def relocated(self) -> Parts:
        """Say from which topic's page the item was moved here; a hidden one is not named."""
        if self.before is None or self.after is None or "topic" not in self.net:
            return []
        former, _ = self.net["topic"]
        named = [
            Words(topic.title, topic.address)
            for topic in self.names.topics([former])
            if topic.title  # it is empty once the region was removed for good
        ]
        return joined(" moved here from ", named) or [Words(" moved here")]

    def because(self) -> Parts:
        """Say what a number moved because of: readings, and triggers that happened."""
        rows = [edit.row for edit in self.group.edits]
        causes = dict.fromkeys((row.cause_kind, row.cause_id) for row in rows)
        read = [self.names.name(kind, number) for kind, number in causes if kind == "reading"]
        seen = [self.names.name(kind, number) for kind, number in causes if kind == "trigger"]
        return [*joined(" after reading ", read), *joined(" after this happened: ", seen)]

    def _unless_slot(self, state: State | None) -> State | None:
        lead = (state or {}).get(self.lead)
        return state if lead and not is_placeholder(str(lead)) else None


@dataclass(frozen=True, kw_only=True)
class ChangelogRules:
    """How the changelog tells of items of one kind.

    `tell` returns the words of the sentence, an empty list where the changelog says nothing.
    `order` sorts the sentences of one change, the lowest first. `of_mind` is true for kinds that
    hold what the author thinks, such as beliefs, and false for sources, such as readings.
    `with_reason` is true where the author's reason is printed after the sentence. Where
    `opening` returns words, they stand before the names of the topics in place of a sentence, and
    what `about` returns follows.
    """

    tell: Callable[[ItemChange], Parts]
    order: int
    of_mind: bool = False
    with_reason: bool = False
    opening: Callable[[ItemChange], str] | None = None
    about: Callable[[ItemChange], str] = lambda happening: ""


def tell_plainly(item: ItemChange) -> Parts:
    """Say that an item was added, reworded or removed, for a kind that has no words of its own."""
    if item.after is None:
        return item.removed()
    name = item.quoted(item.after)
    if item.before is None:
        return [name, Words(item.brought_back or " added")]
    return [name, Words(" reworded")] if item.net else []


PLAIN = ChangelogRules(tell=tell_plainly, order=10)


def joined(lead: str, names: Sequence[Words | None]) -> Parts:
    """Return names with `lead` before the first and “and” before the others; unknown ones drop."""
    parts: Parts = []
    for name in names:
        if name is not None:
            parts += [Words(" and " if parts else lead), name]
    return parts


def percent(number: Any) -> str:
    """Return a credence of the journal as a sentence has it."""
    return "no number" if number is None else f"{format_credence(Decimal(number))}%"
