"""Edits that altered only parts of an item that visitors do not see, although they see the item.

Such an edit added or removed the tag of a private region or the anchor of a private item, or
altered private quotes or what a topic keeps of a document without showing it. To visitors the item
is unchanged: they do not learn that it was edited, nor when.
"""

from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, inspect, literal_column, or_, select

from wiki.models import Shared, TopicItem
from wiki.recorded import Recorded
from wiki.visibility.conditions import (
    is_public_now,
    is_slot,
    readable_topic_ids,
    visible_topics,
)
from wiki.visibility.fixed_sql import fixed
from wiki.visibility.reader import VISITOR

TAGS = "$.topics"  # where the states of shared kinds have the ids of their topics
QUOTES = "$.quotes"  # each has a field for whether it is public
UNSHOWN = "$.extra"  # what a topic keeps of a document without showing it to anybody
# SQL text, as nearly all of it reads JSON. The first comparison leaves out the parts that can be
# hidden: only for the few edits that altered no other part are the rest of the conditions run.
CONDITION = """
revision.action = 'edit' AND revision.published AND revision.credence IS NULL AND EXISTS (
  SELECT 1 FROM revision AS was
  WHERE was.id = revision.previous_id
  AND json_remove(revision."after", {paths}) = json_remove(was."after", {paths})
  AND {quotes} = {former_quotes}
  AND NOT EXISTS (SELECT 1 FROM ({tags}) AS tag WHERE tag.id IN {topics})
  AND NOT EXISTS (SELECT 1 FROM ({named}) AS named WHERE named.anchor != '' AND {seen})
)"""
DIFFERENCE = """
SELECT * FROM ({now} EXCEPT {former}) UNION ALL SELECT * FROM ({former} EXCEPT {now})"""
OPEN_QUOTES = f"""(
  SELECT json_group_array(quote.value) FROM json_each({{state}}, '{QUOTES}') AS quote
  WHERE json_extract(quote.value, '$.public'))"""
OF_TAGS = f"SELECT value AS id FROM json_each({{state}}, '{TAGS}')"
OF_LINKS = "SELECT key AS anchor, '{name} ' || value AS detail FROM json_each({state}, '$.{name}')"
OF_ANCHOR = "SELECT coalesce(json_extract({state}, '$.{name}'), '') AS anchor, '{name}' AS detail"
NOW, FORMER = 'revision."after"', 'was."after"'


@cache
def is_hidden_edit() -> ColumnElement[bool]:
    """Return an SQL condition: that a revision altered only parts that visitors do not see.

    The statement must have the table `Revision` under its own name.
    """
    paths = [TAGS, QUOTES, UNSHOWN, *(f"$.{name}" for name in (*_links(), *_anchors()))]
    condition = CONDITION.format(
        paths=", ".join(f"'{path}'" for path in paths),
        quotes=OPEN_QUOTES.format(state=NOW),
        former_quotes=OPEN_QUOTES.format(state=FORMER),
        tags=_difference(OF_TAGS.format(state=state) for state in (NOW, FORMER)),
        topics=fixed(readable_topic_ids()),
        named=_difference(map(_named, (NOW, FORMER))),
        seen=_is_seen(),
    )
    return literal_column(f"({condition})", Boolean)


def _difference(rows: Any) -> str:
    """Return the SQL of a query for the rows that only one of two queries has."""
    now, former = rows
    return DIFFERENCE.format(now=f"SELECT * FROM ({now})", former=f"SELECT * FROM ({former})")


def _named(state: str) -> str:
    """Return the SQL of a query for the anchors in a state, each with the field and its value."""
    links = [OF_LINKS.format(state=state, name=name) for name in _links()]
    anchors = [OF_ANCHOR.format(state=state, name=name) for name in _anchors()]
    return " UNION ALL ".join((*links, *anchors))


def _links() -> list[str]:
    """Return the names of fields that map anchors of other items to words, such as `bears`."""
    return sorted({name for model in _models(Shared) for name in model.__links__})


def _anchors() -> list[str]:
    """Return the names of fields that hold one anchor, or a web address."""
    return sorted({name for model in _models(Recorded) for name in model.__anchors__})


def _models(base: Any) -> list[Any]:
    return [model for model in Recorded.kinds.values() if issubclass(model, base)]


def _is_seen() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors see the item of an anchor, or it is a web address."""
    anchor: Any = literal_column("named.anchor")
    item_id: Any = literal_column("CAST(substr(named.anchor, 3) AS INTEGER)")
    items = [
        anchor.like(literal_column(f"'{model.__letter__}-%'")) & item_id.in_(_found(model))
        for model in (*_models(TopicItem), *_models(Shared))
        if model.__letter__
    ]
    return fixed(or_(anchor.like(literal_column("'http%'")), *items))


def _found(model: Any) -> Any:
    """Return a query for the ids of the rows that visitors see, without placeholders."""
    query = select(model.id).where(~is_slot(getattr(model, model.__lead__)))
    if issubclass(model, Shared):
        tags: Any = inspect(model).relationships["topics"].secondary
        return query.where(is_public_now(model, tags))
    home = visible_topics(reader=VISITOR)
    home = home.with_only_columns(home.selected_columns["id"])
    return query.where(model.deleted_at.is_(None), model.topic_id.in_(home))
