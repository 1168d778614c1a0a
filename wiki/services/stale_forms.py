"""Refusing a form that was opened on an earlier version of its item than the newest one."""

from wiki.actions import NO_VERSION
from wiki.errors import Conflict
from wiki.journal import Entry
from wiki.recorded import Recorded


def refuse_stale(entry: Entry, item: Recorded) -> None:
    """Raise Conflict where a closed entry of a stale form altered the content of its item.

    The form's fields may be unchanged while what it says beside them is not, such as how a reading
    bears on a belief: that would overwrite newer content. The caller rolls back.
    """
    mine = (one for one in entry.revisions if (one.kind, one.item_id) == (item.__kind__, item.id))
    if any(one.action not in NO_VERSION for one in mine):
        raise Conflict
