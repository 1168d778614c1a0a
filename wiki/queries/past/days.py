"""Days of the past: when they end, and who knows of what happened by then."""

from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import select

from wiki.clock import start_of
from wiki.db import db
from wiki.journal import Change
from wiki.visibility import Reader


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return when a day of a time zone is over, as a moment in UTC: the next day begins with it."""
    return start_of(day + timedelta(days=1), zone)


def reader_before(moment: datetime) -> Reader:
    """Return a reader who knows of the changes before a moment."""
    # Time never runs backwards from change to change, so ids tell what came first.
    newest = select(Change.id).where(Change.at < moment).order_by(Change.at.desc())
    return Reader(until=db.session.scalar(newest.order_by(Change.id.desc()).limit(1)) or 0)
