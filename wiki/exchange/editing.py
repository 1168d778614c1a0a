"""Editing a region's page as a whole, as its document: one change. The caller commits."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from hashlib import blake2b
from typing import Any

from wiki.clock import Clock
from wiki.errors import Conflict
from wiki.exchange.anchors import NOTHING_THERE
from wiki.exchange.arranging import arrange
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.exporting import export_topic
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.matching import Regions
from wiki.exchange.omissions import HIDING, find_omissions
from wiki.exchange.options import ImportOptions
from wiki.exchange.prose_links import ProseLinks
from wiki.exchange.report import ImportReport
from wiki.exchange.topics import BLANK, unknown_parts
from wiki.journal import Entry, Signature
from wiki.models import Topic
from wiki.queries.items import list_items
from wiki.queries.sources import source_for
from wiki.queries.topics import find_note
from wiki.sections import SECTIONS, Section
from wiki.services.items import WRITERS
from wiki.services.topics import set_note, set_topic
from wiki.visibility import AUTHOR

OTHER_ADDRESS = (
    "This is another region's address. Edit each page by itself; an address is changed where the "
    "title is edited."
)


@dataclass(frozen=True)
class DocumentText:
    """The text of a page, and its version: what a form carries as `base`."""

    text: str
    version: str


def read_document(topic: Topic, zone: tzinfo) -> DocumentText:
    """Return a page as its document, for its author; `zone` is the site's time zone."""
    text = export_topic(topic, source_for(AUTHOR, zone))
    return DocumentText(text, blake2b(text.encode(), digest_size=12).hexdigest())


def edit_document(
    topic: Topic,
    text: str,
    by: Signature,
    *,
    base: str,
    clock: Clock,
    delete_missing: bool = False,
) -> ImportReport:
    """Change a region's page to what its edited document says, and return the report of the import.

    What the text leaves out is reported, or with `delete_missing` deleted. Items of an ordered
    section get the order of the text. Raises Conflict if the page has another version than `base`,
    and DocumentError with the line; the caller then rolls back.
    """
    if read_document(topic, clock.zone).version != base:
        raise Conflict
    document = read_page("", text, today=clock.today)
    if document.slug not in ("", topic.slug):
        raise DocumentError(document.lines.get("slug", 1), OTHER_ADDRESS)
    editing = _Editing(topic, document, delete_missing=delete_missing)
    document = editing.addressed()
    report = import_documents(
        [("", document)],
        by,
        ImportOptions(opens=True, written_for=AUTHOR),
        finish=editing.finish,
    )
    for line, anchor in report.unknown:
        raise DocumentError(line, NOTHING_THERE.format(anchor))
    report.missing += editing.missing
    return report


class _Editing:
    """What saving the author's edited page does in addition to importing it as a document."""

    def __init__(self, topic: Topic, document: PageDocument, *, delete_missing: bool) -> None:
        self._topic, self._document, self._deletes = topic, document, delete_missing
        self._old = {one.kind: set(_rows(one, topic)) for one in SECTIONS if one.ordered}
        self.missing: list[tuple[str, str, str]] = []

    def addressed(self) -> PageDocument:
        """Return the document with the address of the page, whatever its title is now."""
        return replace(self._document, slug=self._topic.slug)

    def finish(
        self, entry: Entry, report: ImportReport, _regions: Regions, _prose: ProseLinks
    ) -> None:
        """Delete or report what the text leaves out, and put items in the order of the text."""
        omitted = list(find_omissions(self._topic, self._document))
        if self._deletes:
            self._clear(entry)
            self._delete(entry, report)
        self.missing = [("", *one) for one in omitted if one == HIDING or not self._deletes]
        for section in SECTIONS:
            if section.ordered:
                rows = _rows(section, self._topic)
                ids = [one for one in report.ids_of(section.kind) if one in rows]
                arrange(entry, self._topic, [rows[one] for one in ids], old=self._old[section.kind])

    def _clear(self, entry: Entry) -> None:
        """Empty the keys of the front matter that the text leaves out, and remove unknown parts."""
        blanks = {name: blank for name, blank in BLANK.items() if not getattr(self._document, name)}
        extra = unknown_parts(None, self._document)
        set_topic(entry, self._topic, {**blanks, "extra": extra})

    def _delete(self, entry: Entry, report: ImportReport) -> None:
        for section in SECTIONS:
            for item in list_items(section, self._topic, reader=AUTHOR):
                if not report.has_seen(section.kind, item.id):
                    WRITERS[section.owner].remove(entry, self._topic, item)
        if not self._document.note and find_note(self._topic):
            set_note(entry, self._topic, "")


def _rows(section: Section, topic: Topic) -> dict[int, Any]:
    return {row.id: row for row in list_items(section, topic, reader=AUTHOR)}
