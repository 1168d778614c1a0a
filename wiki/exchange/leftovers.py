"""What an entry may have from an earlier version alone: a part of a slot, a move to nowhere."""

from typing import Any

from wiki.credence_pairs import STILL, stands_still
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.models import Topic
from wiki.sections.base import Section
from wiki.text import leftover_slot

Row = Any


def refuse_leftover(section: Section, topic: Topic, entry: DocumentEntry, row: Row | None) -> None:
    """Raise DocumentError for an entry with part of a slot left over, if its row lacks it."""
    values = section.values(row, topic) if row is not None else {}
    for name, value in entry.values.items():
        before = values.get(name, "")
        if isinstance(value, str) and isinstance(before, str) and value != before:
            refuse_slot_part(leftover_slot(value, before), entry.line)


def refuse_standstill(
    section: Section, topic: Topic, entry: DocumentEntry, row: Row | None
) -> None:
    """Raise DocumentError for a move that goes nowhere, if its row lacks it.

    A new row with an id comes from an atlas, of which an earlier version may have stored it.
    """
    if row is None and entry.item_id:
        return
    values = section.values(row, topic) if row is not None else {}
    for name in section.pair_fields:
        value = entry.values[name]
        if value != values.get(name, "") and stands_still(value):
            raise DocumentError(entry.line, STILL)


def refuse_slot_part(part: str, line: int) -> None:
    """Raise DocumentError for a line if `part`, the part of a slot left over, is not empty."""
    if part:
        raise DocumentError(
            line,
            f"“{part[:80]}” is left over from an empty slot: take it out, or import with --as-is "
            "where it belongs to the text.",
        )
