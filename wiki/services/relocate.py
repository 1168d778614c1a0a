"""Moving an item to another topic's page, with its id and its history."""

from typing import Any

from wiki.errors import Deleted, Invalid
from wiki.journal import Signature, record
from wiki.models import Topic
from wiki.queries.items import is_on
from wiki.queries.names import no_region_message
from wiki.queries.topic_by_name import find_topic_named
from wiki.related import load_related
from wiki.sections import Section
from wiki.services import owned
from wiki.services.items import SaveResult


def relocate_item(
    section: Section, topic: Topic, item: Any, name: str, by: Signature
) -> tuple[SaveResult, Topic]:
    """Move an item to the end of its section on another topic's page; return that topic too.

    `name` is the other topic's title or slug. Raises Invalid where that is no other topic, and
    Deleted where the item is not on this page any more.
    """
    load_related(item)
    if not is_on(item, topic):
        raise Deleted(section.noun, section.kind, item.id)
    to = find_topic_named(name, field="region")
    if to is None:
        raise Invalid("region", no_region_message(name))
    if to.id == topic.id:
        raise Invalid("region", f"It is in {to.title} already: name another region.")
    before = section.values(item, topic)
    with record(by) as entry:
        owned.relocate(entry, section, item, to)
    return SaveResult(item, before, entry.change), to
