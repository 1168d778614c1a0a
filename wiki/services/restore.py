"""Restoring a deleted item of any kind, a region with everything it held, or an area."""

from typing import Any

from wiki.db import db
from wiki.errors import Conflict, Purged
from wiki.journal import Change, Signature, is_purged, record
from wiki.models import Area, Topic
from wiki.queries.names import check_name
from wiki.related import load_related
from wiki.services.versions import complete_restored, restored_home


def restore_deleted(row: Any, by: Signature) -> Change | None:
    """Restore a deleted row as it was; return None where it is not deleted.

    Where its topic was merged into another one meanwhile, it comes back on that one's page. Raises
    Purged, and Conflict where its name or place was taken meanwhile, or its topic is deleted.
    """
    if row.deleted_at is None:
        return None
    load_related(row)
    if is_purged(row.__kind__, row.id):
        raise Purged
    if getattr(row, "merged_into", None):
        raise Conflict("It was merged into another one: undo that.")
    home = {} if isinstance(row, Topic | Area) else restored_home(row)
    with record(by) as entry:
        entry.restore(row, home)
        db.session.flush()
        complete_restored(entry, row, was_public=False)
        check_name(row)
    return entry.change
