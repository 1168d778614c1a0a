"""Comparing two texts word by word, as readers see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from wiki.text.unspaced import LETTERS

# Comparing takes time by the product of the lengths: of longer texts whole lines are compared, and
# where even those are too many, all of one text counts as replaced by all of the other.
MOST = 9_000_000
# Each letter of Chinese and Japanese is a word, as is what stands between two of them.
_WORD = re.compile(rf"(?:[{LETTERS}]|[^\s{LETTERS}]+)\s*|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A piece of text that is the same in both texts, or is in one of them alone."""

    text: str
    same: bool


Side = tuple[Piece, ...]


def compare(before: str, after: str) -> tuple[Side, Side]:
    """Return both texts as pieces, each marked as the same in both texts or not.

    Texts are compared by words, very long ones by lines.
    """
    for parts in (_WORD, _LINE):
        one, other = parts.findall(before), parts.findall(after)
        start = _shared(one, other)
        end = _shared(one[start:][::-1], other[start:][::-1])
        if (len(one) - start - end) * (len(other) - start - end) <= MOST:
            return _compared(one, other, start, end)
    return _sides([(True, one[:start], other[:start]), (False, one[start:], other[start:])])


def is_same(before: Side, after: Side) -> bool:
    """Return whether two texts, as compared by `compare`, have no piece that differs."""
    return all(piece.same for piece in (*before, *after))


def _compared(one: Sequence[str], other: Sequence[str], start: int, end: int) -> tuple[Side, Side]:
    inner = one[start : len(one) - end], other[start : len(other) - end]
    words = [[part.strip() for part in side] for side in inner]
    codes = SequenceMatcher(None, words[0], words[1]).get_opcodes()
    runs = [(True, one[:start], other[:start])]
    runs += [(tag == "equal", inner[0][a:b], inner[1][c:d]) for tag, a, b, c, d in codes]
    runs.append((True, one[len(one) - end :], other[len(other) - end :]))
    return _sides(runs)


def _sides(runs: Sequence[tuple[bool, Sequence[str], Sequence[str]]]) -> tuple[Side, Side]:
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for same, *parts in runs:
        for side, words in zip(sides, parts, strict=True):
            if words:
                side.append(Piece("".join(words), same))
    return tuple(sides[0]), tuple(sides[1])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many elements are equal at the beginning of both sequences."""
    pairs = enumerate(zip(one, other, strict=False))
    differ = (n for n, (a, b) in pairs if a.strip() != b.strip())
    return next(differ, min(len(one), len(other)))
