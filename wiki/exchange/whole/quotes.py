"""Merging the quotes of a reading of an export into those that the reading has."""

from collections.abc import Iterable, Mapping
from typing import Any

from wiki.forms.quotes import Quote

SAME = (("text", "note", "page"), ("text", "note"))  # what makes two quotes one, the nearest first


def merged_quotes(
    now: Iterable[Mapping[str, Any]], said: Iterable[Mapping[str, Any]]
) -> list[Quote]:
    """Return the quotes that a reading has `now`, brought up to date, and those that it lacks.

    A quote is the same where its words and its note are. It gets the page that the export says, and
    visitors see it only if they do in both.
    """
    merged, lacking = [dict(quote) for quote in now], list(said)
    free = list(merged)
    for names in SAME:
        lacking = [quote for quote in lacking if not _put_into(free, quote, names)]
    return [*merged, *(dict(quote) for quote in lacking)]


def _put_into(free: list[Quote], quote: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Bring the first quote that is free and the same up to date; return whether there is one."""
    for place, known in enumerate(free):
        if all(known[name] == quote[name] for name in names):
            known["page"] = quote["page"] or known["page"]
            known["public"] = known["public"] and quote["public"]
            del free[place]
            return True
    return False
