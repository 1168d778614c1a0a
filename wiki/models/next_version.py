"""What an author is still writing on a published stance or essay.

It is no fact of the atlas, so the journal does not hold it: it enters there as one change when it
is published. Only authors ever get to see it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcDateTime


class NextVersion(Base):
    """The unpublished next version of one item.

    `typed` is what its form said. `base` is the version of the item that it was begun on, and
    `number` counts how often it was saved, so that a form knows whether it shows the newest. One
    that was discarded or published is kept until the next one begins, so that it can be brought
    back: both say `is_discarded`. The `base` of a published one is the revision that published it,
    and it was `saved_at` the moment of that change.
    """

    __tablename__ = "next_version"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base: Mapped[int]
    number: Mapped[int]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    is_discarded: Mapped[bool] = mapped_column(default=False)
