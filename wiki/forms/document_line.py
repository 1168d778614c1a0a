"""Writing and reading the first line of a document's entry, and the marks between its parts.

A value may contain the marks that separate values. These get a backslash, but only where they would
be misread, so that documents stay easy to read and to write by hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]
MARKS = "\\~\uff5e—^|[]()<:\uff1a"  # two are wide: a tilde and a colon
DASH = r"(?:^|(?<=\s))—(?=\s|$)"
TYPED_DASH = r"(?:–|-{1,3})"  # what people type for one
# After a closing mark it counts as a dash, too.
THEN = rf"\s*(?:{DASH}|(?<=\s){TYPED_DASH}(?=\s))\s*"
_ALONE = re.compile(DASH)
BLOCK_ID = r"\^(?=[A-Za-z][A-Za-z0-9_-]*$)"
# A field in brackets, as Dataview reads them: `[created:: 2024-01-01]`.
INLINE_FIELD = r"(?<![\[\]])[\[(](?=(?P<field>[^\W\d][\w .-]{0,40})::\s)(?![^\]]{0,500}\](?:\(|\]))"
_ESCAPED = re.compile(r"\\([" + re.escape(MARKS) + "])")
_BACKSLASH = r"\\(?=[" + re.escape(MARKS) + r"]|$)"


class Unreadable(Exception):
    """A line that cannot be read safely; the text is the sentence that says why."""


@dataclass(frozen=True)
class FirstLine:
    """The first line of an entry: which fields it has, and the functions that write and read it.

    `read` may raise Unreadable.
    """

    fields: tuple[str, ...]
    write: Callable[[Values], str]
    read: Callable[[str], Values]


def escape(value: str, *patterns: str) -> str:
    """Return a value with a backslash before each match of the patterns (regular expressions)."""
    marks = "|".join((_BACKSLASH, BLOCK_ID, INLINE_FIELD, *patterns))
    return re.sub(marks, r"\\\g<0>", value)


def literal(text: str) -> str:
    """Return a plain text with its backslashes doubled where reading would remove them.

    Its other marks still count as marks.
    """
    return re.sub(_BACKSLASH, r"\\\\", text)


def unescape(text: str) -> str:
    """Return a text without the backslashes that `escape` puts before marks, and stripped."""
    return (_ESCAPED.sub(r"\1", text) if "\\" in text else text).strip()


def single_field(field: str) -> FirstLine:
    """Return the first line of a kind for which it is one field and nothing else."""
    return FirstLine(
        (field,),
        write=lambda values: escape(values[field]),
        read=lambda line: {field: unescape(line)},
    )


def split_dash(text: str) -> tuple[str, str]:
    """Return the parts of a line before and after its first free-standing dash.

    Either may be empty.
    """
    dash = _ALONE.search(text)
    return (text[: dash.start()].rstrip(), text[dash.end() :].strip()) if dash else (text, "")


def unescaped_indexes(text: str, marks: str) -> list[int]:
    """Return the indexes of these marks in a text, without those that have a backslash."""
    found = re.finditer(rf"\\.|[{re.escape(marks)}]", text, re.DOTALL)
    return [match.start() for match in found if len(match[0]) == 1]


def join_dash(lead: str, tail: str) -> str:
    """Return two parts with a dash between them, or the first where the second is empty."""
    return f"{lead} — {tail}" if tail else lead
