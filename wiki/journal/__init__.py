"""The one door for writes: every save is a change, with a revision for each item it altered.

`record()` opens an entry; rows are added, set and deleted through it; at its end the entry
compares every touched row with its last revision and appends what differs. Nothing here commits.
"""

from wiki.journal.entry import Entry, record
from wiki.journal.lookup import find_once, last_revision, version
from wiki.journal.signature import Held, Signature
from wiki.journal.undo import undo
from wiki.journal_tables import POINT, Change, Revision, revision_topic

__all__ = [
    "POINT",
    "Change",
    "Entry",
    "Held",
    "Revision",
    "Signature",
    "find_once",
    "last_revision",
    "record",
    "revision_topic",
    "undo",
    "version",
]
