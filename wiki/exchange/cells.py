"""Cells of a CSV file: a text that a spreadsheet would take for a formula is made harmless.

A spreadsheet set to semicolons begins a new cell after each of them, within our cells too.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

GUARD = "'"  # a spreadsheet then takes the rest for text
SEPARATOR = ";"
# What begins a formula, also behind blanks, quotes, invisible characters and in full width.
_FORMULA = re.compile(
    r"[\s\"\u200b-\u200f\u2060\ufeff\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]"
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV file with every text made harmless; numbers and dates stay as they are."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue()


def guarded(text: str) -> str:
    """Return a text with an apostrophe before whatever a spreadsheet would take for a formula.

    A formula can begin the text or follow a semicolon; `-0.5` is none. What begins with an
    apostrophe before a formula gets another one, so that `unguarded` gives back what was written.
    """
    if _NUMBER.fullmatch(text):
        return text
    return SEPARATOR.join(map(_guarded, text.split(SEPARATOR)))


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made a cell from; any other cell is returned unchanged."""
    text = SEPARATOR.join(map(_unguarded, cell.split(SEPARATOR)))
    return text if guarded(text) == cell else cell


def _guarded(part: str) -> str:
    return f"{GUARD}{part}" if _FORMULA.match(part.lstrip(GUARD)) else part


def _unguarded(part: str) -> str:
    text = part.removeprefix(GUARD)
    return text if _guarded(text) == part else part
