"""Merging an export into an atlas that is in use: all of it but the journal.

The pages of regions, the essays, the readings of no region, the areas and the pictures are read. As
one change, what is there already is brought up to date; what the export lacks stays, and what is
private or a draft is not opened.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import Invalid
from wiki.exchange.document import PageDocument, decode
from wiki.exchange.document_error import blamed
from wiki.exchange.foreign import is_page
from wiki.exchange.importing import Progress, import_documents, read_page
from wiki.exchange.matching import Key, Regions, Row, work_key
from wiki.exchange.notes.files import Folder, FolderError
from wiki.exchange.notes.own_files import refuse_backup
from wiki.exchange.options import ImportOptions
from wiki.exchange.prose_links import ProseLinks
from wiki.exchange.report import ImportReport
from wiki.exchange.secrecy import keep_row_closed
from wiki.exchange.tagging import with_topics
from wiki.exchange.whole.areas import write_areas
from wiki.exchange.whole.companions import Companions, Part, read_companions
from wiki.exchange.whole.pictures import keep_named
from wiki.exchange.whole.quotes import merged_quotes
from wiki.forms.anchors import translated
from wiki.journal import Entry, Signature, is_purged
from wiki.media.shelf import Shelf, adding_to
from wiki.models import DRAFT, Essay, Reading, Topic
from wiki.queries.addresses import find_holder, is_free
from wiki.queries.atlas import atlas_id
from wiki.queries.names import no_region_message
from wiki.sections import essay, reading
from wiki.services import shared
from wiki.services.reading_list import last_place

NOTHING = "There is no page, essay, reading or area of an export in it."
NO_VALUES: Mapping[str, Any] = {}


def merge_export(
    folder: Folder,
    by: Signature,
    *,
    today: date,
    shelf: Shelf | None = None,
    as_is: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Merge the files of an export into this atlas, and return the report. The caller commits.

    Its pictures are added to the shelf, if one is given. Raises FolderError, DocumentError and
    OSError; the caller then rolls back.
    """
    refuse_backup(folder)
    found = read_companions(folder, today=today)
    documents = _read_pages(folder, found, today)
    if not (documents or found.areas or found.essays or found.readings):
        raise FolderError(NOTHING)

    def begin(entry: Entry, report: ImportReport) -> None:
        # Before the pages name them, so that the areas get their order and their addresses.
        write_areas(entry, report, found.areas)
        db.session.flush()

    def finish(entry: Entry, report: ImportReport, regions: Regions, prose: ProseLinks) -> None:
        _CompanionWriter(entry, report, regions, prose, found.atlas).write(found)

    options = ImportOptions(as_is=as_is, leaves_merged=True)
    with adding_to(shelf) as pictures:
        if pictures:
            keep_named(folder, found, pictures)
        return import_documents(
            documents, by, options, progress=progress, begin=begin, finish=finish
        )


def _read_pages(folder: Folder, found: Companions, today: date) -> list[tuple[str, PageDocument]]:
    """Return the pages of regions in the folder, with their paths. Raises DocumentError."""
    essays = {part.file for part in found.essays}
    return [
        (path, read_page(path, data, today=today))
        for path, data in folder.notes.items()
        if path not in essays and _is_page(path, data)
    ]


def _is_page(path: str, data: bytes) -> bool:
    """Return whether a file is a page of an atlas. Raises DocumentError."""
    with blamed(path):
        return bool(data.strip()) and is_page(decode(data).split("\n"))


