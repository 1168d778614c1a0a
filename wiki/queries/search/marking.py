"""Marking what a search found, in the texts of a page of results.

The texts are put into a small full-text index in memory: to ask the index of the whole atlas for
single rows takes as long for each of them as the whole search.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

AROUND = 24  # words of the body that are shown
START, END = "\x02", "\x03"  # around what was found: texts are kept without such characters
# As the migration made the indexes of the atlas: what is a word has to be the same.
_MADE = """CREATE VIRTUAL TABLE shown
    USING fts5(heading, body, tokenize='unicode61 remove_diacritics 2')"""
_READ = f"""SELECT rowid, highlight(shown, 0, ?1, ?2), snippet(shown, 1, ?1, ?2, '…', {AROUND})
    FROM shown WHERE shown MATCH ?3"""


@dataclass(frozen=True)
class MarkedText:
    """The heading and body of a result, in which what was searched is between `START` and `END`."""

    heading: str
    body: str


def mark(texts: Iterable[tuple[int, str, str]], words: str) -> Mapping[int, MarkedText]:
    """Return, by number, the texts that match a search, with the matches marked.

    Each of `texts` is a number, a heading and a body, of which only the part around the matches is
    returned. `words` is in SQLite's full-text syntax.
    """
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(_MADE)
        index.executemany("INSERT INTO shown (rowid, heading, body) VALUES (?, ?, ?)", texts)
        found = index.execute(_READ, (START, END, words))
        return {row_id: MarkedText(heading, body) for row_id, heading, body in found}
