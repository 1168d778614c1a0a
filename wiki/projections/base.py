"""What a projection is, how it is rebuilt from the journal, and how it is compared with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, tuple_

from wiki.journal_tables import WrittenRevision
from wiki.recorded import Recorded

ROWS = 1_000  # inserted at a time
Row = dict[str, Any]


@dataclass(frozen=True)
class AlteredRow:
    """A row that a write touched, with the names of the fields whose values changed.

    `appeared` is true for a row that was added, deleted or restored; `before` is its former state,
    None where there was none.
    """

    item: Recorded
    names: frozenset[str] = frozenset()
    appeared: bool = False
    before: Mapping[str, Any] | None = None


@dataclass
class Noticed:
    """Effects on other regions that projections notice while they are refreshed.

    `regions_showing` reads them. `linked` are the ids of the topics to which texts that were
    altered linked before or link now. `moved` holds, for each belief whose standing changed, the
    days of its last move before and now: one pair as visitors see it, one as the author does.
    """

    linked: set[int] = field(default_factory=set)
    moved: list[tuple[date | None, date | None]] = field(default_factory=list)


@dataclass(frozen=True)
class WriteResult:
    """What one write did: the rows it touched, and the revisions that it appended.

    `today` is the author's day, `undoes_id` the id of the change that it undoes, None for no undo.
    """

    altered: Sequence[AlteredRow]
    revisions: Sequence[WrittenRevision]
    today: date
    undoes_id: int | None = None
    noticed: Noticed = field(default_factory=Noticed)


@dataclass(frozen=True)
class Projection:
    """A table that holds no fact of its own.

    `refresh` updates it after a write; `derive` yields all of its rows as they follow from the
    journal and the other tables.
    """

    model: Any
    refresh: Callable[[Connection, WriteResult], None]
    derive: Callable[[Connection], Iterator[Row]]

    @property
    def table(self) -> str:
        """Return the name of the projection's table."""
        return str(self.model.__tablename__)

    def rebuild(self, connection: Connection) -> int:
        """Empty the table and fill it from the journal; return the number of its rows."""
        connection.execute(delete(self.model))
        total = 0
        rows = self.derive(connection)
        while some := list(islice(rows, ROWS)):
            insert_rows(connection, self.model, some)
            total += len(some)
        return total

    def check(self, connection: Connection) -> tuple[int, list[str]]:
        """Compare the table with the journal.

        Return how many rows it ought to have, and a sentence for each row that is missing, wrong or
        should not be there.
        """
        key = [column.name for column in inspect(self.model).primary_key]
        found = connection.execute(select(self.model.__table__)).mappings()
        kept = {tuple(row[name] for name in key): dict(row) for row in found}
        total, lines = 0, []
        for row in self.derive(connection):
            total += 1
            lines += self._compare(tuple(row[name] for name in key), kept, row)
        return total, lines + [f"{self.table} {_told(left)}: not in the journal" for left in kept]

    def _compare(self, key: tuple[Any, ...], kept: dict[Any, Row], row: Row) -> list[str]:
        """Remove a derived row from `kept`; return sentences on how the kept one differs."""
        if (found := kept.pop(key, None)) is None:
            return [f"{self.table} {_told(key)}: missing"]
        others = [name for name, value in row.items() if found[name] != value]
        told = ", ".join(f"{name} is {found[name]}, not {row[name]}" for name in others)
        return [f"{self.table} {_told(key)}: {told}"] if others else []


def _told(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def insert_rows(connection: Connection, model: Any, rows: Sequence[Row]) -> None:
    """Insert rows into a model's table, many of them with one statement.

    `RETURNING` makes SQLAlchemy join rows in one statement. A full-text index that is filled by a
    trigger is written out at the end of each: one statement a row takes three times as long.
    """
    key = inspect(model).primary_key
    connection.execute(insert(model).returning(*key), rows).close()


def replace_some(
    connection: Connection, model: Any, chosen: Any, rows: Iterable[Row]
) -> tuple[list[Row], list[Row]]:
    """Replace the rows of a table that meet the condition `chosen` by `rows`.

    Rows that are the same already are not written. Return the rows that are gone and those that are
    new; a row that differs is in both.
    """
    key = [column.name for column in inspect(model).primary_key]
    found = connection.execute(select(model.__table__).where(chosen)).mappings()
    kept = {tuple(row[name] for name in key): dict(row) for row in found}
    wanted = {tuple(row[name] for name in key): row for row in rows}
    old = {place: row for place, row in kept.items() if wanted.get(place) != row}
    new = [row for place, row in wanted.items() if kept.get(place) != row]
    if gone := [place for place in old if place not in wanted]:
        columns = tuple_(*(getattr(model, name) for name in key))
        connection.execute(delete(model).where(columns.in_(gone)))
    if new:
        connection.execute(insert(model).prefix_with("OR REPLACE"), new)
    return list(old.values()), new
