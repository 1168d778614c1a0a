"""The first day of a region: what is written while it is set up shares one line with the region.

An item that is added within a day after a reader's first revision of its region belongs to the
region's setup, and so does whatever is done to it that day. Only what was done for a reason, or
because of a reading or trigger, gets its own line: that is a change of mind on the first day too.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import SHOW
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.visibility import Reader, knows_of, once_per_reader

FIRST_DAY = timedelta(days=1)
AT_ONCE = 30_000  # values that SQLite takes in one statement
# The kind of a revision. Written so, SQLite does not use the index of kinds, which would lead it
# through the whole journal; it looks revisions up by their change.
KIND = func.coalesce(Revision.kind, "")

Key = tuple[str, int]  # a kind and an id


@dataclass(frozen=True)
class Beginning:
    """The change with a reader's first revision of a region: topic id, change id, time."""

    topic_id: int
    change_id: int
    at: datetime

    def covers(self, moment: datetime) -> bool:
        """Return whether a moment is within a day after the beginning."""
        return self.at <= moment < self.at + FIRST_DAY


class Setups:
    """The regions that began within some time, and the items that were added in their first day.

    `home_ids` has the topic id of each such item, by kind and id.
    """

    def __init__(self, beginnings: Mapping[int, Beginning], home_ids: Mapping[Key, int]) -> None:
        self._beginnings, self._home_ids = beginnings, home_ids

    def find(self, row: Any) -> Beginning | None:
        """Return the beginning of the region to whose setup a row of revisions belongs, or None."""
        key = (row.kind, row.item_id)
        topic_id = row.item_id if row.kind == "topic" else self._home_ids.get(key)
        beginning = self._beginnings.get(topic_id) if topic_id else None
        if beginning is None or not beginning.covers(row.at):
            return None
        is_making = row.change_id == beginning.change_id or row.is_first
        return beginning if is_making or not _has_cause(row) else None


def find_beginnings(
    *,
    reader: Reader,
    since: datetime | None,
    until: datetime | None = None,
    among: Any = None,
) -> dict[int, Beginning]:
    """Return, by topic id, the beginnings of regions between two moments (None for no limit).

    `among` is a query for the ids of the only topics to look at, None for all.
    """
    query = _first_revisions(reader=reader)
    if since is None:
        query = query.where(Revision.kind == "topic")
    else:
        # Found by itself: with a subquery for it, SQLite would read the whole journal.
        first = select(Change.id).where(Change.at >= since).order_by(Change.at, Change.id).limit(1)
        begun = db.session.scalar(first)
        if begun is None:
            return {}
        query = query.where(KIND == "topic", Revision.change_id >= begun)
    if among is not None:
        query = query.where(Revision.item_id.in_(among))
    if until is not None:
        last = select(Change.id).where(Change.at > until).order_by(Change.at, Change.id).limit(1)
        if (beyond := db.session.scalar(last)) is not None:
            query = query.where(Revision.change_id < beyond)
    rows = db.session.execute(query)
    return {topic_id: Beginning(topic_id, change_id, at) for topic_id, change_id, at in rows}


@once_per_reader
def _first_revisions(*, reader: Reader) -> Any:
    """Return the query for the first revision of each region that a reader knows of."""
    earlier: Any = aliased(Revision)
    preceding = select(earlier.id).where(
        earlier.kind == "topic", earlier.item_id == Revision.item_id, earlier.id < Revision.id
    )
    if not reader.sees_private:
        preceding = preceding.where(earlier.published)
    return (
        select(Revision.item_id, Revision.change_id, Change.at)
        .join(Change, Change.id == Revision.change_id)
        .where(~preceding.exists(), knows_of(reader=reader))
    )


def find_setups(
    rows: Sequence[Any], beginnings: Mapping[int, Beginning], *, reader: Reader
) -> Setups:
    """Return the setups to which rows of revisions belong; `beginnings` are by topic id."""
    starts = sorted(beginning.at for beginning in beginnings.values())
    near = [row for row in rows if row.kind != "topic" and _is_near(row.at, starts)]
    firsts = {_first_of(row): row for row in near}
    home_ids = {}
    for revision_id, topic_ids in _read_additions(list(firsts), reader=reader):
        row = firsts[revision_id]
        homes = [beginnings.get(topic_id) for topic_id in topic_ids]
        covering = [home for home in homes if home is not None and home.covers(row.at)]
        if covering and len(homes) == 1:  # what stands on several pages is told by itself
            home_ids[row.kind, row.item_id] = covering[0].topic_id
    return Setups(beginnings, home_ids)


def _is_near(moment: datetime, starts: Sequence[datetime]) -> bool:
    """Return whether a moment is within a day after one of `starts`, which are sorted."""
    count = bisect_right(starts, moment)
    return bool(count) and moment < starts[count - 1] + FIRST_DAY


def _first_of(row: Any) -> int:
    return min(int(revision_id) for revision_id in str(row.ids).split(","))


def _read_additions(ids: Sequence[int], *, reader: Reader) -> Iterable[tuple[int, list[int]]]:
    """Yield the ids of revisions that first showed a reader an item, each with its topic ids."""
    previous: Any = aliased(Revision)
    after = Revision.after
    named = (after["topic_id"].as_integer(), after["topic"].as_integer(), after["topics"].as_json())
    query: Any = (
        select(Revision.id, *named)
        .outerjoin(previous, previous.id == Revision.previous_id)
        .where(after.is_not(None))
    )
    first = previous.id.is_(None)
    unseen = or_(first, ~previous.published, previous.action == SHOW)
    query = query.where(first if reader.sees_private else unseen)
    for start in range(0, len(ids), AT_ONCE):
        some = query.where(Revision.id.in_(ids[start : start + AT_ONCE]))
        for revision_id, own, other, several in db.session.execute(some):
            owner = own or other
            yield revision_id, [owner] if owner else sorted(several or ())


def _has_cause(row: Any) -> bool:
    return row.cause_kind is not None or bool(row.reason)
