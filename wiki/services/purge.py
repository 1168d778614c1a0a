"""Removing items for good, as a change of its own, of which there is no undo."""

from sqlalchemy import update

from wiki.actions import PURGED
from wiki.db import db, utc_now
from wiki.journal import Change, Signature, purge_items, record
from wiki.projections import rebuild
from wiki.queries.named import find_rows
from wiki.queries.purging import PurgePlan
from wiki.recorded import Recorded
from wiki.storage.erasing import erase_traces, overwrite_deleted


def purge(plan: PurgePlan, by: Signature) -> Change:
    """Empty everything that a plan names; the caller commits, then calls `finish_purge()`.

    The change that is written says who did it and when, and nothing of what it was. Files of
    pictures are left to the caller: they cannot be taken back with the transaction.
    """
    overwrite_deleted(db.session.connection().connection.dbapi_connection)
    with record(by) as entry:
        for row in find_rows(plan.keys).values():
            entry.say(row, PURGED)
    assert entry.change is not None  # each item got a revision
    for kind, number in plan.keys:
        model = Recorded.kinds[kind]
        mine = (model.id == number, model.deleted_at.is_(None))
        db.session.execute(update(model).where(*mine).values(deleted_at=utc_now()))
    purge_items(plan.keys)
    rebuild(db.session.connection())
    return entry.change


def finish_purge() -> None:
    """Take what was deleted out of the files of the database, after the commit of a purge.

    Raises NotErased where others read at the moment.
    """
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        erase_traces(connection.dbapi_connection)
    finally:
        connection.close()
