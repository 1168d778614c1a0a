"""Restoring an atlas from its journal alone: changes, revisions, rows, and all that follows.

The atlas has to be empty. Everything is one transaction; the caller commits, or rolls back where
the journal is refused.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from wiki.db import db
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.journal.authors import add_authors
from wiki.exchange.journal.header import Header
from wiki.exchange.journal.records import Item, JournalReader
from wiki.journal.purge import blank_row
from wiki.journal_tables import Change, Revision, revision_topic
from wiki.models import Atlas, Author, NextVersion, Shared, Topic
from wiki.projections import rebuild
from wiki.recorded import Recorded

Progress = Callable[[int, int], None]
ROWS = 500  # written at a time
FIRST = ("area", "topic")  # other rows refer to these


@dataclass(frozen=True)
class Restored:
    """What an atlas restored from a journal holds: changes, items, and the journal's first line.

    `without_password` has the names of the authors who need a new password.
    """

    header: Header
    changes: int
    items: int
    without_password: Sequence[str]


def restore_journal(file: BinaryIO, name: str, *, progress: Progress | None = None) -> Restored:
    """Restore an atlas from a journal, given with its file's name, in an empty atlas.

    `progress` is called with the number of changes done and their total. Raises DocumentError with
    file and line; the caller then rolls back.
    """
    with blamed(name):
        reader = JournalReader(file)
        db.session.connection().execute(text("PRAGMA defer_foreign_keys = ON"))
        authors = add_authors(reader.header)
        links = _write_changes(reader, authors, progress or (lambda done, total: None))
        _write_left(reader)  # first, as readings are still tagged with regions that were purged
        _write_rows(reader)
        _write_links(links)
        _write_next_versions(reader, authors)
        _name_atlas(reader.header)
        rebuild(db.session.connection())
        _refuse_broken(reader)
    db.session.expire_all()
    named = Author.id.in_([author_id for author_id in authors.values() if author_id])
    names = select(Author.name).where(named, Author.password_hash.is_(None)).order_by(Author.id)
    return Restored(
        reader.header, reader.header.changes, len(reader.last), db.session.scalars(names).all()
    )


def check_journal(file: BinaryIO, name: str) -> Header:
    """Read a journal to its end without writing anything, and return its first line.

    Raises DocumentError with file and line. Rows that contradict each other are found only when
    they are written.
    """
    with blamed(name):
        reader = JournalReader(file)
        for _, revisions in reader.changes():
            for _ in revisions:
                pass
        return reader.header


def _write_changes(
    reader: JournalReader, authors: dict[int | None, int | None], progress: Progress
) -> "array[int]":
    """Write the changes and revisions, and return which topics the revisions alter.

    The array has the id of a topic and the id of a revision in turn. These can be written only when
    the topics exist: while a row is missing that another one names, SQLite searches the whole table
    of revisions for each one that is added.
    """
    batch, links = _Batch(), array("q")
    for done, (change, revisions) in enumerate(reader.changes(), 1):
        batch.changes.append(change | {"author_id": authors[change["author_id"]]})
        for revision, topics in revisions:
            batch.revisions.append(revision)
            for topic_id in topics:
                links.extend((topic_id, revision["id"]))
            if len(batch.revisions) >= ROWS:
                batch.write()
        progress(done, reader.header.changes)
    batch.write()
    return links


def _write_links(links: "array[int]") -> None:
    for start in range(0, len(links), 2 * ROWS):
        some = links[start : start + 2 * ROWS]
        pairs = zip(some[::2], some[1::2], strict=True)
        rows = [{"topic_id": topic, "revision_id": revision} for topic, revision in pairs]
        db.session.connection().execute(insert(revision_topic), rows)


class _Batch:
    """Rows of the journal's tables that are collected, to be written together."""

    def __init__(self) -> None:
        self.changes: list[dict[str, Any]] = []
        self.revisions: list[dict[str, Any]] = []

    def write(self) -> None:
        """Write the rows collected so far."""
        connection = db.session.connection()
        for table, rows in ((Change, self.changes), (Revision, self.revisions)):
            if rows:
                connection.execute(insert(table), rows)
                rows.clear()


