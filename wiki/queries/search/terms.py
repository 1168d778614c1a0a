"""Reading a search: words, and filters such as `belief:>70` or `area:"Governance"`.

Any text is a search. A part that is not understood as a filter is searched as words, and the page
says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select

from wiki.errors import Invalid
from wiki.models import Topic
from wiki.naming import DOUBLE_QUOTES
from wiki.projections.search import SearchText, is_on, searched_models
from wiki.queries.areas import find_area
from wiki.queries.topics import is_written
from wiki.related import load_related
from wiki.sections import SECTIONS
from wiki.statuses import STATUSES
from wiki.text import in_usual_letters, parted, without_controls
from wiki.visibility import Reader, may_see_on_page, sees_topic

LONGEST = 300  # characters of a search that are looked at
MOST = 12  # words that are looked for
# A filter with its value, which may be quoted; a phrase in quotes; or a word.
_PART = re.compile(
    r'(?P<name>[a-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+))'
    r'|"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)',
    re.IGNORECASE,
)
# Phones type curly quotes, which mean the same here.
_STRAIGHT = str.maketrans(dict.fromkeys(DOUBLE_QUOTES, '"'))
# The kinds as people call them, one and many: the form offers the first of these for each.
NOUNS = {"region": "topic", **{section.noun: section.kind for section in SECTIONS}}
# How each filter is written; kinds supply some of them.
EXAMPLES = {
    "kind": "kind:essay",
    "area": 'area:"Public policy"',
    "status": "status:forming",
    "is": "is:open",
    "belief": "belief:>70",
    "read": "read:2026-05",
}
KINDS = {section.name: section.kind for section in SECTIONS} | {"regions": "topic"} | NOUNS


@dataclass(frozen=True)
class SearchTerms:
    """A search: phrases (mostly single words), all of which an item must have, and conditions.

    The conditions are about rows of `SearchText`. `unread` are the filters, as they were typed,
    that are not understood and searched as words, each with a correct example.
    """

    phrases: tuple[str, ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Return whether the search asks for anything."""
        return bool(self.phrases or self.conditions)


def parse_search(typed: str, filters: Mapping[str, str], *, reader: Reader) -> SearchTerms:
    """Return the search in a typed text, with the filters of the form, by name, added to it.

    Raises Invalid for a filter of the form that is not understood.
    """
    phrases: list[str] = []
    conditions: list[ColumnElement[bool]] = []
    unread: list[tuple[str, str]] = []
    text = without_controls(typed[:LONGEST]).translate(_STRAIGHT)
    for part in _PART.finditer(in_usual_letters(text)):
        value = part["value"] if part["quoted"] is None else part["quoted"]
        name = (part["name"] or _name_alone(part["word"] or "")).lower()
        found = _condition(name, value, reader=reader) if part["name"] else None
        if found is not None:
            conditions.append(found)
        elif any(sign.isalnum() for sign in part[0]):
            phrases.append(parted(part["phrase"] or part[0]))
            if example := EXAMPLES.get(name):
                unread.append((part[0], example))
    for name, value in filters.items():
        value = without_controls(value)
        if (found := _condition(name, value, reader=reader)) is None:
            example = EXAMPLES[name].partition(":")[2]
            raise Invalid(name, f"“{value}” is not understood here: try {example}.")
        conditions.append(found)
    return SearchTerms(tuple(phrases[:MOST]), tuple(conditions), tuple(unread[:MOST]))


def _name_alone(word: str) -> str:
    """Return the name in `area:`, a filter whose value stands behind a space, "" for a word."""
    return word.removesuffix(":") if word.endswith(":") else ""


def _condition(name: str, value: str, *, reader: Reader) -> ColumnElement[bool] | None:
    """Return the SQL condition for a filter, None where it is not understood."""
    match name:
        case "kind":
            kind = KINDS.get(value.lower())
            return SearchText.kind == kind if kind else None
        case "area":
            if area := find_area(value):
                load_related(area)
            is_seen = area is not None and may_see_on_page(area, reader=reader)
            return _on_pages(Topic.area_id == area.id, reader=reader) if area and is_seen else None
        case "status":
            status = next((each for each in STATUSES if each.lower() == value.lower()), None)
            return _on_pages(Topic.status == status, reader=reader) if status else None
        case _:
            value = value.lower()
            parts = [_among(Topic, not_(is_written()))] if (name, value) == ("is", "stub") else []
            for section in SECTIONS:
                supplied = section.filters.get(name)
                if supplied and (condition := supplied(value)) is not None:
                    parts.append(_among(section.model, condition))
            return or_(*parts) if parts else None


def _on_pages(condition: ColumnElement[bool], *, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that an item is a topic that meets a condition, or on its page.

    Only topics that the reader sees count.
    """
    topics = select(Topic.id).where(condition, sees_topic(reader=reader))
    models = searched_models().values()
    return or_(*(_among(model, is_on(model, topics)) for model in models))


def _among(model: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return an SQL condition: that a row of `SearchText` is of an item that meets a condition."""
    ids = select(model.id).where(condition)
    return and_(SearchText.kind == model.__kind__, SearchText.item_id.in_(ids))
