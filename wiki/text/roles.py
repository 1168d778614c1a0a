"""What pieces of a text are when it is read: part of a link's address, words, code, or nothing.

Whether a piece of text is code is never guessed: the text is read once with a mark in the place of
each piece, and where a mark comes out says what the piece is.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from hashlib import sha256
from html.parser import HTMLParser

from wiki.text.rendering import stored

Span = tuple[int, int]


class Role(Enum):
    """What a piece of text is: `CODE` is a formula, too, and `UNSEEN` is shown to nobody."""

    LINK = auto()
    WORDS = auto()
    CODE = auto()
    UNSEEN = auto()


def mark_for(source: str) -> str:
    """Return a few letters and digits that a text does not have.

    They are made from all of it, so that nobody can type them into it.
    """
    digest = sha256(source.encode(errors="replace")).hexdigest()
    marks = (f"z{digest[:length]}x" for length in range(1, len(digest)))
    return next(mark for mark in marks if mark not in source)


def marked(mark: str, place: int) -> str:
    """Return the mark of the piece at a place of a list; it has no sign of Markdown."""
    return f"{mark}{place}z"


def replaced(source: str, spans: Sequence[Span], texts: Sequence[str]) -> str:
    """Return a text with other texts in some places, given from first to last."""
    parts, at = [], 0
    for (start, end), text in zip(spans, texts, strict=True):
        parts += [source[at:start], text]
        at = end
    return "".join([*parts, source[at:]])


def roles_of(source: str, spans: Sequence[Span], *, as_blocks: bool = False) -> list[Role]:
    """Return the role of each piece of a text, given from first to last by its place.

    What is found more than once has the first of these: link, words, code. A text of one line is
    read as a line, unless `as_blocks` says otherwise.
    """
    mark = mark_for(source)
    marks = [marked(mark, place) for place in range(len(spans))]
    found = _Roles(mark)
    found.feed(stored(replaced(source, spans, marks), as_blocks=as_blocks))
    found.close()
    seen = found.seen
    return [
        next((role for role in Role if (place, role) in seen), Role.UNSEEN)
        for place in range(len(spans))
    ]


class _Roles(HTMLParser):
    """Finds marks in safe HTML."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.seen: set[tuple[int, Role]] = set()
        self._mark = re.compile(rf"{mark}(\d+)z")
        self._code = 0
        self._is_formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        if tag == "a":
            address = dict(attrs).get("href") or ""
            self._is_formula = address.startswith("tex:")
            self._see(address, Role.CODE if self._is_formula else Role.LINK)

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"
        self._is_formula = self._is_formula and tag != "a"

    def handle_data(self, data: str) -> None:
        self._see(data, Role.CODE if self._code or self._is_formula else Role.WORDS)

    def _see(self, text: str, role: Role) -> None:
        self.seen |= {(int(found[1]), role) for found in self._mark.finditer(text)}
