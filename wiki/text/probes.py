"""Probes: marks put into a text before it is rendered, which show what becomes of each place in it.

Whether a place is in code or a link cannot be seen in the text as typed. A probe has only letters
and digits, which do not change how a text is read, so one reading answers this for all places.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

Span = tuple[int, int]


class Probes:
    """Numbered marks for a text, which can be found again in the HTML made from it.

    A mark is made from a digest of the text and never stands in the text itself.
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
        """Return the text with a probe before each index, numbered from 0 in the order given."""
        return self.put_for([(place, place) for place in places])

    def put_for(self, spans: Sequence[Span]) -> str:
        """Return the text with a probe in place of each span (start, end), numbered from 0."""
        return replaced(self._source, spans, list(map(self.probe, range(len(spans)))))

    def numbers_in(self, text: str) -> list[int]:
        """Return the numbers of the probes in a piece of the rendered text."""
        return [int(number) for number in self._probe.findall(text)]

    def without(self, text: str) -> str:
        """Return a piece of the rendered text without the probes in it."""
        return self._probe.sub("", text)


def replaced(source: str, spans: Sequence[Span], texts: Sequence[str]) -> str:
    """Return a text in which each span (start, end) is replaced by the text of the same index.

    The spans are in order and do not overlap.
    """
    parts, at = [], 0
    for (start, end), text in zip(spans, texts, strict=True):
        parts += [source[at:start], text]
        at = end
    return "".join([*parts, source[at:]])
