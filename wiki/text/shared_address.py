"""The address at the end of a text that was shared from another program."""

import re
import unicodedata

from wiki.addresses import AROUND
from wiki.text.bare import PATTERN, without_sentence

_ADDRESS = re.compile(PATTERN)
_OPENING = "([{<\u2039\u203a«»„“”‘’\"'`*_~（「『【〈《"  # noqa: RUF001 - meant


def split_shared(text: str) -> tuple[str, str]:
    """Return the address at the end of a shared text, and the text before it.

    Phones share a page as its address alone, or as words with the address behind them. Marks that
    close a sentence, a quotation or brackets behind it are none of it, as in prose, and those that
    open them before it are no text. An address that more words follow is a part of the text: then
    the address is "".
    """
    words = text.strip(AROUND)
    last = max(_ADDRESS.finditer(words), key=lambda found: found.end(), default=None)
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
