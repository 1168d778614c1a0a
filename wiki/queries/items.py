"""Finding the items on a topic's page, of any kind."""

from typing import Any

from sqlalchemy import exists, select

from wiki.db import db
from wiki.errors import NotFound, Relocated
from wiki.journal import (
    Revision,
    revision_topic,
)
from wiki.models import Topic
from wiki.related import find_row
from wiki.sections import Section
from wiki.visibility import Reader, is_undeleted, is_visible_to_visitors, may_see_on_page


def list_items(section: Section, topic: Topic, *, reader: Reader) -> list[Any]:
    """Return a topic's items of one section, in the order of the page.

    Visitors get only items that they may see.
    """
    items = db.session.scalars(section.items, {"topic_id": topic.id}).unique().all()
    if section.owner == "pair":
        items = [item for item in items if item.other(topic).deleted_at is None]
    return [item for item in items if may_see_on_page(item, reader=reader)]


def find_single(section: Section, topic: Topic) -> Any:
    """Return the topic's only item of a section that holds at most one, such as the stance.

    None where there is none, and for every other section.
    """
    if not section.single:
        return None
    return db.session.scalar(section.items, {"topic_id": topic.id})


def get_item(section: Section, topic: Topic, item_id: int) -> Any:
    """Return an item that is on this topic's page or was on it earlier.

    Raises NotFound, and Relocated where it was moved to another topic's page.
    """
    item: Any = find_row(section.model, item_id)
    if item is None or not (topic.id in item.topic_ids() or was_on(section, topic, item_id)):
        raise NotFound
    refuse_relocated(section, topic, item)
    return item


def refuse_relocated(section: Section, topic: Topic, item: Any) -> None:
    """Raise Relocated where an item was moved from this topic's page to another one."""
    if section.relocates and topic.id != item.topic_id and is_undeleted(item):
        anchor = section.anchor(item.id)
        raise Relocated(section.noun, item.topic.slug, item.topic.title, anchor)


def find_item(section: Section, item_id: int) -> Any:
    """Return an item of a section by its id, also a deleted or hidden one; None for no such id."""
    return find_row(section.model, item_id)


def get_seen_item(section: Section, item_id: int, *, reader: Reader) -> Any:
    """Return an item of a section as far as the reader may see it, on whatever page it is.

    The author also gets deleted ones. Raises NotFound.
    """
    item = find_item(section, item_id)
    if item is None or not (reader.sees_private or is_visible_to_visitors(item)):
        raise NotFound
    return item


def is_on(item: Any, topic: Topic) -> bool:
    """Return whether an item is on this topic's page now: not deleted, nor moved away."""
    return item.deleted_at is None and topic.id in item.topic_ids()


def was_on(section: Section, topic: Topic, item_id: int) -> bool:
    """Return whether an item is or was on this topic's page, according to the journal."""
    of_item = (Revision.kind == section.kind, Revision.item_id == item_id)
    of_topic = (
        revision_topic.c.revision_id == Revision.id,
        revision_topic.c.topic_id == topic.id,
    )
    return bool(db.session.scalar(select(exists().where(*of_item, *of_topic))))
