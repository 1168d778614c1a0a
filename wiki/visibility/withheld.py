"""Which items are withheld from visitors now, with all their past: deleted ones, and drafts.

A work on the reading list counts as a draft: only that list shows it.

A row that was merged into another one redirects to it and is not withheld, nor what was deleted in
the merge: the stance of a topic, whose text the other one has now, or a relation that both topics
had.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import DELETE, MERGE
from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import DRAFT, Reading, Shared, Topic
from wiki.recorded import Recorded
from wiki.visibility.fixed_sql import fixed
from wiki.visibility.topic_visibility import is_set_public_in_sql


def is_removed(row: Recorded) -> bool:
    """Return whether a row is deleted, other than by a merge."""
    if row.deleted_at is None or getattr(row, "merged_into", None) is not None:
        return False
    model: Any = type(row)
    query = select(exists().where(model.id == row.id, is_deleted(model)))
    return bool(db.session.scalar(query))


def is_withheld(row: Recorded) -> bool:
    """Return whether visitors may read neither a row nor its past.

    It is deleted, a draft, or on the reading list.
    """
    return is_removed(row) or (isinstance(row, Shared) and row.is_set_aside)


@cache
def is_deleted(model: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a row of a model is deleted, other than by a merge."""
    deleted: ColumnElement[bool] = model.deleted_at.is_not(None)
    if hasattr(model, "merged_into"):
        # Written so that SQLite uses the index of the deleted ones: most rows were never merged.
        return and_(deleted, func.coalesce(model.merged_into, 0) == 0)
    return and_(deleted, not_(_went_with_merge(model)))


def was_public_topic() -> ColumnElement[bool]:
    """Return an SQL condition: that a topic is deleted, and was public before."""
    return and_(is_deleted(Topic), is_set_public_in_sql())


def was_deleted_in_public(model: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that visitors could see a row of a model until it was deleted."""
    deletion = (Revision.kind == model.__kind__, Revision.item_id == model.id)
    return exists().where(*deletion, Revision.action == DELETE, Revision.published)


def _went_with_merge(model: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that the change that deleted a row merged a topic into another."""
    last, newer, merge = (aliased(Revision) for _ in range(3))
    mine = (newer.kind == model.__kind__, newer.item_id == model.id)
    newest = select(func.max(newer.id)).where(*mine).correlate(model).scalar_subquery()
    merged = (merge.change_id == last.change_id, merge.action == MERGE)
    return exists().where(last.id == newest, last.action == DELETE, *merged).correlate(model)


def removed_ids(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that are deleted now."""
    model = Recorded.kinds[kind]
    return set(db.session.scalars(_removed(model)))


def draft_ids(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that are drafts now; () for kinds without drafts."""
    model: Any = Recorded.kinds[kind]
    return set(db.session.scalars(_drafts(model))) if issubclass(model, Shared) else ()


def withheld_ids(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that are withheld from visitors now."""
    model: Any = Recorded.kinds[kind]
    withheld = (model.id.in_(query) for query in _withheld(model))
    return set(db.session.scalars(select(model.id).where(or_(*withheld))))


def is_of_withheld(kind: str = "") -> ColumnElement[bool]:
    """Return an SQL condition: that a revision's item is withheld from visitors now.

    The statement must have the table `Revision`; with `kind`, all its revisions are of this kind.
    """
    return _in_sql((Recorded.kinds[kind],) if kind else tuple(Recorded.kinds.values()))


@cache
def _in_sql(models: tuple[Any, ...]) -> ColumnElement[bool]:
    """Return the condition of `is_of_withheld` for the kinds of these models.

    It reads the table of each.
    """
    every = or_(
        *(
            and_(Revision.kind == model.__kind__, Revision.item_id.in_(query))
            for model in models
            for query in _withheld(model)
        ),
    )
    return fixed(every)


def _withheld(model: Any) -> list[Any]:
    """Return the queries for the ids of withheld rows; each uses an index of its own."""
    if not issubclass(model, Shared):
        return [_removed(model)]
    return [_removed(model), _drafts(model)]


def _drafts(model: Any) -> Any:
    drafts = select(model.id).where(model.state == DRAFT)
    if model is not Reading:
        return drafts
    return drafts.union_all(select(model.id).where(model.queued.is_not(None)))


def _removed(model: Any) -> Any:
    return select(model.id).where(is_deleted(model))
