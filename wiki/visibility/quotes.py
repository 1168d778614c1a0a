"""Which quotes from a work a reader may see: visitors those that the author made public."""

from collections.abc import Iterable, Mapping
from typing import Any

from wiki.models import Reading
from wiki.related import find_row
from wiki.visibility.reader import Reader

Quotes = list[dict[str, Any]]


def visible_quotes(quotes: Iterable[Mapping[str, Any]] | None, *, reader: Reader) -> Quotes:
    """Return those present quotes of a reading that a reader may see."""
    return [dict(quote) for quote in quotes or () if reader.sees_private or quote["public"]]


def keep_private(quotes: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> Quotes:
    """Return quotes from a file, made private if the reading has them as private quotes now.

    A quote is recognised by its words, or by the note where it has none.
    """
    closed = {quote["text"] or quote["note"] for quote in now if not quote["public"]}
    return [
        {**quote, "public": quote["public"] and (quote["text"] or quote["note"]) not in closed}
        for quote in quotes
    ]


def shown_as_now(quotes: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> Quotes:
    """Return quotes of a version, each of them public only if the reading shows the same now."""
    shown = [quote for quote in now if quote["public"]]
    return [{**quote, "public": {**quote, "public": True} in shown} for quote in quotes]


def visible_past_quotes(
    reading_id: int, quotes: Iterable[Mapping[str, Any]] | None, *, reader: Reader
) -> Quotes:
    """Return those quotes of a past state of a reading that a reader may see.

    Visitors see a quote that was public then and still is.
    """
    visible = visible_quotes(quotes, reader=reader)
    if reader.sees_private or not visible:
        return visible
    reading = find_row(Reading, reading_id)
    now = reading.quotes if reading else []
    return [quote for quote in visible if quote in now]
