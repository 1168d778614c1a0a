"""Importing a folder of notes as one change, all or nothing. The caller commits.

A file that says that it is a page of an atlas is imported as a document; any other file in Markdown
is a note, whatever its headings. A note whose title a region has, or once had, is left out, so that
the same folder can be imported again; a region that was only undone is made anew. A new region is
private unless the author or its note says otherwise.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import PurePosixPath

from wiki.anchors import Anchor
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.importing import Documents, Progress, import_documents, read_page
from wiki.exchange.notes.file_links import without_files
from wiki.exchange.notes.files import Folder, FolderError
from wiki.exchange.notes.links import Titles, unwritten_page
from wiki.exchange.notes.note import ImportedNote, is_document, read_note, with_distinct_titles
from wiki.exchange.notes.openness import Openness, find_public
from wiki.exchange.notes.own_files import refuse_backup, refuse_export
from wiki.exchange.notes.pictures import NotePictures
from wiki.exchange.notes.report import FolderReport
from wiki.exchange.options import ImportOptions
from wiki.exchange.report import ImportReport
from wiki.exchange.undone import find_deleted_at, is_undone
from wiki.forms.fields import LINE, TEXT
from wiki.journal import Signature
from wiki.media.shelf import Shelf, adding_to
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.projections.names import read_names
from wiki.queries.addresses import is_free
from wiki.text import Names, clean_line, is_seen, links_of
from wiki.visibility import AUTHOR, VISITOR

NOTHING = "There is no file in Markdown in it (.md)."


@dataclass(frozen=True)
class FolderOptions:
    """What the author wants of an import.

    `public`: notes are public unless they say otherwise. `area` is the area of those that name
    none, in place of their folder. With `as_is`, half-filled slots of documents are taken.
    """

    public: bool = False
    area: str = ""
    as_is: bool = False


def import_folder(
    folder: Folder,
    by: Signature,
    options: FolderOptions = FolderOptions(),
    *,
    today: date,
    shelf: Shelf | None = None,
    progress: Progress | None = None,
) -> FolderReport:
    """Import the files of a folder as one change, and return the report.

    The pictures that notes show are added to the shelf; without a shelf they are only counted.
    Raises FolderError and DocumentError; the caller then rolls back.
    """
    with adding_to(shelf) as added:
        pictures = NotePictures(folder, added)
        return _import(folder, by, options, pictures, today=today, progress=progress)


def _import(
    folder: Folder,
    by: Signature,
    options: FolderOptions,
    pictures: NotePictures,
    *,
    today: date,
    progress: Progress | None,
) -> FolderReport:
    refuse_backup(folder)
    refuse_export(folder)
    if not folder.notes:
        raise FolderError(NOTHING)
    documents, notes = _read(folder, today)
    report = FolderReport(ImportReport(0), pages=len(documents), left_out=sorted(folder.left_out))
    atlas = Openness(read_names(reader=AUTHOR), read_names(reader=VISITOR))
    documents = atlas.with_visibility(documents, report, public=options.public, within=folder.name)
    new, restored = _find_new(notes, atlas.names, report)
    public = find_public(new, report, public=options.public, within=folder.name)
    titles = _titles(documents, notes, atlas, public)
    pages = [
        (note.path, _page(_with_pictures(note, titles, pictures, report), titles, options, report))
        for note in _with_free_slugs(new, restored)
    ]
    _count_links(pages, titles, report)
    report.pictures = len(pictures.stored_paths)
    _note_others(folder, pictures, report)
    done = import_documents(
        [*documents, *pages],
        by,
        ImportOptions(
            as_is=options.as_is, recreated=frozenset(topic.id for topic in restored.values())
        ),
        progress=progress,
    )
    report.documents, report.notes = done, [] if report.pages else done.notes
    return report


def _note_others(folder: Folder, pictures: NotePictures, report: FolderReport) -> None:
    """Add the files that are no notes and that no note shows to the report."""
    named = {PurePosixPath(name).name for name in report.files}
    for other in sorted(folder.others):
        if other not in pictures.stored_paths and PurePosixPath(other).name not in named:
            report.files[other] = []
            named.add(PurePosixPath(other).name)


def _read(folder: Folder, today: date) -> tuple[Documents, list[ImportedNote]]:
    """Return the documents and the notes among the files of a folder. Raises DocumentError."""
    documents, notes = [], []
    for path, data in folder.notes.items():
        if is_document(path, data):
            documents.append((path, read_page(path, data, today=today)))
        else:
            notes.append(read_note(path, data, today=today))
    return documents, with_distinct_titles(notes)


def _titles(
    documents: Documents, notes: Sequence[ImportedNote], atlas: Openness, public: Collection[str]
) -> Titles:
    """Return the names by which links find the pages; a note of a known region has that region's.

    `public` are the titles of the new notes that visitors will see.
    """
    titles = Titles(atlas)
    pages: list[tuple[str, tuple[str, ...]]] = []
    pages += [(page.title, (path.rpartition(".")[0],)) for path, page in documents]
    pages += [(note.title, note.names) for note in notes]
    for _, page in documents:
        titles.add(page.title, page.slug, is_shown=atlas.will_show(page))
    for note in notes:
        is_shown = note.title in public or atlas.shows_title(note.title)
        titles.add(note.title, note.head.known.get("slug", ""), is_shown=is_shown)
    for index in range(max((len(others) for _, others in pages), default=0)):
        for title, others in pages:  # the paths of all, then the names of all files, then aliases
            titles.add_names(title, others[index : index + 1])
    return titles


def _find_new(
    notes: Sequence[ImportedNote], names: Names, report: FolderReport
) -> tuple[list[ImportedNote], dict[str, Topic]]:
    """Return the notes that are no regions yet, and the regions to restore for some, by path.

    These regions were deleted by undoing their import. The other notes are reported.
    """
    new, restored = [], dict[str, Topic]()
    for note in notes:
        if region := names.find(note.title):
            report.existing.append((note.path, region.title))
            continue
        deleted = find_deleted_at("topic", note.title, note.head.known.get("slug", ""))
        if deleted and not is_undone(deleted):
            report.deleted.append((note.path, deleted.title))
            continue
        new.append(note)
        if deleted:
            restored[note.path] = deleted
            report.recreated.append((note.path, note.title))
    return new, restored


def _with_free_slugs(
    notes: Sequence[ImportedNote], restored: Mapping[str, Topic]
) -> list[ImportedNote]:
    """Return the notes with free slugs; one that is taken is moved to the key `imported_slug`."""
    addressed, used = [], set[str]()
    for note in notes:
        slug = note.head.known.get("slug", "")
        if slug and (slug in used or not is_free("topic", slug, own=restored.get(note.path))):
            values = {name: value for name, value in note.head.known.items() if name != "slug"}
            unknown = note.head.unknown | {"imported_slug": f"imported_slug: {slug}"}
            note = replace(note, head=replace(note.head, known=values, unknown=unknown))
        used.add(slug)
        addressed.append(note)
    return addressed


def _with_pictures(
    note: ImportedNote, titles: Titles, pictures: NotePictures, report: FolderReport
) -> ImportedNote:
    """Return a note that shows pictures of the atlas; the files left out are reported."""
    body, files = without_files(note.body, titles.has)
    body, stored = pictures.with_addresses(body, note.path.rpartition("/")[0])
    for file in files:
        if file not in stored:
            report.files.setdefault(file, []).append(note.path)
    return replace(note, body=body)


def _page(
    note: ImportedNote, titles: Titles, options: FolderOptions, report: FolderReport
) -> PageDocument:
    """Return a note as the document of a region, and report on it. Raises DocumentError."""
    body, unlinked = titles.with_links(note.body, note.title, note.path.rpartition("/")[0])
    report.withheld[note.path] += unlinked
    if len(body) > TEXT:
        reason = f"Too long for a region: {len(body):,} of {TEXT:,} characters. Divide this note."
        raise DocumentError(1, reason, file=note.path)
    values = dict(note.head.known)
    folder = clean_line(note.folder)[:LINE]
    values["area"] = values.get("area") or options.area or (folder if is_seen(folder) else "")
    values["summary"] = values.get("summary") or note.head.described
    values["visibility"] = PUBLIC if titles.shows(note.title) else PRIVATE
    values["title"] = note.title
    entry = DocumentEntry({"body": body}, stated=frozenset({"body"}))
    sections = {"stance": [entry]} if is_seen(unescape(body)) else {}
    return PageDocument(**values, sections=sections, front_matter=note.head.unknown, is_note=True)


def _count_links(pages: Documents, titles: Titles, report: FolderReport) -> None:
    """Report the links in notes, the pages that are not written and those that are hidden."""
    for path, page in pages:
        for entry in page.entries("stance"):
            for link in links_of(entry.values["body"]):
                report.links += 1
                name = link.typed.partition("|")[0].strip()
                if page.visibility == PUBLIC and titles.is_hidden(link.typed):
                    report.withheld[path] += 1
                elif not titles.is_written(link.typed) and not Anchor.parse(name):
                    key, spelling = unwritten_page(link.typed)
                    report.spellings.setdefault(key, Counter())[spelling] += 1
