"""Texts and names of CSL-JSON. In a text a pair such as `<i>…</i>` sets the words between.

Source: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html. A tag without a partner
is text. The format has no way to escape a pair that is meant as text: an invisible sign within the
tags keeps processors from reading them, and is taken out when a file of ours is read again.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from wiki.text.raised import with_small_numbers

JOINER = "\u2060"  # WORD JOINER has no width, and no line breaks at it
_TAG = re.compile(r"<(/?)(i|b|em|strong|sub|sup|sc|span)(?: [^<>]{0,200})?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_MARK = re.compile(
    rf"[<&](?={JOINER})|<(?={_TAG.pattern[1:]})|&(?={_ENTITY.pattern[1:]})", re.IGNORECASE
)
_JOINED = re.compile(rf"(?<=[<&]){JOINER}")
_BLANK = re.compile(r"\s*")


def write_plain(words: str) -> str:
    """Return plain text as a text of CSL-JSON that processors and `read_marked` show the same.

    An invisible character is put into whatever they would read as a tag or an entity.
    """
    if read_marked(words) == words:
        return words
    return _MARK.sub(lambda sign: sign[0] + JOINER, words)


def read_marked(text: str) -> str:
    """Return the words of a text of CSL-JSON: without pairs of tags, and with entities decoded.

    A number between `<sup>` and `</sup>` gets raised digits, one in `<sub>` beside a digit lowered.
    """
    words = _ENTITY.sub(
        lambda entity: unescape(entity[0]), _without_pairs(with_small_numbers(text))
    )
    return _JOINED.sub("", words)


def read_csl_name(name: Mapping[str, Any]) -> str:
    """Return a name object of CSL-JSON as `Lovelace, Ada`, or its `literal`; "" if it names nobody.

    Crossref has the `name` of an organisation in place of a `literal`.
    """
    if whole := _parts_of(name, "literal"):
        return whole
    family = _parts_of(name, "dropping-particle", "non-dropping-particle", "family")
    given_name = _parts_of(name, "given", "suffix")
    return ", ".join(filter(None, (family, given_name))) or _parts_of(name, "name")


def _parts_of(name: Mapping[str, Any], *parts: str) -> str:
    values = (value.strip() for part in parts if isinstance(value := name.get(part), str))
    return " ".join(filter(None, values))


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
    pieces, end = [], 0
    for start, after in sorted(paired):
        pieces.append(text[end:start])
        end = after
    return "".join([*pieces, text[end:]])
