"""The edits of one item that one sentence describes, as one reader sees them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from wiki.actions import State, differing
from wiki.text import ReadWords, is_placeholder, shorten

LONGEST = 300  # characters of one text in a sentence


@dataclass(frozen=True)
class Edit:
    """One revision of an item: its state as this reader saw it before, and after it.

    `seen_before` says whether the reader saw any state before; `row` has the columns of the
    revision and of its change; `reason` is "" where the reader may not see it.
    """

    before: State | None
    after: State | None
    seen_before: bool
    row: Any
    reason: str = ""


@dataclass(frozen=True)
class EditGroup:
    """Successive edits of one item by one author, oldest first, without undone ones."""

    kind: str
    item_id: int
    edits: tuple[Edit, ...]

    @property
    def before(self) -> State | None:
        """Return the state before the first edit, None where there was none."""
        return self.edits[0].before

    @property
    def after(self) -> State | None:
        """Return the state after the last edit, None where the item was deleted."""
        return self.edits[-1].after

    @cached_property
    def net(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields whose first and last values differ, each with both."""
        first: State = {}
        last: State = {}
        for edit in self.edits:
            before, after = edit.before or {}, edit.after or {}
            for name in differing(before, after):
                first.setdefault(name, before.get(name))
                last[name] = after.get(name)
        return {name: (first[name], last[name]) for name in differing(first, last)}

    @property
    def topic_ids(self) -> set[int]:
        """Return the ids of the item's topics; of a relation, of its first end only.

        For a topic, it is its own id or that of the topic it was merged into.
        """
        state = self.after or self.before or {}
        if self.kind == "topic":
            return {state.get("merged_into") or self.item_id}
        own = state.get("topic") or state.get("topic_id")
        return {own} if own else set(state.get("topics", ()))

    def reason(self, read: ReadWords) -> str:
        """Return the typed reasons as one text, each once, sorted by the days of their points.

        `read` makes plain words of Markdown.
        """
        edits = sorted(self.edits, key=lambda edit: edit.row.held_on or date.max)
        reasons = dict.fromkeys(filled(edit.reason, read) for edit in edits)
        typed = [reason for reason in reasons if reason]
        ended = [reason if reason[-1] in ".!?…" else f"{reason}." for reason in typed[:-1]]
        return " ".join([*ended, *typed[-1:]])


def filled(text: str | None, read: ReadWords) -> str:
    """Return a text as the words that `read` makes of it, shortened; "" for a placeholder."""
    return "" if is_placeholder(text or "") else shorten(read(text or ""), LONGEST)
