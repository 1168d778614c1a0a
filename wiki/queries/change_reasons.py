"""The reasons and causes of changes, as far as a reader may know them."""

from collections.abc import Iterable, Mapping

from wiki.journal import Change
from wiki.lazy import lazy_property
from wiki.queries.causes import Cause, find_causes
from wiki.visibility import Reader, partly_hidden_ids


class ReadableReasons:
    """The reasons and causes of some changes that a reader may know.

    The reason of a change that also did something in secret is left out: it may be about that. Its
    cause stays, where the reader may see the reading or trigger, which has a page of its own.
    """

    def __init__(self, changes: Iterable[Change], *, reader: Reader) -> None:
        self._changes, self._reader = {change.id: change for change in changes}, reader
        self._secret = partly_hidden_ids(self._changes, reader=reader)

    @lazy_property
    def _causes(self) -> Mapping[int, Cause]:
        return find_causes(self._changes.values(), reader=self._reader)

    def reason(self, change: Change, own: str | None = None) -> str:
        """Return the reason of a change, "" where it is secret.

        The `own` reason of one thing that it did takes precedence, and is no secret.
        """
        return own or ("" if change.id in self._secret else change.reason)

    def cause(self, change: Change) -> Cause | None:
        """Return the cause of a change, None where it has none that the reader may see."""
        return self._causes.get(change.id)
