"""CSV cells: text that a spreadsheet would take for a formula is made harmless."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

GUARD = "'"  # a spreadsheet then takes the cell for text
# What begins a formula, also after blanks or invisible characters, and in full width.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
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
    """Return a text with an apostrophe before it if it would be a formula; `-0.5` would not.

    A text that begins with an apostrophe and a formula gets another apostrophe, so that
    `unguarded` restores it.
    """
    inner = text.lstrip(GUARD)
    is_formula = _FORMULA.match(inner) and not _NUMBER.fullmatch(text)
    return f"{GUARD}{text}" if is_formula else text


def unguarded(cell: str) -> str:
    """Return the text that a cell stands for, when one of our own files is read."""
    text = cell.removeprefix(GUARD)
    return text if text != cell and guarded(text) == cell else cell
