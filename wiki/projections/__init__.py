"""Tables made from the journal so that a question is quick; they hold no fact of their own.

`record()` refreshes them in the transaction of a write. Nothing else writes to them, but for `flask
rebuild` and the migrations, which rebuild them from nothing.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from wiki.projections import (
    addresses,
    announced,
    links,
    map_version,
    names,
    past_standings,
    pictures,
    search,
    standings,
    totals,
    triggers,
    unfilled,
)
from wiki.projections.base import AlteredRow, Projection, WriteResult
from wiki.projections.shown_credences import find_shown
from wiki.projections.shown_on import regions_showing

# In the order in which they are made: totals are counted from the tables before them, and where
# links lead is found by names.
PROJECTIONS: Sequence[Projection] = (
    addresses.PROJECTION,
    names.PROJECTION,
    standings.PROJECTION,
    past_standings.PROJECTION,
    triggers.PROJECTION,
    unfilled.PROJECTION,
    announced.PROJECTION,
    pictures.PROJECTION,
    totals.PROJECTION,
    search.PROJECTION,
    links.PROJECTION,
)

__all__ = [
    "PROJECTIONS",
    "AlteredRow",
    "Projection",
    "WriteResult",
    "find_shown",
    "rebuild",
    "refresh",
    "regions_showing",
]


def refresh(connection: Connection, written: WriteResult) -> None:
    """Update every projection after a write, whose rows must be flushed."""
    for projection in PROJECTIONS:
        projection.refresh(connection, written)
    map_version.renew_if_altered(connection, written)


def rebuild(connection: Connection) -> dict[str, int]:
    """Rebuild every projection from the journal; return the number of rows by table name."""
    map_version.renew(connection)
    return {projection.table: projection.rebuild(connection) for projection in PROJECTIONS}