def _write_rows(reader: JournalReader) -> None:
    """Write each item as its last state says; one that was deleted is marked as such."""
    kinds = sorted({kind for kind, _ in reader.last}, key=_place)
    for kind in kinds:
        ids = sorted(item_id for other, item_id in reader.states if other == kind)
        topics = db.session.scalars(select(Topic)).all()  # kept here, so that none is read again
        while some := ids[:ROWS]:
            del ids[:ROWS]
            _write_some(reader, kind, some)
        db.session.expunge_all()
        del topics
    for kind in kinds:
        _reserve_id(kind, max(item_id for other, item_id in reader.last if other == kind))


def _place(kind: str) -> tuple[bool, bool, str]:
    """Return the key for sorting kinds so that rows are written after the rows they refer to."""
    return kind not in FIRST, issubclass(Recorded.kinds[kind], Shared), kind


def _write_left(reader: JournalReader) -> None:
    """Write a row for each purged item, with the values that the purge left of it."""
    for (kind, item_id), left in reader.left.items():
        model = Recorded.kinds[kind]
        if not left:
            raise reader.refuse((kind, item_id), "What is `left` of this item is not said.")
        row = {**blank_row(model, item_id), **left, "id": item_id}
        db.session.execute(insert(model), [row])


def _write_some(reader: JournalReader, kind: str, item_ids: Sequence[int]) -> None:
    ids = [reader.states[kind, item_id] for item_id in item_ids]
    query = select(Revision.item_id, Revision.after).where(Revision.id.in_(ids))
    states = db.session.execute(query)
    rows = [
        _row(kind, item_id, state or {}, reader.ended.get((kind, item_id)))
        for item_id, state in states
    ]
    db.session.add_all(rows)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _unfit(reader, kind, item_ids, error) from error
    for row in rows:
        if kind not in FIRST:
            db.session.expunge(row)


def _row(kind: str, item_id: int, state: dict[str, Any], ended: datetime | None) -> Recorded:
    row = Recorded.kinds[kind](id=item_id)  # type: ignore[call-arg]
    with db.session.no_autoflush:
        row.restore(state)
    row.deleted_at = ended
    return row


def _unfit(
    reader: JournalReader, kind: str, item_ids: Sequence[int], error: IntegrityError
) -> DocumentError:
    """Return the error for rows that contradict each other, such as two with one address."""
    constraint = str(error.orig).partition("failed: ")[2] or str(error.orig)
    item: Item = (kind, item_ids[0])
    many = f"one of the {len(item_ids):,} items" if len(item_ids) > 1 else "the item"
    return reader.refuse(
        item, f"Of the kind {kind}, {many} from {item_ids[0]} on does not fit: {constraint}."
    )


def _reserve_id(table: str, highest: int) -> None:
    """Make sure that no new item gets an id that an earlier item had, even if it has no row."""
    row = {"table": table, "highest": highest}
    update = text("UPDATE sqlite_sequence SET seq = max(seq, :highest) WHERE name = :table")
    if not db.session.execute(update, row).rowcount:  # type: ignore[attr-defined]
        db.session.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :highest)"), row)


def _write_next_versions(reader: JournalReader, authors: dict[int | None, int | None]) -> None:
    for version in reader.header.next_versions:
        if (version["kind"], version["item_id"]) not in reader.states:
            raise DocumentError(1, "A next version is of an item that is not in the journal.")
        author = authors.get(version.get("author_id"))
        saved_at = datetime.fromisoformat(version["saved_at"])
        row = {**version, "author_id": author, "saved_at": saved_at}
        db.session.execute(insert(NextVersion), [row])


def _name_atlas(header: Header) -> None:
    names = ("is_demo", "replaced", "begun_with")
    values = {name: getattr(header, name) for name in names}
    db.session.execute(update(Atlas).values(id=header.atlas, **values))


def _refuse_broken(reader: JournalReader) -> None:
    """Refuse a journal in which a row names a row that does not exist, as it was purged."""
    broken = db.session.connection().exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        table, row_id, other = broken[0], broken[1], broken[2]
        item = (str(table), int(row_id or 0))
        raise reader.refuse(item, f"A row of {table} names one of {other} that is not there.")
