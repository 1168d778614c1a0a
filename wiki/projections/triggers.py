"""Where every trigger stands in the list of all, for visitors and for the author."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Index
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.projections.base import Projection, Row, Written, replace_some
from wiki.projections.regions import (
    READERS,
    every_id,
    in_parts,
    place_of,
    touched,
    with_region,
)
from wiki.projections.totals import count_anew
from wiki.text import is_placeholder

KIND = "trigger"
LISTED = ("sees_private", "is_listed")


class TriggerPlace(Base):
    """One trigger in the list for one kind of reader; deleted triggers have no row."""

    __tablename__ = "trigger_place"

    trigger_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
    # Whether the reader may see it, and it is no empty slot.
    is_listed: Mapped[bool]
    topic_id: Mapped[int]
    area_id: Mapped[int | None]
    region: Mapped[str]  # the topic's title as it is sorted
    position: Mapped[str]
    belief: Mapped[str]
    happened_on: Mapped[str]  # empty while it is open

    __table_args__ = (
        Index(
            "ix_trigger_place_region",
            *LISTED,
            *("happened_on", "region", "topic_id", "position", "trigger_id"),
        ),
        Index("ix_trigger_place_happened", *LISTED, "happened_on", "trigger_id"),
        Index("ix_trigger_place_filters", *LISTED, "area_id", "belief", "happened_on"),
        Index("ix_trigger_place_belief", *LISTED, "belief"),
    )


def _refresh(connection: Connection, written: Written) -> None:
    for some in in_parts(sorted(touched(connection, written, KIND))):
        chosen = TriggerPlace.trigger_id.in_(some)
        changed = replace_some(connection, TriggerPlace, chosen, _derive_some(connection, some))
        count_anew(connection, TriggerPlace.__tablename__, *changed)


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_parts(every_id(connection, KIND)):
        yield from _derive_some(connection, some)


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of some triggers, two for each that is not deleted."""
    query = with_region(KIND, ("observation", "belief", "happened_on"), ids)
    for row in connection.execute(query).all():
        is_written = not is_placeholder(row.observation)
        said = {"trigger_id": row.id, "belief": row.belief, "happened_on": row.happened_on}
        for sees_private in READERS:
            yield place_of(row, sees_private=sees_private, is_listed=is_written) | said


PROJECTION = Projection(TriggerPlace, _refresh, _derive)