class _CompanionWriter:
    """Writes what an export holds beside its pages, within the change that imports these.

    An essay is found by its address, a reading by its title and address, as in a page document;
    where the export is of this atlas, both by their ids. No row is two items of one export.
    """

    def __init__(
        self,
        entry: Entry,
        report: ImportReport,
        regions: Regions,
        prose: ProseLinks,
        atlas: str,
    ) -> None:
        self._entry, self._report, self._regions = entry, report, regions
        self._prose, self._atlas, self._is_home = prose, atlas, atlas == atlas_id()
        self._essays: set[int] = set()  # the ids of those that were written

    def write(self, found: Companions) -> None:
        """Write all essays and readings of an export. Raises DocumentError."""
        writers = (
            (found.essays, self._write_essay),
            (found.readings, self._write_reading),
        )
        for parts, write in writers:
            for part in parts:
                with blamed(part.file, part.line):
                    row = write(part)
                    self._keep_links(part, row)

    def _keep_links(self, part: Part, row: Row) -> None:
        """Remember which row a part became, and its texts, so that links can be changed later."""
        if part.item_id:
            anchor = str(Anchor(row.__kind__, part.item_id))
            self._prose.became[self._atlas or part.file, anchor] = str(Anchor.of(row))
        self._prose.keep(row, part.values.values(), self._atlas, part.file, part.line)

    def _write_essay(self, part: Part) -> Row:
        values = {**part.values, "topics": self._topics(part)}
        slug = values.pop("slug", "")
        row = self._at_home(Essay, part) or find_holder("essay", slug)
        if row is None or row.id in self._essays or is_purged("essay", row.id):
            free = slug if is_free("essay", slug) else ""
            told = {"state": DRAFT} | values | {"slug": free}
            made = shared.create(self._entry, essay.SECTION, None, told)
            self._essays.add(made.id)
            return made
        self._essays.add(row.id)
        values |= with_topics(row, values.pop("topics"), self._report, row.__kind__)
        # An essay has a text or an address, so that one takes the place of the other.
        replaced = {"body": "url", "url": "body"}
        emptied = {other: "" for name, other in replaced.items() if values.get(name)}
        self._update(row, values, emptied)
        return row

    def _write_reading(self, part: Part) -> Row:
        values = dict(part.values)
        is_queued = values.pop("queued", False)
        said = values.pop("bears", {})
        row = self._at_home(Reading, part)
        if row is None and (row := self._same_reading(values)):
            values.pop("url", None)  # it may be spelt otherwise here, which changes nothing
        if row is None or is_purged("reading", row.id):
            row = shared.create(self._entry, reading.SECTION, None, {"state": DRAFT} | values)
            self._report.see("reading", row.id)
            if is_queued:
                self._entry.alter(row, queued=last_place())
            if bears := self._bears(part, said):
                self._entry.alter(row, bears=bears)
            return row
        values["bears"] = {**row.bears, **self._bears(part, said, row.bears)}
        values = keep_row_closed(row, values, self._report, row.__kind__)
        values["quotes"] = merged_quotes(row.quotes, values.get("quotes", ()))
        self._update(row, values)
        return row

    def _bears(
        self, part: Part, said: Mapping[str, str], had: Collection[str] = ()
    ) -> dict[str, str]:
        """Return how a reading bears on beliefs, by what these are here.

        A belief that no page of the export has is left out and reported, unless it is one of those
        that the reading `had`.
        """

        def here(anchor: str) -> str:
            if known := self._prose.became.get((self._atlas or part.file, anchor)):
                return known
            if self._is_home and anchor in had:
                return anchor
            self._report.note_unknown(part.file, part.line, anchor)
            return ""

        found: dict[str, str] = translated(said, here)
        return found

    def _update(
        self, row: Any, values: Mapping[str, Any], emptied: Mapping[str, Any] = NO_VALUES
    ) -> None:
        """Update a row; fields that the export leaves empty stay, except those in `emptied`.

        A deleted row is restored, and a draft stays a draft.
        """
        self._report.see(row.__kind__, row.id)
        if row.deleted_at:
            self._entry.restore(row, {})
            self._report.note_restored(row.__kind__, row.title)
        said = {name: value for name, value in values.items() if value} | dict(emptied)
        changed = {name: value for name, value in said.items() if getattr(row, name) != value}
        changed = keep_row_closed(row, changed, self._report, row.__kind__)
        if changed:
            self._entry.alter(row, **changed)

    def _at_home(self, model: Any, part: Part) -> Any:
        """Return the row with a part's id, None if the export is of another atlas or has no id."""
        return db.session.get(model, part.item_id) if self._is_home and part.item_id else None

    def _same_reading(self, values: Mapping[str, Any]) -> Reading | None:
        """Return the reading with this title and address, if no other part of the export is it."""
        ids = self._readings.get(work_key(values["title"], values.get("url", "")), ())
        new = (number for number in ids if not self._report.knows("reading", number))
        return db.session.get(Reading, next(new, 0))

    @cached_property
    def _readings(self) -> Mapping[Key, list[int]]:
        """Return the ids of all readings of the atlas by title and address."""
        query = select(Reading.id, Reading.title, Reading.url).where(Reading.deleted_at.is_(None))
        found: dict[Key, list[int]] = defaultdict(list)
        for number, title, url in db.session.execute(query.order_by(Reading.id)):
            found[work_key(title, url)].append(number)
        return found

    def _topics(self, part: Part) -> list[Topic]:
        """Return the regions that an essay is tagged with. Raises Invalid for an unknown one."""
        topics = []
        for name in part.topics:
            topic = self._regions.find(name)
            if topic is None:
                raise Invalid("topics", no_region_message(name))
            topics.append(topic)
        return topics
