"""Which revisions name which pictures: from this follow who may see a picture, and its uses."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Text, cast, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.journal_tables import Revision
from wiki.media.names import AT, shown_names
from wiki.projections.base import Projection, Row, WriteResult


class PictureUse(Base):
    """A picture's name, and a revision in whose state it is used."""

    __tablename__ = "picture_use"

    name: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    item_id: Mapped[int]


def _refresh(connection: Connection, written: WriteResult) -> None:
    rows = [row for revision in written.revisions for row in _rows(revision)]
    if rows:
        connection.execute(insert(PictureUse), rows)


def _derive(connection: Connection) -> Iterator[Row]:
    query = select(Revision.id, Revision.kind, Revision.item_id, Revision.after)
    named = query.where(cast(Revision.after, Text).contains(AT)).order_by(Revision.id)
    for revision in connection.execute(named.execution_options(yield_per=100)):
        yield from _rows(revision)


def _rows(revision: Any) -> Iterator[Row]:
    item = {"revision_id": revision.id, "kind": revision.kind, "item_id": revision.item_id}
    for name in sorted(shown_names(revision.after)):
        yield {"name": name, **item}


PROJECTION = Projection(PictureUse, _refresh, _derive)
