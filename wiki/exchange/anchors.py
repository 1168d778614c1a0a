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
from wiki.exchange.prose_links import Became
from wiki.exchange.report import ImportReport
from wiki.exchange.topics import ImportedPage
from wiki.exchange.validation import defaults
from wiki.forms.anchors import named_in, translated, with_kept
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.recorded import Recorded
from wiki.sections.base import Section
from wiki.visibility import Reader, is_public, is_there

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
    """Resolves the anchors in the entries of documents, within a change.

    It writes into `became` which row here each entry became, as anchors.
    """

    def __init__(
        self,
        entry: Entry,
        report: ImportReport,
        written_for: Reader,
        became: Became,
        *,
        empty: bool,
    ) -> None:
        self._entry, self._report, self._empty = entry, report, empty
        self._reader = written_for
        self._said: list[EntryAnchors] = []
        self._rows = became

    def taken_out(self, section: Section, entry: DocumentEntry) -> tuple[DocumentEntry, Values]:
        """Return an entry without its anchors, and the anchors that it gave, by field.

        The row is written without them, as the items that they name may not exist yet.
        """
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
        """Remember the row that an entry became, and the entry's anchors.

        `by_id` says whether the ids in the document are those of this atlas.
        """
        source = page.document.atlas or page.file
        if entry.item_id:
            self._rows[source, section.anchor(entry.item_id)] = section.anchor(row.id)
        if links:
            self._said.append(EntryAnchors(source, row, links, by_id, page.file, entry.line))

    def settle(self) -> None:
        """Set the anchors of each row as its entry says, once all rows exist.

        An anchor stays on a row if the document lacks it only because its reader may not see the
        item; this is reported. Raises DocumentError for an anchor of this atlas that names nothing;
        anchors of other atlases that name nothing are reported.
        """
        found = [(said, self._links_here(said)) for said in self._said]
        lacking = {anchor for said, links in found for anchor in self._lacking(said, links)}
        unseen = lacking - find_by_anchors(lacking, reader=self._reader).keys()
        for said, links in found:
            if stays := self._lacking(said, links) & unseen:
                self._report.note_unseen(said.file, said.line, sorted(map(str, stays)))
            told = {n: with_kept(v, getattr(said.row, n), stays) for n, v in links.items()}
            changed = {n: value for n, value in told.items() if getattr(said.row, n) != value}
            if changed:
                self._entry.alter(said.row, **changed)

    def _lacking(self, said: EntryAnchors, links: Values) -> set[Anchor]:
        """Return the anchors of a row that its document lacks, in fields that may hold several.

        The set is empty if the reader of the document sees all, or has no document with the row.
        """
        if self._reader.sees_private:
            return set()
        roomy = (name for name, value in links.items() if not value or isinstance(value, dict))
        lacks = {a for n in roomy for a in named_in(getattr(said.row, n)) - named_in(links[n])}
        return lacks if lacks and is_public(said.row) else set()

    def _links_here(self, said: EntryAnchors) -> Values:
        return {name: self._here(said, name, value) for name, value in said.links.items()}

    def _here(self, said: EntryAnchors, name: str, value: Any) -> Any:
        had = getattr(said.row, name) or ""
        return translated(value, lambda anchor: self._row_of(said, anchor, had))

    def _row_of(self, said: EntryAnchors, anchor: str, had: Any) -> str:
        """Return the anchor here of the item that an anchor in a document names, "" if unknown.

        An anchor that the row had already stays, even if its item was deleted since. Raises
        DocumentError.
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
