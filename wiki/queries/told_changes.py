"""Why changes were made, and because of what, as far as a reader may know."""

from collections.abc import Iterable, Mapping

from wiki.journal import Change
from wiki.lazy import lazy_property
from wiki.queries.causes import Cause, find_causes
from wiki.visibility import Reader, partly_secret


class ToldChanges:
    """What a reader is told of some changes.

    Of one that also did something in secret the reason is not told: it may be about that. Its cause
    is, where the reader may see the reading or trigger: what it is, a page of its own tells.
    """

    def __init__(self, changes: Iterable[Change], *, reader: Reader) -> None:
        self._changes, self._reader = {change.id: change for change in changes}, reader
        self._secret = partly_secret(self._changes, reader=reader)

    @lazy_property
    def _causes(self) -> Mapping[int, Cause]:
        return find_causes(self._changes.values(), reader=self._reader)

    def reason(self, change: Change, own: str | None = None) -> str:
        """Return why a change was made, "" where that is secret.

        The `own` reason of one thing that it did comes before that of the whole, and is no secret.
        """
        return own or ("" if change.id in self._secret else change.reason)

    def cause(self, change: Change) -> Cause | None:
        """Return what a change was made because of, None for nothing that the reader may see."""
        return self._causes.get(change.id)
