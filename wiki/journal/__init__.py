"""The journal, the only way to write: every save appends a change with a revision for each item.

`record()` opens an entry, through which rows are added, altered and deleted. When its block ends,
each touched row is compared with its last revision, and a revision is appended for those that
differ. Nothing here commits.
"""

from wiki.journal.entry import Entry
from wiki.journal.lookup import (
    find_once,
    is_current,
    last_revision,
    revision_after,
    revisions_of,
    version,
)
from wiki.journal.points import last_days
from wiki.journal.purge import is_purged, purge_items, was_purged
from wiki.journal.recording import record
from wiki.journal.signature import Signature
from wiki.journal.undo import undo
from wiki.journal_tables import Change, DatedCredence, Revision, revision_topic

__all__ = [
    "Change",
    "DatedCredence",
    "Entry",
    "Revision",
    "Signature",
    "find_once",
    "is_current",
    "is_purged",
    "last_days",
    "last_revision",
    "purge_items",
    "record",
    "revision_after",
    "revision_topic",
    "revisions_of",
    "undo",
    "version",
    "was_purged",
]
