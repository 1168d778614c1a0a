"""Writing the reading list: works that the author wants to read, in their order."""

from sqlalchemy import func, select

from wiki.db import db
from wiki.journal import Change, Signature, record
from wiki.models import DRAFT, PUBLISHED, Reading
from wiki.services.ordering import Direction


def last_place() -> int:
    """Return the place after the last one on the list."""
    query = select(func.max(Reading.queued)).where(Reading.queued.is_not(None))
    return (db.session.scalar(query) or 0) + 1


def put_on_list(reading: Reading, by: Signature) -> Change | None:
    """Put a reading at the end of the list; its day is dropped. One on the list stays there."""
    if reading.queued is not None:
        return None
    with record(by) as entry:
        entry.alter(reading, queued=last_place())
    return entry.change


def mark_read(reading: Reading, by: Signature) -> Change | None:
    """Take a work off the list: it was read today. One that is not on the list stays as it is."""
    if reading.queued is None:
        return None
    with record(by) as entry:
        entry.alter(reading, read_on=by.today.isoformat())
    return entry.change


def move_on_list(reading: Reading, direction: Direction, by: Signature) -> Change | None:
    """Let a work change places with the one above or below it; None where there is none."""
    if reading.queued is None:
        return None
    is_up = direction == "up"
    beyond = Reading.queued < reading.queued if is_up else Reading.queued > reading.queued
    nearest = Reading.queued.desc() if is_up else Reading.queued
    query = select(Reading).where(Reading.deleted_at.is_(None), beyond).order_by(nearest).limit(1)
    other = db.session.scalar(query)
    if other is None:
        return None
    with record(by) as entry:
        mine, theirs = reading.queued, other.queued
        entry.alter(reading, queued=theirs)
        entry.alter(other, queued=mine)
    return entry.change


def show_on_list(reading: Reading, by: Signature, *, public: bool) -> Change | None:
    """Show a work on the list to visitors, or to the author alone."""
    with record(by) as entry:
        entry.alter(reading, state=PUBLISHED if public else DRAFT)
    return entry.change
