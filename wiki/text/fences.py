"""Which lines of a text are fenced code: those between two lines such as ```` ``` ````."""

import re
from collections.abc import Sequence

from wiki.text.roles import Role, roles_of

# As the page reads it, see wiki/text/layout.py; code in a list may begin behind the item's mark.
_OPENING = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]) +)?(`{3,}+|~{3,}+)[^`]*$")


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines that are fenced code, including the marks around it.

    The set is empty if any closing mark is missing: then no line can be said to be code.
    """
    found, mark, is_missing = _fenced(lines)
    return frozenset() if mark or is_missing else frozenset(found)


def is_open(text: str) -> bool:
    """Return whether any fenced code in a text lacks its closing mark."""
    _, mark, is_missing = _fenced(text.split("\n"))
    return bool(mark) or is_missing


def closed(text: str) -> str:
    """Return a text with a closing mark added for fenced code that is open at its end.

    Other text can then be put below it.
    """
    mark = _fenced(text.split("\n"))[1]
    if not mark:
        return text
    # What looks like a mark may be a line of indented code.
    below = f"{text}\n\n.", [(len(text) + 2, len(text) + 3)]
    return f"{text}\n{mark}" if roles_of(*below, as_blocks=True) == [Role.CODE] else text


def _fenced(lines: Sequence[str]) -> tuple[set[int], str, bool]:
    """Return the indexes of the lines in closed fences, and which closing marks are missing.

    These are the one of the code that is open at the end, "" for none, and whether one is missing
    before: where a mark such as ```` ```py ```` opens code within code.
    """
    fenced_lines: set[int] = set()
    mark, start, is_missing = "", 0, False
    for index, line in enumerate(lines):
        opening = _OPENING.match(line)
        if mark and _closes(line, mark):
            fenced_lines.update(range(start, index + 1))
            mark = ""
        elif mark:
            is_missing = is_missing or bool(opening and opening[1].startswith(mark))
        elif opening:
            mark, start = opening[1], index
    return fenced_lines, mark, is_missing


def _closes(line: str, mark: str) -> bool:
    """Return whether a line closes the code that began with this mark."""
    stripped = line.strip()
    return stripped.startswith(mark) and not stripped.strip(mark[0])
