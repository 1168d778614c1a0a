"""The next version: what an author is still writing on a published stance or essay.

It is no fact of the atlas, so the journal does not hold it: it enters the journal as one change
when it is published. Only authors ever see it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, UtcDateTime


class NextVersion(Base):
    """An unpublished next version of one item, or one that was discarded or published.

    An item has at most one that is neither. The others stay beside it, so that each can be
    restored: they have `is_discarded`. `typed` are the values of its form. `base` is the version of
    the item that it was begun on. `number` grows with every save of any next version of the item,
    so that a form knows whether it shows the newest, and no two of them have the same. Of a
    published one, `base` is the revision that published it, and `saved_at` the time of that change.
    """

    __tablename__ = "next_version"
    __table_args__ = (
        Index(
            "ix_next_version_open",
            *("kind", "item_id"),
            unique=True,
            sqlite_where=text("is_discarded = 0"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base: Mapped[int]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    is_discarded: Mapped[bool] = mapped_column(default=False)
