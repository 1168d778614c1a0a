"""Tables in which no cell is lost, and whose formulas and code may have bars."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from markdown.extensions.tables import TableProcessor

from wiki.text.tex import Inline

_BAR = "\x1f"  # a bar within a formula; no text has this sign
_FORMULA = re.compile(Inline.PATTERN)
_TYPED = re.compile(rf"(?<![\\`])(`+)(?!`)[^\n]{{1,2000}}?(?<!`)\1(?!`)|{Inline.PATTERN}")


class WholeTables(TableProcessor):
    """Reads tables as Python-Markdown does, with two differences.

    In a row with more cells than columns, bars within formulas are no borders, and what is too much
    all the same stands in the last cell as typed. In formulas and code `\\|` is a bar, as GitHub
    has it, since that is how one writes it in a table.
    """

    columns = 0  # of the table whose row is read, 0 while it is not known yet

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        self.columns = len(align)
        super()._build_row(row, parent, align)  # type: ignore[misc]  # as below
        self.columns = 0

    def _split_row(self, row: str) -> list[str]:
        cells: list[str] = super()._split_row(row)  # type: ignore[misc]  # as below
        if self.columns and len(cells) > self.columns:
            cells = self._fitted(self.RE_END_BORDER.sub("", row.removeprefix("|")))
        return [_TYPED.sub(lambda typed: typed[0].replace("\\|", "|"), cell) for cell in cells]

    def _fitted(self, row: str) -> list[str]:
        """Return the cells of a row without its outer bars, at most one for each column."""
        cells: list[str] = super()._split(row)  # type: ignore[misc]  # missing in its stubs
        if len(cells) > self.columns:
            whole = _FORMULA.sub(lambda formula: formula[0].replace("|", _BAR), row)
            parts = super()._split(whole)  # type: ignore[misc]
            cells = [cell.replace(_BAR, "|") for cell in parts]
            cells[self.columns - 1 :] = ["|".join(cells[self.columns - 1 :])]
        return cells
