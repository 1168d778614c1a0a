"""Purging items (removing them for good), as a change that cannot be undone."""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from wiki.actions import PURGED
from wiki.backups.holding import Holding, delete_holding
from wiki.cards.folder import CardFolder
from wiki.db import db, utc_now
from wiki.journal import Change, Signature, purge_items, record
from wiki.media.shelf import WORDS, Shelf
from wiki.projections import rebuild
from wiki.queries.purging import PurgePlan
from wiki.queries.rows_by_anchor import find_rows
from wiki.recorded import Recorded
from wiki.storage.erasing import NotErased, erase_traces, overwrite_deleted

NOT_ANEW = (
    "The database could not be written anew ({error}), so its files may still hold what was "
    "purged: run `flask purge --finish` once that is mended."
)


def purge(plan: PurgePlan, by: Signature, base_url: str = "") -> Change:
    """Empty all items that a plan names; the caller commits, then calls `clear_files()`.

    The change says who purged and when, and nothing of what was purged. Files of pictures are left
    to the caller, as a rollback could not bring them back. `base_url` is the address of this atlas:
    links that begin with it are removed as well.
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
    purge_items(plan.keys, base_url)
    rebuild(db.session.connection())
    return entry.change


@dataclass(frozen=True)
class Cleared:
    """What `clear_files()` found: backups that hold what was purged, and what it could not delete.

    `left` says in sentences what is still to be done, "" for nothing.
    """

    held: list[Holding]
    left: str


def clear_files(
    plan: PurgePlan,
    shelf: Shelf,
    cards: CardFolder,
    backups: Iterable[Holding] = (),
    *,
    delete_backups: bool = False,
) -> Cleared:
    """After the commit of a purge, remove what was purged from all files, the database first.

    Then come the pictures of the plan and all cards. `backups` is read last, as searching them
    takes time; they are deleted if `delete_backups` is true. Where one file cannot be deleted, the
    others are nevertheless.
    """
    troubles = []
    try:
        finish_purge()
    except NotErased as error:
        troubles.append(str(error))
    left = []
    for name in plan.pictures:
        try:
            shelf.remove(name)
        except OSError:
            files = (shelf.folder / name, shelf.folder / f"{name}{WORDS}")
            left += [str(file) for file in files if file.exists()]
    left += map(str, cards.clear())
    held = list(backups)
    if delete_backups:
        left += map(str, delete_holding(held))
    if left:
        troubles.append(f"These files could not be deleted, so delete them: {', '.join(left)}.")
    return Cleared(held, " ".join(troubles))


def finish_purge() -> None:
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
