"""Whether any item is on a topic's page."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from wiki.db import db
from wiki.models import Relation, Shared, Topic, TopicItem
from wiki.recorded import Recorded


def has_items(topic: Topic) -> bool:
    """Return whether any item is on a topic's page; the private note and drafts count."""
    return any(map(db.session.scalar, _queries(topic)))


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
