"""Short ways to say what an author does, for tests of the journal and the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tests.conftest import TODAY
from tests.new_pages import create_topic
from wiki.actions import POINTS
from wiki.db import begin_writing, db
from wiki.journal import Change, Revision, Signature, version
from wiki.journal.agreement import find_contradictions
from wiki.models import Topic
from wiki.projections import PROJECTIONS
from wiki.projections.search import check_indexes
from wiki.queries.authors import find_author
from wiki.recorded import Recorded
from wiki.related import load_related, select_whole
from wiki.sections import Section, find_section
from wiki.services.authors import make_author
from wiki.services.items import SaveResult, add_item, save_item

WITH_REVISIONS = selectinload(Change.revisions).selectinload(Revision.previous)


class Writer:
    """An author whose every verb is one transaction."""

    def __init__(self, name: str = "Ada") -> None:
        self.name = name

    @property
    def by(self) -> Signature:
        author = find_author(self.name) or make_author(self.name)
        return Signature(author.id, TODAY)

    @contextmanager
    def saving(self) -> Iterator[Signature]:
        """Write as one transaction; whatever goes wrong leaves no trace."""
        db.session.rollback()
        begin_writing()
        try:
            yield self.by
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise

    def topic(self, title: str, **values: Any) -> Topic:
        with self.saving() as by:
            return create_topic({"title": title} | values, by)

    def add(self, topic: Topic, name: str, **values: Any) -> SaveResult:
        with self.saving() as by:
            return add_item(section(name), topic, values, by)

    def save(self, topic: Topic, name: str, item: Any, **values: Any) -> SaveResult:
        """Save an item on the version it has now."""
        with self.saving() as by:
            base = version(section(name).kind, item.id)
            return save_item(section(name), topic, item, values, by, base=base)


def section(name: str) -> Section:
    found = find_section(name)
    assert found
    return found


class WriterToday(Writer):
    """An author who writes on the day that pages show."""

    @property
    def by(self) -> Signature:
        return replace(super().by, today=datetime.now(UTC).date())


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.rollback()


def reread(row: Any) -> Any:
    """Return a row with its related rows, which a commit made it forget."""
    load_related(row, *(["area"] if isinstance(row, Topic) else []))
    return row


def newest() -> Change:
    """Return the latest change, with its author, its revisions and those before them."""
    latest = (
        select(Change)
        .options(WITH_REVISIONS, joinedload(Change.author))
        .order_by(Change.id.desc())
        .limit(1)
    )
    return db.session.scalars(latest).one()


def newest_id(app: Flask) -> int:
    """Return the id of the latest change, outside of any app context."""
    with app.app_context():
        return newest().id


def count_changes(app: Flask) -> int:
    """Return how many changes the journal holds, outside of any app context."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Change)) or 0


def counted() -> int:
    """Return how much the journal holds."""
    return len(db.session.scalars(select(Revision.id)).all())


def check_journal() -> None:
    """Fail unless the journal and the rows say the same, and the journal hangs together."""
    db.session.rollback()
    last: dict[tuple[str, int], Revision] = {}
    moments = db.session.scalars(select(Change.at).order_by(Change.id)).all()
    assert list(moments) == sorted(moments), "time ran backwards"
    every = select(Revision).options(selectinload(Revision.previous)).order_by(Revision.id)
    for revision in db.session.scalars(every):
        item = (revision.kind, revision.item_id)
        previous = last.get(item)
        assert revision.previous_id == (previous.id if previous else None)
        moved = previous is None or revision.after != revision.before
        assert moved != (revision.action in POINTS), "only saying something leaves an item as it is"
        last[item] = revision
    for change in db.session.scalars(select(Change).options(WITH_REVISIONS)):
        assert change.revisions, "a change without a revision"
        # Of one item a change may tell any number of points beside the one thing it did to it.
        done = [revision for revision in change.revisions if revision.action not in POINTS]
        touched = [(revision.kind, revision.item_id) for revision in done]
        assert len(set(touched)) == len(touched), "two revisions of one item in one change"
    rows = {
        (kind, item.id): item.journal_state()
        for kind, model in Recorded.kinds.items()
        for item in db.session.scalars(select_whole(model)).unique()
    }
    assert rows == {item: revision.after for item, revision in last.items()}


def check_projections(*, with_rows: bool = True) -> None:
    """Fail unless each projection is as a rebuild makes it, and the rows as the journal says."""
    db.session.rollback()
    found = list(find_contradictions()) if with_rows else []
    assert not found, found
    assert check_indexes(db.session.connection()) == []
    db.session.rollback()
    connection = db.session.connection()
    assert [projection.check(connection)[1] for projection in PROJECTIONS] == [[]] * len(
        PROJECTIONS
    )
