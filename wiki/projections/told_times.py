"""When visitors were first told what feeds tell of an item, and when that was last another thing.

What was written in private is told from the change on that showed it: when it was written, visitors
do not learn.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import NO_VERSION
from wiki.journal_tables import Change, Revision
from wiki.projections.regions import in_batches
from wiki.projections.spans import Condition, seen_states


def read_told_times(
    connection: Connection,
    kind: str,
    ids: Collection[int],
    said: Condition,
    fields: Sequence[str],
    *,
    void: Collection[int] = (),
) -> dict[int, tuple[datetime, datetime]]:
    """Return when each item was first told to visitors, and last told otherwise, by its id.

    `said` is the condition that a state is told, as `seen_states` takes it, and `fields` are those
    that are told. States of changes that are `void` do not count, nor those of an item that stood
    where visitors may not look now. Items that were never told are left out.
    """
    columns = (_wording(fields), Revision.change_id)
    told: dict[int, dict[int, int]] = defaultdict(dict)
    for item, shown, (wording, change) in seen_states(connection, kind, ids, said, more=columns):
        if change not in void:
            told[item].setdefault(wording, shown)
    ends = {item: (min(some.values()), max(some.values())) for item, some in told.items()}
    moments = _read_moments(connection, {one for pair in ends.values() for one in pair})
    return {item: (moments[first], moments[last]) for item, (first, last) in ends.items()}


def _wording(fields: Sequence[str]) -> ColumnElement[int]:
    """Return the number of what an item's state tells: states in a row that tell the same share it.

    What makes no version of an item makes no other number.
    """
    previous: Any = aliased(Revision)
    before = previous.id == Revision.previous_id
    same = (_text(previous.after, name) == _text(Revision.after, name) for name in fields)
    is_kept = exists().where(before, *same).correlate(Revision)
    is_other = case((or_(Revision.action.in_(NO_VERSION), is_kept), 0), else_=1)
    return func.sum(is_other).over(partition_by=Revision.item_id, order_by=Revision.id)


def _text(state: Any, name: str) -> ColumnElement[str]:
    return func.coalesce(state[name].as_string(), "")


def _read_moments(connection: Connection, change_ids: Collection[int]) -> dict[int, datetime]:
    """Return when some changes were made, by their ids."""
    found: dict[int, datetime] = {}
    for some in in_batches(sorted(change_ids)):
        rows = connection.execute(select(Change.id, Change.at).where(Change.id.in_(some)))
        found.update((change_id, at) for change_id, at in rows)
    return found
