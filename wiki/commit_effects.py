"""Which regions' pages each of the last commits may have altered for visitors.

The page cache reads this, and keeps answers that a commit cannot have altered. A transaction names
these regions by `alters_pages()`; without a call, it may alter any answer.
"""

import json
import sqlite3
from collections.abc import Collection

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

REMEMBERED = 256  # commits
MOST = 500  # regions that are named one by one
DECLARED, WRITTEN = "wiki_said_effects", "wiki_written_rows"


class CommitEffect(Base):
    """What one of the last commits may have altered; the newest row replaces the oldest.

    `number` counts the commits. `token` is random for each, so that a number which is given a
    second time, after a backup was restored, is not taken for the first. `topics` lists the ids of
    the regions as JSON; None where any answer may have been altered.
    """

    __tablename__ = "commit_effect"

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    token: Mapped[str]
    topics: Mapped[str | None]


REMEMBER = f"""
INSERT OR REPLACE INTO commit_effect (slot, number, token, topics)
SELECT number % {REMEMBERED}, number, lower(hex(randomblob(8))), ?
FROM (SELECT coalesce(max(number), 0) + 1 AS number FROM commit_effect)
"""


def alters_pages(connection: Connection, topic_ids: Collection[int] | None) -> None:
    """Declare which regions' pages this transaction may alter; None for any answer at all.

    A page counts as altered where visitors may read anything else on it. Several calls add up. Only
    a transaction of which each write was considered may name regions.
    """
    connection.info.setdefault(DECLARED, []).append(topic_ids)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Forget what an earlier transaction on this connection declared."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        connection.info.pop(DECLARED, None)
        connection.info[WRITTEN] = raw.total_changes


@event.listens_for(Engine, "commit")
def _remember(connection: Connection) -> None:
    """Store the effect of a transaction that has written anything, as its last statement."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        return
    if raw.total_changes == connection.info.get(WRITTEN):
        return
    declared: list[Collection[int] | None] = connection.info.pop(DECLARED, None) or [None]
    try:
        connection.exec_driver_sql(REMEMBER, (_as_json(declared),))
    except OperationalError as error:
        if "no such table" not in str(error.orig):  # an atlas before its upgrade has none
            raise


def _as_json(declared: Collection[Collection[int] | None]) -> str | None:
    """Return the ids of all declared topics as JSON, None where any answer may be altered."""
    topics: set[int] = set()
    for some in declared:
        if some is None:
            return None
        topics.update(some)
    return json.dumps(sorted(topics)) if len(topics) <= MOST else None
