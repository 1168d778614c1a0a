"""Checking the values of a document by the same rules as those of a form."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from wiki.credence import CredenceError, format_credence, parse_bound
from wiki.exchange.document_error import DocumentError
from wiki.exchange.written_days import last_written
from wiki.forms.document_line import Values
from wiki.forms.item_form import ItemForm
from wiki.forms.quotes import write_quotes
from wiki.sections.base import Section


class FieldTexts(dict[str, str]):
    """Texts by field, in the form in which WTForms takes them."""

    def getlist(self, name: str) -> list[str]:
        """Return the text of a field in a list, which is empty if the field has none."""
        return [self[name]] if name in self else []


# Forms that were valid, to be used again, by their class, the author's day and the last begun.
_idle: dict[tuple[type[ItemForm], date, date], list[ItemForm]] = defaultdict(list)


@cache
def defaults(section: Section) -> Values:
    """Return the values of an item for which nothing is given."""
    return section.entry_form(today=date.max).values


def text_of(value: Any) -> str:
    """Return the value of a field as it would be typed into a form; "" for None."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_credence(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {word}" for name, word in value.items())
    if isinstance(value, list):
        is_quotes = any(isinstance(one, dict) for one in value)
        return write_quotes(value) if is_quotes else ", ".join(value)
    return str(value)


def read_values(section: Section, typed: Mapping[str, str], *, line: int, today: date) -> Values:
    """Return all values of an item from typed texts. Raises DocumentError if one is invalid."""
    # A document means what it says: 0%, 100% and ~0.7% are not asked about.
    texts = FieldTexts(typed, take=typed.get("credence", ""))
    begun = last_written(today)
    idle = _idle[section.entry_form, today, begun]
    if idle:
        form = idle.pop()
        form.process(texts)
    else:
        form = section.entry_form(texts, today=today, begun=begun)
    if form.validate():
        values = form.values
        idle.append(form)
        return values
    bad = next(field for field in form if field.errors)
    message = " ".join(str(error) for error in bad.errors)
    raise DocumentError(line, f"{bad.label.text}: {message}")


def refuse_share(below: Mapping[str, str], lines: Mapping[str, int]) -> None:
    """Refuse a credence such as `0.7` in a field of its own: it may be a share of 1, as in a form.

    `below` has the fields below the first line of an entry, and `lines` their numbers. Raises
    DocumentError.
    """
    try:
        parse_bound(below.get("credence", ""))
    except CredenceError as error:
        raise DocumentError(lines["credence"], f"Credence: {error.message}") from error


def refuse_twice(head: Values, below: Mapping[str, str], lines: Mapping[str, int]) -> None:
    """Refuse a field to which a line below gives another value than the first line of the entry.

    `head` has the values of the first line, `below` those of the fields below it, and `lines` the
    numbers of their lines. Raises DocumentError.
    """
    for name, text in below.items():
        first = text_of(head.get(name))
        if first and first.strip() != text.strip():
            raise DocumentError(
                lines[name],
                f"“{name}” stands twice: the first line of this entry says “{first[:60]}”. Take "
                "one of the two out.",
            )
