"""Which lines of a text are fenced code: those between two lines such as ```` ``` ````."""

import re
from collections.abc import Sequence

# As the page reads it, see wiki/text/layout.py; code in a list may begin behind the item's mark.
_OPENING = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]) +)?(`{3,}+|~{3,}+)[^`]*$")


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines that are fenced code, the marks around it included.

    There are none where the last fence is not closed: a closing mark may be missing anywhere
    before, and what was taken for code may be the text between.
    """
    found, unclosed = _fenced(lines)
    return frozenset() if unclosed else frozenset(found)


def is_open(text: str) -> bool:
    """Return whether the last fence of a text is not closed."""
    return _fenced(text.split("\n"))[1]


def _fenced(lines: Sequence[str]) -> tuple[set[int], bool]:
    """Return the indexes of the lines in closed fences, and whether the last fence is open."""
    found: set[int] = set()
    mark, start = "", 0
    for place, line in enumerate(lines):
        if mark:
            if _closes(line, mark):
                found.update(range(start, place + 1))
                mark = ""
        elif opening := _OPENING.match(line):
            mark, start = opening[1], place
    return found, bool(mark)


def _closes(line: str, mark: str) -> bool:
    """Return whether a line closes the code that began with this mark."""
    said = line.strip()
    return said.startswith(mark) and not said.strip(mark[0])
