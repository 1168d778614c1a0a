"""Probes: letters put into a text at some places, which tell what becomes of each when it is read.

Whether a place is in code or a link cannot be seen in the text as typed. Letters and digits change
nothing of how a text is read, so one reading tells it of all places.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from wiki.text.rendering import stored
from wiki.text.roles import mark_for, marked


class Probes:
    """The probes at some places of a text, which are numbered from 0 in the order given."""

    def __init__(self, source: str, places: Iterable[int]) -> None:
        mark = mark_for(source)
        self._probe = re.compile(f"{mark}([0-9]+)z")
        parts, at = [], 0
        for number, place in enumerate(places):
            parts += [source[at:place], marked(mark, number)]
            at = place
        self.text = "".join([*parts, source[at:]])

    def numbers_in(self, text: str) -> list[int]:
        """Return the numbers of the probes in a part of the text as it was read."""
        return [int(number) for number in self._probe.findall(text)]

    def without(self, text: str) -> str:
        """Return a part of the text as it was read, without the probes in it."""
        return self._probe.sub("", text)

    def numbers_in_words(self) -> list[int]:
        """Return the numbers of the probes that stand neither in code nor in a link."""
        words = _Words()
        words.feed(stored(self.text))
        words.close()
        return sorted(self.numbers_in(" ".join(words.parts)))  # notes are read last


class _Words(HTMLParser):
    """Collects the text of safe HTML that is neither code nor a link."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._within = 0  # elements of code and links that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within += tag in ("a", "code")

    def handle_endtag(self, tag: str) -> None:
        self._within -= tag in ("a", "code")

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.parts.append(data)
