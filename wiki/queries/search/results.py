"""The results of a search, the best first, each with the words around what was searched.

The commonest word takes little longer than a rare one. Where more than `CANDIDATES` items have the
words, those that were written last are ranked, and of them those with the words in the title come
first. Whether there are so many is found out with whole words, which the index has stored;
beginnings of words take it longer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from wiki.db import db
from wiki.models import Relation, Topic, TopicItem
from wiki.projections.search import SearchText
from wiki.queries.paging import page_numbers
from wiki.queries.rows_by_anchor import find_rows
from wiki.queries.search.marking import END, START
from wiki.queries.search.matching import index_of, match_text
from wiki.queries.search.terms import SearchTerms
from wiki.queries.search.texts import mark_texts, tell_items
from wiki.text import joined
from wiki.visibility import Reader, may_see_elsewhere, may_see_on_page

PAGE = 20
CANDIDATES = 1_000
# How much a word counts in the text that names an item, and in its other texts.
WEIGHTS = (5.0, 1.0)


@dataclass(frozen=True)
class MarkedPiece:
    """A part of a text; `is_found` says whether it matched the search."""

    words: str
    is_found: bool


@dataclass(frozen=True)
class Result:
    """An item that was found, the topics on whose pages it is, and its texts in pieces."""

    item: Any
    topics: Sequence[Topic]
    heading: Sequence[MarkedPiece]
    body: Sequence[MarkedPiece]


@dataclass(frozen=True)
class SearchResults:
    """A page of results: items, page number, number of pages, and total.

    There may be more than `total` where `is_all` is false.
    """

    items: Sequence[Result]
    number: int
    pages: int
    total: int
    is_all: bool


def search(terms: SearchTerms, page: int, *, reader: Reader) -> SearchResults:
    """Return a page of the results that a reader may see; a number too high gives the last page."""
    found = _ranked(terms, reader=reader) if terms else []
    ids = found[:CANDIDATES]
    page, pages = page_numbers(len(ids), page, PAGE)
    some = ids[(page - 1) * PAGE : page * PAGE]
    return SearchResults(
        _read(terms, some, reader=reader), page, pages, len(ids), len(found) == len(ids)
    )


def count(terms: SearchTerms, *, reader: Reader) -> int:
    """Return the number of results, at most one more than `CANDIDATES`."""
    return len(_ranked(terms, reader=reader))


def items_having(terms: SearchTerms, kind: str, *, reader: Reader) -> Select[Any]:
    """Return a query for the ids of all items of a kind that a search finds, unsorted."""
    query: Select[Any] = select(SearchText.item_id).where(SearchText.kind == kind)
    query = query.where(*terms.conditions)
    if terms.phrases:
        index = index_of(reader=reader)
        table = sql_table(index, sql_column("rowid"))
        words = select(table.c.rowid).where(literal_column(index).op("MATCH")(match_text(terms)))
        query = query.where(SearchText.id.in_(words))
    return query


def _ranked(terms: SearchTerms, *, reader: Reader) -> list[int]:
    """Return the ids of the rows found, the best first, at most one more than `CANDIDATES`."""
    if not terms.phrases:
        query = select(SearchText.id).where(*terms.conditions)
        if not reader.sees_private:
            query = query.where(SearchText.is_public)
        # To sort all as people do takes long where very many meet the conditions.
        first = query.order_by(*_by_name(func.lower(SearchText.heading))).limit(CANDIDATES + 1)
        ids = list(db.session.scalars(first))
        return _sorted(ids, dict.fromkeys(ids, 0))
    many = _newest(whole := match_text(terms, whole=True), terms, reader=reader)
    if len(many) > CANDIDATES:
        return _named_first(whole, many, terms, reader=reader)
    words = match_text(terms)
    ids = _newest(words, terms, reader=reader)
    if len(ids) > CANDIDATES:
        return _named_first(words, ids, terms, reader=reader)
    scores = _scores(terms, ids, reader=reader) if len(ids) > 1 else {}
    return _sorted(ids, {row_id: scores.get(row_id, 0) for row_id in ids})


def _sorted(ids: Sequence[int], scores: Mapping[int, float]) -> list[int]:
    """Return the ids of rows by their scores, of which less is better, and then by name."""
    if len(set(scores.values())) == len(ids):
        return sorted(ids, key=scores.__getitem__)
    named = select(SearchText.id).where(SearchText.id.in_(ids))
    named = named.order_by(*_by_name(func.sort_key(SearchText.heading)))
    return sorted(db.session.scalars(named), key=scores.__getitem__)


def _by_name(name: ColumnElement[str]) -> tuple[Any, ...]:
    """Return the ORDER BY columns for results that are equally good.

    When they were last saved is nothing to go by: visitors may know nothing of that save.
    """
    return SearchText.heading == "", name, SearchText.kind, SearchText.item_id


def _named_first(
    words: str, ids: Sequence[int], terms: SearchTerms, *, reader: Reader
) -> list[int]:
    """Return the ids of rows with the words in their heading, shortest first, then `ids`.

    At most one more than `CANDIDATES` are returned.
    """
    named = _newest(f"heading : ({words})", terms, reader=reader)
    length = func.length(SearchText.heading).label("length")
    rows = db.session.execute(select(SearchText.id, length).where(SearchText.id.in_(named)))
    lengths: dict[int, float] = {row.id: row.length for row in rows}
    rest = [row_id for row_id in ids if row_id not in lengths][: CANDIDATES + 1 - len(named)]
    return [*_sorted(named, lengths), *_sorted(rest, dict.fromkeys(rest, 0))]


def _newest(words: str, terms: SearchTerms, *, reader: Reader) -> list[int]:
    """Return the ids of the rows that match a search text, the last written first."""
    return list(db.session.scalars(_having(words, terms, reader=reader)))


def _scores(terms: SearchTerms, ids: Collection[int], *, reader: Reader) -> dict[int, float]:
    """Return, by row id, the scores of rows that were found: less is better.

    Phrases that very many rows have say little about any of them, and counting them takes long:
    they are left out, unless there are no others.
    """
    rare = [one for one in terms.phrases if not _is_common(one, reader=reader)]
    words = match_text(SearchTerms(tuple(rare) or terms.phrases))
    score = func.bm25(literal_column(index_of(reader=reader)), *WEIGHTS).label("score")
    rows = db.session.execute(_having(words, SearchTerms(), reader=reader).add_columns(score))
    wanted = set(ids)
    return {row.rowid: row.score for row in rows if row.rowid in wanted}


def _is_common(phrase: str, *, reader: Reader) -> bool:
    """Return whether more than `CANDIDATES` rows of the index have a phrase."""
    alone = SearchTerms((phrase,))
    return len(_newest(match_text(alone, whole=True), alone, reader=reader)) > CANDIDATES


def _having(words: str, terms: SearchTerms, *, reader: Reader) -> Select[Any]:
    """Return a query for the ids of the newest rows that match `words` and meet the conditions."""
    index = index_of(reader=reader)
    table = sql_table(index, sql_column("rowid"))
    query: Select[Any] = select(table.c.rowid).where(literal_column(index).op("MATCH")(words))
    if terms.conditions:
        query = query.join(SearchText, SearchText.id == table.c.rowid).where(*terms.conditions)
    return query.order_by(table.c.rowid.desc()).limit(CANDIDATES + 1)


def _read(terms: SearchTerms, ids: Sequence[int], *, reader: Reader) -> list[Result]:
    chosen = select(SearchText).where(SearchText.id.in_(ids))
    rows = {row.id: row for row in db.session.scalars(chosen)}
    items = find_rows((row.kind, row.item_id) for row in rows.values())
    texts = mark_texts(terms, list(rows.values()), tell_items(rows.values(), items, reader=reader))
    found = [
        (texts[row_id], items.get((rows[row_id].kind, rows[row_id].item_id)))
        for row_id in ids
        if row_id in texts
    ]
    return [
        Result(
            item,
            [topic for topic in _topics(item) if may_see_on_page(topic, reader=reader)],
            _pieces(text.heading),
            _pieces(text.body),
        )
        for text, item in found
        if item is not None and may_see_elsewhere(item, reader=reader)
    ]


def _topics(item: Any) -> list[Topic]:
    """Return the topics on whose pages an item is; [] for a topic itself."""
    match item:
        case Topic():
            return []
        case TopicItem():
            return [item.topic]
        case Relation():
            return [item.topic, item.region]
        case _:
            return list(item.live_topics)


def _pieces(marked: str) -> list[MarkedPiece]:
    """Return a text with `START` and `END` marks cut into pieces, empty ones left out."""
    pieces: list[MarkedPiece] = []
    for at, part in enumerate(joined(marked).split(START)):
        found, _, rest = part.partition(END) if at else ("", "", part)
        pieces += [MarkedPiece(found, True), MarkedPiece(rest, False)]
    return [piece for piece in pieces if piece.words]
