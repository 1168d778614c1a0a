"""Texts of CSL-JSON that may have markup: a pair such as `<i>…</i>` sets the words between.

Source: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html. A tag without a partner
is text. The format has no way to escape a pair that is meant as text: an invisible sign within the
tags keeps processors from reading them, and is taken out when a file of ours is read again.
"""

import re
from html import unescape

JOINER = "\u2060"  # WORD JOINER has no width, and no line breaks at it
_TAG = re.compile(r"<(/?)(i|b|em|strong|sub|sup|sc|span)(?: [^<>]{0,200})?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_MARK = re.compile(
    rf"[<&](?={JOINER})|<(?={_TAG.pattern[1:]})|&(?={_ENTITY.pattern[1:]})", re.IGNORECASE
)
_JOINED = re.compile(rf"(?<=[<&]){JOINER}")
_BLANK = re.compile(r"\s*")


def write_plain(words: str) -> str:
    """Return plain words as such a text: processors and `read_marked` give the words back."""
    if read_marked(words) == words:
        return words
    return _MARK.sub(lambda sign: sign[0] + JOINER, words)


def read_marked(text: str) -> str:
    """Return the words of such a text, without its pairs of tags; entities are the signs named."""
    words = _ENTITY.sub(lambda entity: unescape(entity[0]), _without_pairs(text))
    return _JOINED.sub("", words)


def _without_pairs(text: str) -> str:
    """Return a text without those pairs of tags that have something between them."""
    opened: dict[str, list[tuple[int, int]]] = {}
    paired: list[tuple[int, int]] = []
    for tag in _TAG.finditer(text):
        same = opened.setdefault(tag[2].lower(), [])
        if not tag[1]:
            same.append(tag.span())
        elif same:
            opening = same.pop()
            between = _BLANK.match(text, opening[1])
            if between and between.end() < tag.start():
                paired += [opening, tag.span()]
    kept, end = [], 0
    for start, after in sorted(paired):
        kept.append(text[end:start])
        end = after
    return "".join([*kept, text[end:]])
