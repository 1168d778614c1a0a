"""How an item reads as one line of a page document, and how its parts are kept apart.

A value may hold the very marks that separate values. They are then written with a backslash, but
only where they would be misread, so that documents stay pleasant to read and to write by hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]
MARKS = r"\~—^|[]()<:"
DASH = r"(?:^|(?<=\s))—(?=\s|$)"
THEN = rf"\s*(?:{DASH}|(?<=\s)[–-](?=\s))\s*"  # after a closing mark a shorter dash is as clear
_ALONE = re.compile(DASH)
BLOCK_ID = r"\^(?=[A-Za-z][A-Za-z0-9_-]*$)"
_ESCAPED = re.compile(r"\\([" + re.escape(MARKS) + "])")
_BACKSLASH = r"\\(?=[" + re.escape(MARKS) + r"]|$)"


class Unreadable(Exception):
    """A line that means something it does not say; the text is the sentence why."""


@dataclass(frozen=True)
class Head:
    """The first line of an entry: which fields it holds, how it is written and read.

    Reading may raise Unreadable.
    """

    fields: tuple[str, ...]
    write: Callable[[Values], str]
    read: Callable[[str], Values]


def escape(value: str, *patterns: str) -> str:
    """Return a value as it is written, with a backslash before each match of the patterns."""
    marks = "|".join((_BACKSLASH, BLOCK_ID, *patterns))
    return re.sub(marks, r"\\\g<0>", value)


def literal(text: str) -> str:
    """Return plain text so that reading it leaves its backslashes alone; its marks still count."""
    return re.sub(_BACKSLASH, r"\\\\", text)


def unescape(text: str) -> str:
    """Return the value that was written."""
    return _ESCAPED.sub(r"\1", text).strip()


def lone(field: str, *patterns: str) -> Head:
    """Return the head of a kind whose first line is one field and nothing else."""
    return Head(
        (field,),
        write=lambda values: escape(values[field], *patterns),
        read=lambda line: {field: unescape(line)},
    )


def followed(text: str) -> tuple[str, str]:
    """Split a line at its first dash that stands alone; either part may be empty."""
    dash = _ALONE.search(text)
    return (text[: dash.start()].rstrip(), text[dash.end() :].strip()) if dash else (text, "")


def unescaped_places(text: str, marks: str) -> list[int]:
    """Return where one of some marks stands in a text without a backslash before it."""
    found = re.finditer(rf"\\.|[{re.escape(marks)}]", text, re.DOTALL)
    return [match.start() for match in found if len(match[0]) == 1]


def join_dash(lead: str, tail: str) -> str:
    """Write two parts with a dash between them, or the first alone."""
    return f"{lead} — {tail}" if tail else lead
