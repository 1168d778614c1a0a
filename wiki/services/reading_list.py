"""Changing the reading list: works that the author wants to read, in order."""

from typing import Any

from wiki.db import db
from wiki.journal import Change, Signature, record
from wiki.models import DRAFT, PUBLISHED, Reading
from wiki.queries.reading_list import next_place
from wiki.related import select_whole
from wiki.services.ordering import Direction


def queued_values(position: int | None = None) -> dict[str, Any]:
    """Return the column values of a reading on the reading list, at `position` or at the end.

    It is a draft again, so that only the author sees it, whatever visitors saw of it before.
    """
    return {"state": DRAFT, "queued": position or next_place()}


def put_on_list(reading: Reading, by: Signature) -> Change | None:
    """Put a reading at the end of the list, without its day.

    Return None if it is on the list already.
    """
    if reading.queued is not None:
        return None
    with record(by) as entry:
        entry.alter(reading, **queued_values())
    return entry.change


def mark_read(reading: Reading, by: Signature) -> Change | None:
    """Take a reading off the list, as read today. Return None if it is not on the list."""
    if reading.queued is None:
        return None
    with record(by) as entry:
        entry.alter(reading, read_on=by.today.isoformat())
    return entry.change


def move_on_list(reading: Reading, direction: Direction, by: Signature) -> Change | None:
    """Swap a reading with the one above or below it on the list; None where there is none.

    Two readings can have one number (one that was restored has its old one): then those that follow
    get later numbers, as far as that is needed.
    """
    if reading.queued is None:
        return None
    where = (Reading.deleted_at.is_(None), Reading.queued.is_not(None))
    query = select_whole(Reading).where(*where).order_by(Reading.queued, Reading.id)
    rows = list(db.session.scalars(query))
    index = rows.index(reading)
    other = index - 1 if direction == "up" else index + 1
    if not 0 <= other < len(rows):
        return None
    positions = [row.queued or 0 for row in rows]
    rows[index], rows[other] = rows[other], rows[index]
    with record(by) as entry:
        last = 0
        for row, position in zip(rows, positions, strict=True):
            last = max(last + 1, position)
            if row.queued != last:
                entry.alter(row, queued=last)
    return entry.change


def show_on_list(reading: Reading, by: Signature, *, public: bool) -> Change | None:
    """Show a reading on the list to visitors too (`public`), or again to the author alone.

    Return the change, or None if the reading is not on the list any more: the
    button was on an older page.
    """
    if reading.queued is None:
        return None
    with record(by) as entry:
        entry.alter(reading, state=PUBLISHED if public else DRAFT)
    return entry.change
