"""Where a table begins: the line of its heads stands above a line of hyphens; its cells."""

import re
from collections.abc import Sequence

_HYPHENS = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_BAR = re.compile(r"(?<!\\)\|")


def is_table_head(text: str, below: Sequence[str]) -> bool:
    """Return whether a line is the head of a table.

    If so, the first of the lines `below` is a line of hyphens, with as many cells.
    """
    hyphens = below[0] if below else ""
    if "|" not in text or not _HYPHENS.match(hyphens):
        return False
    return len(_cells(text)) == len(_cells(hyphens))


def without_bars(text: str) -> str:
    """Return a text in which each cell of a table is a line; a bar elsewhere stays."""
    if "|" not in text:
        return text
    kept: list[str] = []
    is_row = False
    lines = text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        is_row = bool(line.strip()) and (is_row or is_table_head(line, [below]))
        if is_row and _HYPHENS.match(line):
            continue
        kept += [cell.strip() for cell in _cells(line)] if is_row else [line]
    return "\n".join(kept)


def _cells(row: str) -> list[str]:
    """Return what stands between the bars of a row."""
    return _BAR.split(row.strip().removeprefix("|").removesuffix("|"))
