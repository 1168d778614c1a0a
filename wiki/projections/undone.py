"""Changes that were undone: what they said counts no more."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import SHOW
from wiki.journal_tables import Change, Revision


class Undone(set[int]):
    """The ids of the changes that were undone, and of every undoing; `void` are the former alone.

    What an undoing wrote counts for nothing, as what it brought back counts again; but a credence
    that visitors see since it does: it was not known before.
    """

    void: frozenset[int] = frozenset()

    def counts(self, change_id: int, action: str) -> bool:
        """Return whether a point counts, given its change and its action."""
        return change_id not in (self.void if action == SHOW else self)


def find_undone(connection: Connection, *, until: int | None = None) -> Undone:
    """Return the ids of the changes that were undone, and of every undoing.

    An undo that was itself undone takes nothing back; so the newest are read first. With `until`,
    the id of a change, nothing after it is known.
    """
    return undone_by(read_undoings(connection, until=until))


def undone_by(undoings: Iterable[tuple[int, int]]) -> Undone:
    """Return the changes that were undone by some undoings, and these, all by their ids.

    Each undoing is given by its id and that of the change that it undoes.
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
    """Return the id of every change up to an id that undoes another one, with that one's id."""
    query = select(Change.id, Change.undoes_id).where(Change.undoes_id.is_not(None))
    query = query if until is None else query.where(Change.id <= until)
    found: Any = connection.execute(query)
    return [(change_id, undone_id) for change_id, undone_id in found]


@cache
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
