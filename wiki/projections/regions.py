"""What rows of projections repeat of the region of their item, and which rows a write alters."""

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import Mapped

from wiki.models import Topic
from wiki.projections.base import AlteredRow, Row, WriteResult
from wiki.recorded import Recorded
from wiki.text import sort_key
from wiki.visibility import AUTHOR, VISITOR, sees_topic

T = TypeVar("T")

MANY = 500  # items read at a time
REPEATED = {"title", "area_id", "visibility"}
READERS = (False, True)  # whether they see what is private
LISTED = ("sees_private", "is_listed")  # an index of a list begins with them


def find_model(kind: str) -> Any:
    """Return the model of a kind of item, such as "belief": modules here cannot import it."""
    return Recorded.kinds[kind]


def affected_ids(
    connection: Connection,
    written: WriteResult,
    kind: str,
    *,
    matters: Callable[[AlteredRow], bool] = lambda one: True,
) -> set[int]:
    """Return the ids of the items of a kind whose projection rows may change after a write.

    They are the items altered so that `matters` is true, and all on the pages of topics whose
    title, area or visibility was altered.
    """
    model = find_model(kind)
    mine = (one for one in written.altered if one.item.__kind__ == kind)
    ids = {one.item.id for one in mine if matters(one)}
    for some in in_batches(sorted(altered_topics(written, REPEATED))):
        ids.update(connection.scalars(select(model.id).where(model.topic_id.in_(some))))
    return ids


def altered_topics(written: WriteResult, names: Set[str]) -> set[int]:
    """Return the ids of the topics of which a write altered a field in `names`.

    Topics that it added, deleted or restored are among them.
    """
    return {
        one.item.id
        for one in written.altered
        if one.item.__kind__ == "topic" and (one.appeared or one.names & names)
    }


def all_ids(connection: Connection, kind: str) -> Sequence[int]:
    """Return the ids of all items of a kind, also deleted ones, in order."""
    model = find_model(kind)
    return connection.scalars(select(model.id).order_by(model.id)).all()


def in_batches(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield parts of a sequence of ids or other keys, at most `MANY` in each."""
    for start in range(0, len(keys), MANY):
        yield keys[start : start + MANY]


def with_region(kind: str, fields: Sequence[str], ids: Sequence[int]) -> Select[Any]:
    """Return a query for fields of undeleted items with these ids, and of their topics.

    `author_sees` and `visitors_see` say who sees the topic.
    """
    model = find_model(kind)
    topic = (Topic.id.label("topic_id"), Topic.title, Topic.area_id)
    return (
        select(model.id, model.position, *(getattr(model, name) for name in fields), *topic)
        .add_columns(sees_topic(reader=AUTHOR).label("author_sees"))
        .add_columns(sees_topic(reader=VISITOR).label("visitors_see"))
        .join(Topic, Topic.id == model.topic_id)
        .where(model.id.in_(ids), model.deleted_at.is_(None))
        .order_by(model.id)
    )


class Listing:
    """The columns that `listing_of` fills, but for `sees_private`, which is part of the key."""

    # Whether the reader may see the item, and it belongs in the list.
    is_listed: Mapped[bool]
    topic_id: Mapped[int]
    area_id: Mapped[int | None]
    region: Mapped[str]  # the topic's title as it is sorted
    position: Mapped[str]


def listing_of(row: Any, *, sees_private: bool, is_listed: bool) -> Row:
    """Return the columns that say who sees an item, and where it is sorted in a list.

    `row` is from `with_region`; `is_listed` says whether the list has the item for a reader who
    sees everything.
    """
    is_seen = row.author_sees if sees_private else row.visitors_see
    return {
        "sees_private": sees_private,
        "is_listed": bool(is_seen and is_listed),
        "topic_id": row.topic_id,
        "area_id": row.area_id,
        "region": sort_key(row.title),
        "position": row.position,
    }
