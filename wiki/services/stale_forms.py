"""Forms that were opened on an earlier version of their item than the newest one."""

from wiki.actions import NO_VERSION
from wiki.errors import Conflict
from wiki.journal import Entry
from wiki.recorded import Recorded


def refuse_stale(entry: Entry, item: Recorded) -> None:
    """Raise Conflict where a closed entry, of a form that is stale, altered what its item says.

    The fields of the item can be as they were, and what the form says beside them can not: how a
    reading bears on a belief is overwritten like a text. The caller rolls back.
    """
    mine = (one for one in entry.revisions if (one.kind, one.item_id) == (item.__kind__, item.id))
    if any(one.action not in NO_VERSION for one in mine):
        raise Conflict
