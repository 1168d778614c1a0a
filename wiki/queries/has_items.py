"""Whether any item is on a topic's page, and which ones somebody else wrote."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from wiki.actions import NO_VERSION, POINTS
from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Relation, Shared, Topic, TopicItem
from wiki.projections.undone import find_undone
from wiki.recorded import Recorded


def has_items(topic: Topic) -> bool:
    """Return whether any item is on a topic's page; the private note and drafts count."""
    return any(map(db.session.scalar, _queries(topic)))


def written_by_others(
    topic_ids: Collection[int], author_id: int | None, *, since: Change
) -> set[tuple[str, int]]:
    """Return kind and id of what other authors wrote in some topics after a change.

    It may have been deleted or moved since; what was written by changes that were undone is not
    among it.
    """
    wrote = (
        select(Revision.kind, Revision.item_id, Revision.change_id)
        .join(Change, Change.id == Revision.change_id)
        .join(revision_topic, revision_topic.c.revision_id == Revision.id)
        .where(Change.id > since.id, revision_topic.c.topic_id.in_(topic_ids))
        .where(Change.author_id.is_distinct_from(author_id), Change.undoes_id.is_(None))
        .where(Revision.action.not_in(NO_VERSION - POINTS))
    )
    rows = db.session.execute(wrote.distinct()).all()
    undone = find_undone(db.session.connection()) if rows else ()
    return {(row.kind, row.item_id) for row in rows if row.change_id not in undone}


def _queries(topic: Topic) -> list[Any]:
    """Return, for each kind, a query for the id of one item on a topic's page."""
    belonging = {model: _belongs(model, topic) for model in Recorded.kinds.values()}
    return [
        select(model.id).where(model.deleted_at.is_(None), condition).limit(1)
        for model, condition in belonging.items()
        if condition is not None
    ]


def _belongs(model: Any, topic: Topic) -> ColumnElement[bool] | None:
    """Return an SQL condition: that a row is on a topic's page. None for kinds that never are."""
    if issubclass(model, TopicItem):
        mine: ColumnElement[bool] = model.topic_id == topic.id
        return mine
    if issubclass(model, Shared):
        tagged: ColumnElement[bool] = model.topics.any(Topic.id == topic.id)
        return tagged
    if issubclass(model, Relation):
        return or_(model.topic_id == topic.id, model.region_id == topic.id)
    return None
