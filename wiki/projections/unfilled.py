"""Everything that is marked but not filled: slots of any kind, and readings without a takeaway.

Each kind supplies which of its fields are unfilled: see `GAPS`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, to_json
from wiki.projections.base import Projection, Row, WriteResult, replace_rows
from wiki.projections.regions import all_ids, find_model, in_batches
from wiki.recorded import is_among

# How long it takes to fill what is missing, the quickest first.
EFFORT = ("credence", "why", "summary", "effect", "why_it_matters")
LONG = ("claim", "question", "observation")


@dataclass(frozen=True)
class UnfilledFields:
    """The unfilled fields of an item; `sort_key` sorts those that take as long to fill."""

    names: Sequence[str]
    sort_key: str


# For each kind, a function from an item's state to its unfilled fields, None where there are none.
GAPS: dict[str, Callable[[dict[str, Any]], UnfilledFields | None]] = {}


class Unfilled(Base):
    """An item that is not deleted and has unfilled fields; `names` lists these."""

    __tablename__ = "unfilled"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic_id: Mapped[int | None]  # the topic that owns it; None for a shared item
    effort: Mapped[str]  # sorts what is quicker to fill before what takes longer
    place: Mapped[str]
    names: Mapped[str]  # of the fields, separated by spaces

    __table_args__ = (Index("ix_unfilled_effort", "effort", "place", "item_id"),)


def _refresh(connection: Connection, written: WriteResult) -> None:
    items = {(one.item.__kind__, one.item.id): one.item for one in written.altered}
    keys = sorted(key for key in items if key[0] in GAPS)
    for some in in_batches(keys):
        alive = [items[key] for key in some if items[key].deleted_at is None]
        rows = [_row(item.__kind__, item, item.snapshot()) for item in alive]
        chosen = is_among(Unfilled, some)
        replace_rows(connection, Unfilled, chosen, filter(None, rows))


def _derive(connection: Connection) -> Iterator[Row]:
    for kind in sorted(GAPS):
        model = find_model(kind)
        columns = [*model.__table__.columns]
        for some in in_batches(all_ids(connection, kind)):
            mine = (model.id.in_(some), model.deleted_at.is_(None))
            for item in connection.execute(select(*columns).where(*mine).order_by(model.id)):
                state = {name: to_json(getattr(item, name)) for name in model.__fields__}
                if row := _row(kind, item, state):
                    yield row


def _row(kind: str, item: Any, state: dict[str, Any]) -> Row | None:
    if not (gap := GAPS[kind](state)):
        return None
    return {
        "kind": kind,
        "item_id": item.id,
        "topic_id": item.id if kind == "topic" else getattr(item, "topic_id", None),
        "effort": _effort(gap.names),
        "place": gap.sort_key,
        "names": " ".join(gap.names),
    }


def _effort(missing: Sequence[str]) -> str:
    """Return a sort key by how long filling takes: prose last, then statements, then the count."""
    ranks = [EFFORT.index(name) for name in missing if name in EFFORT]
    is_long = any(name in LONG for name in missing)
    return f"{'body' in missing:d}{is_long:d}{len(missing):02}{max(ranks, default=0)}"


PROJECTION = Projection(Unfilled, _refresh, _derive)
