"""What can go wrong when somebody asks for something: the views give each its status."""

from datetime import date


class Invalid(Exception):
    """A field says something that cannot be kept.

    `offer` names what else could be done: the title of a region to make, the id of a reading that
    is there already. `free` is an address that could be had instead of the one asked for,
    `deleted` the title of a region or an area that could be brought back instead of a new one.
    """

    def __init__(
        self, field: str, message: str, offer: str = "", *, free: str = "", deleted: str = ""
    ) -> None:
        super().__init__(message)
        self.field, self.message, self.offer = field, message, offer
        self.free, self.deleted = free, deleted


class Conflict(Exception):
    """The item moved on since the version the author saw; the text may say how."""


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
