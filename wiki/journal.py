"""The one door for writes: every save is a change, with a revision for each item it altered.

`record()` opens an entry; rows are added, set and deleted through it; at its end the entry
compares every touched row with its last revision and appends what differs. Nothing here commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.credence import bounds
from wiki.db import Base, Percent, UtcDateTime, db, utc_now
from wiki.derived import refresh
from wiki.models import Author
from wiki.recorded import Recorded
from wiki.states import (
    AFFIRM,
    NO_VERSION,
    POINTS,
    RECALL,
    RENEW,
    RESTORE,
    WITHDRAW,
    State,
    action_between,
    differing,
    same,
)

Row = TypeVar("Row", bound=Recorded)


class Conflict(Exception):
    """The item moved on since the version the author saw; the text may say how."""


@dataclass(frozen=True)
class Held:
    """A credence in per cent with its range, and the day it was held.

    `held_at` is the moment as ISO text in UTC where that is known too, or the month or year where
    no day is; `reason` says why it was held, where the change as a whole does not.
    """

    credence: Decimal
    held_on: date
    low: Decimal | None = None
    high: Decimal | None = None
    held_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Signature:
    """Who writes, which day it is where they are, why, and because of which reading or trigger.

    `now` is the moment by their clock, where that matters.
    """

    author_id: int | None
    today: date
    reason: str = ""
    cause: tuple[str, int] | None = None
    now: datetime | None = None


revision_topic = Table(
    "revision_topic",
    Base.metadata,
    Column("topic_id", ForeignKey("topic.id"), primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), primary_key=True, index=True),
)


class Change(Base):
    """One save: the unit of undo, of the changelog and of the address `/c/<id>`."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    cause_kind: Mapped[str | None] = mapped_column(String(20))
    cause_id: Mapped[int | None]
    minor: Mapped[bool] = mapped_column(default=False)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    once: Mapped[str | None] = mapped_column(String(64), unique=True)

    author: Mapped[Author | None] = relationship()
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="change", order_by="Revision.id"
    )


# All that telling how firmly something was held needs, in the order in which it was held.
PLACE = ("kind", "item_id", "held_on", "held_at", "id")
POINT = (*PLACE, "credence", "action", "change_id", "published")


class Revision(Base):
    """One item's state after a change; `after` is None once it is deleted."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    after: Mapped[State | None] = mapped_column(JSON(none_as_null=True))
    published: Mapped[bool]
    credence: Mapped[Decimal | None] = mapped_column(Percent)
    low: Mapped[Decimal | None] = mapped_column(Percent)
    high: Mapped[Decimal | None] = mapped_column(Percent)
    held_on: Mapped[date | None]
    held_at: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Text)

    change: Mapped[Change] = relationship(back_populates="revisions")
    previous: Mapped["Revision | None"] = relationship(remote_side=[id])

    __table_args__ = (
        Index("ix_revision_item", "kind", "item_id", "id"),
        Index("ix_revision_point", *POINT, sqlite_where=text("credence IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    @property
    def before(self) -> State | None:
        """Return the item's state before the change, None where there was none."""
        return self.previous.after if self.previous else None

    @property
    def altered(self) -> set[str]:
        """Return the names of the fields whose value the change altered."""
        return differing(self.before or {}, self.after or {})


