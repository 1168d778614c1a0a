"""Slots: fields that are marked but not filled, such as `<one-line why>`.

Only this module decides what a slot is: `wiki.db` registers the function in SQLite, so that queries
and code agree.
"""

import re

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def is_placeholder(value: str) -> bool:
    """Return whether a field is wholly in angle brackets, apart from a final full stop.

    An address may stand in them, too: `<https://example.org>` is a link, as in all Markdown.
    """
    text = value.strip().removesuffix(".").rstrip()
    inner = text[1:-1]
    if text[:1] != "<" or text[-1:] != ">" or not inner.strip() or set(inner) & set("<>"):
        return False
    return not _ADDRESS.fullmatch(inner)
