"""Slots filled only in part: some of the placeholder's text is left over."""

from typing import Any

from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.models import Topic
from wiki.sections.base import Section
from wiki.text import leftover_slot

Row = Any


def refuse_leftover(section: Section, topic: Topic, entry: DocumentEntry, row: Row | None) -> None:
    """Raise DocumentError for an entry with part of a slot left over, if its row lacks it."""
    known = section.values(row, topic) if row is not None else {}
    for name, value in entry.values.items():
        before = known.get(name, "")
        if isinstance(value, str) and isinstance(before, str) and value != before:
            refuse_left(leftover_slot(value, before), entry.line)


def refuse_left(left: str, line: int) -> None:
    """Raise DocumentError for a line if `left`, the part of a slot left over, is not empty."""
    if left:
        raise DocumentError(
            line,
            f"“{left[:80]}” is left over from an empty slot: take it out, or import with --as-is "
            "where it belongs to the text.",
        )
