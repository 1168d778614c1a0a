"""Taking links out of a text: their words stay, and nothing of where they led.

Here a link is whatever looks like one, in code too: what is removed for good must stand nowhere.
"""

import re
from collections.abc import Callable, Iterable

from wiki.text.bracketed import name_pattern

# Takes what stands in `[[…]]`, or an address; returns whether a link with it is to be removed.
IsRemoved = Callable[[str], bool]
REMOVED = "(removed)"  # in place of a link without words of its own
MARKS = ("[[", "](", "]:", "://")  # a text with none of them has no link

_NAMED = re.compile(rf"!?\[\[(?!\])({name_pattern()})\]\]")
_ESCAPED = re.compile(r"\\([][|])")
_TARGET = re.compile(r"\]\(\s{0,9}(?:<((?:\\[<>]|[^<>\n]){1,2000})>|([^\s()<>]{1,2000}))")
_TITLE = re.compile(r"""\s{0,9}(?:"[^"\n]{0,500}"|'[^'\n]{0,500}')?\s{0,9}\)""")
# Not a footnote, and nothing but a title behind the address: other words are the author's text.
_DEFINED = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]{1,500})\]:[ \t]{0,9}\n?[ \t]{0,9}<?([^\s<>]{1,2000})>?[ \t]{0,9}"
    r"(?:\n?[ \t]{0,9}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|\([^()\n]{0,500}\))[ \t]{0,9})?"
    r"(?:\n|\Z)",
    re.MULTILINE,
)
_BARE = re.compile(r"<(https?://[^\s<>]{1,2000})>|(?<!\w)(https?://[^\s<>()\[\]`|\"]{1,2000})")
_ASCII = re.compile(r"[!-~]*")
_STOPS = ".,;:!?'*_"  # behind an address they belong to the sentence
_BRACKET = re.compile(r"\\.|[\[\]]|\n\n", re.DOTALL)


def unlink(source: str, is_removed: IsRemoved) -> str:
    """Return a text in which each link for which `is_removed` is true is replaced by its words.

    `is_removed` gets the text in `[[…]]` or the address. A link without words becomes “(removed)”.
    """
    if not any(mark in source for mark in MARKS):
        return source
    text = _NAMED.sub(lambda link: _words_of(link, is_removed), source)
    text = _without_defined(_without_targets(text, is_removed), is_removed)
    return _BARE.sub(lambda link: _without_bare(link, is_removed), text)


def _words_of(link: re.Match[str], is_removed: IsRemoved) -> str:
    typed = _ESCAPED.sub(r"\1", link[1]).strip()
    if not is_removed(typed):
        return link[0]
    return typed.partition("|")[2].strip() or REMOVED


def _without_targets(text: str, is_removed: IsRemoved) -> str:
    """Return a text without `[words](address)` where the address is gone; the words stay."""
    links = []
    for target in _TARGET.finditer(text):
        end = _TITLE.match(text, target.end())
        if end and is_removed(target[1] or target[2]):
            links.append((target.start(), end.end()))
    openings = _openings(text) if links else {}
    cuts: list[tuple[int, int, str]] = []
    for closing, end_of_link in links:
        begin = openings.get(closing)
        if begin is None:  # no link, but the address of one
            cuts.append((closing + 1, end_of_link, ""))
            continue
        is_picture = text[begin - 1 : begin] == "!"
        cuts.append((begin - is_picture, begin + 1, ""))
        cuts.append((closing, end_of_link, "" if text[begin + 1 : closing].strip() else REMOVED))
    return _cut(text, sorted(cuts))


def _openings(text: str) -> dict[int, int]:
    """Map the index of each `]` to the index of its `[`, within paragraphs."""
    openings: dict[int, int] = {}
    opened: list[int] = []
    for sign in _BRACKET.finditer(text):
        if sign[0] == "[":
            opened.append(sign.start())
        elif sign[0] == "]" and opened:
            openings[sign.start()] = opened.pop()
        elif sign[0] == "\n\n":
            opened.clear()
    return openings


def _cut(text: str, cuts: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with some parts replaced, each given as (start, end, new text), in order."""
    pieces, after = [], 0
    for first, last, replacement in cuts:
        if first >= after:
            pieces += [text[after:first], replacement]
            after = last
    return "".join([*pieces, text[after:]])


def _without_bare(link: re.Match[str], is_removed: IsRemoved) -> str:
    """Return the replacement for a bare web address: “(removed)” if it is gone, else itself.

    Words that follow it without a space are kept.
    """
    if link[1]:
        return REMOVED if is_removed(link[1]) else link[0]
    begin = _ASCII.match(link[2])
    address = begin[0].rstrip(_STOPS) if begin else ""
    return REMOVED + link[2][len(address) :] if is_removed(address) else link[0]


def _without_defined(text: str, is_removed: IsRemoved) -> str:
    """Return a text without the definitions of addresses that are gone, and the links by them."""
    removed = {match[1] for match in _DEFINED.finditer(text) if is_removed(match[2])}
    if not removed:
        return text
    text = _DEFINED.sub(lambda match: "" if match[1] in removed else match[0], text)
    labels = "|".join(re.escape(" ".join(label.split())) for label in sorted(removed))
    pattern = rf"\[([^\[\]]{{1,500}})\][ \n]?\[(?:{labels})\]|\[({labels})\](?:\[\])?(?![(:\[])"
    return re.sub(pattern, lambda match: match[1] or match[2], text, flags=re.I).rstrip()
