"""The end of a past day, and the reader who knows what happened by then."""

from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import select

from wiki.clock import start_of
from wiki.db import db
from wiki.journal import Change
from wiki.visibility import Reader


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which a day ends in a time zone, and the next one begins."""
    return start_of(day + timedelta(days=1), zone)


def reader_before(moment: datetime) -> Reader:
    """Return a visitor who knows only of the changes before a moment."""
    # Time never runs backwards from change to change, so ids tell what came first.
    newest = select(Change.id).where(Change.at < moment).order_by(Change.at.desc())
    return Reader(until=db.session.scalar(newest.order_by(Change.id.desc()).limit(1)) or 0)
