"""Finding or making the topics of documents, before anything else."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import SAME_NAME, DocumentError, blamed
from wiki.exchange.leftovers import refuse_slot_part
from wiki.exchange.matching import Regions
from wiki.exchange.options import ImportOptions
from wiki.exchange.report import ImportReport
from wiki.exchange.secrecy import keep_region_closed
from wiki.exchange.undone import restore_undone
from wiki.journal import Entry
from wiki.models import PUBLIC, Area, Topic
from wiki.queries.areas import find_area
from wiki.queries.names import check_name, had_title
from wiki.related import load_related
from wiki.services.areas import make_area
from wiki.services.topics import add_topic, bring_back, set_topic
from wiki.text import leftover_slot, name_key, slugify

HEADER = ("title", "short_title", "summary", "status", "reviewed_on", "review_days", "visibility")
# What a topic has whose document leaves these keys out.
BLANK = {
    **{"short_title": "", "summary": "", "status": ""},
    **{"reviewed_on": None, "review_days": None, "area": None},
}

MatchedPage = tuple[str, PageDocument, Topic | None]
MERGED = (
    "“{}” was merged into “{}”: put into that page what is new here, or give this one another "
    "title and slug."
)


@dataclass(frozen=True)
class ImportedPage:
    """A document with its file's name and its topic.

    `as_is` says whether half-filled slots of the document are taken as they are.
    """

    file: str
    document: PageDocument
    topic: Topic
    is_new: bool
    as_is: bool


class TopicWriter:
    """Finds and makes topics within a change.

    `empty` says whether the atlas had no topics before it.
    """

    def __init__(
        self,
        entry: Entry,
        report: ImportReport,
        options: ImportOptions,
        *,
        empty: bool,
    ) -> None:
        self.regions = Regions()
        self._entry, self._report = entry, report
        self._options, self._empty = options, empty
        self._areas: dict[str, Area] = {}

    def write(self, documents: Sequence[tuple[str, PageDocument]]) -> list[ImportedPage]:
        """Return each document with its topic, which is added or updated. Raises DocumentError."""
        matched = [one for file, page in documents if (one := self._match(file, page))]
        if self._options.leaves_merged:
            matched = self._without_merged(matched)
        _refuse_doubles(matched)
        pages = []
        for file, document, existing in matched:
            # A restored atlas may hold half-filled slots that its author once chose to save.
            as_is = (
                self._options.as_is or document.is_note or (self._empty and bool(document.atlas))
            )
            with blamed(file, document.lines.get("title", 1), document.lines):
                if not as_is:
                    _refuse_leftover(document, existing)
                topic = self._update(existing, document) if existing else self._make(document)
            self.regions.add(topic)
            pages.append(ImportedPage(file, document, topic, is_new=existing is None, as_is=as_is))
        return pages

    def _match(self, file: str, document: PageDocument) -> MatchedPage | None:
        """Return a document with its topic, which may have been renamed; None for a new one.

        Returned is None for a document that is left out.
        """
        if existing := self.regions.find_for(document):
            title = document.title if document.is_titled else existing.title
            return file, replace(document, title=title), existing
        renamed = self.regions.find_renamed(document.title)
        if renamed is None:
            return file, document, None
        if not had_title(renamed, document.title):
            if self._options.leaves_merged:
                self._report.note_merged(file, document.title, renamed.title)
                return None
            reason = MERGED.format(document.title, renamed.title)
            raise DocumentError(document.lines.get("title", 1), reason, file=file)
        return file, self._retitled(document, renamed), renamed

    def _without_merged(self, matched: list[MatchedPage]) -> list[MatchedPage]:
        """Leave out the document of a merged topic if there is one of the topic it joined."""
        own = {
            topic.id for _, page, topic in matched if topic and page.slug not in self.regions.merged
        }
        remaining = []
        for file, page, topic in matched:
            if topic and topic.id in own and page.slug in self.regions.merged:
                self._report.note_merged(file, page.title, topic.title)
            else:
                remaining.append((file, page, topic))
        return remaining

    def _retitled(self, document: PageDocument, topic: Topic) -> PageDocument:
        """Return a document that names a topic by a former title as one that has its title."""
        self._report.note_renamed(document.title, topic.title)
        return replace(document, title=topic.title)

    def _make(self, document: PageDocument) -> Topic:
        values = _header(document) | self._area(document)
        extra = {"slug": document.slug, "extra": unknown_parts(None, document)}
        # `Regions` has all titles, and no two documents have the same one.
        topic = add_topic(self._entry, values | extra, in_passing=True, title_is_free=True)
        self._report.mark_new(topic)
        if not document.slug and topic.slug != slugify(document.title):
            self._report.note_address("region", topic.title, f"/atlas/{topic.slug}")
        return topic

    def _update(self, topic: Topic, document: PageDocument) -> Topic:
        """Update a header; the slug stays, and missing keys leave their fields as they are."""
        if topic.id in self._options.recreated:
            return self._recreate(topic, document)
        header = _header(document) | {"extra": unknown_parts(topic.extra, document)}
        changed = {name: value for name, value in header.items() if getattr(topic, name) != value}
        if not self._options.opens:
            changed = keep_region_closed(topic, changed, self._report)
        if name_key(document.area) not in ("", name_key(_area_title(topic))):
            changed |= self._area(document)
        came_back = topic.deleted_at is not None
        if came_back:
            bring_back(self._entry, topic)
            self._report.note_restored("region", topic.title)
        if changed:
            set_topic(self._entry, topic, changed)
        if came_back:
            check_name(topic)
        self._report.mark_seen("topic", topic.id)
        return topic

    def _recreate(self, topic: Topic, document: PageDocument) -> Topic:
        """Bring back a topic with the header of the document alone, at its address."""
        more = {"extra": unknown_parts(None, document)} | self._area(document)
        # It gets a place on the map with the others that have none, all at once.
        self._entry.alter(topic, x=None, y=None, visibility=document.visibility or PUBLIC)
        bring_back(self._entry, topic)
        set_topic(self._entry, topic, BLANK | _header(document) | more)
        self._report.mark_new(topic)
        check_name(topic)
        self._report.mark_seen("topic", topic.id)
        return topic

    def _area(self, document: PageDocument) -> dict[str, Area]:
        """Return the area that a header names, making a new one if needed."""
        if not document.area:
            return {}
        name = document.area
        if name not in self._areas:
            self._areas[name] = find_area(name) or self._make_area(name)
        return {"area": self._areas[name]}

    def _make_area(self, title: str) -> Area:
        restored: Area | None = restore_undone(self._entry, "area", title)
        if restored:
            return restored
        area = make_area(self._entry, title)
        if area.slug != slugify(title):
            self._report.note_address("area", area.title, f"/areas/{area.slug}")
        return area


def _refuse_leftover(document: PageDocument, topic: Topic | None) -> None:
    """Raise DocumentError for a new summary with part of a slot left over."""
    before = topic.summary if topic else ""
    if document.summary != before:
        part = leftover_slot(document.summary, before)
        refuse_slot_part(part, document.lines.get("summary", 1))


def _header(document: PageDocument) -> dict[str, Any]:
    values = {name: getattr(document, name) for name in HEADER}
    return {name: value for name, value in values.items() if value}


def _area_title(topic: Topic) -> str:
    load_related(topic, "area")
    return topic.shown_area.title if topic.shown_area else ""


def unknown_parts(stored: dict[str, Any] | None, document: PageDocument) -> dict[str, Any] | None:
    """Return the unknown keys and headings to store with a topic, or None for none.

    These are the parts of the document, then the `stored` ones that it leaves out.
    """
    stored = stored or {}
    front_matter = stored.get("front_matter", {}) | dict(document.front_matter)
    titles = {heading.title for heading in document.headings}
    headings = [asdict(heading) for heading in document.headings]
    headings += [
        heading for heading in stored.get("headings", []) if heading["title"] not in titles
    ]
    parts = {"front_matter": front_matter, "headings": headings}
    return parts if any(parts.values()) else None


def _refuse_doubles(matched: Iterable[MatchedPage]) -> None:
    """Raise DocumentError where two files have the same topic, slug or title."""
    seen: dict[object, str] = {}
    for file, document, topic in matched:
        names = [("slug", document.slug or file), ("id", topic.id if topic else file)]
        names.append(("title", name_key(document.title)))
        for name in names:
            if name in seen:
                reason = SAME_NAME.format(document.title, seen[name])
                raise DocumentError(document.lines.get("title", 1), reason, file=file)
        seen |= dict.fromkeys(names, file)
