"""Keys of the front matter as people type them: in another case, misspelt, in the wrong place.

One key says whether a region is public, and a page without it is public. So a line that may be
meant as that key is never ignored: it is read, or refused with what to write instead.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from wiki.exchange.document_error import DocumentError
from wiki.models import PRIVATE, PUBLIC
from wiki.text import visible

KEYS = (
    "title",
    "slug",
    "summary",
    "area",
    "status",
    "reviewed_on",
    "review_days",
    "visibility",
    "atlas",
)
VISIBILITY = "visibility"
LONGEST = 40  # longest key, in characters
ALIKE = 0.8  # from 0 to 1, as difflib counts
HOW = "Write it at the top of the file, between two lines of ---"
SAY_WHICH = f"Write `visibility: {PRIVATE}` or `visibility: {PUBLIC}` in the front matter"

_COMPACT = {name.replace("_", ""): name for name in KEYS}
_HIDING = {"private", "hidden", "draft", "unlisted", "secret", "confidential", "unpublished"}
_SHOWING = {"public", "published", "publish", "listed", "visible"}
_HIDDEN = _HIDING | {"nonpublic", "notpublic", "internal", "restricted"}
_SCOPES = {"access", "audience", "mode", "page", "privacy", "scope", "state"}
_YES = {"true", "yes", "on", "1", "y"}
_NO = {"false", "no", "off", "0", "n", ""}
# Marks that may come before a key: of lists, quotations, comments, JSON, Org mode and HTML.
_BEFORE = " \t#>*+-/%;:<!\"'`{([|."
_AROUND = " \t\"'`*,;})]|>-!."


def ours(written: str) -> str:
    """Return the known key that was typed, in any case and with spaces or hyphens; "" for none."""
    return _COMPACT.get(_compact(written), "")


def has_key(line: str, name: str) -> bool:
    """Return whether a line gives this key."""
    return ours(_pair(line)[0]) == name


def nearest(written: str) -> str:
    """Return the known key that a misspelt one is similar to; "" for none."""
    typed = _compact(written)
    if len(typed) > LONGEST:
        return ""
    found = get_close_matches(typed, _COMPACT, n=1, cutoff=ALIKE)
    return _COMPACT[found[0]] if found else ""


def hides(key: str, value: str, *, in_prose: bool = False) -> bool:
    """Return whether a key and value may be meant to make a page private.

    In prose, a key such as `Private` counts only with the value yes or no.
    """
    name, said = _compact(key), _compact(value)
    if VISIBILITY in (ours(key), nearest(key)):
        return True
    if ours(key):
        return False
    if name in _SHOWING:
        return said in _NO - {""}
    if name in _HIDING:
        return said in _YES if in_prose else said not in _NO
    return said in _HIDDEN and (not in_prose or name in _SCOPES)


def not_read(said: str) -> str:
    """Return the sentence for text that may be meant to make a page private."""
    shown = visible(said).strip()[:LONGEST]
    return f"“{shown}” may be meant to keep this page from visitors, and is not read. {SAY_WHICH}."


def refuse_hiding(lines: Iterable[tuple[int, str]]) -> None:
    """Raise DocumentError for a line of prose that may be meant to make the page private.

    It is used for pages whose front matter does not have `visibility`.
    """
    for number, line in lines:
        key, value = _pair(line)
        if key and hides(key, value, in_prose=True):
            raise DocumentError(number, not_read(line))


def refuse_stray(lines: Iterable[tuple[int, str]]) -> None:
    """Raise DocumentError for a key of the front matter that is outside it."""
    for number, line in lines:
        if name := ours(_pair(line)[0]):
            reason = f"`{name}` stands outside the front matter. {HOW}: `{name}: …`."
            raise DocumentError(number, reason)


def _pair(line: str) -> tuple[str, str]:
    """Return the key and value of a line, two empty texts where it has none."""
    start = unicodedata.normalize("NFKC", visible(line[: 10 * LONGEST])).lstrip(_BEFORE)
    found = re.match(r"([^:=]{1,40})[:=]", start)
    if not found:
        return "", ""
    return found[1].strip(_AROUND), start[found.end() :].strip(_AROUND)


def _compact(text: str) -> str:
    plain = unicodedata.normalize("NFKC", visible(text[: 10 * LONGEST])).casefold()
    return re.sub(r"[\s_-]+", "", plain.strip(_AROUND))
