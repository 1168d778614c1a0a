"""Texts as plain words, in which a link to an item, `[[b-12]]`, is told by the item's words."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from wiki.anchors import Anchor
from wiki.queries.resolvers import resolver
from wiki.sections import find_kind
from wiki.text import Resolver, is_placeholder, plain
from wiki.visibility import Reader

# A function from Markdown to the plain words that somebody may read.
ReadWords = Callable[[str], str]


def words_for(reader: Reader) -> ReadWords:
    """Return a function from Markdown to plain words, with the items as this reader sees them."""
    return words_with(resolver(reader=reader))


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
