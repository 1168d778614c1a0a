"""Finding the topic or row that a document or an entry is about."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from wiki.addresses import bare_url
from wiki.db import db
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.matching_texts import find_matching
from wiki.exchange.relation_rows import RelationRows
from wiki.models import Topic
from wiki.projections.names import read_names
from wiki.queries.addresses import find_deleted, find_holder
from wiki.queries.items import find_single, is_on, list_items, was_on
from wiki.queries.topics import list_topics
from wiki.related import find_row, select_whole
from wiki.sections.base import Section
from wiki.text import is_name, name_key, slugify
from wiki.visibility import AUTHOR, is_undeleted

Row = Any
Key = tuple[str, str]


class Regions:
    """The topics by their titles and slugs, former ones too; those made by this import included.

    A name leads where the link `[[name]]` would: a title that no region has any more leads to the
    region that had it last, or to the one that was merged into.
    """

    def __init__(self) -> None:
        self._names = read_names(reader=AUTHOR)
        self._titles: dict[str, Topic] = {}
        self._slugs: dict[str, Topic] = {}
        self.merged: set[str] = set()  # slugs of topics that were merged into others
        for topic in sorted(list_topics(reader=AUTHOR), key=lambda topic: topic.id):
            self.add(topic)

    def add(self, topic: Topic) -> None:
        """Add a topic; of two with the same title the older one is found."""
        self._titles.setdefault(name_key(topic.title), topic)
        self._slugs[topic.slug] = topic

    def find(self, name: str) -> Topic | None:
        """Return the topic, not deleted, with this title or slug, present or former."""
        if titled := self._titles.get(name_key(name)):
            return titled if titled.deleted_at is None else None
        if (named := self._names.find(name)) and (topic := db.session.get(Topic, named.id)):
            return topic if topic.deleted_at is None else None
        holder = self._slugs.get(name)
        return holder if holder and not holder.deleted_at and is_name(name, holder.title) else None

    def find_for(self, document: PageDocument) -> Topic | None:
        """Return the topic of a document, by slug or else by title; it may be deleted."""
        topic = self._find_by_slug(document.slug) if document.slug else None
        if topic and document.slug not in self.merged:
            return topic
        topic = self._titles.get(name_key(document.title))
        return topic or (None if document.slug else find_deleted("topic", document.title))

    def find_renamed(self, title: str) -> Topic | None:
        """Return the topic that had this title before, or the one it was merged into, or None."""
        region = self._names.find_title(title)
        return db.session.get(Topic, region.id) if region else None

    def _find_by_slug(self, slug: str) -> Topic | None:
        if slug in self._slugs:
            return self._slugs[slug]
        topic: Topic | None = find_holder("topic", slug)
        if topic and topic.merged_into:
            self.merged.add(slug)
            topic = db.session.get(Topic, topic.merged_into)
        return topic


class Rows:
    """Finds the row that an entry is about, among those of the atlas and those this import made."""

    def __init__(self, *, empty: bool) -> None:
        self._empty = empty
        self._added: dict[tuple[str, int], Row] = {}
        self._shared: dict[str, dict[Key, list[Row]]] = {}
        self._used: dict[str, set[int]] = {}
        self.relations = RelationRows()

    def add(self, section: Section, row: Row) -> None:
        """Add a row that this import made, so that later entries can be matched with it."""
        if section.owner == "shared":
            self._index(section).setdefault(_key(section, row), []).append(row)
        self.relations.remember_ends(row)
        self._added[section.kind, row.id] = row
        self._ids(section).add(row.id)

    def match(
        self,
        section: Section,
        topic: Topic,
        entries: Sequence[DocumentEntry],
        *,
        by_id: bool,
        is_new: bool,
    ) -> list[Row | None]:
        """Return the row of each entry, None for a new one; no row is matched twice.

        `by_id` says whether the ids of the entries count here, `is_new` whether the topic was made
        by this import: then it has no items of its own yet.
        """
        if section.single:
            return [None if is_new else _find_single(section, topic) for _ in entries]
        own: Sequence[Row] = []
        if section.owner == "topic" and entries and not is_new:
            own = list_items(section, topic, reader=AUTHOR)
        rows = [self._find_by_id(section, topic, e) if by_id else None for e in entries]
        used = {row.id for row in rows if row}
        for index, entry in enumerate(entries):
            if by_id and self.is_free(section, entry.item_id):
                continue
            if row := rows[index] or self._similar(section, topic, entry, own, used, by_id=by_id):
                rows[index] = row
                used.add(row.id)
        return rows

    def is_free(self, section: Section, item_id: int | None) -> bool:
        """Return whether a new row may get this id: in an empty atlas, if it was never used."""
        return bool(self._empty and item_id and item_id not in self._ids(section))

    def _ids(self, section: Section) -> set[int]:
        """Return the ids of all rows of a kind, deleted ones among them."""
        if section.kind not in self._used:
            self._used[section.kind] = set(db.session.scalars(select(section.model.id)))
        return self._used[section.kind]

    def _find_by_id(self, section: Section, topic: Topic, entry: DocumentEntry) -> Row | None:
        """Return the row with an entry's id, if the entry can be about it."""
        row = self._added.get((section.kind, entry.item_id or 0))
        if row is None and entry.item_id and not self._empty:
            row = find_row(section.model, entry.item_id)
        if row is None:
            return None
        if section.owner == "shared":
            return row
        if section.owner == "pair":
            return self.relations.find_meant(row, topic, entry.values["region"])
        if topic.id in row.topic_ids():
            return row
        # A document written before its item moved to another topic is still about that item.
        was_moved = section.relocates and is_undeleted(row) and was_on(section, topic, row.id)
        return row if was_moved else None

    def _similar(
        self,
        section: Section,
        topic: Topic,
        entry: DocumentEntry,
        own: Sequence[Row],
        used: set[int],
        *,
        by_id: bool,
    ) -> Row | None:
        """Return an unused row with the text, address or pair of regions of an entry, or None."""
        if section.owner == "pair":
            relation = self.relations.find_between(topic, entry.values["region"])
            return relation if relation and relation.id not in used else None
        if section.owner == "shared":
            return self._shared_row(section, topic, entry, used)
        unused = [row for row in own if row.id not in used]
        is_foreign = bool(entry.item_id) and not by_id
        return find_matching(
            unused, section.lead, entry.values[section.lead], ignore_link_ids=is_foreign
        )

    def _shared_row(
        self, section: Section, topic: Topic, entry: DocumentEntry, used: set[int]
    ) -> Row | None:
        if "slug" in section.fields:
            row = _find_by_address(section, entry)
            if row and row.id in used:
                raise DocumentError(entry.line, f"`{row.slug}` stands twice on this page.")
            if row or entry.values["slug"]:
                return row
        key = work_key(entry.values[section.lead], entry.values["url"])
        rows = [row for row in self._index(section).get(key, []) if row.id not in used]
        # What is still to be read is in no document: what a page says of it would be lost there.
        rows = [row for row in rows if getattr(row, "queued", None) is None]
        if section.is_placeholder(entry.values):  # equal placeholders are not one item
            rows = [row for row in rows if is_on(row, topic)]
        nearness = {row.id: (not is_on(row, topic), _distance(row, entry)) for row in rows}
        return min(rows, key=lambda row: nearness[row.id], default=None)

    def _index(self, section: Section) -> dict[Key, list[Row]]:
        if section.kind not in self._shared:
            model: Any = section.model
            index = self._shared[section.kind] = {}
            for row in db.session.scalars(select_whole(model).where(model.deleted_at.is_(None))):
                index.setdefault(_key(section, row), []).append(row)
        return self._shared[section.kind]


