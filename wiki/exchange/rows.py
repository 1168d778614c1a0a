"""Writing entries as rows: each is added, or the row it is about is updated."""

from collections.abc import Sequence
from typing import Any

from wiki.addresses import bare_url
from wiki.db import db, highest_id
from wiki.exchange.anchors import AnchorResolver
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.leftovers import refuse_leftover, refuse_standstill
from wiki.exchange.matching import Regions, Row, Rows
from wiki.exchange.named_regions import NamedRegions
from wiki.exchange.options import ImportOptions
from wiki.exchange.prose_links import ProseLinks
from wiki.exchange.report import ImportReport
from wiki.exchange.secrecy import keep_row_closed
from wiki.exchange.tagging import with_topics
from wiki.exchange.topics import ImportedPage
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import Topic
from wiki.queries.atlas import atlas_id
from wiki.queries.plain_words import words_for
from wiki.queries.positions import last_position
from wiki.sections import SECTIONS
from wiki.sections.base import Section
from wiki.services.items import WRITERS
from wiki.visibility import AUTHOR

End = tuple[str, int, int]  # kind and id of a row and, for a relation, on which topic's page


class EntryWriter:
    """Writes the entries of documents within a change.

    The id of an entry names an item of the atlas that the document was exported from. It counts
    here where that is this atlas. In an atlas that was `empty` before this import, the ids of the
    first document with an atlas count, and of all others from the same atlas: their items get
    these ids again.
    """

    def __init__(
        self,
        entry: Entry,
        report: ImportReport,
        regions: Regions,
        documents: Sequence[PageDocument],
        options: ImportOptions,
        prose: ProseLinks,
        *,
        empty: bool,
    ) -> None:
        self._entry, self._report = entry, report
        self._named = NamedRegions(regions, report)
        self._empty, self._opens, self._recreated = empty, options.opens, options.recreated
        brought = (page.atlas for page in documents if page.atlas)
        self._home = next(brought, "") if self._empty else atlas_id()
        self._rows = Rows(empty=empty)
        ids_of = documents if empty else ()
        self._last = {section.kind: _last_id(section, ids_of) for section in SECTIONS}
        self._positions: dict[tuple[str, int], str] = {}
        self._new: set[int] = set()
        self._first_seen: dict[End, Values] = {}
        self._written: dict[End, Values] = {}
        self._prose, readers = prose, options.written_for
        self._links = AnchorResolver(entry, report, readers, prose.new_anchors, empty=empty)

    def write(self, page: ImportedPage) -> None:
        """Write the entries of one document. Raises DocumentError."""
        if page.is_new:
            self._new.add(page.topic.id)
        by_id = page.document.atlas == self._home
        for section in SECTIONS:
            with blamed(page.file):
                entries = self._named.entries(section, page)
                rows = self._rows.match(
                    section, page.topic, entries, by_id=by_id, is_new=page.is_new
                )
            new = [entry for entry, row in zip(entries, rows, strict=True) if row is None]
            ids = iter(self._new_ids(section, new, by_id=by_id))
            for entry, row in zip(entries, rows, strict=True):
                with blamed(page.file, entry.line):
                    trusted = by_id and entry.item_id is not None
                    refuse_standstill(section, page.topic, entry, row)
                    if not page.as_is:
                        refuse_leftover(section, page.topic, entry, row)
                    plain, links = self._links.take_out(section, entry)
                    if row is None:
                        row = self._add(section, page.topic, plain, next(ids), trusted=trusted)
                    else:
                        self._update(section, page.topic, plain, row, trusted=trusted)
                    self._links.remember(section, page, entry, row, links, by_id=by_id)
                    texts = [plain.values[name] for name in plain.stated]
                    stated = plain.values.get("slug")
                    self._prose.remember_slug(page.document.atlas, stated, row)
                    self._prose.remember(row, texts, page.document.atlas, page.file, entry.line)

    def set_anchors(self) -> None:
        """Set the anchors of the items, now that all items exist."""
        db.session.flush()
        self._links.set_anchors()

    def _add(
        self, section: Section, topic: Topic, entry: DocumentEntry, item_id: int, *, trusted: bool
    ) -> Row:
        more = self._lookup(section)
        if section.owner == "topic":
            more = {"after": self._last_position(section, topic)}
        writer = WRITERS[section.owner]
        row = writer.create(self._entry, section, topic, entry.values, item_id=item_id, **more)
        if section.owner == "topic":
            self._positions[section.kind, topic.id] = row.position
        self._rows.add(section, row)
        self._mark_seen(section, topic, row)
        if trusted:
            self._remember(section, topic, row, _values_of(section, topic, row))
        return row

    def _new_ids(
        self, section: Section, entries: Sequence[DocumentEntry], *, by_id: bool
    ) -> list[int]:
        """Return the ids for the new rows of one document, in the order of their entries.

        In an empty atlas that is the entry's own id where it counts and is free. Otherwise it is
        higher than all ids that the kind ever had, and in an empty atlas than those in the
        documents, so that a later entry finds its own id free. Of items of the same day, a page
        has the highest id first, so the first entry gets the highest.
        """
        own = [entry.item_id if by_id else None for entry in entries]
        own = [one if one and self._rows.is_free(section, one) else None for one in own]
        first = self._last[section.kind] + 1
        free = range(first, first + own.count(None))
        self._last[section.kind] += len(free)
        rest = iter(free[::-1] if section.newest_by else free)
        return [one or next(rest) for one in own]

    def _lookup(self, section: Section) -> dict[str, Any]:
        """Return arguments by which a writer finds relations without asking the database."""
        return {"between": self._rows.relations.find_between} if section.owner == "pair" else {}

    def _last_position(self, section: Section, topic: Topic) -> str:
        """Return the last position in a section of a topic's page, "" for none."""
        key = (section.kind, topic.id)
        if key not in self._positions:
            is_new = topic.id in self._new
            self._positions[key] = "" if is_new else last_position(section.model, topic)
        return self._positions[key]

    def _update(
        self, section: Section, topic: Topic, entry: DocumentEntry, row: Row, *, trusted: bool
    ) -> None:
        """Update a row with an entry.

        Several documents may hold the same row, which their ids show. A value is changed only
        where it differs from that before the import: a document in which it is as it was does not
        take back what another one changed.
        """
        writer = WRITERS[section.owner]
        self._mark_seen(section, topic, row)
        now = _values_of(section, topic, row)
        if row.deleted_at:
            self._entry.restore(row, {})
            if topic.id not in self._recreated:
                label = section.label(section.values(row, topic), words_for(AUTHOR))
                self._report.note_restored(section.noun, label)
        before = self._first_seen[_end(section, topic, row)] if trusted else now
        changed = {
            name: entry.values[name]
            for name in entry.stated & before.keys()
            if entry.values[name] != before[name] and (name != "slug" or entry.values[name])
        }
        if not trusted and bare_url(changed.get("url", "")) == bare_url(now.get("url", "")):
            changed.pop("url", None)  # the row was found by its address, in whatever spelling
        if not self._opens:
            changed = keep_row_closed(row, changed, self._report, section.noun)
        if trusted:
            self._refuse_contradiction(section, topic, entry, row, changed)
        if section.owner == "shared":
            named = [topic, *entry.values["topics"]]
            changed |= with_topics(row, named, self._report, section.noun)
        if changed:
            base = now if section.owner == "pair" else {}
            lookup = self._lookup(section)
            writer.alter(self._entry, section, topic, row, base | changed, **lookup)
        self._rows.relations.remember_ends(row)
        if trusted:
            self._remember(section, topic, row, changed)

    def _mark_seen(self, section: Section, topic: Topic, row: Row) -> None:
        """Record that a document holds a row, and the values that it had when first seen."""
        self._report.mark_seen(section.kind, row.id)
        for end in _ends(section, topic, row):
            values = _values_of(section, end, row)
            self._first_seen.setdefault(_end(section, end, row), values)

    def _remember(self, section: Section, topic: Topic, row: Row, changed: Values) -> None:
        """Remember the values that a document set, so that no other document contradicts it.

        A relation stands in the documents of both its topics. The document of one says nothing
        of the reason and the name that stand in that of the other.
        """
        for end in _ends(section, topic, row):
            shared = changed.keys() - {"reason", "region"} if end is not topic else changed.keys()
            values = _values_of(section, end, row)
            written = self._written.setdefault(_end(section, end, row), {})
            written |= {name: values[name] for name in shared if name in values}

    def _refuse_contradiction(
        self, section: Section, topic: Topic, entry: DocumentEntry, row: Row, changed: Values
    ) -> None:
        """Raise DocumentError where another document has set one of these values differently."""
        written = self._written.get(_end(section, topic, row), {})
        for name in sorted(written.keys() & changed.keys()):
            if written[name] != changed[name]:
                raise DocumentError(
                    entry.line, f"Another file says something else of this {section.noun}: {name}."
                )


def _ends(section: Section, topic: Topic, row: Row) -> list[Topic]:
    """Return the topics on whose pages a row reads differently: both ends of a relation.

    Any other row reads alike everywhere, so this topic stands for all.
    """
    return [row.topic, row.region] if section.owner == "pair" else [topic]


def _end(section: Section, topic: Topic, row: Row) -> End:
    """Return a row's key; a relation has one for each page, as it reads differently on both."""
    return section.kind, row.id, topic.id if section.owner == "pair" else 0


def _values_of(section: Section, topic: Topic, row: Row) -> Values:
    """Return a row's values as entries give them: regions in place of names, and without tags."""
    values = section.values(row, topic)
    if section.owner == "pair":
        values["region"] = row.other(topic)
    values.pop("topics", None)
    return values


def _last_id(section: Section, documents: Sequence[PageDocument]) -> int:
    """Return the highest id that a kind ever had here or has in the documents; 0 for none."""
    entries = (entry for page in documents for entry in page.entries(section.name))
    model: Any = section.model
    highest = highest_id(model.__tablename__)
    return max([highest, *(entry.item_id or 0 for entry in entries)])
