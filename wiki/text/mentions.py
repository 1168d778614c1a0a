"""Mentions: places of a text that name a region and are no link, and making one of them a link."""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import islice

from wiki.naming import folded, name_key
from wiki.text.linking import TypedLink, links_of
from wiki.text.markers import ITEM
from wiki.text.probes import Probes
from wiki.text.rendering import stored
from wiki.text.unspaced import LETTERS

MOST_PLACES = 1_000  # places in one text with the words, in code and links too
TRIED = 8  # of those outside code and links

# Beside these signs, words are part of a link or of an address.
_BEFORE, _BEHIND = frozenset("[|/"), frozenset("]|")

_LETTER = re.compile(f"[{LETTERS}]")  # which is a word of its own


def find_mention(source: str, title: str) -> tuple[str, TypedLink] | None:
    """Return a text whose first mention of a title is made a link, and this link; None for none.

    The text is read again with the link: a mention that did not become this link is passed over.
    """
    spans = list(islice(_mentions(source, title), MOST_PLACES))
    spans = [(start, end) for start, end in spans if not ITEM.fullmatch(source[start:end])]
    if not spans:
        return None
    likely = _in_words(source, [start for start, _ in spans])
    if not likely:
        return None
    before = [link.typed for link in links_of(source)]
    for start, end in (spans[index] for index in likely[:TRIED]):
        linked = f"{source[:start]}[[{source[start:end]}]]{source[end:]}"
        after = links_of(linked)
        if len(after) != len(before) + 1:
            continue
        others = (at for at, typed in enumerate(before) if after[at].typed != typed)
        changed_at = next(others, len(before))
        rest = [link.typed for link in after[changed_at + 1 :]]
        if name_key(after[changed_at].typed) == name_key(title) and rest == before[changed_at:]:
            return linked, after[changed_at]
    return None


def _mentions(source: str, title: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a title, in any spelling of the name, begin and end in a text."""
    text, places = folded(source)
    key = name_key(title)
    words = r"\s+".join(map(re.escape, key.split()))
    begin = "" if _LETTER.match(key) else rf"(?<![^\W{LETTERS}])"
    end_of_word = "" if _LETTER.match(key[-1:]) else rf"(?![^\W{LETTERS}])"
    for match in re.finditer(f"{begin}{words}{end_of_word}", text):
        start, end = (places[at] for at in match.span())
        is_apart = source[start - 1 : start] not in _BEFORE and source[end : end + 1] not in _BEHIND
        if is_apart and "\n\n" not in source[start:end] and name_key(source[start:end]) == key:
            yield start, end


def _in_words(source: str, places: Sequence[int]) -> list[int]:
    """Return the indexes of those of `places` in a text that are neither in code nor in a link."""
    probes, words = Probes(source), _PlainWords()
    words.feed(stored(probes.put_before(places)))
    words.close()
    return sorted(probes.numbers_in(" ".join(words.parts)))  # notes are read last


class _PlainWords(HTMLParser):
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
