"""From page documents to the atlas: one change for all of them, all or nothing.

First every topic is found or made, so that any page may name any other; then the items. What is
there already is brought up to date, what a document lacks is reported and kept. The caller commits.
"""

from collections.abc import Callable, Sequence
from datetime import date

from wiki.exchange.document import PageDocument, decode, parse_document
from wiki.exchange.document_error import blamed
from wiki.exchange.foreign import refuse_foreign
from wiki.exchange.published import is_published, parse_published
from wiki.exchange.report import Report
from wiki.exchange.rows import Keeper
from wiki.exchange.topics import Page, Pages
from wiki.journal import Entry, Signature, record
from wiki.queries.items import list_items
from wiki.queries.topics import find_note
from wiki.sections import SECTIONS
from wiki.services.places import give_places
from wiki.services.topics import set_note
from wiki.visibility import AUTHOR

Progress = Callable[[int, int], None]
Documents = Sequence[tuple[str, PageDocument]]


def read_page(file: str, source: str | bytes, *, today: date) -> PageDocument:
    """Read a file in whichever of the two forms it is. Raises DocumentError naming it."""
    with blamed(file):
        refuse_foreign(decode(source), file)
        read = parse_published if is_published(source) else parse_document
        return read(source, today=today, name=file)


def import_documents(
    documents: Documents,
    by: Signature,
    *,
    progress: Progress | None = None,
    as_is: bool = False,
) -> Report:
    """Bring documents, each with its file's name, into the atlas as one change.

    Raises DocumentError; the caller then rolls back. `progress` hears of each page: done, of all.
    Text in which part of an empty slot is left over is refused, unless it is meant `as_is`.
    """
    report = Report(len(documents))
    with record(by) as entry:
        pages = Pages(entry, report, as_is=as_is)
        read = [page for _, page in documents]
        keeper = Keeper(entry, report, pages.regions, read, as_is=as_is)
        found = pages.find(documents)
        for done, page in enumerate(found, 1):
            keeper.keep(page)
            _keep_note(entry, report, page)
            if progress:
                progress(done, len(found))
        keeper.settle()
        give_places(entry)
        _tell_missing(report, found)
        _tell_unread(report, documents)
    report.settle(entry)
    return report


def _keep_note(entry: Entry, report: Report, page: Page) -> None:
    if page.document.note:
        set_note(entry, page.topic, page.document.note)
    if note := find_note(page.topic):
        report.see("note", note.id)


def _tell_missing(report: Report, pages: Sequence[Page]) -> None:
    """Report what stands on the pages in the atlas and in no document."""
    for page in pages:
        for section in () if page.is_new else SECTIONS:
            for item in list_items(section, page.topic, reader=AUTHOR):
                label = section.label(section.values(item, page.topic))
                if label and not report.knows(section.kind, item.id):
                    report.missing.append((page.file, section.title, label))


def _tell_unread(report: Report, documents: Documents) -> None:
    """Report the keys, headings and words that the atlas does not know."""
    for file, document in documents:
        said = [f"`{name}`" for name in document.front_matter]
        for heading in document.headings:
            said.append(f"“## {heading.title}”" if heading.title else "words before the headings")
        report.unread += [(file, words) for words in said]
