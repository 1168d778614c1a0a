"""An entry of the journal: rows are touched through it, and compared when it closes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import func, select

from wiki.actions import AFFIRM, EDIT, RECALL, RESTORE, State, action_between, differing, same
from wiki.credence import bounds
from wiki.db import db, utc_now
from wiki.journal.lookup import last_revision
from wiki.journal.signature import Held, Signature
from wiki.journal_tables import Change, Revision, revision_topic
from wiki.projections import Altered, Written, refresh
from wiki.recorded import Recorded
from wiki.visibility import is_public

Row = TypeVar("Row", bound=Recorded)


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
        self._altered: list[Altered] = []
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
        known = (set[int](), False) if new else (item.topic_ids(), is_public(item))
        self._touched.setdefault((item.__kind__, item.id), (item, *known))

    def close(self) -> None:
        """Flush the rows and append a revision for each that differs from its last one.

        Then append what was said, and refresh the projections. However much it is, it takes few
        statements: a history of numbers can be tens of thousands.
        """
        db.session.flush()
        self._last = db.session.scalar(select(func.max(Revision.id))) or 0
        for item, topics, was_public in self._touched.values():
            self._append(item, topics, was_public)
        self._append_said()
        if self._is_news():
            self._draft.minor = False
        db.session.add_all(self.revisions)
        db.session.flush()
        if self._links:
            db.session.execute(revision_topic.insert(), self._links)
        refresh(db.session.connection(), Written(self._altered, self._draft.undoes_id))

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
        names = differing(before or {}, after or {})
        appeared = before is None or after is None
        self._altered.append(Altered(item, frozenset(names), appeared))

    def _append_said(self) -> None:
        """Append what was said, each after the last that the journal has of its item."""
        last = {(revision.kind, revision.item_id): revision.id for revision in self.revisions}
        for item, action, held in self._said:
            key = (item.__kind__, item.id)
            if key not in last and (found := last_revision(*key)):
                last[key] = found.id
            revision = self._write(item, action, last.get(key), item.state(), held)
            self._link(revision, item.topic_ids())
            self._altered.append(Altered(item))
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
            published=is_public(item),
            **(vars(held) if held else {}),
        )
        self.revisions.append(revision)
        return revision

    def _is_news(self) -> bool:
        """Return whether more was done than to word one item otherwise."""
        worded = all(one.action == EDIT and one.credence is None for one in self.revisions)
        return not worded or len(self.revisions) > 1 or self._draft.cause_kind is not None

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
        minor=by.minor,
    )
    entry = Entry(draft, by.today, by.now)
    yield entry
    entry.close()


def _point(before: State | None, after: State | None, today: date) -> Held | None:
    """Return the dated credence that a revision adds, if it moves one or its range."""
    now, then = after or {}, before or {}
    if now.get("credence") is None or not differing(then, now) & {"credence", "range"}:
        return None
    low, high = bounds(now.get("range", ""))
    return Held(Decimal(now["credence"]), today, low, high)
