"""Undo, as a verb."""

from wiki.db import db
from wiki.journal import Change, Signature, record, undo
from wiki.queries.names import check_name
from wiki.recorded import Recorded


def undo_change(change: Change, by: Signature) -> Change | None:
    """Undo a change by a new one. Raises Conflict where an item of it was edited since."""
    with record(by, undoes=change) as entry:
        undo(change, entry)
        for revision in change.revisions:
            if revision.after is None or "title" in revision.altered:
                check_name(db.session.get(Recorded.kinds[revision.kind], revision.item_id))
    return entry.change
