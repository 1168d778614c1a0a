"""Importing works as readings, or as essays of the author's own, as one change.

The caller commits.

A work that the atlas has stays as it is: only fields that are empty are filled, and quotes that it
lacks are added, for the author alone; what else the file says otherwise is named in the report. A
takeaway is never written. What two rows of one work say differently, regions that the reading does
not get, and what a private row says of a reading that visitors may see, are kept in a private note.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wiki.db import highest_id
from wiki.exchange.library.candidates import Candidate
from wiki.exchange.library.differing import WORDS, differing_note
from wiki.exchange.library.essays import EssayWriter
from wiki.exchange.library.matching import KnownWorks
from wiki.exchange.library.private_mark import mark_private
from wiki.exchange.library.region_tags import RegionTags, distinct_topics
from wiki.exchange.library.report import (
    TWICE,
    LibraryReport,
    Progress,
    ReportRow,
    address_note,
    date_note,
    draft_reason,
    near_note,
)
from wiki.exchange.library.work import ESSAY, Work, WorksRead
from wiki.forms.quotes import Quote
from wiki.journal import Entry, Signature, record
from wiki.models import DRAFT, PUBLISHED, Reading, Topic
from wiki.queries.reading_list import next_place
from wiki.related import get_row
from wiki.sections import reading
from wiki.services import shared

REGION = "region"  # the name of the details that name regions
FILLED = ("url", "authors", "published_on", "read_on", "citation_key")


def import_works(
    read: WorksRead, by: Signature, *, publish: bool = False, progress: Progress | None = None
) -> LibraryReport:
    """Import the works of a file as one change, and return the report with a row for each.

    New readings are drafts unless `publish` is given; what is private in the file stays a draft,
    and what is still to be read goes onto the reading list. The entries of a feed become essays.
    """
    report = LibraryReport.of(read)
    with record(by) as entry:
        writer: EssayWriter | _ReadingWriter = (
            EssayWriter(entry, read.works, publish=publish)
            if read.noun == ESSAY
            else _ReadingWriter(entry, read.works, publish=publish)
        )
        for done, work in enumerate(read.works, 1):
            report.rows.append(writer.import_work(work))
            if progress:
                progress(done, len(read.works))
    report.change = entry.change
    return report


class _ReadingWriter:
    """Writes the works of one file: as new readings, or into the readings that they are already."""

    def __init__(self, entry: Entry, works: Sequence[Work], *, publish: bool) -> None:
        self._entry, self._publish = entry, publish
        matches = KnownWorks()
        # The known work for each row, by the id() of the row; rows of one new work share it.
        self._matches: dict[int, Candidate] = {}
        self._near: dict[int, Candidate | None] = {}  # the same for works of nearly the same title
        for work in works:
            self._matches[id(work)], self._near[id(work)] = matches.match(work)
        _join_marks((self._matches[id(work)], work) for work in works)
        self._regions = RegionTags()
        self._last = highest_id(Reading.__tablename__)
        self._place = next_place()  # on the reading list
        self._new: dict[int, Any] = {}  # the readings that this file made, by id

    def import_work(self, work: Work) -> ReportRow:
        """Write one work, and return the row of the report on it."""
        match = self._matches[id(work)]
        if match.reading_id is None:
            self._add(match, work)
            near = self._near[id(work)]
            notes = (
                draft_reason(work),
                address_note(work),
                date_note(work),
                near_note(near.written if near else ""),
            )
            reason = " ".join(filter(None, notes))
            return ReportRow(work.line, work.title, "new", reason)
        reading_id = match.reading_id
        is_new = reading_id in self._new
        address = "" if is_new else f"/r/{reading_id}"
        row = self._new.get(reading_id) or get_row(Reading, reading_id)
        _keep_other_regions(work, self._regions.find(work.topics), row.live_topics)
        otherwise = "" if is_new else differing_note(row, work)
        if is_new:
            _keep_other_values(row, work)
        _keep_unfit_values(row, work, is_new=is_new)
        changed = _changes(row, work)
        if not changed:
            reason = TWICE if is_new else otherwise
            return ReportRow(work.line, work.title, "known", reason, address)
        self._entry.alter(row, **changed)
        added = " ".join(filter(None, (_added(changed), date_note(work), otherwise)))
        return ReportRow(work.line, work.title, "changed", added, address)

    def _add(self, match: Candidate, work: Work) -> None:
        self._last += 1
        regions = self._regions.find(work.topics)
        topics = distinct_topics(regions)
        _keep_other_regions(work, regions, topics)
        mark_private(work)
        values: dict[str, Any] = {name: getattr(work, name) for name in FILLED}
        is_open = self._publish and not work.hidden_reason and not work.unread_reason
        state = PUBLISHED if is_open else DRAFT
        values |= {"title": work.title, "quotes": work.all_quotes, "state": state, "topics": topics}
        if work.unread_reason:
            values["queued"] = self._place
            self._place += 1
        row = shared.create(self._entry, reading.SECTION, None, values, item_id=self._last)
        match.reading_id = row.id
        self._new[row.id] = row


def _join_marks(rows: Iterable[tuple[Candidate, Work]]) -> None:
    """Give the first row of each new work the marks “private” and “unread” of its later rows.

    A page may be bookmarked in two folders, of which one is private or a list of what is to be
    read. The reading is made from the first row.
    """
    firsts: dict[Candidate, Work] = {}
    for match, work in rows:
        first = firsts.setdefault(match, work)
        if match.reading_id is not None or first is work:
            continue
        first.hidden_reason = first.hidden_reason or work.hidden_reason
        if work.unread_reason and not first.unread_reason:
            first.mark_unread(work.unread_reason)


def _keep_other_regions(work: Work, regions: Mapping[str, Topic], topics: Sequence[Topic]) -> None:
    """Keep as details the names of regions that are none of `topics`, those of its reading."""
    for name in work.topics:
        if regions.get(name) not in topics:
            work.add_detail(REGION, name)


def _keep_other_values(row: Reading, work: Work) -> None:
    """Keep as details the values of a row that differ from an earlier row of the same work."""
    for name in ("title", *FILLED):
        value = getattr(work, name)
        if value and getattr(row, name) and value != getattr(row, name):
            work.add_detail(name, value)


def _keep_unfit_values(row: Reading, work: Work, *, is_new: bool) -> None:
    """Keep as details the values of a row that its reading lacks, but must not get.

    A day of reading would take it off the reading list. What is private in the file is not shown
    with a reading of the atlas that visitors may see.
    """
    if row.queued is not None:
        work.mark_unread(work.unread_reason)
    if not work.hidden_reason or is_new or row.is_set_aside:
        return
    for name in FILLED:
        if not getattr(row, name):
            work.add_detail(name, getattr(work, name))
            setattr(work, name, "")


def _changes(row: Reading, work: Work) -> dict[str, Any]:
    """Return the values by which a work changes the reading that it is already."""
    values = {name: getattr(work, name) for name in FILLED}
    changed: dict[str, Any] = {
        name: value for name, value in values.items() if value and not getattr(row, name)
    }
    if more := _more_quotes(row, work):
        changed["quotes"] = [*row.quotes, *more]
    return changed


def _more_quotes(row: Reading, work: Work) -> list[Quote]:
    """Return the quotes of a work that a reading lacks, with only those details that it lacks.

    They are for the author alone, as the reading may be published. Its own takeaway, which a table
    of this atlas has as well, is no note that it lacks.
    """
    existing = {(quote["text"], quote["note"]) for quote in row.quotes} | {("", row.takeaway)}
    lines = {line for quote in row.quotes for line in quote["note"].split("\n")}
    is_new = [detail for detail in work.details if f"{detail[0]}: {detail[1]}" not in lines]
    lacking = Work(work.line, quotes=work.quotes, details=is_new)
    lacked = (one for one in lacking.all_quotes if (one["text"], one["note"]) not in existing)
    return [{**one, "public": False} for one in lacked]


def _added(changed: dict[str, Any]) -> str:
    """Return a sentence on what a file adds to a reading: `Adds author and takeaway.`"""
    words = [WORDS[name] for name in FILLED if name in changed]
    if "quotes" in changed:
        words.append("quotes and notes")
    listed = ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]
    return f"Adds {listed}."
