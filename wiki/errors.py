"""Errors that a request can cause; the views give each a status."""

from collections.abc import Sequence
from datetime import date


class Invalid(Exception):
    """A field has a value that cannot be saved.

    `offer` is a way out: the title of a region to make, or the id of an existing reading.
    `free` is a free slug to use instead, `deleted` the title of a region, area or essay that can be
    restored.
    """

    def __init__(
        self, field: str, message: str, offer: str = "", *, free: str = "", deleted: str = ""
    ) -> None:
        super().__init__(message)
        self.field, self.message, self.offer = field, message, offer
        self.free, self.deleted = free, deleted


class Purged(Exception):
    """What was asked for was purged from the journal; the text says so."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or "This was removed for good, so it cannot come back.")


class NothingArrived(Exception):
    """A form was sent without any of its fields."""

    def __init__(self) -> None:
        super().__init__("Nothing of the form arrived, so nothing was changed: send it again.")


class Conflict(Exception):
    """An item was changed since the version that the author saw; the text may say how."""


class UndoneAlready(Conflict):
    """The change is undone already, so it cannot be undone again."""

    def __init__(self) -> None:
        super().__init__("This change is undone already, so nothing was changed.")


STANDS_IN_THE_WAY = "Something was changed since, so nothing was undone or overwritten."


class MovedOn(Conflict):
    """A change cannot be undone: its items were changed again since, which undo would overwrite.

    `later` has the ids of the later revisions.
    """

    def __init__(self, later: Sequence[int]) -> None:
        super().__init__(STANDS_IN_THE_WAY)
        self.later = tuple(later)


class Deleted(Conflict):
    """An item left its page since the author saw it; `noun` is the word for its kind."""

    def __init__(self, noun: str, kind: str, item_id: int) -> None:
        super().__init__(f"This {noun} was deleted meanwhile.")
        self.noun, self.kind, self.item_id = noun, kind, item_id


class NotFound(Exception):
    """Something does not exist, or the reader may not see it."""


class NoVersion(NotFound):
    """There is no such version of the item, or the reader may not see it."""


class NotBegun(NotFound):
    """Something did not exist yet on a day; `day` is the first day on which it did, or None."""

    def __init__(self, day: date | None) -> None:
        super().__init__(day)
        self.day = day


class Relocated(Exception):
    """The item `anchor` moved to another topic, which has this slug and title."""

    def __init__(self, noun: str, slug: str, title: str, anchor: str) -> None:
        super().__init__(slug)
        self.noun, self.slug, self.title, self.anchor = noun, slug, title, anchor


class AddressChanged(Exception):
    """A page has another address now; `slug` is its present slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Merged(AddressChanged):
    """A page was merged into another one of its kind, which has this slug and title.

    `is_open` says whether visitors may read that one, None for a kind that has no visibility.
    """

    def __init__(self, noun: str, slug: str, title: str, *, is_open: bool | None = None) -> None:
        super().__init__(slug)
        self.noun, self.title, self.is_open = noun, title, is_open
