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
TOKEN = r"(?:\\.|[^\\])"  # one character, or an escaped one
DASH = r"(?:^|(?<=\s))—(?=\s|$)"
THEN = rf"\s*(?:{DASH}|(?<=\s)[–-](?=\s))\s*"  # after a closing mark a shorter dash is as clear
BLOCK_ID = r"\^(?=[A-Za-z][A-Za-z0-9_-]*$)"
DATE = r"(?:\d{4}(?:-\d\d){0,2}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}|<date>)"
# An address by hand has its parentheses in pairs, two deep; one that was written has them escaped.
_PAIRED = r"(?:\\.|[^\\()\s]|\((?:\\.|[^\\()\s]|\((?:\\.|[^\\()\s])*\))*\))*"
_ESCAPED = re.compile(r"\\([" + re.escape(MARKS) + "])")
_BACKSLASH = r"\\(?=[" + re.escape(MARKS) + r"]|$)"
_LINK = re.compile(
    rf"^(?:(?P<date>{DATE})\s+)?"
    rf"(?:\[(?P<title>(?:\\.|[^\\\]])*)\]\((?P<url>{_PAIRED}|(?:\\.|[^\\)])*)\)|(?P<bare>{TOKEN}*?))"
    rf"(?:(?:(?<=\)){THEN}|\s*{DASH}\s*)(?P<rest>.*))?$"
)
_PUBLISHED = re.compile(r"^(?:<date>)?\s*(?P<title><[^<>]*>)\s*(?P<rest><[^<>]*>\.?)$")


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
    match = re.match(rf"^({TOKEN}*?)(?:\s*{DASH}\s*(.*))?$", text)
    return (match[1], match[2] or "") if match else (text, "")


def join_dash(lead: str, tail: str) -> str:
    """Write two parts with a dash between them, or the first alone."""
    return f"{lead} — {tail}" if tail else lead


def write_link(date: str, title: str, url: str, rest: str = "") -> str:
    """Write `2026-05-01 [Title](URL) — rest`."""
    link = f"[{escape(title, r'[][]')}]({escape(url, r'[()]')})"
    return join_dash(f"{date} {link}".strip(), rest)


def read_link(line: str) -> tuple[str, str, str, str]:
    """Return the date, title, URL and rest of a line; the link may be missing."""
    published = _PUBLISHED.match(line)
    if published:
        return "", published["title"], "", published["rest"]
    match = _LINK.match(line)
    if not match:
        return "", unescape(line), "", ""
    date = "" if match["date"] in (None, "<date>") else match["date"]
    title = match["title"] if match["title"] is not None else match["bare"]
    return date, unescape(title), unescape(match["url"] or ""), unescape(match["rest"] or "")
