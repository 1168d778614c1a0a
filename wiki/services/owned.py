"""Adding, altering, moving, deleting and restoring items that belong to one topic."""

from typing import Any

from wiki.db import db
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import Topic
from wiki.queries.positions import last_position
from wiki.sections import Section
from wiki.services.ordering import key_after
from wiki.services.versions import restored_home


def create(
    entry: Entry,
    section: Section,
    topic: Topic,
    values: Values,
    *,
    item_id: int | None = None,
    after: str | None = None,
) -> Any:
    """Add an item at the end of its section on a topic's page, and return it.

    An import gives the item's id, and `after`, the last position in the section ("" for none): then
    the row is inserted later, together with others.
    """
    model: Any = section.model
    position = ""
    if section.ordered:
        position = key_after(last_position(model, topic) if after is None else after)
    item = model(id=item_id, topic_id=topic.id, position=position, **values)
    return entry.add(item, at_once=item_id is None)


def alter(entry: Entry, section: Section, topic: Topic, item: Any, values: Values) -> None:
    """Set the fields of an item, by name."""
    entry.alter(item, **values)


def relocate(entry: Entry, section: Section, item: Any, to: Topic) -> None:
    """Move an item to the end of its section on another topic's page."""
    position = key_after(last_position(section.model, to)) if section.ordered else ""
    entry.alter(item, topic_id=to.id, position=position)
    db.session.flush()  # so that the next item that moves there comes after it


def remove(entry: Entry, topic: Topic, item: Any) -> None:
    """Delete an item; it can be restored."""
    entry.delete(item)


def bring_back(entry: Entry, topic: Topic, item: Any) -> None:
    """Restore a deleted item, on the page of the topic into which its own was merged, if it was.

    Raises Conflict where that topic is deleted or the item's place is taken.
    """
    entry.restore(item, restored_home(item))
