"""The texts of search results, with the words of linked items, and what was found marked."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from wiki.anchors import Anchor
from wiki.projections.search import SearchText, body_of
from wiki.queries.plain_words import linking_lead, words_for
from wiki.queries.search.marking import AROUND, MarkedText, mark
from wiki.queries.search.matching import match_text
from wiki.queries.search.terms import SearchTerms
from wiki.text import parted, searchable
from wiki.visibility import Reader


def tell_items(
    rows: Collection[SearchText], items: Mapping[tuple[str, int], Any], *, reader: Reader
) -> Mapping[int, MarkedText]:
    """Return, by row id, the texts of the rows that link to items, with the words of these.

    The index has the anchors as they were typed: each reader may read other words.
    """
    linking = {row.id: items.get((row.kind, row.item_id)) for row in rows}
    texts = {
        row_id: [str(getattr(item, name)) for name in item.__searched__ if name]
        for row_id, item in linking.items()
        if item is not None
    }
    read = words_for(reader, chain.from_iterable(texts.values()))

    def name(typed: str) -> str:
        return read(f"[[{typed}]]") if Anchor.parse(typed.strip()) else typed

    return {
        row.id: MarkedText(
            parted(searchable(linking_lead(linking[row.id], read))) or row.heading,
            body_of(linking[row.id], name=name),
        )
        for row in rows
        if any("[[" in text for text in texts.get(row.id, ()))
    }


def mark_texts(
    terms: SearchTerms, rows: Sequence[SearchText], told: Mapping[int, MarkedText]
) -> Mapping[int, MarkedText]:
    """Return, by row id, the texts of rows with what was found between `START` and `END`.

    They are those `told`, unless what was found is only in the texts as they were typed.
    """
    typed_texts = {row.id: MarkedText(row.heading, row.body) for row in rows}
    shown = {**typed_texts, **told}
    if not terms.phrases:
        return {key: MarkedText(one.heading, one.body[: AROUND * 8]) for key, one in shown.items()}
    words = match_text(terms)
    found = mark([(key, one.heading, one.body) for key, one in shown.items()], words)
    typed = [row for row in rows if row.id in told and row.id not in found]
    return {**found, **mark([(row.id, row.heading, row.body) for row in typed], words)}
