"""What can be merged into another of its kind: the base class of areas and topics."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import utc_now
from wiki.recorded import Recorded


class Mergeable(Recorded):
    """A row that counts as deleted once it was merged into another one, to which it redirects."""

    # The id of the row that this one was merged into.
    merged_into: Mapped[int | None] = mapped_column(index=True)

    def journal_state(self) -> dict[str, Any] | None:
        """Return the row's state for the journal: None if it is deleted, but not if merged."""
        return self.snapshot() if self.merged_into else super().journal_state()

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields from a state; a state of a merged row leaves the row deleted."""
        super().restore(state)
        if self.merged_into:
            self.deleted_at = utc_now()
