"""The words of everything that can be searched for.

By triggers, which the migrations define, SQLite keeps two full-text indexes of this table: one of
items that visitors may see, and one of all items for the author. So an index that visitors search
holds no private word.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from sqlite3 import SQLITE_CORRUPT
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    UniqueConstraint,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from wiki.db import Base, db
from wiki.journal_tables import Revision
from wiki.models import Relation, Shared, Topic
from wiki.projections.base import Projection, Row, WriteResult, insert_rows
from wiki.projections.regions import altered_topics, in_batches
from wiki.recorded import Recorded, is_among
from wiki.related import select_whole
from wiki.storage import code_of
from wiki.text import in_usual_letters, is_placeholder, parted, searchable
from wiki.visibility import VISITOR, is_undeleted, may_see_elsewhere

# Fields that change neither the words of an item nor who may meet it.
WORDLESS = {"credence", "position", "reviewed_on", "x", "y"}
INDEXES = ("search_visitor", "search_author")


class SearchText(Base):
    """The words of an item that is not deleted: `heading` names it, `body` has its other texts.

    The full-text indexes refer to `id`, which is the id of the item's last revision: a search that
    finds very many rows looks at those that were written last. Everything else refers to `kind` and
    `item_id`. A row is never updated: it is deleted and inserted again.
    """

    __tablename__ = "search_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    item_id: Mapped[int] = mapped_column()
    is_public: Mapped[bool]
    # What names the item, "" for none; in both, letters of Chinese and Japanese are parted.
    heading: Mapped[str]
    body: Mapped[str]

    __table_args__ = (UniqueConstraint("kind", "item_id"),)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the session identify rows by kind and item, as the id of a row changes."""
        return {"primary_key": ["kind", "item_id"]}


def searched_models() -> dict[str, Any]:
    """Return, by kind, the models of the items that can be searched for."""
    return {kind: model for kind, model in Recorded.kinds.items() if model.__searched__}


def is_on(model: Any, topic_ids: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a row is one of some topics, or stands on the page of one.

    `topic_ids` is a list of ids or a query for them.
    """
    mine: ColumnElement[bool]
    if issubclass(model, Topic):
        mine = model.id.in_(topic_ids)
    elif issubclass(model, Shared):
        mine = model.topics.any(Topic.id.in_(topic_ids))
    elif issubclass(model, Relation):
        mine = or_(model.topic_id.in_(topic_ids), model.region_id.in_(topic_ids))
    else:
        mine = model.topic_id.in_(topic_ids)
    return mine


def _refresh(_connection: Connection, written: WriteResult) -> None:
    models = searched_models()
    items = {
        (one.item.__kind__, one.item.id): one.item
        for one in written.altered
        if one.item.__kind__ in models
    }
    for item in _on_pages(altered_topics(written, {"visibility"})):
        items.setdefault((item.__kind__, item.id), item)
    last_written = {(one.kind, one.item_id): one.id for one in written.revisions}
    for keys in in_batches(sorted(items)):
        last = last_written | _last_revisions([key for key in keys if key not in last_written])
        _replace(keys, filter(None, (_row(items[key], last[key]) for key in keys)))


def _on_pages(topic_ids: Collection[int]) -> Iterator[Any]:
    """Yield the items on the pages of topics with these ids, and these topics."""
    for some in in_batches(sorted(topic_ids)):
        for model in searched_models().values():
            mine = (is_on(model, some), model.deleted_at.is_(None))
            yield from db.session.scalars(select_whole(model).where(*mine)).unique()


def _last_revisions(keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return the id of each item's last revision, by kind and id; `keys` are such pairs."""
    if not keys:
        return {}
    item = (Revision.kind, Revision.item_id)
    query = select(*item, func.max(Revision.id)).where(is_among(Revision, keys)).group_by(*item)
    return {(kind, item_id): last for kind, item_id, last in db.session.execute(query)}


def _replace(keys: Sequence[tuple[str, int]], rows: Iterable[Row]) -> None:
    """Replace the rows of the items with these keys (kind and id) by `rows`."""
    mine = is_among(SearchText, keys)
    db.session.execute(delete(SearchText).where(mine).execution_options(synchronize_session=False))
    if new := list(rows):
        insert_rows(db.session.connection(), SearchText, new)


def _derive(connection: Connection) -> Iterator[Row]:
    """Yield the rows in the order in which their items were last written: a search relies on it."""
    models = searched_models()
    last = func.max(Revision.id)
    query = select(Revision.kind, Revision.item_id, last).where(Revision.kind.in_(models))
    query = query.group_by(Revision.kind, Revision.item_id).order_by(last)
    with Session(bind=connection) as session:
        keys: list[tuple[str, int, int]] = [(*row,) for row in connection.execute(query)]
        for some in in_batches(keys):
            items = {}
            for kind in {kind for kind, *_ in some}:
                for item in _read(session, models[kind], [n for one, n, _ in some if one == kind]):
                    items[kind, item.id] = item
            rows = (_row(items[k, n], at) for k, n, at in some if (k, n) in items)
            yield from filter(None, rows)
            session.expunge_all()


def _read(session: Session, model: Any, ids: Sequence[int]) -> Iterable[Any]:
    """Return the items of a kind with these ids that are not deleted."""
    query = select_whole(model).where(model.id.in_(ids), model.deleted_at.is_(None))
    return session.scalars(query).unique()


def _row(item: Any, last: int) -> Row | None:
    """Return the row to index for an item, None for one that is deleted or has no words.

    `last` is the id of its last revision.
    """
    if not is_undeleted(item):
        return None
    first = item.__searched__[0]
    heading, body = _words(item, first) if first else "", body_of(item, name=str)
    if not heading and not body:
        return None
    return {
        "id": last,
        "kind": item.__kind__,
        "item_id": item.id,
        "is_public": may_see_elsewhere(item, reader=VISITOR),
        "heading": heading,
        "body": body,
    }


def body_of(item: Any, *, name: Callable[[str], str]) -> str:
    """Return the words of an item's other texts as `SearchText.body` has them.

    `name` makes of the name in a link, such as `b-12`, the words that are shown for it.
    """
    return "\n".join(filter(None, (_words(item, one, name) for one in item.__searched__[1:])))


def _words(item: Any, field: str, name: Callable[[str], str] = str) -> str:
    """Return the searchable words of an item's field, "" for a placeholder.

    The title of a region is no placeholder.
    """
    typed = str(getattr(item, field))
    is_title = isinstance(item, Topic) and field == "title"
    if is_placeholder(typed) and not is_title:
        return ""
    is_plain = field in item.__plain__
    return parted(in_usual_letters(typed) if is_plain else searchable(typed, name=name))


class _Indexed(Projection):
    """The projection `SearchText`, together with its full-text indexes."""

    def rebuild(self, connection: Connection) -> int:
        """Rebuild the table and then the indexes from it; return the number of rows."""
        total = super().rebuild(connection)
        for index in INDEXES:
            connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('rebuild')"))
        return total


def check_indexes(connection: Connection) -> list[str]:
    """Compare each full-text index with the table; return a sentence for each that differs.

    SQLite takes the write lock for it, so call this in a transaction that has read nothing yet.
    Raises DatabaseError where the lock cannot be had.
    """
    lines = []
    for index in INDEXES:
        compare = f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"
        try:
            connection.execute(text(compare))
        except DatabaseError as error:
            if code_of(error) != SQLITE_CORRUPT:
                raise
            lines.append(f"{index}: has other words than {SearchText.__tablename__}")
    return lines


PROJECTION = _Indexed(SearchText, _refresh, _derive)
