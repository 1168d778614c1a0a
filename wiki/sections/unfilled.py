"""Which fields of an item are marked but not filled, for each kind of item and for topics."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from wiki.projections.unfilled import GAPS, UnfilledFields
from wiki.sections.base import Section
from wiki.text import ReadWords, is_placeholder, placeholder_words, plain, sort_key

State = dict[str, Any]


def supply_gaps(sections: Iterable[Section]) -> None:
    """Register, for each kind, the function in `GAPS` that finds an item's unfilled fields."""
    for section in sections:
        if section.gap:
            GAPS[section.kind] = section.gap
        elif section.owner == "topic":
            GAPS[section.kind] = partial(_of_item, section)
    GAPS["topic"] = _of_topic


def label_of(section: Section, state: State, read: ReadWords) -> str:
    """Return the words that name an item in the review queue; it may be a placeholder.

    `read` makes plain text of Markdown.
    """
    if section.single:
        return section.title
    lead = str(state.get(section.lead) or "")
    return read(placeholder_words(lead)) if is_placeholder(lead) else section.label(state, read)


def _of_item(section: Section, state: State) -> UnfilledFields | None:
    slots = [name for name in section.form_fields if is_placeholder(str(state.get(name) or ""))]
    slots += [
        name for name in ("credence",) if name in section.form_fields and state.get(name) is None
    ]
    if not slots or section.is_former(state):
        return None
    return UnfilledFields(slots, sort_key(label_of(section, state, plain)))


def _of_topic(state: State) -> UnfilledFields | None:
    return (
        UnfilledFields(["summary"], sort_key(state["title"]))
        if is_placeholder(state["summary"])
        else None
    )
