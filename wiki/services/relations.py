"""Writing relations: a relation is one row for two topics, written from the page of either."""

from collections.abc import Callable
from typing import Any

from wiki.errors import Invalid
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import INVERSE_KINDS, RELATION_KINDS, Relation, Topic
from wiki.queries.addresses import ANEW, RESTORE, find_deleted
from wiki.queries.names import title_error
from wiki.queries.relations import find_between
from wiki.queries.topic_by_name import find_topic_named
from wiki.related import load_related
from wiki.sections import Section
from wiki.services.topics import add_topic
from wiki.services.topics import bring_back as bring_topic_back
from wiki.services.versions import restored_home
from wiki.text import quoted


def create(
    entry: Entry,
    section: Section,
    topic: Topic,
    values: Values,
    *,
    item_id: int | None = None,
    between: Callable[[Topic, Topic], Relation | None] = find_between,
) -> Relation:
    """Relate a topic to another one, and return the relation.

    An unknown topic is added as a stub if `values["create"]` says so. An import gives the id, and
    `between`, which finds the relation of two topics among rows that are not inserted yet. Raises
    Invalid where the two are related already, or the other name is no region.
    """
    other = _other_end(entry, topic, values)
    if between(topic, other):
        raise Invalid("region", f"{other.title} is related to this region already.")
    relation = Relation(id=item_id, **_columns(topic, other, values))
    return entry.add(relation, at_once=item_id is None)


def alter(
    entry: Entry,
    section: Section,
    topic: Topic,
    item: Relation,
    values: Values,
    *,
    between: Callable[[Topic, Topic], Relation | None] = find_between,
) -> None:
    """Set a relation's fields as the page of `topic` shows them; the other end's reason stays.

    Raises Invalid where the values name a topic that is related to this one already, or none.
    """
    other = _other_end(entry, topic, values)
    other_relation = between(topic, other)
    if other_relation and other_relation.id != item.id:
        raise Invalid("region", f"{other.title} is related to this region already.")
    same_ends = item.other(topic).id == other.id
    there = item.reason_from(other) if same_ends else ""
    if same_ends and "kind" not in values:
        values = values | {"kind": item.kind_from(topic)}
    entry.alter(
        item, **_columns(topic, other, values, there=there, forward=item.topic_id == topic.id)
    )


def remove(entry: Entry, topic: Topic, item: Relation) -> None:
    """Delete a relation at both ends."""
    entry.delete(item)


def bring_back(entry: Entry, topic: Topic, item: Relation) -> None:
    """Restore a relation, between the topics into which its own were merged, if they were.

    Raises Conflict where one of these is deleted, or both are one topic now or are related already.
    """
    entry.restore(item, restored_home(item))


def _other_end(entry: Entry, topic: Topic, values: Values) -> Topic:
    """Return the topic that the form names as the other end; it may be added or restored.

    Raises Invalid for `topic` itself or an unknown one.
    """
    name = values["region"]
    other = name if isinstance(name, Topic) else find_topic_named(name, field="region")
    if other is None:
        return _new_end(entry, topic, name, values)
    if other.id == topic.id:
        raise Invalid("region", "A region cannot be related to itself.")
    return other


def _new_end(entry: Entry, topic: Topic, name: str, values: Values) -> Topic:
    """Restore a deleted topic of this name or add a new one, as `values` ask, and return it.

    A new one has the area and the visibility of `topic`. Raises Invalid where `values` ask for
    neither.
    """
    deleted: Topic | None = find_deleted("topic", name)
    if deleted and values.get("deleted") == RESTORE:
        bring_topic_back(entry, deleted)
        return deleted
    if refused := title_error(name):
        raise Invalid("region", f"There is no region of this name. {refused}")
    if values.get("create"):
        load_related(topic, "area")
        alike = {"visibility": topic.visibility, "area": topic.shown_area}
        return add_topic(entry, {"title": name, "deleted": ANEW} | alike, in_passing=True)
    if deleted:
        message = (
            f"The region {quoted(deleted.title)} was deleted: restore it, or create a new one."
        )
        raise Invalid("region", message, offer=name, deleted=deleted.title)
    raise Invalid("region", f"There is no region called {quoted(name)}.", offer=name)


def _columns(
    topic: Topic, other: Topic, values: Values, *, there: str = "", forward: bool = True
) -> dict[str, Any]:
    """Return the columns of a relation whose values are as the page of `topic` shows them.

    A directed kind decides which end is stored first; otherwise the ends stay as they are.
    """
    kind, here = values.get("kind") or "related", values.get("reason", "")
    if kind not in RELATION_KINDS:
        kind, forward = INVERSE_KINDS[kind], False
    elif RELATION_KINDS[kind] != kind:
        forward = True
    ends, reasons = (topic, other), (here, there)
    if not forward:
        ends, reasons = ends[::-1], reasons[::-1]
    return {
        "topic": ends[0],
        "region": ends[1],
        "topic_id": ends[0].id,
        "region_id": ends[1].id,
        "kind": kind,
        "reason": reasons[0],
        "region_reason": reasons[1],
    }
