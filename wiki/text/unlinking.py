"""Taking links out of a text: their words stay, and nothing of where they led.

Here a link is whatever looks like one, in code too: what is removed for good must stand nowhere.
"""

import re
from collections.abc import Callable

# From the name in `[[…]]`, with its words, or from an address: whether such a link goes.
IsGone = Callable[[str], bool]
REMOVED = "(removed)"  # in place of a link without words of its own
MARKS = ("[[", "](", "]:", "://")  # a text with none of them has no link
LONGEST = 1000  # characters of the words of a link

_NAMED = re.compile(r"!?\[\[([^\[\]]{1,500})\]\]")
_TARGET = re.compile(r"\]\(\s{0,9}(?:<([^<>\n]{1,2000})>|([^\s()<>]{1,2000}))")
_TITLE = re.compile(r"""\s{0,9}(?:"[^"\n]{0,500}"|'[^'\n]{0,500}')?\s{0,9}\)""")
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]{1,500})\]:[ \t]{0,9}<?([^\s<>]{1,2000})[^\n]*\n?", re.M)
# A sign that ends a sentence is no part of an address.
_BARE = re.compile(
    r"<(https?://[^\s<>]{1,2000})>|(?<![\w<])(https?://[^\s<>()\[\]]{1,2000}(?<![.,;:!?]))"
)


def unlink(source: str, is_gone: IsGone) -> str:
    """Return a text without the links for which `is_gone` says so; their words stay."""
    if not any(mark in source for mark in MARKS):
        return source
    text = _NAMED.sub(lambda found: _words_of(found, is_gone), source)
    text = _without_defined(_without_targets(text, is_gone), is_gone)
    return _BARE.sub(lambda m: REMOVED if is_gone(m[1] or m[2]) else m[0], text)


def _words_of(found: re.Match[str], is_gone: IsGone) -> str:
    typed = found[1].replace("\\|", "|").strip()
    if not is_gone(typed):
        return found[0]
    return typed.partition("|")[2].strip() or REMOVED


def _without_targets(text: str, is_gone: IsGone) -> str:
    """Return a text without `[words](address)` where the address is gone; the words stay."""
    cuts: list[tuple[int, int, str]] = []
    for found in _TARGET.finditer(text):
        end = _TITLE.match(text, found.end())
        if end is None or not is_gone(found[1] or found[2]):
            continue
        closing, begin = found.start(), _opening(text, found.start())
        if begin is None:  # no link, but the address of one
            cuts.append((closing + 1, end.end(), ""))
            continue
        is_picture = text[begin - 1 : begin] == "!"
        cuts.append((begin - is_picture, begin + 1, ""))
        cuts.append((closing, end.end(), "" if text[begin + 1 : closing].strip() else REMOVED))
    for first, last, left in sorted(cuts, reverse=True):
        text = text[:first] + left + text[last:]
    return text


def _opening(text: str, closing: int) -> int | None:
    """Return where the bracket begins that ends at a place, in the same paragraph; or None.

    It is not looked for farther away than words of a link are long.
    """
    if text[closing - 1 : closing] == "\\":
        return None
    depth, first = 0, max(closing - LONGEST, -1)
    for place in range(closing, max(text.rfind("\n\n", 0, closing), first), -1):
        if text[place - 1 : place] != "\\":
            depth += {"]": 1, "[": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def _without_defined(text: str, is_gone: IsGone) -> str:
    """Return a text without the definitions of addresses that are gone, and the links by them."""
    gone = {found[1] for found in _DEFINED.finditer(text) if is_gone(found[2])}
    if not gone:
        return text
    text = _DEFINED.sub(lambda found: "" if found[1] in gone else found[0], text)
    labels = "|".join(re.escape(" ".join(label.split())) for label in sorted(gone))
    pattern = rf"\[([^\[\]]{{1,500}})\][ \n]?\[(?:{labels})\]|\[({labels})\](?:\[\])?(?![(:\[])"
    return re.sub(pattern, lambda found: found[1] or found[2], text, flags=re.I).rstrip()
