"""What a reader may see of rows as they are now, as conditions in SQL.

Most are composed once: composing them for each statement takes longer than running many.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    and_,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from wiki.actions import MERGE
from wiki.journal_tables import Change, Revision
from wiki.models import DRAFT, PRIVATE, Area, Reading, Topic, reading_topic
from wiki.visibility.fixed_sql import fixed
from wiki.visibility.reader import VISITOR, Reader
from wiki.visibility.topic_visibility import is_set_public_in_sql


@cache
def sees_topic(*, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that a reader may see a topic.

    No reader sees a deleted topic, and visitors see no private one.
    """
    there = Topic.deleted_at.is_(None)
    return there if reader.sees_private else and_(there, is_set_public_in_sql())


def visible_topics(*, reader: Reader) -> Any:
    """Return a query for the topics that a reader may see."""
    return select(Topic).where(sees_topic(reader=reader))


@cache
def is_past_readable(topic: Any = Topic) -> ColumnElement[bool]:
    """Return an SQL condition: that visitors may read the past of a topic.

    They may if they see it, or if it was merged into a topic that they see.
    """
    into = aliased(Topic)
    is_shown = and_(into.deleted_at.is_(None), is_set_public_in_sql(into))
    into_shown = exists().where(into.id == topic.merged_into, is_shown)
    there = or_(topic.deleted_at.is_(None), into_shown)
    return and_(is_set_public_in_sql(topic), there)


@cache
def readable_topic_ids() -> Select[Any]:
    """Return a query for the ids of the topics whose past visitors may read."""
    topic = aliased(Topic)  # so that it can stand within a query for topics
    return select(topic.id).where(is_past_readable(topic))


@cache
def unreadable_topic_ids() -> ColumnElement[bool]:
    """Return a query for the ids of the topics whose past visitors may not read, using an index."""
    topic, into = aliased(Topic), aliased(Topic)
    # Compared with PRIVATE, as the index of the private ones is for that.
    private = select(topic.id).where(topic.visibility == PRIVATE)
    shown = and_(into.deleted_at.is_(None), is_set_public_in_sql(into))
    into_shown = exists().where(into.id == topic.merged_into, shown)
    deleted = select(topic.id).where(topic.deleted_at.is_not(None), ~into_shown)
    return fixed(private.union_all(deleted))


def sees_area(area: Any = Area, *, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that a reader may see an area.

    For visitors it needs a public topic.
    """
    there: ColumnElement[bool] = area.deleted_at.is_(None)
    mine = exists().where(Topic.area_id == area.id, sees_topic(reader=VISITOR))
    return there if reader.sees_private else and_(there, mine)


@cache
def readable_area_ids() -> Select[Any]:
    """Return a query for the ids of the areas whose past visitors may read.

    They may if they see the area; or the one that it was merged into, unless it was hidden then.
    """
    into = aliased(Area)
    into_shown = exists().where(into.id == Area.merged_into, sees_area(into, reader=VISITOR))
    merged = and_(into_shown, ~_was_hidden_when_merged())
    return select(Area.id).where(or_(sees_area(reader=VISITOR), merged))


def _was_hidden_when_merged() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors did not see an area just before it was merged.

    Where the area that it was merged into was merged in turn, that one must have been seen as well.
    Merges that were undone do not count.
    """
    merge, before, source = (aliased(Revision) for _ in range(3))
    # At the first merge the area itself was left, later on the one that it led to.
    source_id = func.coalesce(before.after["merged_into"].as_integer(), merge.item_id)
    undone = exists().where(Change.undoes_id == merge.change_id)
    return (
        exists()
        .where(merge.kind == Area.__kind__, merge.item_id == Area.id, merge.action == MERGE)
        .where(before.id == merge.previous_id, ~undone)
        .where(source.change_id == merge.change_id, source.kind == merge.kind)
        .where(source.item_id == source_id, ~source.published)
    )


@cache
def is_public_now(model: Any, tags: Table) -> ColumnElement[bool]:
    """Return an SQL condition: that visitors may see a reading or essay, which is not deleted.

    `tags` is the table that tags the rows with topics.
    """
    tagged, public = _tagged(model, tags)
    alone = and_(~tagged, model.worth_showing())
    return and_(model.deleted_at.is_(None), not_(model.set_aside()), or_(public, alone))


def is_on_list(*, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that a reader may see a reading on the reading list.

    Visitors see those that the author published, unless all their topics are private.
    """
    there = and_(Reading.deleted_at.is_(None), Reading.queued.is_not(None))
    if reader.sees_private:
        return there
    tagged, public = _tagged(Reading, reading_topic)
    is_open = and_(Reading.state != DRAFT, ~is_slot(Reading.title))
    return and_(there, is_open, or_(public, ~tagged))


def _tagged(model: Any, tags: Table) -> tuple[Any, Any]:
    """Return two SQL conditions: that a row has a topic, and that it has one that visitors see."""
    tagged = exists().where(tags.c[f"{model.__tablename__}_id"] == model.id)
    return tagged, tagged.where(tags.c.topic_id == Topic.id, sees_topic(reader=VISITOR))


@cache
def is_published_now(model: Any, tags: Table) -> ColumnElement[bool]:
    """Return an SQL condition: that a reading or essay is published, even if it says nothing.

    That is one that visitors may see, or a published one without any topic: nothing hides it.
    """
    tagged, _ = _tagged(model, tags)
    alone = and_(model.deleted_at.is_(None), not_(model.set_aside()), ~tagged)
    return or_(is_public_now(model, tags), alone)


def is_slot(text: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a field is a placeholder."""
    # The function is Python's: it is asked only of a text that has something in brackets.
    return and_(text.like(_pattern("%<_%>%")), func.is_placeholder(text, type_=Boolean))


def _pattern(constant: str) -> ColumnElement[str]:
    """Return a pattern as SQL text: SQLite prepares statements with parameters each time."""
    return literal_column(f"'{constant}'")
