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
from wiki.exchange.decoding import decode
from wiki.exchange.document import PageDocument
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
from wiki.exchange.whole.areas import remember_areas, write_areas
from wiki.exchange.whole.companions import Companions, Part, read_companions
from wiki.exchange.whole.pictures import add_named
from wiki.exchange.whole.quotes import merged_quotes
from wiki.forms.anchors import map_anchors
from wiki.journal import Entry, Signature, is_purged
from wiki.media.shelf import Shelf, adding_to
from wiki.models import DRAFT, Area, Essay, Reading, Topic
from wiki.queries.addresses import find_holder, is_free
from wiki.queries.atlas import atlas_id
from wiki.queries.names import no_region_message
from wiki.queries.reading_list import next_place
from wiki.related import find_row
from wiki.sections import essay, reading
from wiki.services import shared

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
    companions = read_companions(folder, today=today)
    documents = _read_pages(folder, companions, today)
    if not (documents or companions.areas or companions.essays or companions.readings):
        raise FolderError(NOTHING)

    areas: list[Area] = []

    def begin(entry: Entry, report: ImportReport) -> None:
        # Before the pages name them, so that the areas get their order and their addresses.
        areas.extend(write_areas(entry, report, companions.areas))
        db.session.flush()

    def finish(entry: Entry, report: ImportReport, regions: Regions, prose: ProseLinks) -> None:
        remember_areas(prose, companions, areas)
        _CompanionWriter(entry, report, regions, prose, companions.atlas).write(companions)

    options = ImportOptions(as_is=as_is, leaves_merged=True)
    with adding_to(shelf) as pictures:
        if pictures:
            add_named(folder, companions, pictures)
        return import_documents(
            documents, by, options, progress=progress, begin=begin, finish=finish
        )


def _read_pages(
    folder: Folder, companions: Companions, today: date
) -> list[tuple[str, PageDocument]]:
    """Return the pages of regions in the folder, with their paths. Raises DocumentError."""
    essays = {part.file for part in companions.essays}
    return [
        (path, read_page(path, data, today=today, folders=(*path.split("/")[:-1], folder.name)))
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

    def write(self, companions: Companions) -> None:
        """Write all essays and readings of an export. Raises DocumentError."""
        writers = (
            (companions.essays, self._write_essay),
            (companions.readings, self._write_reading),
        )
        for parts, write in writers:
            for part in parts:
                with blamed(part.file, part.line):
                    row = write(part)
                    self._remember(part, row)

    def _remember(self, part: Part, row: Row) -> None:
        """Remember which row a part became, and its texts, so that links can be changed later."""
        if part.item_id:
            anchor = str(Anchor(row.__kind__, part.item_id))
            self._prose.new_anchors[self._atlas or part.file, anchor] = str(Anchor.of(row))
        self._prose.remember_slug(self._atlas, part.values.get("slug"), row)
        self._prose.remember(row, part.values.values(), self._atlas, part.file, part.line)

    def _write_essay(self, part: Part) -> Row:
        values = {**part.values, "topics": self._topics(part)}
        slug = values.pop("slug", "")
        row = self._at_home(Essay, part) or find_holder("essay", slug)
        if row is None or row.id in self._essays or is_purged("essay", row.id):
            free = slug if is_free("essay", slug) else ""
            new_values = {"state": DRAFT} | values | {"slug": free}
            new_row = shared.create(self._entry, essay.SECTION, None, new_values)
            self._essays.add(new_row.id)
            return new_row
        self._essays.add(row.id)
        values |= with_topics(row, values.pop("topics"), self._report, row.__kind__)
        emptied = {other: "" for name, other in shared.REPLACED.items() if values.get(name)}
        self._update(row, values, emptied)
        return row

    def _write_reading(self, part: Part) -> Row:
        values = dict(part.values)
        is_queued, bearings = values.pop("queued", False), values.pop("bears", {})
        row = self._at_home(Reading, part)
        if row is None and (row := self._same_reading(values)):
            values.pop("url", None)  # it may be spelt otherwise here, which changes nothing
        if row is None or is_purged("reading", row.id):
            row = shared.create(self._entry, reading.SECTION, None, {"state": DRAFT} | values)
            self._report.mark_seen("reading", row.id)
            if is_queued:
                self._entry.alter(row, queued=next_place())
            if bears := self._bears(part, bearings):
                self._entry.alter(row, bears=bears)
            return row
        values["bears"] = {**row.bears, **self._bears(part, bearings, row.bears)}
        values = keep_row_closed(row, values, self._report, row.__kind__)
        values["quotes"] = merged_quotes(row.quotes, values.get("quotes", ()))
        self._update(row, values)
        return row

    def _bears(
        self, part: Part, bearings: Mapping[str, str], had: Collection[str] = ()
    ) -> dict[str, str]:
        """Return how a reading bears on beliefs, by what these are here.

        A belief that no page of the export has is left out and reported, unless it is one of those
        that the reading `had`.
        """

        def here(anchor: str) -> str:
            if row_anchor := self._prose.new_anchors.get((self._atlas or part.file, anchor)):
                return row_anchor
            if self._is_home and anchor in had:
                return anchor
            self._report.note_unknown(part.file, part.line, anchor)
            return ""

        bears: dict[str, str] = map_anchors(bearings, here)
        return bears

    def _update(
        self, row: Any, values: Mapping[str, Any], emptied: Mapping[str, Any] = NO_VALUES
    ) -> None:
        """Update a row; fields that the export leaves empty stay, except those in `emptied`.

        A deleted row is restored, and a draft stays a draft.
        """
        self._report.mark_seen(row.__kind__, row.id)
        if row.deleted_at:
            self._entry.restore(row, {})
            self._report.note_restored(row.__kind__, row.title)
        stated = {name: value for name, value in values.items() if value} | dict(emptied)
        changed = {name: value for name, value in stated.items() if getattr(row, name) != value}
        changed = keep_row_closed(row, changed, self._report, row.__kind__)
        if changed:
            self._entry.alter(row, **changed)

    def _at_home(self, model: Any, part: Part) -> Any:
        """Return the row with a part's id, None if the export is of another atlas or has no id."""
        return find_row(model, part.item_id) if self._is_home and part.item_id else None

    def _same_reading(self, values: Mapping[str, Any]) -> Reading | None:
        """Return the reading with this title and address, if no other part of the export is it."""
        ids = self._readings.get(work_key(values["title"], values.get("url", "")), ())
        new = (reading_id for reading_id in ids if not self._report.has_seen("reading", reading_id))
        return find_row(Reading, next(new, 0))

    @cached_property
    def _readings(self) -> Mapping[Key, list[int]]:
        """Return the ids of all readings of the atlas by title and address."""
        query = select(Reading.id, Reading.title, Reading.url).where(Reading.deleted_at.is_(None))
        ids: dict[Key, list[int]] = defaultdict(list)
        for reading_id, title, url in db.session.execute(query.order_by(Reading.id)):
            ids[work_key(title, url)].append(reading_id)
        return ids

    def _topics(self, part: Part) -> list[Topic]:
        """Return the regions that an essay is tagged with. Raises Invalid for an unknown one."""
        topics = []
        for name in part.topics:
            if (topic := self._regions.find(name)) is None:
                raise Invalid("topics", no_region_message(name))
            topics.append(topic)
        return topics
