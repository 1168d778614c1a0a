"""The archives of the changelog, to which feeds link (RFC 5005).

An archive has the entries that began in a fixed range of change ids: which archive an entry is in
never changes, whatever is written or hidden later, and no entries have to be counted. An archive
can be short or empty, where changes have no entry.
"""

from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Revision, revision_topic
from wiki.models import Topic
from wiki.queries.changelog.edit_groups import find_entry_revisions
from wiki.queries.changelog.entries import PAGE, SEARCHED, ChangelogEntry, make_entries
from wiki.visibility import Reader, sees_edit

# As many as a feed has entries: what is in no archive yet is in the feed.
CHANGES = PAGE


def last_archive(topic: Topic | None, *, reader: Reader) -> int:
    """Return the number of a topic's or (None) the whole changelog's latest archive, 0 for none.

    Later numbers have no change that the reader knows of, or are not full yet.
    """
    latest = _change(None, Revision.change_id > 0, newest=True, reader=reader)
    return older_archive(topic, latest // CHANGES + 1, reader=reader)


def older_archive(topic: Topic | None, archive: int, *, reader: Reader) -> int:
    """Return the nearest archive before `archive` that may have entries; 0 for none."""
    before = Revision.change_id <= (archive - 1) * CHANGES
    return _archive_of(_change(topic, before, newest=True, reader=reader))


def newer_archive(topic: Topic | None, archive: int, last: int, *, reader: Reader) -> int:
    """Return the nearest archive after `archive`, up to `last`, that may have entries.

    0 for none.
    """
    after = Revision.change_id > archive * CHANGES
    found = _archive_of(_change(topic, after, newest=False, reader=reader))
    return found if found <= last else 0


def list_archive(topic: Topic | None, archive: int, *, reader: Reader) -> list[ChangelogEntry]:
    """Return the entries of an archive, newest first, with the titles that regions had then."""
    first, last = (archive - 1) * CHANGES + 1, archive * CHANGES
    for back in SEARCHED:
        opened, is_all = find_entry_revisions(topic, reader=reader, back=back, before=last + 1)
        mine = [one for one in opened if one.change_id >= first]
        if is_all or len(mine) < len(opened):
            break
    return make_entries(mine, reader=reader, as_then=True)


def _archive_of(change_id: int) -> int:
    """Return the number of the archive that a change is in, 0 for no change."""
    return (change_id + CHANGES - 1) // CHANGES


def _change(topic: Topic | None, where: Any, *, newest: bool, reader: Reader) -> int:
    """Return the id of the first or last change that a reader sees, of a topic or all.

    0 for none.
    """
    column = Revision.change_id
    query = select(column).where(sees_edit(reader=reader), where)
    if topic:
        mine = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id == topic.id)
        query = query.where(Revision.id.in_(mine))
    query = query.order_by(column.desc() if newest else column).limit(1)
    return db.session.scalar(query) or 0
