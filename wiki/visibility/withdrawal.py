"""Revisions that altered what visitors see, also by hiding something from them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from wiki.journal_tables import Revision
from wiki.models import Topic
from wiki.visibility.hidden_edits import TAGS, is_hidden_edit
from wiki.visibility.past import tag_count

# Fields that name one topic; of a relation, visitors have to see both.
ENDS = ("$.topic", "$.topic_id", "$.region_id")
# Fields of an item that say in which topics it is, and whether it is published.
HOMES = (TAGS, *ENDS, "$.state")


def alters_what_is_seen(before: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a revision altered what visitors see.

    It was published and altered more than hidden parts, or hid what they saw. `before` is the
    item's previous revision; the statement must have the table `Revision`.
    """
    is_shown = and_(Revision.published, not_(is_hidden_edit()))
    return or_(is_shown, _withdraws(Revision, before))


def _withdraws(revision: Any, before: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a revision hid an item from visitors who saw it until then.

    It made a topic private, or an item a draft, or moved an item to topics that visitors do not
    see. An item whose topic was private already is not hidden by it. Deletions do not count, as a
    revision that deletes what visitors saw is published. `before` is the item's previous revision.
    """
    altered = (
        func.json_extract(revision.after, field).is_distinct_from(
            func.json_extract(before.after, field)
        )
        for field in HOMES
    )
    is_item_hidden = and_(or_(*altered), _was_in_sight(revision, before))
    hidden = or_(revision.kind == Topic.__kind__, is_item_hidden)
    return and_(before.published, not_(revision.published), revision.after.is_not(None), hidden)


def _was_in_sight(revision: Any, before: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that the topics of an item were public until it was moved."""
    tags = func.json_each(before.after, TAGS).table_valued("value")
    tagged = exists().select_from(tags).where(not_(_was_closed(tags.c.value, revision)))
    tagged = tagged.correlate(before, revision)
    ends = (_was_closed(func.json_extract(before.after, end), revision) for end in ENDS)
    return and_(not_(or_(*ends)), or_(tag_count(before) == 0, tagged))


def _was_closed(topic_id: Any, revision: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a topic was private or deleted before a revision."""
    header = aliased(Revision)
    mine = (header.kind == Topic.__kind__, header.item_id == topic_id, header.id < revision.id)
    last = select(header.published).where(*mine).order_by(header.id.desc()).limit(1)
    return last.correlate_except(header).scalar_subquery().is_(False)
