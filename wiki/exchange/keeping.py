"""Entries into rows: each is made, or the row it speaks of is brought up to date."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.derived import refresh
from wiki.exchange.document import PageDocument
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.errors import DocumentError, blamed
from wiki.exchange.matching import Regions, Row, Rows
from wiki.exchange.pages import Page
from wiki.exchange.report import Report
from wiki.journal import Entry
from wiki.models import Essay, Topic
from wiki.sections import SECTIONS
from wiki.sections.base import Section
from wiki.sections.entry import Values
from wiki.services.atlas import atlas_id
from wiki.services.items import WRITERS


class Keeper:
    """Keeps the entries of documents as part of a change.

    An id counts in the atlas it came from. In an empty atlas the ids of the documents that come
    from one place are given again.
    """

    def __init__(
        self, entry: Entry, report: Report, regions: Regions, documents: Sequence[PageDocument]
    ) -> None:
        self._entry, self._report, self._regions = entry, report, regions
        self._empty = db.session.scalar(select(Topic.id).limit(1)) is None
        brought = (page.atlas for page in documents if page.atlas)
        self._home = next(brought, "") if self._empty else atlas_id()
        self._rows = Rows(empty=self._empty)
        self._last = {section.kind: _last_id(section, documents) for section in SECTIONS}
        self._first_seen: dict[tuple[str, int, int], Values] = {}

    def keep(self, page: Page) -> None:
        """Keep the entries of one document. Raises DocumentError."""
        by_id = page.document.atlas == self._home
        for section in SECTIONS:
            with blamed(page.file):
                entries = [self._resolved(e) for e in page.document.entries(section.name)]
                rows = self._rows.match(section, page.topic, entries, by_id=by_id)
            for entry, row in zip(entries, rows, strict=True):
                with blamed(page.file, entry.line):
                    if row is None:
                        self._add(section, page.topic, entry, by_id=by_id)
                    else:
                        self._update(section, page.topic, entry, row)

    def _resolved(self, entry: DocumentEntry) -> DocumentEntry:
        """Return an entry with topics for the names it gives. Raises DocumentError."""
        values = dict(entry.values)
        if "region" in values:
            values["region"] = self._region(values["region"], entry.line)
        if "topics" in values:
            values["topics"] = [self._region(name, entry.line) for name in values["topics"]]
        return replace(entry, values=values)

    def _region(self, name: str, line: int) -> Topic:
        if topic := self._regions.find(name):
            return topic
        raise DocumentError(
            line, f"There is no region called “{name}”, neither in the atlas nor in these files."
        )

    def _add(self, section: Section, topic: Topic, entry: DocumentEntry, *, by_id: bool) -> None:
        item_id = self._given_id(section, entry, by_id=by_id) if self._empty else None
        writer = WRITERS[section.owner]
        row = writer.create(self._entry, section, topic, entry.values, item_id=item_id)
        if isinstance(row, Essay):
            refresh(row)  # so that the next essay finds the address taken
        self._rows.add(section, row)
        self._see(section, row, topic)
        self._report.tell(section.kind, row.id, "added")

    def _given_id(self, section: Section, entry: DocumentEntry, *, by_id: bool) -> int | None:
        """Return the id an entry brings, or where that is taken one that no entry brings."""
        wanted = entry.item_id if by_id else None
        if wanted and db.session.get(section.model, wanted) is None:
            return wanted
        if self._last[section.kind]:
            self._last[section.kind] += 1
            while db.session.get(section.model, self._last[section.kind]):
                self._last[section.kind] += 1
        return self._last[section.kind] or None

    def _update(self, section: Section, topic: Topic, entry: DocumentEntry, row: Row) -> None:
        """Bring a row up to date, with what this document says other than the row did at first.

        Several documents may speak of one row: one that says the old thing takes nothing back.
        """
        writer = WRITERS[section.owner]
        self._see(section, row, topic)
        if restored := row.deleted_at is not None:
            writer.bring_back(self._entry, topic, row)
        end = topic.id if section.owner == "pair" else 0
        before = self._first_seen.get((section.kind, row.id, end)) or _said(section, row, topic)
        changed = {
            name: entry.values[name]
            for name in entry.stated & before.keys()
            if entry.values[name] != before[name] and (name != "slug" or entry.values[name])
        }
        changed |= _tags(section, topic, entry, row)
        if changed:
            now = _said(section, row, topic) if section.owner == "pair" else {}
            writer.alter(self._entry, section, topic, row, now | changed)
        self._report.tell(section.kind, row.id, "updated" if changed or restored else "unchanged")

    def _see(self, section: Section, row: Row, topic: Topic) -> None:
        """Remember what a row says, at each of its ends, before this import alters it."""
        if section.owner == "pair":
            ends = {row.topic_id: row.topic, row.region_id: row.region}
        else:
            ends = {0: topic}
        for end, seen_from in ends.items():
            said = _said(section, row, seen_from)
            self._first_seen.setdefault((section.kind, row.id, end), said)


def _said(section: Section, row: Row, topic: Topic) -> Values:
    """Return what a row says, with a topic where it names one; its tags are seen to apart."""
    values = section.values(row, topic)
    if section.owner == "pair":
        values["region"] = row.other(topic)
    values.pop("topics", None)
    return values


def _tags(section: Section, topic: Topic, entry: DocumentEntry, row: Row) -> dict[str, Any]:
    """Return a shared row's topics where the document adds one; it takes none off."""
    if section.owner != "shared":
        return {}
    new = [other for other in [topic, *entry.values["topics"]] if other not in row.topics]
    return {"topics": list(dict.fromkeys([*row.topics, *new]))} if new else {}


def _last_id(section: Section, documents: Sequence[PageDocument]) -> int:
    """Return the highest id that an entry of a kind brings, 0 where none brings any."""
    entries = (entry for page in documents for entry in page.entries(section.name))
    return max((entry.item_id or 0 for entry in entries), default=0)
