"""Writing readings and essays, which belong to any number of topics."""

from typing import Any

from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import PUBLISHED, Topic
from wiki.projections.addresses import refresh
from wiki.queries.addresses import free_slug, next_free
from wiki.queries.topic_by_name import resolve_topics
from wiki.sections import Section
from wiki.services.after_merges import home_after_merges
from wiki.visibility import is_set_public


def create(
    entry: Entry,
    section: Section,
    topic: Topic | None,
    values: Values,
    *,
    item_id: int | None = None,
) -> Any:
    """Add a reading or essay, with the topics it names.

    The topic on whose page it is added is one of them, None for no page. A document may give the
    item's id. Raises Invalid for a name of no topic, or a slug that is taken.
    """
    model: Any = section.model
    topics = resolve_topics(values.get("topics", []), also=topic)
    item = model(id=item_id, topics=topics, **_columns(section, values))
    if model.has_slug():
        item.slug = _slug(section, values.get("slug", ""), getattr(item, section.lead))
    entry.add(item, at_once=item_id is None)
    if model.has_slug():
        if not item.slug:
            entry.alter(item, slug=f"{section.kind}-{item.id}")
        refresh(item)  # so that the next item of the same change finds the address taken
    return item


def alter(entry: Entry, section: Section, topic: Topic | None, item: Any, values: Values) -> None:
    """Set an item's fields and topics; an item without topics stays in its collection.

    Deleted topics of the item stay, as no form shows them: see `_with_deleted`. Raises Invalid.
    """
    columns = _columns(section, values)
    if section.model.has_slug() and values.get("slug", item.slug) != item.slug:
        title = columns.get(section.lead, getattr(item, section.lead))
        columns["slug"] = _slug(section, values["slug"], title, own=item) or item.slug
    if "topics" in values:
        publishes = columns.get("state") == PUBLISHED
        columns["topics"] = _with_deleted(
            item, resolve_topics(values["topics"]), publishes=publishes
        )
    entry.alter(item, **columns)


def without_empty_slug(values: Values) -> Values:
    """Return a form's values without an empty slug, so that the item's slug stays as it is."""
    return {name: value for name, value in values.items() if name != "slug" or value}


def remove(entry: Entry, topic: Topic, item: Any) -> None:
    """Remove a topic from an item's tags; without any undeleted topic left, the item is deleted."""
    remaining = [other for other in item.topics if other.id != topic.id]
    if any(other.deleted_at is None for other in remaining):
        entry.alter(item, topics=remaining)
    else:
        entry.delete(item)


def bring_back(entry: Entry, topic: Topic, item: Any) -> None:
    """Restore an item if it is deleted, and tag it with this topic if it is not.

    Topics of it that were merged meanwhile are replaced by those they lead to. Raises Conflict
    where visitors would then read what was private.
    """
    entry.restore(item, home_after_merges(item))
    if topic not in item.topics:
        entry.alter(item, topics=[*item.topics, topic])


def _with_deleted(item: Any, named: list[Topic], *, publishes: bool) -> list[Topic]:
    """Return the topics named for an item, followed by the deleted topics that it has.

    A deleted topic that is restored has its items again; until then, items of that topic alone are
    hidden from visitors. Only where an item is published without any topic are deleted public
    topics dropped: nobody would read it otherwise.
    """
    deleted = [topic for topic in item.topics if topic.deleted_at is not None]
    if publishes and not named:
        deleted = [topic for topic in deleted if not is_set_public(topic)]
    return list(dict.fromkeys([*named, *deleted]))


def _slug(section: Section, typed: str, title: str, *, own: Any = None) -> str:
    """Return an item's slug: the typed one, or else a free one made from the title.

    Raises Invalid where another item of the kind has the typed one.
    """
    if typed:
        return free_slug(section.kind, typed, own=own)
    return next_free(section.kind, title, own=own)


def _columns(section: Section, values: Values) -> Values:
    model: Any = section.model
    fields = (*model.__fields__, *model.__links__)
    return {name: value for name, value in values.items() if name in fields and name != "slug"}
