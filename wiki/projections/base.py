"""What a projection is, and how any of them is made again from the journal and compared with it."""

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
    """A row that a write touched: the names of its fields that have another value now.

    `appeared` is true for a row that was added, deleted or restored; `before` is the state that it
    had, None where there was none.
    """

    item: Recorded
    names: frozenset[str] = frozenset()
    appeared: bool = False
    before: Mapping[str, Any] | None = None


@dataclass
class Noticed:
    """What projections notice of other regions while they are refreshed; see `regions_showing`.

    `linked` are the ids of the topics to which texts that were altered linked before or link now.
    `moved` holds, for each belief whose standing is another, the days of its last move before and
    now: as visitors see them, and as the author does.
    """

    linked: set[int] = field(default_factory=set)
    moved: list[tuple[date | None, date | None]] = field(default_factory=list)


@dataclass(frozen=True)
class WriteResult:
    """What one write did: the rows it touched, and the revisions that it appended.

    `today` is the author's day, `undoes_id` the id of the change that it undoes, if any.
    """

    altered: Sequence[AlteredRow]
    revisions: Sequence[WrittenRevision]
    today: date
    undoes_id: int | None = None
    noticed: Noticed = field(default_factory=Noticed)


@dataclass(frozen=True)
class Projection:
    """A table that holds no fact of its own.

    `refresh` brings it up to date after a write; `derive` yields all of its rows as they follow
    from the journal and the other tables.
    """

    model: Any
    refresh: Callable[[Connection, WriteResult], None]
    derive: Callable[[Connection], Iterator[Row]]

    @property
    def table(self) -> str:
        """Return the name of the table."""
        return str(self.model.__tablename__)

    def rebuild(self, connection: Connection) -> int:
        """Empty the table and fill it again; return how many rows it has then."""
        connection.execute(delete(self.model))
        total = 0
        rows = self.derive(connection)
        while some := list(islice(rows, ROWS)):
            insert_rows(connection, self.model, some)
            total += len(some)
        return total

    def check(self, connection: Connection) -> tuple[int, list[str]]:
        """Return how many rows ought to be there, and a line for each difference."""
        key = [column.name for column in inspect(self.model).primary_key]
        found = connection.execute(select(self.model.__table__)).mappings()
        kept = {tuple(row[name] for name in key): dict(row) for row in found}
        total, lines = 0, []
        for row in self.derive(connection):
            total += 1
            lines += self._compare(tuple(row[name] for name in key), kept, row)
        return total, lines + [f"{self.table} {_told(left)}: not in the journal" for left in kept]

    def _compare(self, key: tuple[Any, ...], kept: dict[Any, Row], row: Row) -> list[str]:
        """Take a row out of those kept; return a line if it is missing or says something else."""
        if (found := kept.pop(key, None)) is None:
            return [f"{self.table} {_told(key)}: missing"]
        others = [name for name, value in row.items() if found[name] != value]
        told = ", ".join(f"{name} is {found[name]}, not {row[name]}" for name in others)
        return [f"{self.table} {_told(key)}: {told}"] if others else []


def _told(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def insert_rows(connection: Connection, model: Any, rows: Sequence[Row]) -> None:
    """Insert rows, many of them with one statement.

    `RETURNING` makes SQLAlchemy join rows in one statement. A full-text index that is filled by a
    trigger is written out at the end of each: one statement a row takes three times as long.
    """
    key = inspect(model).primary_key
    connection.execute(insert(model).returning(*key), rows).close()


def replace_some(
    connection: Connection, model: Any, chosen: Any, rows: Iterable[Row]
) -> tuple[list[Row], list[Row]]:
    """Let the rows of a table that a condition chooses be these; what is so already stays.

    Return the rows that are gone and those that are new: of a row that differs, both.
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
