"""The day of the first change in the atlas: where its months and its past days begin."""

from datetime import date, tzinfo

from sqlalchemy import exists, select

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.sections import SECTIONS
from wiki.visibility import Reader, may_read

KINDS = ("topic", *(section.kind for section in SECTIONS))  # what the changelog tells of


def begins_on(zone: tzinfo, *, reader: Reader) -> date | None:
    """Return the day of the first change that a reader may see, None where there is none.

    For the author it is the day of the first save, for visitors that of the first item that they
    may read now: a region, but also a reading or an essay that has none. A reader of the past sees
    only changes up to then. `zone` decides the day of a moment.
    """
    query = select(Change.at).order_by(Change.at, Change.id).limit(1)
    if not reader.sees_private:
        # No join: so SQLite goes from change to change and ends at the first that counts.
        mine = (Revision.change_id == Change.id, Revision.kind.in_(KINDS))
        query = query.where(exists().where(*mine, may_read()))
        query = query if reader.until is None else query.where(Change.id <= reader.until)
    begun = db.session.scalar(query)
    return begun.astimezone(zone).date() if begun else None
