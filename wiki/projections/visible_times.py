"""When visitors could first read of an item in a feed, and when that text last changed for them.

What was written in private counts from the change that made it visible: visitors do not learn when
it was written.
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
from wiki.projections.spans import Condition, visible_states


def read_visible_times(
    connection: Connection,
    kind: str,
    ids: Collection[int],
    has_content: Condition,
    fields: Sequence[str],
    *,
    void: Collection[int] = (),
) -> dict[int, tuple[datetime, datetime]]:
    """Return, by item id, when visitors could first read each item, and when its text last changed.

    `has_content` is the condition that a state has something to show, as `visible_states` takes it,
    and `fields` are those that a feed shows. States of changes that are `void` (undone) do not
    count, nor those of an item that stood where visitors may not look now. Items that visitors
    never saw are left out.
    """
    columns = (_wording(fields), Revision.change_id)
    first_shown: dict[int, dict[int, int]] = defaultdict(dict)
    for item, shown, (wording, change) in visible_states(
        connection, kind, ids, has_content, more=columns
    ):
        if change not in void:
            first_shown[item].setdefault(wording, shown)
    ends = {item: (min(some.values()), max(some.values())) for item, some in first_shown.items()}
    moments = _read_moments(connection, {one for pair in ends.values() for one in pair})
    return {item: (moments[first], moments[last]) for item, (first, last) in ends.items()}


def _wording(fields: Sequence[str]) -> ColumnElement[int]:
    """Return an SQL expression that numbers the texts of an item in turn.

    Equal states in a row share a number. Revisions that make no version of an item, such as moves,
    do not raise it.
    """
    previous: Any = aliased(Revision)
    before = previous.id == Revision.previous_id
    same = (_text(previous.after, name) == _text(Revision.after, name) for name in fields)
    is_same = exists().where(before, *same).correlate(Revision)
    is_other = case((or_(Revision.action.in_(NO_VERSION), is_same), 0), else_=1)
    return func.sum(is_other).over(partition_by=Revision.item_id, order_by=Revision.id)


def _text(state: Any, name: str) -> ColumnElement[str]:
    return func.coalesce(state[name].as_string(), "")


def _read_moments(connection: Connection, change_ids: Collection[int]) -> dict[int, datetime]:
    """Return the time at which each change was made, by its id."""
    times: dict[int, datetime] = {}
    for some in in_batches(sorted(change_ids)):
        rows = connection.execute(select(Change.id, Change.at).where(Change.id.in_(some)))
        times.update((change_id, at) for change_id, at in rows)
    return times
