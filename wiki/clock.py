"""The clock: what time it is, and which day that is for the author.

A day begins at midnight of the site's time zone. Days are compared with days, moments with moments:
the date that is written in a moment is the day of the zone it was written in, perhaps another one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """What time it is, and in which zone a day begins."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the day it is."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the day that a moment is part of."""
        return moment.astimezone(self.zone).date()

    def day_written(self, iso: str) -> str:
        """Return the day of a moment that is kept as ISO text; a date is returned as it is."""
        if "T" not in iso:
            return iso
        moment = datetime.fromisoformat(iso)
        return self.day_of(moment.replace(tzinfo=moment.tzinfo or self.zone)).isoformat()

    def is_ahead(self, at: date | datetime) -> bool:
        """Return whether a day, or a moment with its offset, is still to come."""
        return at > self.now if isinstance(at, datetime) else at > self.today
