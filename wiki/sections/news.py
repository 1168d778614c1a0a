"""The words with which a kind describes, in the changelog, what happened to an item."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from wiki.actions import RESTORE, State, differing
from wiki.credence import format_credence
from wiki.recorded import Recorded
from wiki.sections.edit_group import LONGEST, EditGroup, filled
from wiki.text import is_placeholder, isolated, shorten


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

    @property
    def plain(self) -> str:
        """Return the words as they stand in a sentence, whatever shows it."""
        return isolated(self.text) if self.quoted else self.text


Parts = list[Words]


@dataclass(frozen=True)
class NamedTopic:
    """A topic as a sentence names it; the address is "" for a deleted one."""

    title: str
    address: str
    is_private: bool = False

    @property
    def plain(self) -> str:
        """Return the title as it stands in a sentence, whatever shows it."""
        return isolated(self.title)


class NameLookup(Protocol):
    """The names that a sentence may have, as far as its reader may see them."""

    def is_alive(self, kind: str, item_id: int) -> bool:
        """Return whether an item exists, the reader may see it, and it is no placeholder."""

    def link(self, kind: str, item_id: int) -> str:
        """Return the permanent link of an item, "" where it has none or is hidden or deleted."""

    def name(self, kind: str, item_id: int) -> Words | None:
        """Return the label of an item as it is now, None where the reader may not see it."""

    def named(self, anchor: str) -> Words | None:
        """Return the label of the item with an anchor such as `r-12`, or None."""

    def plain(self, source: str) -> str:
        """Return Markdown as plain text, items that it links to by their words."""

    def topics(self, topic_ids: Iterable[int]) -> tuple[NamedTopic, ...]:
        """Return the names of those topics that the reader may see, by title."""


@dataclass(frozen=True)
class ItemChange:
    """What an edit group did to one item, and the lookup of names for the sentence about it.

    `lead` is the field that names an item of the kind, "" where no field does.
    """

    group: EditGroup
    names: NameLookup
    lead: str

    @cached_property
    def before(self) -> State | None:
        """Return the state at the beginning, None where there was none or it was a placeholder."""
        return self._unless_slot(self.group.before)

    @cached_property
    def after(self) -> State | None:
        """Return the state at the end, None where there is none or it is a placeholder."""
        return self._unless_slot(self.group.after)

    @property
    def net(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields with another value at the end, each with both values."""
        return self.group.net

    @property
    def is_visible(self) -> bool:
        """Return whether the reader can see the item now."""
        return self.names.is_alive(self.group.kind, self.group.item_id)

    @property
    def restored_words(self) -> str:
        """Return " brought back" for an item that was restored, "" for any other."""
        first = self.group.edits[0]
        return " brought back" if first.row.action == RESTORE and first.seen_before else ""

    def came_back_with(self, field: str) -> bool:
        """Return whether the item was brought back with what a field holds at the end.

        That was told before it was deleted.
        """
        restored = self.group.edits[0].after or {}
        return bool(self.restored_words) and field not in differing(restored, self.after or {})

    def quoted(self, state: State) -> Words:
        """Return the item's lead in a state, quoted, with its permanent link."""
        link = self.names.link(self.group.kind, self.group.item_id)
        return Words(shorten(self.names.plain(str(state[self.lead])), LONGEST), link, quoted=True)

    def filled(self, text: str | None) -> str:
        """Return a text as plain words, empty for a slot."""
        return filled(text, self.names.plain)

    def removed(self) -> Parts:
        """Return the words for an item that was deleted, [] if it was only a placeholder."""
        return [self.quoted(self.before), Words(" removed")] if self.before else []

    def relocated(self) -> Parts:
        """Return the words for a move from another topic's page, [] for no move.

        A topic that the reader may not see is not named.
        """
        if self.before is None or self.after is None or "topic" not in self.net:
            return []
        former, _ = self.net["topic"]
        named = [
            Words(topic.title, topic.address)
            for topic in self.names.topics([former])
            if topic.title  # it is empty once the region was removed for good
        ]
        return joined(" moved here from ", named) or [Words(" moved here")]

    def cause_words(self) -> Parts:
        """Return the words for the causes of a move, those of each kind after its own words."""
        rows = [edit.row for edit in self.group.edits]
        causes = dict.fromkeys((row.cause_kind, row.cause_id) for row in rows)
        parts: Parts = []
        for kind in Recorded.cause_kinds():
            named = [self.names.name(kind, item_id) for of, item_id in causes if of == kind]
            parts += joined(f" {Recorded.kinds[kind].__cause__} ", named)
        return parts

    def _unless_slot(self, state: State | None) -> State | None:
        lead = (state or {}).get(self.lead)
        return state if lead and not is_placeholder(str(lead)) else None


@dataclass(frozen=True, kw_only=True)
class ChangelogRules:
    """How the changelog describes items of one kind.

    `describe_change` returns the words of the sentence, an empty list where the changelog says
    nothing. `order` sorts the sentences of one change, the lowest first. `of_mind` is true for
    kinds that hold what the author thinks, such as beliefs, and false for sources, such as
    readings.
    `with_reason` is true where the author's reason is printed after the sentence. Where `opening`
    returns words, they stand before the names of the topics in place of a sentence, and the text
    that `about` returns follows.
    """

    describe_change: Callable[[ItemChange], Parts]
    order: int
    of_mind: bool = False
    with_reason: bool = False
    opening: Callable[[ItemChange], str] | None = None
    about: Callable[[ItemChange], str] = lambda happening: ""


def describe_plainly(item: ItemChange) -> Parts:
    """Return the words for an item that was added, reworded or removed, for any kind."""
    if item.after is None:
        return item.removed()
    name = item.quoted(item.after)
    if item.before is None:
        return [name, Words(item.restored_words or " added")]
    return [name, Words(" reworded")] if item.net else []


PLAIN = ChangelogRules(describe_change=describe_plainly, order=10)


def joined(lead: str, names: Sequence[Words | None]) -> Parts:
    """Return names with `lead` before the first and “and” between them; None is left out."""
    parts: Parts = []
    for name in names:
        if name is not None:
            parts += [Words(" and " if parts else lead), name]
    return parts


def percent(credence: Any) -> str:
    """Return a credence from a journal state as text, such as `70%` or `no number`."""
    return "no number" if credence is None else f"{format_credence(Decimal(credence))}%"
