"""The tables of the journal: changes, and a revision for each item that a change altered."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from wiki.actions import RELOCATE, State, differing
from wiki.db import Base, Percent, UtcDateTime, Word
from wiki.models import Author
from wiki.unread_rows import UNREAD


@dataclass(frozen=True)
class DatedCredence:
    """A credence in per cent, its range, and the day it was held.

    `held_at` is the moment in UTC (ISO) where it is known, or the month or year where the day
    is not. `reason` says why this credence was held, if the change as a whole does not.
    """

    credence: Decimal
    held_on: date
    low: Decimal | None = None
    high: Decimal | None = None
    held_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenRevision:
    """A revision as it is appended: the columns of `Revision`, without its relationships."""

    id: int
    change_id: int
    kind: str
    item_id: int
    action: str
    previous_id: int | None
    after: State | None
    published: bool
    credence: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    held_on: date | None = None
    held_at: str | None = None
    reason: str | None = None


revision_topic = Table(
    "revision_topic",
    Base.metadata,
    Column("topic_id", ForeignKey("topic.id"), primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), primary_key=True, index=True),
)


class Change(Base):
    """One save: the unit of undo, of the changelog and of the address `/c/<id>`."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_undoes_id", "undoes_id", sqlite_where=text("undoes_id IS NOT NULL")),
        Index(
            "ix_change_cause",
            "cause_kind",
            "cause_id",
            sqlite_where=text("cause_kind IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    cause_kind: Mapped[str | None] = mapped_column(String(20))
    cause_id: Mapped[int | None]
    minor: Mapped[bool] = mapped_column(default=False)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    once: Mapped[str | None] = mapped_column(String(64), unique=True)

    author: Mapped[Author | None] = relationship(lazy=UNREAD)
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="change", order_by="Revision.id", lazy=UNREAD
    )


# The columns of the index over credences: points of an item in the order they were held, and
# everything else that a history of credences reads, so that it never reads the table itself.
PLACE = ("kind", "item_id", "held_on", "held_at", "id")
POINT = (*PLACE, "credence", "action", "change_id", "published")


class Revision(Base):
    """The state of one item after a change; `after` is None where the change deleted it.

    `published` says whether visitors could see the item then. `credence`, `low`, `high`,
    `held_on` and `held_at` are set where the revision records a point: a credence on the day it
    was held.
    """

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    kind: Mapped[str] = mapped_column(Word(20))
    item_id: Mapped[int]
    action: Mapped[str] = mapped_column(Word(20))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    after: Mapped[State | None] = mapped_column(JSON(none_as_null=True))
    published: Mapped[bool]
    credence: Mapped[Decimal | None] = mapped_column(Percent)
    low: Mapped[Decimal | None] = mapped_column(Percent)
    high: Mapped[Decimal | None] = mapped_column(Percent)
    held_on: Mapped[date | None]
    held_at: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Text)

    change: Mapped[Change] = relationship(back_populates="revisions", lazy=UNREAD)
    previous: Mapped["Revision | None"] = relationship(remote_side=[id], lazy=UNREAD)

    __table_args__ = (
        Index("ix_revision_item", "kind", "item_id", "id"),
        Index("ix_revision_of_topic", "kind", "id", sqlite_where=text("kind = 'topic'")),
        Index("ix_revision_of_reading", "kind", "id", sqlite_where=text("kind = 'reading'")),
        Index(
            "ix_revision_relocation",
            *("kind", "item_id", "id"),
            sqlite_where=text(f"action = '{RELOCATE}'"),
        ),
        Index("ix_revision_point", *POINT, sqlite_where=text("credence IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    @property
    def dated_credence(self) -> DatedCredence | None:
        """Return the dated credence that the revision records, None if it records none.

        Its reason is left out: it may be that of the change.
        """
        if self.credence is None or self.held_on is None:
            return None
        return DatedCredence(self.credence, self.held_on, self.low, self.high, self.held_at)

    @property
    def before(self) -> State | None:
        """Return the item's state before the change, None where it did not exist.

        The revision has to be read with `previous`; for others there is `state_before()`.
        """
        return self.previous.after if self.previous else None

    @property
    def altered(self) -> set[str]:
        """Return the names of the fields that the change altered."""
        return differing(self.before or {}, self.after or {})


def earlier(revision: Revision) -> Revision | None:
    """Return the revision of the same item before this one, read if need be, or None."""
    session = object_session(revision)
    return session.get(Revision, revision.previous_id) if session and revision.previous_id else None


def state_before(revision: Revision) -> State | None:
    """Return the state of a revision's item before it, read if need be; None for no state."""
    previous = earlier(revision)
    return previous.after if previous else None
