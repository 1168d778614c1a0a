"""Writing a topic as a page document."""

from dataclasses import replace
from typing import Any

from wiki.exchange.document import OtherHeading, PageDocument, format_document
from wiki.exchange.entries import DocumentEntry
from wiki.models import Topic
from wiki.queries.atlas import atlas_id
from wiki.queries.beliefs.standings import note_withdrawn
from wiki.queries.page import PageSource
from wiki.queries.topics import find_note
from wiki.related import load_related
from wiki.sections import SECTIONS
from wiki.sections.base import Section
from wiki.visibility import Reader, may_see_on_page


def export_topic(topic: Topic, source: PageSource) -> str:
    """Return the text of a topic's page document, with what the reader of `source` may see.

    Only the author's document has the note, the parts unknown to the atlas, and private names.
    """
    return format_document(to_document(topic, source))


def to_document(topic: Topic, source: PageSource) -> PageDocument:
    """Return a topic's page document, for the author or for visitors."""
    load_related(topic, "area")
    sections = {section.name: _entries(section, topic, source) for section in SECTIONS}
    page = PageDocument(
        title=topic.title,
        slug=topic.slug,
        short_title=topic.short_title,
        summary=topic.summary,
        area=topic.shown_area.title if topic.shown_area else "",
        status=topic.status,
        reviewed_on=topic.reviewed_on,
        review_days=topic.review_days,
        visibility=topic.visibility,
        atlas=atlas_id(),
        sections={name: entries for name, entries in sections.items() if entries},
    )
    return _with_private_parts(page, topic) if source.reader.sees_private else page


def _with_private_parts(page: PageDocument, topic: Topic) -> PageDocument:
    note, extra = find_note(topic), topic.extra or {}
    return replace(
        page,
        note=note.body if note else "",
        front_matter=extra.get("front_matter", {}),
        headings=[OtherHeading(**heading) for heading in extra.get("headings", [])],
    )


def _entries(section: Section, topic: Topic, source: PageSource) -> list[DocumentEntry]:
    items = source.find(section, topic)
    values = [_values(section, item, topic, source.reader) for item in items]
    section.remove_hidden(values, source.visible, source.reader)
    note_withdrawn(items, values, reader=source.reader)
    entries = [DocumentEntry(v, item.id) for v, item in zip(values, items, strict=True)]
    if section.single:
        return [replace(e, item_id=None) for e in entries if e.values[section.lead]]
    return entries


def _values(section: Section, item: Any, topic: Topic, reader: Reader) -> dict[str, Any]:
    values = section.values(item, topic)
    if section.owner != "shared":
        return values
    others = (other for other in item.live_topics if other.id != topic.id)
    names = [other.name_in_list for other in others if may_see_on_page(other, reader=reader)]
    return values | {"topics": names}
