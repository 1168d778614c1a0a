"""What can go wrong when somebody asks for something: the views give each its status."""

from datetime import date

from wiki.journal import Conflict
from wiki.sections.errors import Invalid

__all__ = ["Conflict", "Invalid", "Moved", "NoVersion", "NotBegun", "NotFound"]


class NotFound(Exception):
    """There is no such thing, or not for this reader."""


class NoVersion(NotFound):
    """An item never read so, or not for this reader."""


class NotBegun(NotFound):
    """There was no such thing yet on a day; `day` is the first one with it, if there is any."""

    def __init__(self, day: date | None) -> None:
        super().__init__(day)
        self.day = day


class Moved(Exception):
    """The thing has another address now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug
