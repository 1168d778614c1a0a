"""Which items are now in topics whose past visitors may not read."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, inspect, or_, select

from wiki.journal_tables import Revision
from wiki.models import Area, Relation, Shared, Topic, TopicItem
from wiki.recorded import Recorded
from wiki.visibility.conditions import is_past_readable, readable_area_ids, unreadable_topic_ids
from wiki.visibility.fixed_sql import fixed


def is_in_hidden_topics(kind: str = "") -> ColumnElement[bool]:
    """Return an SQL condition: that a revision's item is now where visitors may not look.

    The statement must have the table `Revision`; with `kind`, all its revisions are of this kind.
    """
    return _in_sql((Recorded.kinds[kind],) if kind else tuple(Recorded.kinds.values()))


@cache
def _in_sql(models: tuple[Any, ...]) -> ColumnElement[bool]:
    """Return the condition of `is_in_hidden_topics` for the kinds of these models.

    It reads the table of each.
    """
    hidden = {model.__kind__: _hidden_ids(model) for model in models}
    conditions = {
        kind: Revision.item_id.in_(query) for kind, query in hidden.items() if query is not None
    }
    # A revision looks into one table only: with OR it would take ten times as long.
    return fixed(case(conditions, value=Revision.kind, else_=false()) if conditions else false())


def _hidden_ids(model: Any) -> Any:
    """Return a query for the ids of a model's rows all of whose topics are hidden.

    For a relation one hidden end is enough. For a model whose rows belong to no topic it returns
    None.
    """
    if issubclass(model, Topic):
        return select(Topic.id).where(_is_unreadable(Topic.id))
    if issubclass(model, TopicItem):
        return select(model.id).where(_is_unreadable(model.topic_id))
    if issubclass(model, Relation):
        ends = (_is_unreadable(end) for end in (model.topic_id, model.region_id))
        return select(model.id).where(or_(*ends))
    if issubclass(model, Shared):
        return hidden_by_tags(model)
    if issubclass(model, Area):
        return select(Area.id).where(Area.id.not_in(readable_area_ids()))
    return None


def hidden_by_tags(model: Any) -> Select[Any]:
    """Return a query for the ids of readings or essays that have topics, all of them hidden."""
    tags: Any = inspect(model).relationships["topics"].secondary
    # Few topics are hidden: so the tags of few rows are read.
    tagged = select(tags.c[f"{model.__tablename__}_id"]).where(_is_unreadable(tags.c.topic_id))
    return select(model.id).where(model.id.in_(tagged), ~model.topics.any(is_past_readable()))


def _is_unreadable(topic_id: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = topic_id.bool_op("IN")(unreadable_topic_ids())
    return condition
