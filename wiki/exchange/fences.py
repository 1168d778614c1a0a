"""Which lines of a text are fenced code: those between two lines such as ```` ``` ````."""

import re
from collections.abc import Sequence

# As the page reads it, see wiki/text/layout.py; code in a list may begin behind the item's mark.
_OPENING = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]) +)?(`{3,}+|~{3,}+)[^`]*$")


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines that are fenced code, the marks around it included.

    There are none where a closing mark is missing: it may be so anywhere before, and what was
    taken for code may be the text between.
    """
    found, unclosed = _fenced(lines)
    return frozenset() if unclosed else frozenset(found)


def is_open(text: str) -> bool:
    """Return whether a closing mark is missing in a text."""
    return _fenced(text.split("\n"))[1]


def _fenced(lines: Sequence[str]) -> tuple[set[int], bool]:
    """Return the indexes of the lines in closed fences, and whether a closing mark is missing.

    It is missing at the end, or where a mark such as ```` ```py ```` opens code within code.
    """
    found: set[int] = set()
    mark, start, is_missing = "", 0, False
    for place, line in enumerate(lines):
        opening = _OPENING.match(line)
        if mark and _closes(line, mark):
            found.update(range(start, place + 1))
            mark = ""
        elif mark:
            is_missing = is_missing or bool(opening and opening[1].startswith(mark))
        elif opening:
            mark, start = opening[1], place
    return found, bool(mark) or is_missing


def _closes(line: str, mark: str) -> bool:
    """Return whether a line closes the code that began with this mark."""
    said = line.strip()
    return said.startswith(mark) and not said.strip(mark[0])
