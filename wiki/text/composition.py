"""Composing letters with their marks, in time that grows with the length of a text.

Unicode sorts the marks on a letter, which takes quadratic time where there are very many. No word
of any language has more than `MOST` of them.
"""

import unicodedata
from itertools import groupby, islice
from typing import Literal

MOST = 30  # marks on one letter
# Signs that Unicode itself does not call marks, and takes apart into nothing else.
_ALL_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"


def composed(text: str) -> str:
    """Return a text in NFC; one with more than `MOST` marks on a letter stays as typed."""
    if text.isascii():
        return text
    runs = groupby(text, key=_is_mark)
    if any(are_marks and sum(1 for _ in run) > MOST for are_marks, run in runs):
        return text
    return unicodedata.normalize("NFC", text)


def for_comparing(form: Literal["NFKC", "NFKD"], text: str) -> str:
    """Return a text in a form of Unicode in which spellings of one word are the same.

    Of the marks on one letter it keeps the first `MOST`.
    """
    if text.isascii():
        return text
    runs = groupby(text, key=_is_mark)
    kept = "".join("".join(islice(run, MOST) if are_marks else run) for are_marks, run in runs)
    return unicodedata.normalize(form, kept)


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign) > 0 or sign in _ALL_MARKS
