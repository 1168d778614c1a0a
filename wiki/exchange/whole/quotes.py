"""Merging the quotes of a reading of an export into those that the reading has."""

from collections.abc import Iterable, Mapping
from typing import Any

from wiki.forms.quotes import Quote

SAME = (("text", "note", "page"), ("text", "note"))  # what makes two quotes one, the nearest first


def merged_quotes(
    now: Iterable[Mapping[str, Any]], said: Iterable[Mapping[str, Any]]
) -> list[Quote]:
    """Return the quotes that a reading has `now`, updated, and then those of `said` that it lacks.

    Two quotes are the same if their words and notes are. The page is that of the export, and
    visitors see a quote only if they do in both.
    """
    merged, lacking = [dict(quote) for quote in now], list(said)
    free = list(merged)
    for names in SAME:
        lacking = [quote for quote in lacking if not _put_into(free, quote, names)]
    return [*merged, *(dict(quote) for quote in lacking)]


def _put_into(free: list[Quote], quote: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Update the first quote in `free` that is the same as `quote`, and remove it from `free`.

    Return whether there is such a quote.
    """
    for place, known in enumerate(free):
        if all(known[name] == quote[name] for name in names):
            known["page"] = quote["page"] or known["page"]
            known["public"] = known["public"] and quote["public"]
            del free[place]
            return True
    return False
