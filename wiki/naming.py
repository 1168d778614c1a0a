"""Names: when two titles are the same name, and how titles are sorted.

Both are pure functions. `wiki.db` also registers them in SQLite, so that queries and code agree.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

LONGEST = 2_000  # characters, as many as a title may have; in longer texts only case is ignored
MOST_CACHED = 12_000  # keys in the cache: lists of 10,000 titles need each of them at every view
DIGITS = 12  # numbers of up to so many digits are sorted by value

# Invisible characters that are ignored: soft hyphen, zero-width space, marks of direction,
# invisible operators, and variation selectors, which choose one form of a character.
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\ufeff" + "".join(
    chr(code)
    for first, last in ((0x202A, 0x202E), (0x2060, 0x2069), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
)
# Letters and signs without visible form: fillers of Korean, and the empty pattern of Braille.
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
# Unicode's categories of spaces, controls, formats, and marks that need a letter to stand on.
_UNSEEN = ("Z", "C", "M")
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u2032\u00b4\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_ALIKE = str.maketrans(
    dict.fromkeys(_INVISIBLE, "")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
)
# Letters that Unicode does not decompose, and the letters they are sorted with.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})


def is_seen(text: str) -> bool:
    """Return whether a text has any visible character."""
    if text.isascii():
        return bool(text.strip())
    return any(unicodedata.category(sign)[0] not in _UNSEEN for sign in text if sign not in _BLANKS)


@lru_cache(maxsize=MOST_CACHED)
def name_key(title: str) -> str:
    """Return a key that is the same for all spellings of a name.

    Case, composed and compatible characters (NFKC), curly and straight quotes, kinds of dashes
    and spaces, and invisible characters make no difference. Accents and punctuation do.
    """
    if title.isascii() or len(title) > LONGEST:
        return " ".join(title.split()).casefold()
    return " ".join(_folded(title).split()) or title


def folded(text: str) -> tuple[str, Sequence[int]]:
    """Return a text in the form of `name_key`, with its spaces, and where its characters come from.

    The second value has, for each character of the folded text and for its end, its index in
    `text`.
    """
    if text.isascii():
        return text.casefold(), range(len(text) + 1)
    parts: list[str] = []
    places: list[int] = []
    for sign in _signs().finditer(text):
        part = _folded_sign(sign[0])
        parts.append(part)
        places += [sign.start()] * len(part)
    return "".join(parts), [*places, len(text)]


@cache
def _signs() -> re.Pattern[str]:
    """Return a pattern for a character with the marks or syllable parts composed with it.

    It is made when first used, as finding all marks takes longer than the rest of this module's
    import.
    """
    marks = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1_0000))))
    return re.compile(f"[\\s\\S][{marks}\u1160-\u11ff]*")


def _folded(text: str) -> str:
    words = unicodedata.normalize("NFKC", text.translate(_ALIKE)).casefold()
    return unicodedata.normalize("NFKC", words)


@lru_cache(maxsize=MOST_CACHED)
def _folded_sign(sign: str) -> str:
    return _folded(sign)


@lru_cache(maxsize=MOST_CACHED)
def sort_key(title: str) -> str:
    """Return the key by which a title is sorted.

    Accents and case make no difference, and numbers are sorted by value. Titles that differ in
    nothing else are sorted by their characters.
    """
    words = unaccented(title)
    numbered = re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").zfill(DIGITS), words)
    return f"{numbered}\x01{title}"


def unaccented(title: str) -> str:
    """Return the `name_key` of a text without its accents."""
    words = name_key(title)
    if words.isascii():
        return words
    apart = unicodedata.normalize("NFKD", words).translate(_LETTERS)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
