"""Changes that were undone, whose points therefore do not count any more."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import SHOW
from wiki.journal_tables import Change, Revision


class Undone(set[int]):
    """The ids of all changes whose points may not count: the undone ones, and every undo.

    `void` has the undone ones alone. A change is undone if an undo of it was not itself undone.

    An undo records again the credence that was there before. That is no new point, because the
    earlier point, which it brings back, counts again. One kind of point of an undo does count: with
    the action SHOW, which tells visitors a number that they did not know. Ask `counts`, which knows
    of both.
    """

    void: frozenset[int] = frozenset()

    def counts(self, change_id: int, action: str) -> bool:
        """Return whether a point counts: the one that a change recorded with this action."""
        return change_id not in (self.void if action == SHOW else self)


def find_undone(connection: Connection, *, until: int | None = None) -> Undone:
    """Return the ids of the changes that were undone, and of every undo.

    An undo that was itself undone undoes nothing. With `until`, the id of a change, later changes
    are ignored.
    """
    return undone_by(read_undoings(connection, until=until))


def undone_by(undoings: Iterable[tuple[int, int]]) -> Undone:
    """Return the changes that were undone by some undos, and these undos.

    Each undo is given by its id and that of the change that it undoes.
    """
    void: set[int] = set()
    every: set[int] = set()
    # Sorted here: asked for an order, SQLite would read all changes and not the index of undoings.
    for change_id, undone_id in sorted(undoings, reverse=True):
        every.add(change_id)
        if change_id not in void:
            void.add(undone_id)
    undone = Undone(void | every)
    undone.void = frozenset(void)
    return undone


def read_undoings(connection: Connection, *, until: int | None = None) -> list[tuple[int, int]]:
    """Return pairs: the id of each undo, and of the change it undoes; up to the change `until`."""
    query = select(Change.id, Change.undoes_id).where(Change.undoes_id.is_not(None))
    query = query if until is None else query.where(Change.id <= until)
    rows: Any = connection.execute(query)
    return [(change_id, undone_id) for change_id, undone_id in rows]


@cache
def may_be_undone() -> ColumnElement[bool]:
    """Return an SQL condition: that a change was undone, or is itself an undo.

    Where no row of a query meets it, `find_undone` need not be asked.
    """
    undoing = aliased(Change)
    undone = select(undoing.id).where(undoing.undoes_id == Change.id).exists()
    return or_(Change.undoes_id.is_not(None), undone)


def trace_undone(connection: Connection, change_id: int | None) -> list[int]:
    """Return this change id, the id of the change that it undoes, and so on; [] for None."""
    change_ids: list[int] = []
    while change_id is not None:
        change_ids.append(change_id)
        query = select(Change.undoes_id).where(Change.id == change_id)
        change_id = connection.scalar(query)
    return change_ids


def items_of_changes(connection: Connection, change_ids: Collection[int], kind: str) -> set[int]:
    """Return the ids of the items of a kind that have a revision in one of these changes."""
    if not change_ids:
        return set()
    query = select(Revision.item_id).where(Revision.change_id.in_(change_ids))
    return set(connection.scalars(query.where(Revision.kind == kind)))
