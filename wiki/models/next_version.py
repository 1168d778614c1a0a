"""The next version: what an author is still writing on a published stance or essay.

It is no fact of the atlas, so the journal does not hold it: it enters the journal as one change
when it is published. Only authors ever see it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcDateTime


class NextVersion(Base):
    """The unpublished next version of one item.

    `typed` are the values of its form. `base` is the version of the item that it was begun on, and
    `number` counts how often it was saved, so that a form knows whether it shows the newest. A
    discarded or published one is kept until the next one begins, so that it can be restored: both
    have `is_discarded`. Of a published one, `base` is the revision that published it, and
    `saved_at` the time of that change.
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
