"""What can go wrong when somebody asks for something: the views give each its status."""

from wiki.journal import Conflict

__all__ = ["Conflict", "Invalid", "Moved", "NotFound"]


class NotFound(Exception):
    """There is no such thing, or not for this reader."""


class Moved(Exception):
    """The thing has another address now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Invalid(Exception):
    """A field says something that cannot be kept.

    `offer` names what else could be done: the title of a region to make, the id of a reading that
    is there already.
    """

    def __init__(self, field: str, message: str, offer: str = "") -> None:
        super().__init__(message)
        self.field, self.message, self.offer = field, message, offer
