"""The question mark that a page shows behind an open question whose author typed none."""

import re
from unicodedata import category, name

from wiki.text.rendering import plain

# Words in Unicode's names of the marks that end a question or another sentence, or a part of one.
_ASKING = ("QUESTION MARK", "INTERROBANG")
_ENDING = ("STOP", "EXCLAMATION", "ELLIPSIS", "COLON", "COMMA", "DANDA", "EM DASH", "EN DASH")
_ARMENIAN = "\u055e"  # stands within the word that asks, not at the end of the question
# Brackets and quotation marks that close, emoji with their colours, and what is unseen.
_CLOSING = ("Pe", "Pf", "Pi", "So", "Sk", "Cf", "Mn", "Zs")
_QUOTES = "\"'`"
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://.+|(?:www\.|doi:|arxiv:|mailto:|10\.[0-9]{4,9}/).+"
    r"|[^@]+@[^@.]+\.[^@]+|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/.*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]$")  # noqa: RUF001 - brackets of Chinese, too


def question_mark(source: str) -> str:
    """Return `?` where a question in Markdown lacks one at its end, else "".

    A text lacks none if it ends in a question mark of any script or in other closing punctuation,
    if only closing brackets, quotation marks and emoji follow that, or if only words in brackets
    follow a question mark. An address at the end gets none, as it would become another address.
    """
    words = plain(source)
    last = (words.split() or [""])[-1].lstrip("([<“\"'")
    end = _last_sign(words)
    is_ended = _is_one_of(end, _ASKING) or (category(end)[0] == "P" and _is_one_of(end, _ENDING))
    if is_ended or _ARMENIAN in words or _ADDRESS.fullmatch(last):
        return ""
    aside = _ASIDE.search(words.rstrip())
    is_asked = aside and _is_one_of(_last_sign(words[: aside.start()]), _ASKING)
    return "" if is_asked else "?"


def _last_sign(words: str) -> str:
    """Return the last character but closing marks and emoji, a space for none."""
    signs = (sign for sign in reversed(words) if not _closes(sign))
    return next(signs, " ")


def _closes(sign: str) -> bool:
    return sign in _QUOTES or category(sign) in _CLOSING


def _is_one_of(sign: str, names: tuple[str, ...]) -> bool:
    return any(words in name(sign, "") for words in names)
