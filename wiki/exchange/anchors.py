"""Anchors in documents, resolved once all items of an import exist.

An anchor names an item in the atlas the document came from; here it names the item that the import
made of that.
"""

from dataclasses import dataclass, replace
from typing import Any

from wiki.anchors import Anchor
from wiki.db import db
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.report import ImportReport
from wiki.exchange.topics import ImportedPage
from wiki.exchange.validation import defaults
from wiki.forms.anchors import translated
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.recorded import Recorded
from wiki.sections.base import Section
from wiki.visibility import is_there

Row = Any
NOTHING_THERE = "There is nothing with the id {} in this atlas, or it is deleted."


@dataclass(frozen=True)
class EntryAnchors:
    """The anchors in one entry, by field, and the row that the entry became.

    `source` is the atlas in which they count, or the file where that is not known. `by_id` says
    whether that is this atlas.
    """

    source: str
    row: Row
    links: Values
    by_id: bool
    file: str
    line: int


class AnchorResolver:
    """Resolves the anchors in entries within a change."""

    def __init__(self, entry: Entry, report: ImportReport, *, empty: bool) -> None:
        self._entry, self._report, self._empty = entry, report, empty
        self._said: list[EntryAnchors] = []
        self._rows: dict[tuple[str, str], str] = {}

    def taken_out(self, section: Section, entry: DocumentEntry) -> tuple[DocumentEntry, Values]:
        """Return an entry without its anchors, and the anchors."""
        names = section.anchored & entry.values.keys()
        links = {name: entry.values[name] for name in names & entry.stated}
        blank = {name: defaults(section)[name] for name in names}
        stated = entry.stated - names
        return replace(entry, values={**entry.values, **blank}, stated=stated), links

    def keep(
        self,
        section: Section,
        page: ImportedPage,
        entry: DocumentEntry,
        row: Row,
        links: Values,
        *,
        by_id: bool,
    ) -> None:
        """Remember the row that an entry became, and the entry's anchors."""
        source = page.document.atlas or page.file
        if entry.item_id:
            self._rows[source, section.anchor(entry.item_id)] = section.anchor(row.id)
        if links:
            self._said.append(EntryAnchors(source, row, links, by_id, page.file, entry.line))

    def settle(self) -> None:
        """Set the anchors of each row, where they differ from what it has.

        Raises DocumentError for one of this atlas that names nothing; others are reported.
        """
        for said in self._said:
            links = {name: self._here(said, name, value) for name, value in said.links.items()}
            changed = {n: value for n, value in links.items() if getattr(said.row, n) != value}
            if changed:
                self._entry.alter(said.row, **changed)

    def _here(self, said: EntryAnchors, name: str, value: Any) -> Any:
        had = getattr(said.row, name) or ""
        return translated(value, lambda anchor: self._row_of(said, anchor, had))

    def _row_of(self, said: EntryAnchors, anchor: str, had: Any) -> str:
        """Return the anchor here of what an anchor there names, empty where that is unknown.

        What the row had already stays, though it was deleted since. Raises DocumentError.
        """
        if known := self._rows.get((said.source, anchor)):
            return known
        if said.by_id and not self._empty:
            if anchor == had or (isinstance(had, dict) and anchor in had):
                return anchor
            found = Anchor.parse(anchor)
            row = found and db.session.get(Recorded.kinds[found.kind], found.id)
            if row and is_there(row):
                return anchor
            raise DocumentError(said.line, NOTHING_THERE.format(anchor), file=said.file)
        self._report.note_unknown(said.file, said.line, anchor)
        return ""
