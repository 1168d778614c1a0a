"""Purging items (removing them for good), as a change that cannot be undone."""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from wiki.actions import PURGED
from wiki.backups.purged_items import Holding, delete_holding
from wiki.cards.folder import CardFolder
from wiki.db import db, utc_now
from wiki.journal import Change, Signature, purge_items, record
from wiki.journal.purge import blank_row, staying
from wiki.media.shelf import Shelf
from wiki.projections import rebuild
from wiki.queries.pictures import find_uses
from wiki.queries.purging import PurgePlan
from wiki.queries.rows_by_anchor import find_rows
from wiki.recorded import Recorded
from wiki.storage.erasing import NotErased, erase_traces, overwrite_deleted

NOT_ANEW = (
    "The database could not be written anew ({error}), so its files may still hold what was "
    "purged: run `flask purge --finish` once that is mended."
)


def purge(plan: PurgePlan, by: Signature, shelf: Shelf, base_url: str = "") -> Change:
    """Empty all items that a plan names; the caller commits, then calls `clear_files()`.

    Of a row that stays (`__stays__`), what it says now is left; a deleted one comes back empty. The
    change says who purged and when, and nothing of what was purged. Pictures that are to go are
    only noted on the shelf, as a rollback could not bring a file back. `base_url` is the address of
    this atlas: links that begin with it are removed as well.
    """
    with suppress(OSError):  # where the disk refuses the note, it refuses to delete them, too
        shelf.doom(plan.pictures)
    overwrite_deleted(db.session.connection().connection.dbapi_connection)
    stay = staying(plan.keys)
    _bring_back_empty(stay)
    with record(by) as entry:
        for row in find_rows(plan.keys).values():
            entry.add_revision(row, PURGED)
    assert entry.change is not None  # each item got a revision
    for kind, item_id in set(plan.keys) - stay:
        model = Recorded.kinds[kind]
        mine = (model.id == item_id, model.deleted_at.is_(None))
        db.session.execute(update(model).where(*mine).values(deleted_at=utc_now()))
    purge_items(plan.keys, base_url)
    rebuild(db.session.connection())
    return entry.change


def _bring_back_empty(keys: Iterable[tuple[str, int]]) -> None:
    """Empty and undelete those of some rows that are deleted: of these, nothing is to stay.

    Once the journal says nothing of them, there is no state to restore them from.
    """
    for kind, item_id in keys:
        model = Recorded.kinds[kind]
        mine = (model.id == item_id, model.deleted_at.is_not(None))
        values = blank_row(model, item_id) | {"deleted_at": None}
        db.session.execute(update(model).where(*mine).values(**values))


@dataclass(frozen=True)
class ClearedFiles:
    """What `clear_files()` found: backups that hold what was purged, and what it could not delete.

    `remaining` says in sentences what is still to be done, "" for nothing.
    """

    backups: list[Holding]
    remaining: str


def clear_files(
    shelf: Shelf,
    cards: CardFolder,
    backups: Iterable[Holding] = (),
    *,
    pictures: Iterable[str] = (),
    delete_backups: bool = False,
) -> ClearedFiles:
    """After the commit of a purge, remove what was purged from all files, the database first.

    Then come `pictures`, with those of a purge that was interrupted, and all cards. `backups` is
    read last, as searching them takes time; they are deleted if `delete_backups` is true. Where one
    file cannot be deleted, the others are nevertheless.
    """
    troubles = []
    try:
        _clear_database()
    except NotErased as error:
        troubles.append(str(error))
    doomed = shelf.doomed()
    left = shelf.remove_doomed({*pictures, *(doomed - find_uses(doomed).keys())})
    left += cards.clear()
    held = list(backups)
    if delete_backups:
        left += delete_holding(held)
    if left:
        files = ", ".join(map(str, left))
        troubles.append(f"These files could not be deleted, so delete them: {files}.")
    return ClearedFiles(held, " ".join(troubles))


def _clear_database() -> None:
    """Remove deleted bytes from the files of the database, after the commit of a purge.

    Raises NotErased where others are reading at the moment, or the disk refuses.
    """
    connection = None
    try:
        db.session.remove()
        connection = db.engine.raw_connection()
        erase_traces(connection.dbapi_connection)
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise NotErased(NOT_ANEW.format(error=getattr(error, "orig", None) or error)) from error
    finally:
        if connection is not None:
            with suppress(sqlite3.Error, SQLAlchemyError):
                connection.close()