class Entry:
    """A change being written: rows are touched through it and compared when it closes."""

    def __init__(self, change: Change, today: date, now: datetime | None = None) -> None:
        self.change: Change | None = None
        self.revisions: list[Revision] = []
        self._draft = change
        self.today, self.now = today, now
        self._touched: dict[tuple[str, int], tuple[Recorded, set[int], bool]] = {}
        self._said: list[tuple[Recorded, str, Held | None]] = []
        self._held: dict[tuple[str, int], Held] = {}
        self._links: list[dict[str, int]] = []
        self._last = 0

    def because(self, kind: str, item_id: int) -> None:
        """Name the reading or trigger that the change happens because of."""
        self._draft.cause_kind, self._draft.cause_id = kind, item_id

    def add(self, item: Row) -> Row:
        """Insert a new row, so that it has its permanent id at once."""
        db.session.add(item)
        db.session.flush()
        self._touch(item, new=True)
        return item

    def alter(self, item: Recorded, **values: Any) -> None:
        """Set columns of a row."""
        self._touch(item)
        for name, value in values.items():
            setattr(item, name, value)

    def restore(self, item: Recorded, state: State) -> None:
        """Bring a row back to life in a given state."""
        self._touch(item)
        item.deleted_at = None
        item.restore(state)

    def delete(self, item: Recorded) -> None:
        """Delete a row softly: it keeps its id and its history."""
        self._touch(item)
        item.deleted_at = utc_now()

    def hold(self, item: Recorded, held: Held) -> None:
        """Say that a number is still held, or was held in the past; the item stays as it is."""
        self.say(item, AFFIRM if held.held_on == self.today else RECALL, held)

    def say(self, item: Recorded, action: str, held: Held | None = None) -> None:
        """Say something of an item that leaves it as it is."""
        self._said.append((item, action, held))

    def since(self, item: Recorded, held: Held) -> None:
        """Say since when the number that a touched row now has was held, if not since today."""
        self._held[item.__kind__, item.id] = held

    def _touch(self, item: Recorded, *, new: bool = False) -> None:
        known = (set[int](), False) if new else (item.topic_ids(), item.is_public())
        self._touched.setdefault((item.__kind__, item.id), (item, *known))

    def close(self) -> None:
        """Flush the rows and append a revision for each that differs from its last one.

        Then append what was said. However much it is, it takes few statements: a history of
        numbers can be tens of thousands.
        """
        db.session.flush()
        self._last = db.session.scalar(select(func.max(Revision.id))) or 0
        for item, topics, was_public in self._touched.values():
            self._append(item, topics, was_public)
        self._append_said()
        db.session.add_all(self.revisions)
        db.session.flush()
        if self._links:
            db.session.execute(revision_topic.insert(), self._links)

    def _append(self, item: Recorded, topics: set[int], was_public: bool) -> None:
        previous = last_revision(item.__kind__, item.id)
        before = previous.after if previous else None
        after = item.state() if item.deleted_at is None else None
        if previous and same(before, after):
            return
        action = action_between(before, after, known=previous is not None)
        # A deleted item that comes back as it was tells nothing new of its number.
        known = previous.before if previous and action == RESTORE else before
        point = _point(known, after, self.today)
        if point:
            point = self._held.get((item.__kind__, item.id), point)
        revision = self._write(item, action, previous.id if previous else None, after, point)
        if after is None:
            revision.published = was_public
        self._link(revision, topics | item.topic_ids())
        refresh(item)

    def _append_said(self) -> None:
        """Append what was said, each after the last that the journal has of its item."""
        last = {(revision.kind, revision.item_id): revision.id for revision in self.revisions}
        for item, action, held in self._said:
            key = (item.__kind__, item.id)
            if key not in last and (found := last_revision(*key)):
                last[key] = found.id
            revision = self._write(item, action, last.get(key), item.state(), held)
            self._link(revision, item.topic_ids())
            last[key] = revision.id

    def _write(
        self,
        item: Recorded,
        action: str,
        previous_id: int | None,
        after: State | None,
        held: Held | None,
    ) -> Revision:
        self._last += 1
        revision = Revision(
            id=self._last,
            change_id=self._begin().id,
            kind=item.__kind__,
            item_id=item.id,
            action=action,
            previous_id=previous_id,
            after=after,
            published=item.is_public(),
            **(vars(held) if held else {}),
        )
        self.revisions.append(revision)
        return revision

    def _link(self, revision: Revision, topics: set[int]) -> None:
        for topic in sorted(topics):
            self._links.append({"topic_id": topic, "revision_id": revision.id})

    def _begin(self) -> Change:
        """Number the change once it is known to alter something."""
        if self.change is None:
            self.change = self._draft
            latest = db.session.scalar(select(Change.at).order_by(Change.id.desc()).limit(1))
            self.change.at = max(utc_now(), latest) if latest else utc_now()
            db.session.add(self.change)
            db.session.flush()
        return self.change


@contextmanager
def record(
    by: Signature,
    *,
    reason: str = "",
    once: str | None = None,
    undoes: Change | None = None,
) -> Iterator[Entry]:
    """Open an entry in the journal.

    After the block, `entry.change` is the change, or None when nothing differed.
    """
    kind, item_id = by.cause or (None, None)
    draft = Change(
        author_id=by.author_id,
        reason=reason or by.reason,
        cause_kind=kind,
        cause_id=item_id,
        once=once or None,
        undoes_id=undoes.id if undoes else None,
        minor=False,
    )
    entry = Entry(draft, by.today, by.now)
    yield entry
    entry.close()


def find_once(once: str) -> Change | None:
    """Return the change that a form with this value already made."""
    return db.session.scalar(select(Change).where(Change.once == once)) if once else None


def last_revision(kind: str, item_id: int) -> Revision | None:
    """Return an item's newest revision."""
    return db.session.scalar(_newest(kind, item_id))


def version(kind: str, item_id: int) -> int:
    """Return the id of the last revision that said something new, 0 where there is none."""
    newest = _newest(kind, item_id).where(Revision.action.not_in(NO_VERSION))
    revision = db.session.scalar(newest)
    return revision.id if revision else 0


def undo(change: Change, entry: Entry) -> None:
    """Restore what a change altered, all of it or nothing.

    Raises Conflict where one of its items has moved on since.
    """
    said: dict[Recorded, str] = {}
    for revision in reversed(change.revisions):
        item = db.session.get(Recorded.kinds[revision.kind], revision.item_id)
        if item is None or _moved_on(revision, item):
            raise Conflict
        if revision.action in POINTS:
            said[item] = RENEW if revision.action == WITHDRAW else WITHDRAW
        elif revision.before is None:
            entry.delete(item)
        else:
            names = revision.altered if revision.after else set(revision.before)
            state = {name: revision.before.get(name) for name in names}
            entry.restore(item, state)
    for item, action in said.items():
        if item.deleted_at is None:
            entry.say(item, action)


def _newest(kind: str, item_id: int) -> Select[Revision]:
    of_item = (Revision.kind == kind, Revision.item_id == item_id)
    return select(Revision).where(*of_item).order_by(Revision.id.desc()).limit(1)


def _moved_on(revision: Revision, item: Recorded) -> bool:
    """Return whether undoing a revision would overwrite something newer."""
    if revision.action in POINTS:
        return item.deleted_at is not None
    if version(revision.kind, revision.item_id) > revision.id:
        return True
    if revision.after is None:
        return item.deleted_at is None
    now = item.state() if item.deleted_at is None else {}
    return any(now.get(name) != revision.after.get(name) for name in revision.altered)


def _point(before: State | None, after: State | None, today: date) -> Held | None:
    """Return the dated credence that a revision adds, if it moves one or its range."""
    now, then = after or {}, before or {}
    if now.get("credence") is None or not differing(then, now) & {"credence", "range"}:
        return None
    low, high = bounds(now.get("range", ""))
    return Held(Decimal(now["credence"]), today, low, high)
