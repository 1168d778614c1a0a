"""Where a table begins: the line of its heads stands above a line of hyphens."""

import re
from collections.abc import Sequence

_HYPHENS = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_BAR = re.compile(r"(?<!\\)\|")


def is_table_head(text: str, below: Sequence[str]) -> bool:
    """Return whether a line is the head of a table.

    If so, the first of the lines `below` is a line of hyphens, with as many cells.
    """
    hyphens = below[0] if below else ""
    return "|" in text and bool(_HYPHENS.match(hyphens)) and _cells(text) == _cells(hyphens)


def _cells(row: str) -> int:
    return len(_BAR.split(row.strip().removeprefix("|").removesuffix("|")))
