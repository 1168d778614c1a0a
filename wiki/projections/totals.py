"""How long the lists over all regions are, for visitors and for the author.

Counting a hundred thousand rows costs as much as showing a page of them, so the totals are kept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Table, func, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.projections.base import Projection, Row, Written

LISTS = ("belief_standing", "trigger_place")  # tables with a row for each item and reader


class ListTotal(Base):
    """How many listed rows a table has for one kind of reader."""

    __tablename__ = "list_total"

    name: Mapped[str] = mapped_column(primary_key=True)
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
    total: Mapped[int]


def count_anew(connection: Connection, table: str, old: Iterable[Row], new: Iterable[Row]) -> None:
    """Bring the totals of a table up to date after old rows in it gave way to new ones."""
    change = Counter(row["sees_private"] for row in new if row["is_listed"])
    change.subtract(row["sees_private"] for row in old if row["is_listed"])
    for sees_private, number in change.items():
        if number:
            mine = (ListTotal.name == table, ListTotal.sees_private == sees_private)
            connection.execute(
                update(ListTotal).where(*mine).values(total=ListTotal.total + number)
            )


def read_total(connection: Connection, table: str, *, sees_private: bool) -> int:
    """Return how many listed rows a table has for a kind of reader."""
    mine = (ListTotal.name == table, ListTotal.sees_private == sees_private)
    return connection.scalar(select(ListTotal.total).where(*mine)) or 0


def _derive(connection: Connection) -> Iterator[Row]:
    for name in LISTS:
        table: Table = Base.metadata.tables[name]
        query = select(table.c.sees_private, func.count()).where(table.c.is_listed == true())
        totals: dict[bool, int] = dict(
            connection.execute(query.group_by(table.c.sees_private)).all()
        )
        for sees_private in (False, True):
            total = totals.get(sees_private, 0)
            yield {"name": name, "sees_private": sees_private, "total": total}


def _leave(_connection: Connection, _written: Written) -> None:
    """Do nothing: whoever replaces rows in a list counts them anew."""


PROJECTION = Projection(ListTotal, _leave, _derive)
