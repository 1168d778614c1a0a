"""Grouping rows of revisions into edit groups, which the changelog shows as one edit each.

A row is one item in one change. It has `kind`, `item_id`, `change_id`, `author_id`, `at`,
`cause_kind` and `cause_id`, `ids` (the ids of the revisions, joined by commas), `is_first` (the
item was made in the change) and `merges` (it is a topic that was merged into another one).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wiki.queries.changelog.setups import Key, Setups

GAP = timedelta(minutes=30)
LONGEST = timedelta(days=1)  # of a run of saves, for searches that do not read all changes

Revisions = dict[Key, list[int]]  # the ids of revisions of each item
Cause = tuple[str | None, int | None]
NO_CAUSE: Cause = (None, None)


@dataclass
class EntryRevisions:
    """The edit groups that began with one change: for each item, the ids of its revisions.

    `setups` has, by the id of a topic that began with the change, the same for everything that was
    written in its first day, the topic itself among it. For a topic that the change merged into
    another one, it has everything that the change did. `run_since` is the time of the first save in
    the runs that its groups are parts of: see `OpenGroup`. A search that does not reach back so far
    cannot be sure of the groups. `page_of` is the id of the topic on whose own list the entry is,
    None for the list of all topics.
    """

    change_id: int
    at: datetime
    run_since: datetime
    items: Revisions = field(default_factory=dict)
    setups: dict[int, Revisions] = field(default_factory=dict)
    page_of: int | None = None

    @property
    def parts(self) -> list[tuple[Key, Revisions]]:
        """Return the parts with a sentence each: the item that it is about, and revisions."""
        regions = [(("topic", topic_id), revisions) for topic_id, revisions in self.setups.items()]
        return [*regions, *((key, {key: ids}) for key, ids in self.items.items())]

    def only(self, mine: set[int], topic_id: int) -> "EntryRevisions":
        """Return the entry reduced to the parts that have one of a topic's revisions (ids)."""
        setups = {one: _some(revisions, mine) for one, revisions in self.setups.items()}
        whole = {one: self.setups[one] for one, revisions in setups.items() if revisions}
        items = _some(self.items, mine)
        return EntryRevisions(self.change_id, self.at, self.run_since, items, whole, topic_id)


@dataclass
class OpenGroup:
    """The latest edit group of one item, while rows are grouped, and the entry that it is in.

    `run_since` is when the run of saves began that it is a part of: those of one author with less
    than GAP between them. A run is one group until a save has another cause.
    """

    author_id: int | None
    at: datetime  # of its last save
    run_since: datetime
    cause: Cause
    is_new: bool  # the item was made in it
    entry: EntryRevisions

    def is_near(self, row: Any) -> bool:
        """Return whether a row has the same author, less than GAP after the last save."""
        return bool(self.author_id == row.author_id and row.at - self.at < GAP)

    def accepts(self, row: Any) -> bool:
        """Return whether a row of the same run belongs to the group, given its cause.

        A group has one cause, and the first one that is given counts for all of it, so that the
        sentence shows the whole move. But a new item with a credence and its move for a cause are
        two groups.
        """
        cause = _cause_of(row)
        if cause in (NO_CAUSE, self.cause):
            return True
        return self.cause == NO_CAUSE and not self.is_new

    def extend(self, row: Any) -> None:
        """Add a row to the group, as its last one."""
        self.at = row.at
        self.cause = _cause_of(row) if self.cause == NO_CAUSE else self.cause


def group_rows(rows: Sequence[Any], setups: Setups) -> list[EntryRevisions]:
    """Return rows, which are in the order of changes, grouped into entries, oldest first."""
    latest: dict[Key, OpenGroup] = {}
    opened: dict[int, EntryRevisions] = {}
    merged = {row.change_id: row.item_id for row in rows if row.merges}
    for row in rows:
        key = (row.kind, row.item_id)
        if topic_id := merged.get(row.change_id):
            one = _entry(opened, row.change_id, row.at)
            one.setups.setdefault(topic_id, {}).setdefault(key, []).extend(ids_of(row))
        elif home := setups.find(row):
            one = _entry(opened, home.change_id, home.at)
            one.setups.setdefault(home.topic_id, {}).setdefault(key, []).extend(ids_of(row))
        else:
            group = latest[key] = _group_of(row, latest.get(key), opened)
            group.entry.items.setdefault(key, []).extend(ids_of(row))
    return [opened[change_id] for change_id in sorted(opened)]


def ids_of(row: Any) -> list[int]:
    """Return the ids of a row's revisions, in order."""
    return sorted(int(revision_id) for revision_id in str(row.ids).split(","))


def _group_of(row: Any, latest: OpenGroup | None, opened: dict[int, EntryRevisions]) -> OpenGroup:
    """Return the group of a row: the latest one of its item, or a new one."""
    run = latest if latest and latest.is_near(row) else None
    if run and run.accepts(row):
        run.extend(row)
        return run
    entry = _entry(opened, row.change_id, row.at)
    since = run.run_since if run else row.at
    entry.run_since = min(entry.run_since, since)
    return OpenGroup(row.author_id, row.at, since, _cause_of(row), bool(row.is_first), entry)


def _entry(opened: dict[int, EntryRevisions], change_id: int, at: datetime) -> EntryRevisions:
    return opened.setdefault(change_id, EntryRevisions(change_id, at, at))


def _cause_of(row: Any) -> Cause:
    return row.cause_kind, row.cause_id


def _some(items: Revisions, mine: set[int]) -> Revisions:
    return {key: ids for key, ids in items.items() if not mine.isdisjoint(ids)}
