"""Finding topics by address, listing them, and telling stubs."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from wiki.db import db
from wiki.errors import AddressChanged, Merged, NotFound
from wiki.journal import Revision
from wiki.models import Address, Note, Topic
from wiki.queries.addresses import find_holder
from wiki.queries.names import by_title
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.visibility import (
    Reader,
    is_public,
    is_set_public,
    is_slot,
    may_see_on_page,
    visible_topics,
    was_shown,
)


def list_topics(*, reader: Reader) -> Sequence[Topic]:
    """Return the topics a reader may see, by title."""
    return db.session.scalars(visible_topics(reader=reader).order_by(*by_title())).all()


def has_topics() -> bool:
    """Return whether the atlas has or had a topic: deleted ones count."""
    return bool(db.session.scalar(select(exists().select_from(Topic))))


def get_topic(slug: str, *, reader: Reader) -> Topic:
    """Return the topic with this slug.

    Raises AddressChanged where its slug is another now, Merged where it was merged into another
    one, and NotFound where the reader may not see such a topic. A visitor is not redirected from a
    slug that it had only while it was private.
    """
    topic: Topic | None = db.session.scalar(_topic_at(), {"slug": slug})
    if topic is not None and topic.merged_into:
        raise _merged_or_missing(topic, slug, reader=reader)
    if topic is None or topic.deleted_at or not may_see_on_page(topic, reader=reader):
        raise NotFound
    if topic.slug != slug:
        was_seen = reader.sees_private or was_seen_at(topic.id, slug)
        raise AddressChanged(topic.slug) if was_seen else NotFound
    return topic


@cache
def _topic_at() -> Select[Any]:
    """Return the query for the topic that has or had the address `slug`."""
    query = select(Topic).join(Address, Address.item_id == Topic.id)
    query = query.where(Address.kind == "topic", Address.slug == bindparam("slug"))
    return query.options(joinedload(Topic.area))


def _merged_or_missing(topic: Topic, slug: str, *, reader: Reader) -> Merged | NotFound:
    """Return the error for the address of a merged topic: Merged, with the topic it leads to.

    It is NotFound where the reader may not see that one, or never saw this address.
    """
    into = db.session.get_one(Topic, topic.merged_into)
    if into.deleted_at or not may_see_on_page(into, reader=reader):
        return NotFound()
    was_seen = is_set_public(topic) and was_seen_at(topic.id, slug)
    if not reader.sees_private and not was_seen:
        return NotFound()
    return Merged("region", into.slug, into.title, is_open=is_public(into))


def find_merged(slug: str) -> Topic | None:
    """Return the topic that has or had this slug and was merged into another one, or None."""
    topic: Topic | None = find_holder("topic", slug)
    return topic if topic and topic.merged_into else None


def was_seen_at(topic_id: int, slug: str) -> bool:
    """Return whether a visitor could ever see a topic while it had this slug."""
    of_topic = (Revision.kind == "topic", Revision.item_id == topic_id, was_shown())
    had = Revision.after["slug"].as_string() == slug
    return bool(db.session.scalar(select(exists().where(*of_topic, had))))


def written(topic_ids: Collection[int]) -> set[int]:
    """Return those of some topic ids whose topics have a stance or a belief: they are no stubs."""
    return set(db.session.scalars(select(Topic.id).where(Topic.id.in_(topic_ids), is_written())))


def is_written() -> ColumnElement[bool]:
    """Return an SQL condition: that a topic has a stance or a belief that is no placeholder."""
    columns: list[tuple[Any, Any]] = [(Stance, Stance.body), (Belief, Belief.claim)]
    conditions = (
        exists().where(
            model.topic_id == Topic.id, model.deleted_at.is_(None), text != "", ~is_slot(text)
        )
        for model, text in columns
    )
    return or_(*conditions)


def find_deleted(slug: str) -> Topic | None:
    """Return the deleted topic that has or had this slug, or None; merged ones do not count."""
    topic: Topic | None = find_holder("topic", slug)
    return topic if topic and topic.deleted_at and not topic.merged_into else None


def find_note(topic: Topic) -> Note | None:
    """Return the private note beside a topic, or None."""
    mine = (Note.topic_id == topic.id, Note.deleted_at.is_(None))
    return db.session.scalar(select(Note).where(*mine))
