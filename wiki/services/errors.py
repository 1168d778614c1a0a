"""What can go wrong when somebody asks for something: the views give each its status."""

from wiki.journal import Conflict
from wiki.sections.errors import Invalid

__all__ = ["Conflict", "Invalid", "Moved", "NotFound"]


class NotFound(Exception):
    """There is no such thing, or not for this reader."""


class Moved(Exception):
    """The thing has another address now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug
