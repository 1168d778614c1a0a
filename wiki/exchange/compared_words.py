"""The words of a key, a value, a line or a name, as rules on privacy compare them."""

import re

from wiki.text import for_comparing, visible

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINED = re.compile(
    r"\b(is|not|non|make|keep)(?=(?:private|public|published|hidden|draft|secret|visible)\b)"
)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; `isPrivate` and `is_private` are two each."""
    plain = _CAMEL.sub(" ", for_comparing("NFKC", visible(text))).casefold()
    return re.findall(r"[^\W_]+", _JOINED.sub(r"\1 ", plain.replace("_", " ")))
