"""Importing page documents as one change, all or nothing.

First all topics are found or made, so that pages can name each other; then the items. Existing
items are updated; what a document lacks is reported and kept. The caller commits.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from wiki.db import db
from wiki.exchange.decoding import decode
from wiki.exchange.document import PageDocument, parse_document
from wiki.exchange.document_error import blamed
from wiki.exchange.foreign import refuse_foreign
from wiki.exchange.headings import NOTE_TITLE
from wiki.exchange.hiding import refuse_hiding_folder
from wiki.exchange.matching import Regions
from wiki.exchange.options import USUAL, ImportOptions
from wiki.exchange.prose_links import ProseLinks
from wiki.exchange.published import is_published, parse_published
from wiki.exchange.report import ImportReport
from wiki.exchange.rows import EntryWriter
from wiki.exchange.topics import ImportedPage, TopicWriter
from wiki.journal import Entry, Signature, record
from wiki.queries.atlas import atlas_id
from wiki.queries.items import list_items
from wiki.queries.plain_words import words_for
from wiki.queries.topics import find_note, has_topics
from wiki.sections import SECTIONS
from wiki.services.places import give_places
from wiki.services.topics import set_note
from wiki.text import shorten
from wiki.visibility import AUTHOR

Progress = Callable[[int, int], None]
Documents = Sequence[tuple[str, PageDocument]]
Begin = Callable[[Entry, ImportReport], None]
Finish = Callable[[Entry, ImportReport, Regions, ProseLinks], None]


def read_page(
    file: str, source: str | bytes, *, today: date, folders: Iterable[str] = ()
) -> PageDocument:
    """Read a file as a page document or as a published page's text. Raises DocumentError.

    A page that does not say its visibility is refused if one of the `folders` that the file is in
    is for what is private.
    """
    with blamed(file):
        refuse_foreign(decode(source), file)
        read = parse_published if is_published(source) else parse_document
        page = read(source, today=today, name=file)
        if not page.visibility:
            refuse_hiding_folder(folders)
        return page


def import_documents(
    documents: Documents,
    by: Signature,
    options: ImportOptions = USUAL,
    *,
    progress: Progress | None = None,
    begin: Begin | None = None,
    finish: Finish | None = None,
) -> ImportReport:
    """Import documents, given with their files' names, as one change.

    Raises DocumentError; the caller then rolls back. `progress` is called for each page with
    the number done and the total. `begin` is called first, within the change, and `finish` at its
    end, with the regions as they are then and the links that texts have.
    """
    report = ImportReport(len(documents))
    with record(by) as entry:
        if begin:
            begin(entry, report)
        empty = not has_topics()
        topics = TopicWriter(entry, report, options, empty=empty)
        pages = [page for _, page in documents]
        prose = ProseLinks(entry, report)
        writer = EntryWriter(entry, report, topics.regions, pages, options, prose, empty=empty)
        imported = topics.write(documents)
        for done, page in enumerate(imported, 1):
            _write_page(writer, entry, report, page, prose)
            if progress:
                progress(done, len(imported))
        writer.set_anchors()
        if finish:
            db.session.flush()
            finish(entry, report, topics.regions, prose)
        prose.update_links()
        give_places(entry)
        _report_missing(report, imported, _omitted(imported, documents))
        _report_unread(report, documents)
    report.read_outcomes(entry)
    return report


def _write_page(
    writer: EntryWriter, entry: Entry, report: ImportReport, page: ImportedPage, prose: ProseLinks
) -> None:
    """Write a document's entries and note to its topic's page; keep its texts for `prose`."""
    writer.write(page)
    document = page.document
    line = document.lines.get("summary", 1)
    prose.remember_slug(document.atlas, document.slug, page.topic)
    prose.remember(page.topic, [document.summary], document.atlas, page.file, line)
    if not document.note:
        return
    set_note(entry, page.topic, document.note)
    if note := find_note(page.topic):
        report.mark_seen("note", note.id)
        prose.remember(note, [document.note], document.atlas, page.file, 1)


def _omitted(pages: Sequence[ImportedPage], documents: Documents) -> set[tuple[str, int | None]]:
    """Return the items, as kind and id, in those documents of this atlas that were not imported."""
    written = {page.file for page in pages}
    mine = [page for file, page in documents if file not in written and page.atlas == atlas_id()]
    return {
        (one.kind, e.item_id) for page in mine for one in SECTIONS for e in page.entries(one.name)
    }


def _report_missing(
    report: ImportReport, pages: Sequence[ImportedPage], omitted: Collection[tuple[str, int | None]]
) -> None:
    """Report the items that pages in the atlas have and no document has."""
    read = words_for(AUTHOR)
    for page in pages:
        for section in () if page.is_new else SECTIONS:
            for item in list_items(section, page.topic, reader=AUTHOR):
                label = section.label(section.values(item, page.topic), read)
                is_known = (
                    report.has_seen(section.kind, item.id) or (section.kind, item.id) in omitted
                )
                if label and not is_known:
                    report.missing.append((page.file, section.title, label))
        note = None if page.is_new else find_note(page.topic)
        if note and note.body and not page.document.note:
            report.missing.append((page.file, NOTE_TITLE, shorten(read(note.body), 80)))


def _report_unread(report: ImportReport, documents: Documents) -> None:
    """Report unknown keys, headings and texts."""
    for file, document in documents:
        if document.is_note:  # it may have keys of other programs, which are not checked
            continue
        labels = [f"`{name}`" for name in document.front_matter]
        for heading in document.headings:
            labels.append(f"“## {heading.title}”" if heading.title else "words before the headings")
        report.unread += [(file, words) for words in labels]
