"""What can be merged into another of its kind: the base class of areas and topics."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import utc_now
from wiki.recorded import Recorded


class Mergeable(Recorded):
    """A row that counts as deleted once it was merged into another one, and leads there."""

    # The id of the row that this one was merged into.
    merged_into: Mapped[int | None] = mapped_column(index=True)

    def journal_state(self) -> dict[str, Any] | None:
        """Return the state that the journal keeps; of a merged row, where it leads to."""
        return self.snapshot() if self.merged_into else super().journal_state()

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields from a state; one of a merged row leaves it deleted."""
        super().restore(state)
        if self.merged_into:
            self.deleted_at = utc_now()
