"""Writing a change: rows are altered through an entry, which adds their revisions as it closes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from wiki.actions import (
    AFFIRM,
    EDIT,
    PURGED,
    RECALL,
    RELINK,
    RESTORE,
    SHOW,
    State,
    action_between,
    differing,
    same,
)
from wiki.db import db, utc_now
from wiki.errors import Purged
from wiki.journal.lookup import last_revision_id, last_revisions
from wiki.journal.points import last_days, point_between
from wiki.journal.writer import RevisionWriter
from wiki.journal_tables import Change, DatedCredence, Revision, WrittenRevision, state_before
from wiki.projections import AlteredRow, WriteResult, find_shown, refresh
from wiki.recorded import Recorded
from wiki.related import get_row, load_related, reread_owners
from wiki.visibility import is_empty_draft, is_public

Row = TypeVar("Row", bound=Recorded)
ExtraRevision = tuple[Recorded, str, DatedCredence | None]  # an item, the action, and its point


class Entry:
    """A change while it is being written, as `record()` gives it to a `with` block.

    After `close()`, `change` is the change, or None where no row differed from its last revision,
    and `revisions` are the revisions that were written.
    """

    def __init__(self, change: Change, today: date, now: datetime | None = None) -> None:
        self._draft, self._writer, self._opens = change, RevisionWriter(change), False
        self.today, self.now = today, now
        self._touched: dict[tuple[str, int], tuple[Recorded, set[int], bool]] = {}
        self._extras: list[ExtraRevision] = []
        self._backdated: dict[tuple[str, int], DatedCredence] = {}
        self._latest_days: dict[tuple[str, int], date] = {}
        self._relinked: set[tuple[str, int]] = set()
        self._altered: list[AlteredRow] = []
        self._appeared: list[Recorded] = []

    @property
    def change(self) -> Change | None:
        """Return the change that was written; None before `close()`, or where no row differed."""
        return self._writer.change

    @property
    def revisions(self) -> list[WrittenRevision]:
        """Return the revisions that were written, in order; empty before `close()`."""
        return self._writer.revisions

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of the items with a revision, and of the cause (or "" for none)."""
        return frozenset(one.kind for one in self.revisions) | {self._draft.cause_kind or ""}

    def set_cause(self, kind: str, item_id: int) -> None:
        """Set the cause of the change: the kind and id of a reading or trigger."""
        self._draft.cause_kind, self._draft.cause_id = kind, item_id

    def adds_no_reason_to(self, revision: Revision) -> bool:
        """Return whether reason and cause of this change are each empty, or those of a revision."""
        draft, other = self._draft, revision.change
        reasons, causes = ("", revision.reason or other.reason), (None, other.cause_kind)
        same_cause = draft.cause_kind is None or draft.cause_id == other.cause_id
        return draft.reason in reasons and draft.cause_kind in causes and same_cause

    def add(self, item: Row, *, at_once: bool = True) -> Row:
        """Insert a new row and return it.

        It is flushed at once, so that it has its permanent id. A row whose id was given can wait:
        with `at_once` false it is inserted before the next query, along with others.
        """
        db.session.add(item)
        if at_once:
            db.session.flush()
        self._touch(item, new=True)
        return item

    def alter(self, item: Recorded, **values: Any) -> None:
        """Set columns of a row to new values; `values` maps names of columns to them."""
        self._touch(item)
        for name, value in values.items():
            setattr(item, name, value)

    def relink(self, item: Recorded, **texts: str) -> None:
        """Set fields to texts in which nothing but the links is written otherwise.

        That makes no version of the item, so no form that is open meets a conflict.
        """
        self.alter(item, **texts)
        self._relinked.add((item.__kind__, item.id))

    def restore(self, item: Recorded, state: State) -> None:
        """Undelete a row and set its fields from a state of the journal.

        Fields that the state lacks keep their value.
        """
        self._touch(item)
        item.deleted_at = None
        item.restore(state)

    def delete(self, item: Recorded) -> None:
        """Mark a row as deleted; it keeps its id and its history."""
        self._touch(item)
        item.deleted_at = utc_now()

    def record_point(self, item: Recorded, point: DatedCredence) -> None:
        """Record that a credence still stands today (affirm), or was held on a past day (recall).

        The row stays as it is.
        """
        self.add_revision(item, AFFIRM if point.held_on == self.today else RECALL, point)

    def add_revision(self, item: Recorded, action: str, point: DatedCredence | None = None) -> None:
        """Have `close()` append a revision with this action and credence (None for none).

        It is written although the fields of the row do not change.
        """
        load_related(item)
        self._extras.append((item, action, point))

    def backdate(self, item: Recorded, point: DatedCredence) -> None:
        """Backdate the credence that this change gives to a row: `point.held_on` is its day."""
        self._backdated[item.__kind__, item.id] = point

    def _touch(self, item: Recorded, *, new: bool = False) -> None:
        key = (item.__kind__, item.id)
        if key not in self._touched:
            load_related(item)
            was = (set[int](), False) if new else (item.topic_ids(), is_public(item))
            self._touched[key] = (item, *was)

    def close(self) -> WriteResult:
        """Write the change: its revisions, the topics that they alter, and the projections.

        Each touched row that differs from its last revision gets a new one; then come those of
        `record_point()` and `add_revision()`, and the credences that visitors see from now on.
        Where there are none, no change is written. All are inserted together: they may be many.
        """
        db.session.flush()
        self._forget_former_topics()
        self._writer.begin()
        newest = last_revisions(self._touched)
        # A number may be of a day to come, as where the time zone moved west: days never run back.
        keys = {(item.__kind__, item.id) for item, _, _ in self._extras}
        self._latest_days = last_days(keys | self._touched.keys(), self.today)
        for key, (item, topics, was_public) in self._touched.items():
            self._append(item, topics, was_public, newest.get(key))
        self._append_extras(self._extras)
        self._append_extras(self._find_shown())
        if self._is_news():
            self._draft.minor = False
        self._writer.insert()
        undoes_id = self._draft.undoes_id
        written = WriteResult(self._altered, self.revisions, self.today, undoes_id)
        refresh(db.session.connection(), written)
        return written

    def _find_shown(self) -> list[ExtraRevision]:
        """Return what to record for items whose credences visitors see from now on.

        What an undo writes gives no points (see `Undone`). So where it brings back a number that
        was written in private, only this tells visitors of it.
        """
        connection, rows, revisions = db.session.connection(), self._appeared, self.revisions
        if self._draft.undoes_id is not None:
            back = (item for item, _, _ in self._touched.values() if item.__kind__ != "topic")
            rows, revisions = [*rows, *back], []
        shown = find_shown(connection, rows, revisions, self.today)
        return [
            (get_row(Recorded.kinds[kind], item_id), SHOW, point) for kind, item_id, point in shown
        ]

    def _forget_former_topics(self) -> None:
        """Read the topics of rows that were moved to other ones again."""
        for item, topics, _ in self._touched.values():
            if topics and item.topic_ids() != topics:
                reread_owners(item)

    def _append(
        self, item: Recorded, topics: set[int], was_public: bool, previous: Revision | None
    ) -> None:
        """Append the revision of a touched row if it differs from `previous`, its last one."""
        if previous and previous.action == PURGED and previous.after is None:
            raise Purged
        load_related(item)  # a row that was inserted with others has none yet
        before = previous.after if previous else None
        after = item.journal_state()
        if previous and same(before, after):
            return
        action = action_between(before, after, existed=previous is not None)
        if action == EDIT and (item.__kind__, item.id) in self._relinked:
            action = RELINK
        # A credence that is the same after a restore is no new point.
        former = state_before(previous) if previous and action == RESTORE else before
        key = (item.__kind__, item.id)
        point = point_between(former, after, self._latest_days.get(key, self.today))
        point = self._backdated.get(key, point) if point else None
        published = was_public if item.deleted_at is not None else is_public(item)
        published = published and not (before is None and is_empty_draft(item))
        last_id = previous.id if previous else None
        revision = self._writer.write(item, action, last_id, after, point, published=published)
        self._opens |= published and not was_public
        names = differing(before or {}, after or {})
        # What ended in secret told visitors no number; once it is held again, its number is read.
        if published and previous and (not previous.published or "outcome" in names):
            self._appeared.append(item)
        self._writer.link(revision, topics | item.topic_ids())
        appeared = before is None or after is None or "merged_into" in names
        self._altered.append(AlteredRow(item, frozenset(names), appeared, before))

    def _append_extras(self, extras: Sequence[ExtraRevision]) -> None:
        """Write the extra revisions, each linked to the item's previous one."""
        last = {(revision.kind, revision.item_id): revision.id for revision in self.revisions}
        for item, action, point in extras:
            key = (item.__kind__, item.id)
            if key not in last and (previous := last_revision_id(*key)):
                last[key] = previous
            if point and action != RECALL and key in self._latest_days:
                point = replace(point, held_on=self._latest_days[key])
            revision = self._writer.write(
                item, action, last.get(key), item.snapshot(), point, published=is_public(item)
            )
            self._writer.link(revision, item.topic_ids())
            self._altered.append(AlteredRow(item))
            last[key] = revision.id

    def _is_news(self) -> bool:
        """Return whether the changelog must have this change, even if its author called it minor.

        What may be left out only rewords one item, or relinks, and visitors could see it already.
        """
        if all(one.action == RELINK for one in self.revisions):
            return self._opens or self._draft.cause_kind is not None
        worded = all(one.action == EDIT and one.credence is None for one in self.revisions)
        is_wording = worded and len(self.revisions) == 1 and not self._opens
        return not is_wording or self._draft.cause_kind is not None
