"""Changes that were undone: what they said counts no more."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import aliased

from wiki.journal_tables import Change, Revision


def find_undone(connection: Connection, *, until: int | None = None) -> set[int]:
    """Return the ids of the changes that were undone, and of every undoing.

    An undo that was itself undone takes nothing back; so the newest are read first. With `until`,
    the id of a change, nothing after it is known.
    """
    query = select(Change.id, Change.undoes_id).where(Change.undoes_id.is_not(None))
    query = query if until is None else query.where(Change.id <= until)
    void: set[int] = set()
    undoings: set[int] = set()
    # Sorted here: asked for an order, SQLite would read all changes and not the index of undoings.
    found: Any = connection.execute(query).all()
    for change_id, undone_id in sorted(found, reverse=True):
        undoings.add(change_id)
        if change_id not in void:
            void.add(undone_id)
    return void | undoings


def may_be_undone() -> ColumnElement[bool]:
    """Return the condition that a change was undone, or is itself an undo.

    Where it holds for none of some changes, `find_undone` has nothing to say of them.
    """
    undoing = aliased(Change)
    undone = select(undoing.id).where(undoing.undoes_id == Change.id).exists()
    return or_(Change.undoes_id.is_not(None), undone)


def trace_undone(connection: Connection, change_id: int | None) -> list[int]:
    """Return a change that is undone, the one that it undid itself, and so on."""
    found: list[int] = []
    while change_id is not None:
        found.append(change_id)
        query = select(Change.undoes_id).where(Change.id == change_id)
        change_id = connection.scalar(query)
    return found


def of_changes(connection: Connection, change_ids: Collection[int], kind: str) -> set[int]:
    """Return the ids of the items of a kind that some changes tell of."""
    if not change_ids:
        return set()
    query = select(Revision.item_id).where(Revision.change_id.in_(change_ids))
    return set(connection.scalars(query.where(Revision.kind == kind)))
