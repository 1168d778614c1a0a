"""The address at the end of a text that was shared from another program."""

import re
import unicodedata

from wiki.addresses import AROUND
from wiki.text.bare import PATTERN, without_sentence

_ADDRESS = re.compile(PATTERN)
_OPENING = "([{<\u2039\u203a«»„“”‘’\"'`*_~（「『【〈《"  # noqa: RUF001 - meant


def split_shared(text: str) -> tuple[str, str]:
    """Return the address at the end of a shared text, and the text before it.

    Phones share a page as its address alone, or as words followed by the address. Punctuation
    around the address belongs to neither: of `Look: (https://example.org/a).` the address is
    `https://example.org/a` and the text `Look:`. Where more words follow, the text has no address
    at its end: then the address is "", and the whole text is returned.
    """
    words = text.strip(AROUND)
    last = max(_ADDRESS.finditer(words), key=lambda match: match.end(), default=None)
    if last is None:
        return "", words
    before = words[: last.start()]
    address = last[1] or without_sentence(last[2], before)
    end = last.end() if last[1] else last.start() + len(address)
    closing = words[end:]
    if not all(map(_is_mark, closing)):
        return "", words
    if closing:
        before = before.rstrip(_OPENING)
    return address, before.strip(AROUND)


def _is_mark(sign: str) -> bool:
    """Return whether a character is punctuation, or a mark of emphasis or quotation."""
    return unicodedata.category(sign).startswith("P") or sign in "<>`~"
