"""The lengths of the lists of all beliefs and triggers, for visitors and for the author.

Counting a hundred thousand rows takes as long as showing a page of them, so they are stored.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.projections.base import Projection, Row, WriteResult, replace_rows
from wiki.projections.regions import READERS, in_batches

# The lists, by table: the columns that say whether a row is in one.
LISTS = {"belief_standing": ("is_listed",), "trigger_place": ("is_listed", "has_moved")}


class ListTotal(Base):
    """The number of rows in a list for one kind of reader."""

    __tablename__ = "list_total"

    name: Mapped[str] = mapped_column(primary_key=True)  # of the table and the column
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
    total: Mapped[int]


def replace_listed(
    connection: Connection,
    own_id: Any,
    ids: Collection[int],
    derive: Callable[[Connection, Sequence[int]], Iterable[Row]],
) -> tuple[list[Row], list[Row]]:
    """Replace the rows of some items in a list, and update the totals.

    `own_id` is the column of the list that holds an item's id; `derive` yields the new rows for
    some ids. Return the rows that are gone and those that are new, as `replace_rows` does.
    """
    model = own_id.class_
    removed, added = list[Row](), list[Row]()
    for some in in_batches(sorted(ids)):
        old, new = replace_rows(connection, model, own_id.in_(some), derive(connection, some))
        _recount(connection, model.__tablename__, old, new)
        removed += old
        added += new
    return removed, added


def _recount(connection: Connection, table: str, old: Iterable[Row], new: Iterable[Row]) -> None:
    """Update the totals of a list's table, in which `new` rows replaced `old` ones."""
    change: Counter[tuple[str, bool]] = Counter()
    for column in LISTS[table]:
        name = f"{table}.{column}"
        change.update((name, row["sees_private"]) for row in new if row[column])
        change.subtract((name, row["sees_private"]) for row in old if row[column])
    for (name, sees_private), more in change.items():
        if more:
            mine = (ListTotal.name == name, ListTotal.sees_private == sees_private)
            connection.execute(update(ListTotal).where(*mine).values(total=ListTotal.total + more))


def read_total(
    connection: Connection, table: str, *, sees_private: bool, column: str = "is_listed"
) -> int:
    """Return the number of a table's rows for which `column` is true, for a kind of reader."""
    mine = (ListTotal.name == f"{table}.{column}", ListTotal.sees_private == sees_private)
    return connection.scalar(select(ListTotal.total).where(*mine)) or 0


def _derive(connection: Connection) -> Iterator[Row]:
    for name, columns in LISTS.items():
        table: Table = Base.metadata.tables[name]
        for column in columns:
            query = select(table.c.sees_private, func.count()).where(table.c[column] == true())
            found = connection.execute(query.group_by(table.c.sees_private)).all()
            totals: dict[bool, int] = dict(found)
            for sees_private in READERS:
                total = totals.get(sees_private, 0)
                yield {"name": f"{name}.{column}", "sees_private": sees_private, "total": total}


def _refresh_nothing(_connection: Connection, _written: WriteResult) -> None:
    """Do nothing: `replace_listed` updates the totals."""


PROJECTION = Projection(ListTotal, _refresh_nothing, _derive)
