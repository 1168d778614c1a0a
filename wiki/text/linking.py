"""The links within a text to regions and items, each with the sentence that it stands in."""

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

from wiki.text.markers import Resolver, named_by, no_words
from wiki.text.rendering import stored
from wiki.text.sanitiser import BLOCKS, CELLS
from wiki.text.words import ABBREVIATION

LONGEST = 240  # characters of a sentence that are kept
MARKS = ("[[", "](", "]:")  # a text with none of them has no link

# Most addresses lead elsewhere, which is seen without reading the whole text. The first sign may
# be written as an entity or after a backslash.
_MAY_LINK = re.compile(r"\[\[|\](?:\(|:)\s*<?\s*(?:[/&\\.]|atlas/)")
_HERE = re.compile(r"(/atlas/[a-z0-9-]+|/[a-z]/[1-9][0-9]{0,17})(?=[?#]|$)")
# A sentence ends with such a mark before a space, and a capital or anything but a letter.
_END = re.compile(r"[.!?…]++[\"'”’)\]]*+\s+(?=[^a-z\s])")


class TypedLink(NamedTuple):
    """A link as the author typed it: a name, an address (`/atlas/compute`) or an anchor (`b-12`).

    `start` and `end` say where its words stand in the sentence, which is plain text.
    """

    typed: str
    sentence: str
    start: int
    end: int

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return the sentence in three pieces, of which the second is the words of the link."""
        return split_at_span(self.sentence, self.start, self.end)


def split_at_span(sentence: str, start: int, end: int) -> tuple[str, str, str]:
    """Return a sentence cut in three pieces, at the indexes `start` and `end`."""
    return sentence[:start], sentence[start:end], sentence[end:]


def may_link(source: str) -> bool:
    """Return whether a text may link to a region or an item; only False is certain.

    This quick check spares reading the whole text.
    """
    return bool(_MAY_LINK.search(source))


def links_of(source: str, *, resolve: Resolver = no_words) -> list[TypedLink]:
    """Return the links of a text to regions and items of this site, in order; not those in code.

    In their sentences, links without words to items are told by the words that `resolve` knows.
    """
    if not may_link(source):
        return []
    parser = _Links(resolve)
    parser.feed(stored(source))
    parser.close()
    parser.end_block()
    return parser.links


class _Links(HTMLParser):
    """Collects the links of safe HTML, block by block."""

    def __init__(self, resolve: Resolver) -> None:
        super().__init__()
        self.resolve = resolve
        self.links: list[TypedLink] = []
        self._parts: list[str] = []
        self._length = 0
        self._open: tuple[str, int] | None = None
        self._name = ""  # of the open link, where it is one in double brackets
        self._found: list[tuple[str, int, int]] = []
        self._is_mark = False  # within the number of a footnote or the box of a task

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in CELLS:
            self.end_block()
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._is_mark = address.startswith(("note:", "task:"))
            typed = _typed(address)
            self._open = (typed, self._length) if typed else None
            self._name = typed if address.startswith("wiki:") else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._is_mark = False
            if self._open:
                self._found.append((*self._open, self._length))
            self._open, self._name = None, ""
        elif tag in BLOCKS or tag in CELLS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._is_mark:
            words = named_by(self._name, data, self.resolve) if self._name else data
            self._parts.append(words)
            self._length += len(words)

    def end_block(self) -> None:
        """Add the links of the finished block to `links`, each with its sentence."""
        if self._found:
            text = "".join(self._parts)
            ends = _sentence_ends(text)
            self.links += [_in_sentence(text, ends, *link) for link in self._found]
        self._parts, self._length, self._found = [], 0, []


def _typed(address: str) -> str:
    """Return what a link names, "" where it leads to no region or item of this site."""
    if address.startswith("wiki:"):
        return unquote(address.removeprefix("wiki:"))
    here = _HERE.match(address)
    if not here:
        return ""
    return here[1] if here[1].startswith("/atlas/") else here[1][1:].replace("/", "-")


def _sentence_ends(text: str) -> list[int]:
    """Return where the sentences of a text end; an abbreviation ends none."""
    ends = [match.end() for match in _END.finditer(text)]
    return [end for end in ends if not ABBREVIATION.search(text, max(0, end - 8), end)]


def _in_sentence(text: str, ends: list[int], typed: str, start: int, end: int) -> TypedLink:
    """Return a link with its sentence; of one longer than LONGEST, the part around the link."""
    first = max((at for at in ends if at <= start), default=0)
    last = min((at for at in ends if at >= end), default=len(text))
    room = max(LONGEST - (end - start), 0) // 2
    if is_long := last - first > LONGEST:
        end = min(end, start + LONGEST)
    near_first, near_last = first, last
    if is_long:  # cut between words
        near_first = text.find(" ", max(first, start - room), start) + 1 or start
        near_last = max(text.rfind(" ", end, min(last, end + room)), end)
    near_first = first if start - room <= first else near_first
    near_last = last if end + room >= last else near_last
    before = "…" if near_first > first else ""
    before += _spaced(text[max(first, near_first) : start]).lstrip()
    words = _spaced(text[start:end])
    after = _spaced(text[end : min(last, near_last)])
    after = f"{after}…" if near_last < last else after.rstrip()
    return TypedLink(typed, before + words + after, len(before), len(before + words))


def _spaced(text: str) -> str:
    """Return a text with one space for each run of white space."""
    return re.sub(r"\s+", " ", text)
