"""Probes: letters put into a text at some places, which tell what becomes of each when it is read.

Whether a place is in code or a link cannot be seen in the text as typed. Letters and digits change
nothing of how a text is read, so one reading tells it of all places.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

Span = tuple[int, int]


class Probes:
    """Numbered marks to put into a text, and to find again in what becomes of it.

    They are made from the whole text, such that it has none: nobody can type one into it.
    """

    def __init__(self, source: str) -> None:
        digest = sha256(source.encode(errors="replace")).hexdigest()
        signs = (f"z{digest[:length]}x" for length in range(1, len(digest)))
        self._source = source
        self._sign = next(sign for sign in signs if sign not in source)
        self._probe = re.compile(f"{self._sign}([0-9]+)z")

    def probe(self, number: int) -> str:
        """Return the probe with a number; it has no sign of Markdown."""
        return f"{self._sign}{number}z"

    def put_before(self, places: Iterable[int]) -> str:
        """Return the text with a probe before each place, numbered from 0 in the order given."""
        return self.put_for([(place, place) for place in places])

    def put_for(self, spans: Sequence[Span]) -> str:
        """Return the text with a probe in place of each piece, numbered from 0 in that order."""
        return replaced(self._source, spans, list(map(self.probe, range(len(spans)))))

    def numbers_in(self, text: str) -> list[int]:
        """Return the numbers of the probes in a part of the text as it was read."""
        return [int(number) for number in self._probe.findall(text)]

    def without(self, text: str) -> str:
        """Return a part of the text as it was read, without the probes in it."""
        return self._probe.sub("", text)


def replaced(source: str, spans: Sequence[Span], texts: Sequence[str]) -> str:
    """Return a text with other texts in some places, given from first to last."""
    parts, at = [], 0
    for (start, end), text in zip(spans, texts, strict=True):
        parts += [source[at:start], text]
        at = end
    return "".join([*parts, source[at:]])
