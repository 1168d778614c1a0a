"""List items as people write them, and the lines that are no words of one.

An entry is a list item. Entries do not nest, and what Markdown would set as a block of its own (a
table, a heading, a quotation) is refused within them, so that no two things become one text.
"""

import re
from collections import deque
from dataclasses import dataclass

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line

_BULLET = re.compile(r"(?P<mark>[-*+](?=[ \t]|$)|[•◦‣▪●○])\s*(?P<text>.*)$")
_NUMBER = re.compile(r"(?P<mark>\(?(?P<number>\d{1,3})[.)])(?:\s+(?P<text>.*)|)$")
_BOX = re.compile(r"\[[ xX-]\](?:\s|$)")
_BLOCKS = (
    (re.compile(r"#{1,6}(?:\s|$)"), "A heading"),
    (re.compile(r"\|"), "A table"),
    (re.compile(r">(?:\s|$)"), "A quotation"),
    (re.compile(r"```|~~~"), "Fenced code"),
    (re.compile(r"(?:-{3,}|={3,}|(?:\* ?){3,}|(?:_ ?){3,})$"), "A line across the page"),
    (re.compile(r"<!--|</?(?:p|div|ul|ol|li|table|tr|td|h[1-6]|br|hr|pre)\b"), "HTML"),
)


@dataclass(frozen=True)
class Item:
    """A line that begins a list item: the column of its mark, of its text, and what it says."""

    indent: int
    column: int
    text: str
    number: int | None = None


def measured(line: str) -> tuple[int, str]:
    """Return how many columns a line is indented, and its text."""
    return len(margin(line)), line.strip()


def margin(line: str) -> str:
    """Return the white space before a line, tabs as spaces."""
    return line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)


def read_item(line: str) -> Item | None:
    """Return the list item that a line begins, None where it begins none."""
    indent, text = measured(line)
    if found := _BULLET.match(text):
        return Item(indent, indent + 2, found["text"])
    if found := _NUMBER.match(text):
        column = indent + len(found["mark"]) + 1
        return Item(indent, column, found["text"] or "", int(found["number"]))
    return None


def refuse_within(item: Item, before: Item, line: int) -> None:
    """Refuse an item that would be read as part of the one before it. Raises DocumentError."""
    if item.indent >= before.column:
        raise DocumentError(
            line,
            "Entries do not nest: begin this one at the margin, or write it without its mark as "
            "words of the entry above.",
        )
    if item.number is not None and item.number != 1 and before.number is None:
        raise DocumentError(
            line,
            f"This line begins like number {item.number} of a list, below an entry that has no "
            "number: begin it with “- ”, or join it to the line above.",
        )


def refuse_block(text: str, line: int) -> None:
    """Refuse a line that is no words of an entry. Raises DocumentError."""
    for pattern, name in _BLOCKS:
        if pattern.match(text):
            raise DocumentError(
                line, f"{name} cannot stand among entries: move it, or write it as plain words."
            )


def has_box(text: str) -> bool:
    """Return whether the text of an item begins with the box of a task."""
    return bool(_BOX.match(text))


def take_block(waiting: deque[Line], edge: int) -> list[str]:
    """Take the lines that are indented further than an edge, less what the first is indented."""
    block: list[str] = []
    columns = 0
    while waiting:
        indent, text = measured(waiting[0][1])
        if text and indent <= edge:
            break
        columns = columns or (indent if text else 0)
        block.append(_cut(waiting.popleft()[1], columns))
    return block


def _cut(line: str, columns: int) -> str:
    if line[:columns].strip(" "):
        return margin(line)[columns:] + line.lstrip(" \t")
    return line[columns:]
