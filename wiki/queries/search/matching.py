"""What SQLite is asked to match in a search: the index, and the phrases in its syntax."""

from string import ascii_lowercase, digits

from wiki.projections.search import INDEXES
from wiki.queries.search.terms import SearchTerms
from wiki.visibility import Reader

INDEXED = (2, 3)  # the index also has beginnings of words of so many letters


def index_of(*, reader: Reader) -> str:
    """Return the name of the full-text index that a reader may search."""
    visitor, author = INDEXES
    return author if reader.sees_private else visitor


def match_text(terms: SearchTerms, *, whole: bool = False) -> str:
    """Return the phrases in SQLite's full-text syntax: each quoted, its last word as a prefix.

    With `whole`, last words are prefixes only where the index has these stored.
    """
    return " AND ".join(_phrase(phrase, whole=whole) for phrase in terms.phrases)


def _phrase(phrase: str, *, whole: bool) -> str:
    quoted = phrase.replace('"', '""')
    if whole and len(phrase) == 1 and phrase.isascii():
        longer = " OR ".join(f'"{phrase}{letter}"*' for letter in ascii_lowercase + digits)
        return f'("{phrase}" OR {longer})'
    is_whole = whole and not (len(phrase) in INDEXED and phrase.isalnum())
    return f'"{quoted}"' if is_whole else f'"{quoted}"*'
