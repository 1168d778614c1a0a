"""Merging the quotes of a reading of an export into those that the reading has."""

from collections.abc import Iterable, Mapping
from typing import Any

from wiki.forms.quotes import Quote

SAME = (("text", "note", "page"), ("text", "note"))  # what makes two quotes one, the nearest first


def merged_quotes(
    present: Iterable[Mapping[str, Any]], exported: Iterable[Mapping[str, Any]]
) -> list[Quote]:
    """Return the `present` quotes of a reading, updated, then those `exported` that it lacks.

    Two quotes are the same if their words and notes are. The page is that of the export, and
    visitors see a quote only if they do in both.
    """
    merged, lacking = [dict(quote) for quote in present], list(exported)
    free = list(merged)
    for names in SAME:
        lacking = [quote for quote in lacking if not _put_into(free, quote, names)]
    return [*merged, *(dict(quote) for quote in lacking)]


def _put_into(free: list[Quote], quote: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Update the first quote in `free` that is the same as `quote`, and remove it from `free`.

    Return whether there is such a quote.
    """
    for index, own in enumerate(free):
        if all(own[name] == quote[name] for name in names):
            own["page"] = quote["page"] or own["page"]
            own["public"] = own["public"] and quote["public"]
            del free[index]
            return True
    return False
