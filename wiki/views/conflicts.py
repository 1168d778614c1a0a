"""Somebody else's version beside what was typed: the fields that differ, word by word."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from wiki.credence import format_credence
from wiki.forms.quotes import write_quotes
from wiki.text.word_diff import Side, compare


def differing_fields(values: Mapping[str, Any], form: Any) -> Iterator[tuple[str, Side]]:
    """Yield (label, saved value) for each field whose saved value is not what was typed.

    The value comes in pieces, marked as `same` if they are in what was typed, too. A field that was
    emptied has no pieces.
    """
    for name, value in values.items():
        if name not in form:
            continue
        bound = form[name]
        theirs, mine = _written(name, value), _written(name, _typed(bound))
        if theirs != mine:
            yield bound.label.text, compare(mine, theirs)[1]


def _typed(bound: Any) -> Any:
    """Return the text typed in a form field, or for fields that are no text their data."""
    return bound._value() if hasattr(bound, "_value") else bound.data


def _written(name: str, value: Any) -> str:
    """Return a value as a form shows it."""
    if value is None or value is False:
        return ""
    if name == "quotes" and not isinstance(value, str):
        return write_quotes(value).strip()
    if isinstance(value, Decimal):
        return format_credence(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value).replace("\r\n", "\n").strip()
