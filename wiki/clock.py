"""The clock: the present moment, and the day it belongs to at the site.

Days begin at midnight in the site's time zone. Days are compared with days and moments with
moments: the date in a moment's text is that of its own time zone, which may be another day at the
site.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """The present moment and the site's time zone."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the present day."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the day that a moment belongs to."""
        return moment.astimezone(self.zone).date()

    def day_written(self, iso: str) -> str:
        """Return the day of a stored moment (ISO); a stored date is returned as it is."""
        if "T" not in iso:
            return iso
        moment = datetime.fromisoformat(iso)
        return self.day_of(moment.replace(tzinfo=moment.tzinfo or self.zone)).isoformat()

    def is_ahead(self, at: date | datetime) -> bool:
        """Return whether a day, or a moment with its offset, is in the future."""
        return at > self.now if isinstance(at, datetime) else at > self.today
