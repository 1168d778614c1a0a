"""What a search finds, the best first, each with the words around what was looked for.

The commonest word costs little more than a rare one: of what has the words, at most `CANDIDATES`
are ranked, what is named by them before what only says them, and the newest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from wiki.db import db
from wiki.models import Relation, Topic, TopicItem
from wiki.projections.search import INDEXES, SearchText
from wiki.queries.named import find_rows
from wiki.queries.paging import page_numbers
from wiki.queries.search.asking import Asked
from wiki.visibility import Reader, may_meet, may_see

PAGE = 20
CANDIDATES = 1_000
# How much more words in what names an item count than those in the rest of it.
WEIGHTS = (5.0, 1.0)
AROUND = 24  # words of the text that are shown
START, END = "\x02", "\x03"  # around what was found: texts are kept without such characters


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    words: str
    is_found: bool


@dataclass(frozen=True)
class Result:
    """An item that was found, the pages it stands on, and its words in pieces."""

    item: Any
    topics: Sequence[Topic]
    heading: Sequence[Piece]
    body: Sequence[Piece]


@dataclass(frozen=True)
class Found:
    """A page of results; there may be more than `total` where `is_all` is false."""

    items: Sequence[Result]
    number: int
    pages: int
    total: int
    is_all: bool


def search(asked: Asked, number: int, *, reader: Reader) -> Found:
    """Return a page of what a reader may meet of what is asked for; the last for one beyond it."""
    found = _ranked(asked, reader=reader) if asked else []
    ids = found[:CANDIDATES]
    number, pages = page_numbers(len(ids), number, PAGE)
    some = ids[(number - 1) * PAGE : number * PAGE]
    return Found(_read(asked, some, reader=reader), number, pages, len(ids), len(found) == len(ids))


def count(asked: Asked, *, reader: Reader) -> int:
    """Return how many results there are, at most one more than `CANDIDATES`."""
    return len(_ranked(asked, reader=reader))


def index_of(*, reader: Reader) -> str:
    """Return the name of the full-text index that a reader may ask."""
    visitor, author = INDEXES
    return author if reader.sees_private else visitor


def _ranked(asked: Asked, *, reader: Reader) -> list[int]:
    """Return the ids of the rows that are found, the best first, one more than are shown."""
    if not asked.phrases:
        query = select(SearchText.id).where(*asked.conditions)
        if not reader.sees_private:
            query = query.where(SearchText.is_public)
        return list(db.session.scalars(query.order_by(SearchText.id.desc()).limit(CANDIDATES + 1)))
    words = _match(asked)
    scores = _scores(words, asked, reader=reader)
    if len(scores) > CANDIDATES:
        named = _scores(f"heading : ({words})", asked, reader=reader)
        scores = dict([*named.items(), *scores.items()][: CANDIDATES + 1])
    return sorted(scores, key=lambda row_id: (scores[row_id], row_id))


def _scores(words: str, asked: Asked, *, reader: Reader) -> dict[int, float]:
    """Return the ids of rows that have the words, each with its score: less is better."""
    index = index_of(reader=reader)
    found = sql_table(index, sql_column("rowid"))
    score = func.bm25(literal_column(index), *WEIGHTS).label("score")
    query: Select[Any] = select(found.c.rowid, score).where(_matches(index, words))
    if asked.conditions:
        query = query.join(SearchText, SearchText.id == found.c.rowid).where(*asked.conditions)
    rows = db.session.execute(query.order_by(found.c.rowid.desc()).limit(CANDIDATES + 1))
    return {row.rowid: row.score for row in rows}


def _matches(index: str, words: str) -> Any:
    return literal_column(index).op("MATCH")(words)


def _match(asked: Asked) -> str:
    """Return the phrases in the language of the index: each quoted, its last word a beginning."""
    quoted = (phrase.replace('"', '""') for phrase in asked.phrases)
    return " ".join(f'"{phrase}"*' for phrase in quoted)


def _read(asked: Asked, ids: Sequence[int], *, reader: Reader) -> list[Result]:
    rows = {row.id: row for row in _rows(asked, ids, reader=reader)}
    items = find_rows((row.kind, row.item_id) for row in rows.values())
    found = [
        (rows[row_id], items.get((rows[row_id].kind, rows[row_id].item_id)))
        for row_id in ids
        if row_id in rows
    ]
    return [
        Result(
            item,
            [topic for topic in _topics(item) if may_see(topic, reader=reader)],
            _pieces(row.heading),
            _pieces(row.body),
        )
        for row, item in found
        if item is not None and may_meet(item, reader=reader)
    ]


def _rows(asked: Asked, ids: Sequence[int], *, reader: Reader) -> Sequence[Any]:
    """Return the rows with these ids, with what was found between `START` and `END`."""
    if not asked.phrases:
        body = func.substr(SearchText.body, 1, AROUND * 8).label("body")
        columns = (SearchText.id, SearchText.kind, SearchText.item_id, SearchText.heading, body)
        return db.session.execute(select(*columns).where(SearchText.id.in_(ids))).all()
    index = index_of(reader=reader)
    found = sql_table(index, sql_column("rowid"))
    name: Any = literal_column(index)
    heading = func.highlight(name, 0, START, END).label("heading")
    body = func.snippet(name, 1, START, END, "…", AROUND).label("body")
    query = select(SearchText.id, SearchText.kind, SearchText.item_id, heading, body)
    query = query.select_from(found).join(SearchText, SearchText.id == found.c.rowid)
    mine = (_matches(index, _match(asked)), found.c.rowid.in_(ids))
    return db.session.execute(query.where(*mine)).all()


def _topics(item: Any) -> list[Topic]:
    """Return the topics on whose pages an item stands; none for a topic itself."""
    match item:
        case Topic():
            return []
        case TopicItem():
            return [item.topic]
        case Relation():
            return [item.topic, item.region]
        case _:
            return list(item.live_topics)


def _pieces(marked: str) -> list[Piece]:
    """Return a text in pieces, of which every second was found."""
    pieces: list[Piece] = []
    for at, part in enumerate(marked.split(START)):
        found, _, rest = part.partition(END) if at else ("", "", part)
        pieces += [Piece(found, True), Piece(rest, False)]
    return [piece for piece in pieces if piece.words]
