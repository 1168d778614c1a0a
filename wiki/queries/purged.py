"""What was removed from the journal for good, so that it can be looked for in backups."""

from sqlalchemy import func, select

from wiki.actions import PURGED
from wiki.db import db
from wiki.journal import Revision
from wiki.journal.lookup import LAST
from wiki.recorded import Recorded

Key = tuple[str, int]


def list_purged() -> dict[Key, int]:
    """Return, by kind and id of each item ever purged, the last revision that is to be nowhere.

    Of a row that stays, that is the last one that was emptied; of other items it is any (LAST).
    """
    emptied = select(Revision.kind, Revision.item_id, func.max(Revision.id))
    emptied = emptied.where(Revision.action == PURGED, Revision.after.is_(None))
    rows = db.session.execute(emptied.group_by(Revision.kind, Revision.item_id))
    return {(k, i): last if Recorded.kinds[k].__stays__ else LAST for k, i, last in rows}