def _find_single(section: Section, topic: Topic) -> Row | None:
    """Return the only item of a section on a topic's page, else the last deleted one, or None."""
    if found := find_single(section, topic):
        return found
    model: Any = section.model
    deleted = select_whole(model).where(model.topic_id == topic.id).order_by(model.id.desc())
    return db.session.scalar(deleted.limit(1))


def work_key(title: str, url: str) -> Key:
    """Return a key that is the same for all spellings of a work's title and of its address."""
    return name_key(title), bare_url(url)


def _key(section: Section, row: Row) -> Key:
    return work_key(getattr(row, section.lead), row.url)


def _distance(row: Row, entry: DocumentEntry) -> int:
    """Return in how many fields a row differs from an entry."""
    named = [name for name in row.__fields__ if name in entry.values]
    return sum(getattr(row, name) != entry.values[name] for name in named)


def _find_by_address(section: Section, entry: DocumentEntry) -> Row | None:
    """Return the row, deleted or not, that has or had an entry's slug, or None.

    For an entry without a slug, return the row whose slug the title would make, if it has that
    title.
    """
    typed, title = entry.values["slug"], entry.values[section.lead]
    row = find_holder(section.kind, slugify(typed or title))
    return row if row and (typed or name_key(row.title) == name_key(title)) else None
