"""Showing the quotes of a reading on pages."""

import re
from typing import Any

from wiki.visibility import AUTHOR, VISITOR, visible_quotes

_ONE = re.compile(r"[0-9]{1,6}|[ivxlc]{1,9}", re.ASCII)
_SOME = re.compile(r"([0-9]{1,6})(?:-{1,2}|–)([0-9]{1,6})", re.ASCII)


def shown_quotes(quotes: Any, editable: bool) -> list[dict[str, Any]]:
    """Return the quotes for a page: all if it is `editable` by the author, else the public ones."""
    return visible_quotes(quotes, reader=AUTHOR if editable else VISITOR)


def page_words(page: str) -> str:
    """Return page numbers as cited: `p. 12`, `pp. 12–14`; other texts unchanged."""
    if _ONE.fullmatch(page):
        return f"p. {page}"
    if found := _SOME.fullmatch(page):
        return f"pp. {found[1]}–{found[2]}"
    return page
