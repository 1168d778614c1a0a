"""Keys of the front matter as people type them: in another case, misspelt, or in a wrong place."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from wiki.exchange.document_error import DocumentError
from wiki.text import visible

KEYS = (
    "title",
    "slug",
    "short_title",
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

_COMPACT = {name.replace("_", ""): name for name in KEYS}
# What may stand before a key: the marks of lists, quotations, comments, JSON, Org and HTML.
_BEFORE = " \t#>*+-/%;:<!\"'`{([|."
_AROUND = " \t\"'`*,;})]|>-!."


def ours(written: str) -> str:
    """Return the known key that was typed, in any case and with spaces or hyphens; "" for none."""
    return _COMPACT.get(_compact(written), "")


def has_key(line: str, name: str) -> bool:
    """Return whether a line gives this known key."""
    return ours(pair(line)[0]) == name


def nearest(written: str) -> str:
    """Return the known key that a misspelt one is similar to; "" for none."""
    typed = _compact(written)
    if len(typed) > LONGEST:
        return ""
    found = get_close_matches(typed, _COMPACT, n=1, cutoff=ALIKE)
    return _COMPACT[found[0]] if found else ""


def refuse_stray(lines: Iterable[tuple[int, str]]) -> None:
    """Raise DocumentError for a key of the front matter that is outside it."""
    for line_number, line in lines:
        if name := ours(pair(line)[0]):
            reason = f"`{name}` stands outside the front matter. {HOW}: `{name}: …`."
            raise DocumentError(line_number, reason)


def pair(line: str) -> tuple[str, str]:
    """Return the key and the value of a line that seems to hold them, else two empty texts."""
    start = unicodedata.normalize("NFKC", visible(line[: 10 * LONGEST])).lstrip(_BEFORE)
    match = re.match(r"([^:=]{1,40})[:=]", start)
    if not match:
        return "", ""
    return match[1].strip(_AROUND), start[match.end() :].strip(_AROUND)


def _compact(text: str) -> str:
    plain = unicodedata.normalize("NFKC", visible(text[: 10 * LONGEST])).casefold()
    return re.sub(r"[\s_-]+", "", plain.strip(_AROUND))
