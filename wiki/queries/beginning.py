"""The day on which the atlas begins: for the months of its changes, and for its past days."""

from datetime import date, tzinfo

from sqlalchemy import exists, select

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.sections import SECTIONS
from wiki.visibility import Reader, may_read

KINDS = ("topic", *(section.kind for section in SECTIONS))  # what the changelog tells of


def begins_on(zone: tzinfo, *, reader: Reader) -> date | None:
    """Return the day on which the atlas begins for a reader, None where it is empty.

    For the author it begins with the first save, for visitors with the first of anything that
    they may read of now: a region, but also a reading or an essay that has none. A reader of the
    past knows of it only if it was there by then.
    """
    query = select(Change.at).order_by(Change.at, Change.id).limit(1)
    if not reader.sees_private:
        # No join: so SQLite goes from change to change and ends at the first that counts.
        mine = (Revision.change_id == Change.id, Revision.kind.in_(KINDS))
        query = query.where(exists().where(*mine, may_read()))
        query = query if reader.until is None else query.where(Change.id <= reader.until)
    begun = db.session.scalar(query)
    return begun.astimezone(zone).date() if begun else None
