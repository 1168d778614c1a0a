"""Writing the revisions of a change: each gets its id when made, and all are inserted together."""

from datetime import datetime

from sqlalchemy import column, func, insert, select, table

from wiki.actions import State
from wiki.db import Base, db, utc_now
from wiki.journal_tables import (
    Change,
    DatedCredence,
    Revision,
    WrittenRevision,
    revision_topic,
)
from wiki.recorded import Recorded

REVISIONS = Base.metadata.tables[Revision.__tablename__]
COLUMNS = tuple(column.name for column in REVISIONS.columns)


class RevisionWriter:
    """Writes a change with its revisions; `change` is None until the first revision is made."""

    def __init__(self, draft: Change) -> None:
        self.change: Change | None = None
        self.revisions: list[WrittenRevision] = []
        self._draft = draft
        self._links: list[dict[str, int]] = []
        self._last_id = 0
        self._latest: datetime | None = None

    def begin(self) -> None:
        """Read which id the next revision gets, and the time of the last change."""
        # SQLite knows the highest id that there ever was, also one that a restore took back.
        ids = table("sqlite_sequence", column("name"), column("seq"))
        ever = select(ids.c.seq).where(ids.c.name == REVISIONS.name).scalar_subquery()
        last = select(func.max(Revision.id)).scalar_subquery()
        latest = select(Change.at).order_by(Change.id.desc()).limit(1).scalar_subquery()
        *ids_so_far, self._latest = db.session.execute(select(last, ever, latest)).one()
        self._last_id = max(one or 0 for one in ids_so_far)

    def write(
        self,
        item: Recorded,
        action: str,
        previous_id: int | None,
        after: State | None,
        point: DatedCredence | None,
        *,
        published: bool,
    ) -> WrittenRevision:
        """Make the next revision of an item and return it; `insert()` writes it to the database.

        `after` is the item's state, None where it is deleted; `point` is the credence that the
        revision records, None for none; `published` says whether visitors may see the item.
        """
        self._last_id += 1
        revision = WrittenRevision(
            id=self._last_id,
            change_id=self._saved_change().id,
            kind=item.__kind__,
            item_id=item.id,
            action=action,
            previous_id=previous_id,
            after=after,
            published=published,
            **(vars(point) if point else {}),
        )
        self.revisions.append(revision)
        return revision

    def link(self, revision: WrittenRevision, topic_ids: set[int]) -> None:
        """Note that a revision alters the pages of these topics; `insert()` writes the links."""
        for topic_id in sorted(topic_ids):
            self._links.append({"topic_id": topic_id, "revision_id": revision.id})

    def insert(self) -> None:
        """Insert the revisions made so far, and their links to topics, into the database."""
        db.session.flush()
        connection = db.session.connection()
        if self.revisions:
            rows = [{name: getattr(one, name) for name in COLUMNS} for one in self.revisions]
            connection.execute(insert(REVISIONS), rows)
        if self._links:
            connection.execute(insert(revision_topic), self._links)

    def _saved_change(self) -> Change:
        """Return the change, saved with an id when the first revision needs it.

        Its time is never earlier than that of the change before it.
        """
        if self.change is None:
            self.change = self._draft
            self.change.at = max(utc_now(), self._latest) if self._latest else utc_now()
            db.session.add(self.change)
            db.session.flush()
        return self.change
