"""Slots that were half filled: part of a placeholder stands beside the words that fill it."""

from typing import Any

from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.models import Topic
from wiki.sections.base import Section
from wiki.text import leftover_slot

Row = Any


def refuse_leftover(section: Section, topic: Topic, entry: DocumentEntry, row: Row | None) -> None:
    """Refuse an entry in which part of a slot is left over, unless the row says the same already.

    Raises DocumentError.
    """
    known = section.values(row, topic) if row is not None else {}
    for name, value in entry.values.items():
        before = known.get(name, "")
        if isinstance(value, str) and isinstance(before, str) and value != before:
            refuse_left(leftover_slot(value, before), entry.line)


def refuse_left(left: str, line: int) -> None:
    """Refuse a line in which this much of a slot is left over; '' is nothing.

    Raises DocumentError.
    """
    if left:
        raise DocumentError(
            line,
            f"“{left[:80]}” is left over from an empty slot: take it out, or import with --as-is "
            "where it belongs to the text.",
        )
