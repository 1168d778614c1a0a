"""Checking what a journal file has as typed by an author into the form of a next version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wiki.exchange.journal.values import is_text
from wiki.sections import find_kind


def wrong_in(kind: str, typed: Mapping[str, Any]) -> str | None:
    """Return the name of the first typed value that the form of a kind cannot hold, or None.

    A field holds a text, or a list of texts where its form takes a list.
    """
    section = find_kind(kind)
    blank = section.form(today=date.max).data if section else {}
    for name, value in typed.items():
        is_right = _are_texts if isinstance(blank.get(name), list) else is_text
        if not (is_text(name) and is_right(value)):
            return name
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))
