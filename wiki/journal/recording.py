"""Opening and closing an entry: every write to rows happens in a block of `record()`."""

from collections.abc import Iterator
from contextlib import contextmanager

from wiki.commit_effects import alters_pages
from wiki.db import db
from wiki.journal.entry import Entry
from wiki.journal.signature import Signature
from wiki.journal_tables import Change
from wiki.projections import regions_showing


@contextmanager
def record(
    by: Signature,
    *,
    reason: str = "",
    once: str | None = None,
    undoes: Change | None = None,
    within_pages: bool = False,
) -> Iterator[Entry]:
    """Open an entry in the journal for a `with` block; when the block ends, the entry is closed.

    `by` says who saves and why. `once` is the key of a form for something new, `undoes` the change
    that this one undoes. With `within_pages`, pages in the page cache that show none of the altered
    rows stay cached: then nothing else that visitors read may be written in this transaction. After
    the block, `entry.change` is the change, or None where no row differed. The caller commits.
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
    written = entry.close()
    if within_pages and written.revisions:
        connection = db.session.connection()
        alters_pages(connection, regions_showing(connection, written))
