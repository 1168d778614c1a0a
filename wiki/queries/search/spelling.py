"""Words of the index similar in spelling to searched ones, for "Did you mean …?"."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from string import ascii_lowercase

from sqlalchemy import column, func, select, table

from wiki.db import db
from wiki.queries.search.matching import index_of
from wiki.queries.search.terms import SearchTerms
from wiki.visibility import Reader

SHORTEST = 4  # letters of a word that has near ones
LONGEST = 30
NEAR = 0.75  # how alike two words are, from 0 to 1, so that one is taken for the other
MOST = 2_000  # words of the index that one is compared with


def near_words(terms: SearchTerms, *, reader: Reader) -> dict[str, str]:
    """Return the most similar word of the index for each searched word that it does not have."""
    nearest: dict[str, str] = {}
    for word in {word.lower() for phrase in terms.phrases for word in phrase.split()}:
        if SHORTEST <= len(word) <= LONGEST and word.isalnum():
            near = _nearest(word, index_of(reader=reader))
            if near and near != word:
                nearest[word] = near
    return nearest


def _nearest(word: str, index: str) -> str:
    """Return the word of an index most similar to this one, the commoner of two; "" for none.

    If the index has the word, it is returned itself. Compared are words with one letter more, less
    or other, or two exchanged, and those with the same beginning.
    """
    words = table(f"{index}_words", column("term"), column("doc"))
    query = select(words.c.term, words.c.doc)
    alike = query.where(words.c.term.in_({word, *_one_off(word)}))
    found = dict([*db.session.execute(alike)])
    if word in found:
        return word
    begin = (words.c.term >= word[:2], words.c.term < word[:1] + chr(ord(word[1]) + 1))
    length = func.length(words.c.term).between(len(word) - 2, len(word) + 2)
    near = query.where(*begin, length).limit(MOST)
    found |= dict([*db.session.execute(near)])
    return _most_similar(word, found)


def _most_similar(word: str, found: Mapping[str, int]) -> str:
    """Return the most similar of the words found; "" for none. Each comes with its frequency.

    The ratio of two words is only computed if its quick upper bounds are high enough.
    """
    best = (NEAR, 0, "")
    matcher = SequenceMatcher(b=word)
    for term, common in found.items():
        matcher.set_seq1(term)
        if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
            best = max(best, (matcher.ratio(), common, term))
    return best[2]


def _one_off(word: str) -> set[str]:
    """Return the texts that differ from a word by one letter, or by two exchanged ones."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {one + two[1:] for one, two in halves if two}
    turned = {one + two[1] + two[0] + two[2:] for one, two in halves if len(two) > 1}
    other = {one + letter + two[1:] for one, two in halves if two for letter in ascii_lowercase}
    more = {one + letter + two for one, two in halves for letter in ascii_lowercase}
    return less | turned | other | more
