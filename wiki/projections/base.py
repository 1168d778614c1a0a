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
    `alters_maps` is whether any map may show something else.
    """

    linked: set[int] = field(default_factory=set)
    moved: list[tuple[date | None, date | None]] = field(default_factory=list)
    alters_maps: bool = False


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
        stored = {tuple(row[name] for name in key): dict(row) for row in found}
        total, lines = 0, []
        for row in self.derive(connection):
            total += 1
            lines += self._compare(tuple(row[name] for name in key), stored, row)
        return total, lines + [
            f"{self.table} {_format_key(row_key)}: not in the journal" for row_key in stored
        ]

    def _compare(self, key: tuple[Any, ...], stored: dict[Any, Row], row: Row) -> list[str]:
        """Remove a derived row from `stored`; return sentences on how the stored one differs."""
        if (found := stored.pop(key, None)) is None:
            return [f"{self.table} {_format_key(key)}: missing"]
        others = [name for name, value in row.items() if found[name] != value]
        differences = ", ".join(f"{name} is {found[name]}, not {row[name]}" for name in others)
        return [f"{self.table} {_format_key(key)}: {differences}"] if others else []


def _format_key(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def insert_rows(connection: Connection, model: Any, rows: Sequence[Row]) -> None:
    """Insert rows into a model's table, many of them with one statement.

    `RETURNING` makes SQLAlchemy join rows in one statement. A full-text index that is filled by a
    trigger is written out at the end of each: one statement a row takes three times as long.
    """
    key = inspect(model).primary_key
    connection.execute(insert(model).returning(*key), rows).close()


def replace_rows(
    connection: Connection, model: Any, chosen: Any, rows: Iterable[Row]
) -> tuple[list[Row], list[Row]]:
    """Replace the rows of a table that meet the condition `chosen` by `rows`.

    Rows that are the same already are not written. Return the rows that are gone and those that are
    new; a row that differs is in both.
    """
    key = [column.name for column in inspect(model).primary_key]
    found = connection.execute(select(model.__table__).where(chosen)).mappings()
    stored = {tuple(row[name] for name in key): dict(row) for row in found}
    wanted = {tuple(row[name] for name in key): row for row in rows}
    old = {row_key: row for row_key, row in stored.items() if wanted.get(row_key) != row}
    new = [row for row_key, row in wanted.items() if stored.get(row_key) != row]
    if removed := [row_key for row_key in old if row_key not in wanted]:
        columns = tuple_(*(getattr(model, name) for name in key))
        connection.execute(delete(model).where(columns.in_(removed)))
    if new:
        connection.execute(insert(model).prefix_with("OR REPLACE"), new)
    return list(old.values()), new
