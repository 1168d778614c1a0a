"""Where a table begins: the line of its heads stands above a line of hyphens."""

import re
from collections.abc import Sequence

HYPHENS = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_BAR = re.compile(r"(?<!\\)\|")


def is_table_head(text: str, below: Sequence[str]) -> bool:
    """Return whether a line is the head of a table.

    The first of the lines `below` is then one of hyphens, with as many cells.
    """
    hyphens = below[0] if below else ""
    if "|" not in text or not HYPHENS.match(hyphens):
        return False
    return len(cells_of(text)) == len(cells_of(hyphens))


def cells_of(row: str) -> list[str]:
    """Return what stands between the bars of a row."""
    return _BAR.split(row.strip().removeprefix("|").removesuffix("|"))
