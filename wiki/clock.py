"""The clock: the present moment, and the day it belongs to at the site.

Days begin at midnight in the site's time zone. Days are compared with days and moments with
moments: the date in a moment's text is that of its own time zone, which may be another day at the
site.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from wiki.dates import first_day


@dataclass(frozen=True)
class Clock:
    """The present moment and the site's time zone."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the present day at the site."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in the site's time zone."""
        return moment.astimezone(self.zone).date()

    def is_ahead(self, at: date | datetime) -> bool:
        """Return whether a moment is in the future, or a day has begun nowhere on earth yet."""
        if isinstance(at, datetime):
            return at > self.now
        return at > last_begun(self.today, self.now)


def day_in(zone: tzinfo, iso: str) -> str:
    """Return the day of a stored moment (ISO) in a time zone; a stored date is returned unchanged.

    If the time zone has no such day, as it would be before the year 1, the moment's own is
    returned.
    """
    if "T" not in iso:
        return iso
    try:
        return moment_of(iso, zone).astimezone(zone).date().isoformat()
    except OverflowError:
        return datetime.fromisoformat(iso).date().isoformat()


def last_begun(today: date, now: datetime) -> date:
    """Return the last day that has begun anywhere on earth; `today` is the day here.

    What was written elsewhere, or here before the site's time zone was another one, may be of that
    day. It is at most two days after today, as no two places are further apart.
    """
    furthest = timezone(timedelta(hours=14))
    return min(max(today, now.astimezone(furthest).date()), today + timedelta(days=2))


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins in a time zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def first_moment(iso: str, zone: tzinfo) -> datetime:
    """Return the moment in a stored text; for a day, month or year its first moment.

    A moment outside the years of UTC, which older versions stored, counts as the first or last of
    all. Raises ValueError for a text that is neither.
    """
    day = first_day(iso) if len(iso) <= len("2026-05-01") else None
    try:
        return start_of(day, zone) if day else moment_of(iso, zone)
    except OverflowError:
        is_first = datetime.fromisoformat(iso).year == date.min.year
        return (datetime.min if is_first else datetime.max).replace(tzinfo=UTC)


def moment_of(iso: str, zone: tzinfo) -> datetime:
    """Return the moment that an ISO text such as `2026-05-01T14:30+02:00` names, in UTC.

    A text without an offset is in the given time zone. Raises ValueError for a text that is not
    ISO, and OverflowError for a moment outside the years 1 to 9999.
    """
    moment = datetime.fromisoformat(iso)
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)
