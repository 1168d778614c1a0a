"""Writing items that belong to one topic."""

from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import Topic
from wiki.sections import Section
from wiki.services.ordering import key_at_end


def create(
    entry: Entry, section: Section, topic: Topic, values: Values, *, item_id: int | None = None
) -> Any:
    """Add an item at the end of its section; a document may give its id."""
    model: Any = section.model
    keys = list(db.session.scalars(_positions(section, topic)))
    position = key_at_end(keys) if section.ordered else ""
    return entry.add(model(id=item_id, topic_id=topic.id, position=position, **values))


def alter(entry: Entry, section: Section, topic: Topic, item: Any, values: Values) -> None:
    """Set an item's fields."""
    entry.alter(item, **values)


def relocate(entry: Entry, section: Section, item: Any, to: Topic) -> None:
    """Move an item to the end of its section on another topic's page."""
    keys = list(db.session.scalars(_positions(section, to)))
    position = key_at_end(keys) if section.ordered else ""
    entry.alter(item, topic_id=to.id, position=position)
    db.session.flush()  # so that the next item that moves there comes after it


def _positions(section: Section, topic: Topic) -> Any:
    """Return the query for the order keys of a topic's items, deleted ones among them."""
    model: Any = section.model
    return select(model.position).where(model.topic_id == topic.id)


def remove(entry: Entry, topic: Topic, item: Any) -> None:
    """Delete an item."""
    entry.delete(item)


def bring_back(entry: Entry, topic: Topic, item: Any) -> None:
    """Restore an item."""
    entry.restore(item, {})
