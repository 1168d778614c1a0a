"""Texts as plain words, in which a link to an item, `[[b-12]]`, is told by the item's words."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from wiki.anchors import Anchor
from wiki.queries.resolvers import item_finder, resolver
from wiki.sections import find_kind
from wiki.text import ReadWords, Resolver, is_placeholder, plain
from wiki.visibility import Reader


def words_for(reader: Reader, texts: Iterable[str] = ()) -> ReadWords:
    """Return a function from Markdown to plain words, with the items as this reader sees them.

    Name in `texts` what will be read, where it is much: the items that it links to are then read
    together.
    """
    return words_with(resolver(reader=reader, find_item=item_finder(texts, reader=reader)))


def words_with(resolve: Resolver) -> ReadWords:
    """Return a function from Markdown to plain words, with the items that `resolve` knows."""
    return partial(plain, resolve=resolve)


def words_if_filled(read: ReadWords) -> ReadWords:
    """Return a function that returns the words that `read` does, and "" for a placeholder."""
    return lambda source: "" if is_placeholder(source) else read(source)


def linking_lead(row: Any, read: ReadWords) -> str:
    """Return the words of the text that names a row, "" where it links to no item or region."""
    lead = str(getattr(row, getattr(row, "__lead__", "") or "", ""))
    return read(lead) if "[[" in lead else ""


def label_rows(rows: Mapping[Anchor, Any], *, read: ReadWords) -> dict[str, str]:
    """Return the labels of rows, by their anchors as text; `read` makes words of Markdown."""
    return {
        str(anchor): section.label(row.snapshot(), read)
        for anchor, row in rows.items()
        if (section := find_kind(anchor.kind))
    }
