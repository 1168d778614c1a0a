"""Anchors in documents, resolved once all items of an import exist.

An anchor names an item in the atlas the document came from; here it names the item that the import
made of that.
"""

from dataclasses import dataclass, replace
from typing import Any

from wiki.anchors import Anchor
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.prose_links import NewAnchors
from wiki.exchange.report import ImportReport
from wiki.exchange.topics import ImportedPage
from wiki.exchange.validation import defaults
from wiki.forms.anchors import anchors_in, map_anchors, with_hidden
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.sections.base import Section
from wiki.visibility import Reader, is_public, is_undeleted

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

    It writes into `new_anchors` which row here each entry became, as anchors.
    """

    def __init__(
        self,
        entry: Entry,
        report: ImportReport,
        written_for: Reader,
        new_anchors: NewAnchors,
        *,
        empty: bool,
    ) -> None:
        self._entry, self._report, self._empty = entry, report, empty
        self._reader = written_for
        self._entries: list[EntryAnchors] = []
        self._rows = new_anchors

    def take_out(self, section: Section, entry: DocumentEntry) -> tuple[DocumentEntry, Values]:
        """Return an entry without its anchors, and the anchors that it gave, by field.

        The row is written without them, as the items that they name may not exist yet.
        """
        names = section.anchor_fields & entry.values.keys()
        links = {name: entry.values[name] for name in names & entry.stated}
        blank = {name: defaults(section)[name] for name in names}
        stated = entry.stated - names
        return replace(entry, values={**entry.values, **blank}, stated=stated), links

    def remember(
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
            self._entries.append(EntryAnchors(source, row, links, by_id, page.file, entry.line))

    def set_anchors(self) -> None:
        """Set the anchors of each row as its entry says, once all rows exist.

        An anchor stays on a row if the document lacks it only because its reader may not see the
        item; this is reported. Raises DocumentError for an anchor of this atlas that names nothing;
        anchors of other atlases that name nothing are reported.
        """
        resolved = [(anchors, self._translated_links(anchors)) for anchors in self._entries]
        lacking = {
            anchor for anchors, links in resolved for anchor in self._lacking(anchors, links)
        }
        unseen = lacking - find_by_anchors(lacking, reader=self._reader).keys()
        for anchors, links in resolved:
            if stays := self._lacking(anchors, links) & unseen:
                self._report.note_unseen(anchors.file, anchors.line, sorted(map(str, stays)))
            values = {n: with_hidden(v, getattr(anchors.row, n), stays) for n, v in links.items()}
            changed = {n: value for n, value in values.items() if getattr(anchors.row, n) != value}
            if changed:
                self._entry.alter(anchors.row, **changed)

    def _lacking(self, anchors: EntryAnchors, links: Values) -> set[Anchor]:
        """Return the anchors of a row that its document lacks, in fields that may hold several.

        The set is empty if the reader of the document sees all, or has no document with the row.
        """
        if self._reader.sees_private:
            return set()
        row = anchors.row
        roomy = (name for name, value in links.items() if not value or isinstance(value, dict))
        lacks = {a for n in roomy for a in anchors_in(getattr(row, n)) - anchors_in(links[n])}
        return lacks if lacks and is_public(row) else set()

    def _translated_links(self, anchors: EntryAnchors) -> Values:
        return {name: self._convert(anchors, name, value) for name, value in anchors.links.items()}

    def _convert(self, anchors: EntryAnchors, name: str, value: Any) -> Any:
        had = getattr(anchors.row, name) or ""
        return map_anchors(value, lambda anchor: self._anchor_here(anchors, anchor, had))

    def _anchor_here(self, anchors: EntryAnchors, anchor: str, had: Any) -> str:
        """Return the anchor here of the item that an anchor in a document names, "" if unknown.

        An anchor that the row had already stays, even if its item was deleted since. Raises
        DocumentError.
        """
        if here := self._rows.get((anchors.source, anchor)):
            return here
        if anchors.by_id and not self._empty:
            if anchor == had or (isinstance(had, dict) and anchor in had):
                return anchor
            parsed = Anchor.parse(anchor)
            row = parsed and find_row(Recorded.kinds[parsed.kind], parsed.id)
            if row and is_undeleted(row):
                return anchor
            raise DocumentError(anchors.line, NOTHING_THERE.format(anchor), file=anchors.file)
        self._report.note_unknown(anchors.file, anchors.line, anchor)
        return ""
