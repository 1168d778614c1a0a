"""Writing readings and essays, which belong to any number of topics."""

from typing import Any

from wiki.errors import Conflict, Invalid
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import DRAFT, PUBLISHED, Topic
from wiki.projections.addresses import refresh
from wiki.queries.addresses import find_former, free_slug, next_free, restores, slug_of_new
from wiki.queries.topic_by_name import resolve_topics
from wiki.sections import Section
from wiki.services.after_merges import home_after_merges
from wiki.services.former_rows import typed_over
from wiki.visibility import is_set_public

# An essay has a text or an address, so that one takes the place of the other.
REPLACED = {"body": "url", "url": "body"}


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
    item's id. In a form, `values["deleted"]` says what to do with a deleted essay of the title:
    restore it, or add a new one. Raises Invalid where it says neither, for a name of no topic, or
    for a slug that is taken.
    """
    model: Any = section.model
    if model.has_slug() and (former := find_former(section.kind, values)):
        return _restore(entry, section, topic, former, values)
    topics = resolve_topics(values.get("topics", []), also=topic)
    item = model(id=item_id, topics=topics, **_columns(section, values))
    if model.has_slug():
        title, typed = getattr(item, section.lead), values.get("slug", "")
        item.slug = slug_of_new(section.kind, title, typed, chosen=values.get("deleted"))
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
        typed, kind = values["slug"], section.kind
        slug = free_slug(kind, typed, own=item) if typed else next_free(kind, title, own=item)
        columns["slug"] = slug or item.slug
    if "topics" in values:
        publishes = columns.get("state") == PUBLISHED
        columns["topics"] = _with_deleted(
            item, resolve_topics(values["topics"]), publishes=publishes
        )
    entry.alter(item, **columns)


def sent_again(topic: Topic | None, item: Any, values: Values) -> Values:
    """Return the values to save of a form that made or restored an item when it was first sent.

    Without a slug in the form, the item's slug stays as it is. The topic on whose page the form was
    opened is one of the item's topics, None for no page.
    """
    if restores(values):
        return _typed_over(topic, item, values)
    also = {"topics": [topic, *values.get("topics", [])]} if topic else {}
    return {name: value for name, value in values.items() if name != "slug" or value} | also


def _restore(entry: Entry, section: Section, topic: Topic | None, item: Any, values: Values) -> Any:
    """Restore a deleted item with what the form for a new one says, and return it.

    Raises Invalid.
    """
    try:
        entry.restore(item, home_after_merges(item))
    except Conflict as error:
        raise Invalid("title", str(error)) from error
    alter(entry, section, topic, item, _typed_over(topic, item, values))
    return item


def _typed_over(topic: Topic | None, item: Any, values: Values) -> Values:
    """Return what a form changes of the item that it restores; to its topics, others are added.

    With a text of its own the form also says whether it is a draft, as nobody said that visitors
    may read what was typed. Without one, what was published is published again.
    """
    typed = typed_over(item, values)
    typed |= {other: "" for name, other in REPLACED.items() if typed.get(name)}
    named = resolve_topics(values.get("topics", []), also=topic)
    typed["topics"] = list(dict.fromkeys([*item.live_topics, *named]))
    before = item.snapshot() | {"topics": item.live_topics}
    unlike = [name for name, value in typed.items() if value != before.get(name, value)]
    if unlike == ["state"] and typed["state"] == DRAFT:
        del typed["state"]
    return typed


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


def _columns(section: Section, values: Values) -> Values:
    model: Any = section.model
    fields = (*model.__fields__, *model.__links__)
    return {name: value for name, value in values.items() if name in fields and name != "slug"}
