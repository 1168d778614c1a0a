"""The links that texts have to regions and items, from which backlinks follow.

Where a link leads depends on its text and on the names of regions, so a write that alters either
updates this table. Who may read the text with the link is kept in `SearchText`, for every item.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Connection,
    Index,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from wiki.anchors import Anchor
from wiki.db import Base, Word
from wiki.models import Topic, TopicItem
from wiki.projections.base import AlteredRow, Projection, Row, WriteResult
from wiki.projections.link_targets import LinkTarget, find_link_targets
from wiki.projections.names import NAMED, TopicName
from wiki.projections.regions import all_ids, altered_topics, find_model, in_batches
from wiki.projections.search import WORDLESS, searched_models
from wiki.recorded import Recorded, is_among
from wiki.text import (
    Resolver,
    TypedLink,
    index_word,
    index_words,
    is_placeholder,
    links_of,
    no_words,
    unwritten_slug,
)
from wiki.text.linking import MARKS, may_link


class TextLink(Base):
    """A link in a field of an item that is not deleted.

    `typed` is the name or anchor in it. `word` is a word of each name that it may mean, by which
    renaming finds it, `slug` the slug that a region of this name would get, and `anchor` the anchor
    if it may be one. `target_id` and `public_id` are the topics to which it leads the author and
    visitors, None for a page that is not written yet.
    """

    __tablename__ = "text_link"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str]
    home_id: Mapped[int | None]  # the topic on whose page it stands; None for a shared item
    typed: Mapped[str]
    word: Mapped[str]
    slug: Mapped[str]
    anchor: Mapped[str] = mapped_column(Word)
    target_id: Mapped[int | None]
    public_id: Mapped[int | None]
    is_former: Mapped[bool]  # the name is one that the target does not have any more
    sentence: Mapped[str]
    start: Mapped[int]  # where the words of the link stand in the sentence
    end: Mapped[int]

    __table_args__ = (
        Index("ix_text_link_target_id", "target_id"),
        Index("ix_text_link_public_id", "public_id"),
        Index("ix_text_link_word", "word"),
        Index("ix_text_link_slug", "slug"),
        Index("ix_text_link_anchor", "anchor", sqlite_where=text("anchor != ''")),
    )


def _refresh(connection: Connection, written: WriteResult) -> None:
    models = searched_models()
    worded = [
        one.item
        for one in written.altered
        if one.item.__kind__ in models
        and (one.appeared or one.names - WORDLESS)
        and (_may_link(one.before or {}) or _may_link(one.item.snapshot()))
    ]
    for some in in_batches(worded):
        keys = [(item.__kind__, item.id) for item in some]
        deletion = delete(TextLink).where(is_among(TextLink, keys)).returning(TextLink.public_id)
        rows = [row for item in some for row in _rows(item.__kind__, item)]
        linked = [*connection.scalars(deletion), *_insert(connection, rows)]
        written.noticed.linked.update(filter(None, linked))
    _update_targets(connection, written)


def _may_link(state: Mapping[str, Any]) -> bool:
    """Return whether any text in an item's state may contain a link."""
    return any(isinstance(text, str) and may_link(text) for text in state.values())


def _insert(connection: Connection, rows: list[Row]) -> list[int | None]:
    """Insert rows, completed with where they lead.

    Return the topics to which they lead visitors.
    """
    if not rows:
        return []
    targets = find_link_targets(connection, {row["typed"] for row in rows})
    connection.execute(insert(TextLink), [row | targets[row["typed"]]._asdict() for row in rows])
    return [target.public_id for target in targets.values()]


def _update_targets(connection: Connection, written: WriteResult) -> None:
    """Update where links lead, after regions got other names, or items were added or moved."""
    topics = altered_topics(written, NAMED | {"visibility"})
    topics |= _merged_into(connection, topics)
    words = {word for name in _all_names(connection, topics) for word in index_words(name)}
    anchors = {str(Anchor.of(one.item)) for one in written.altered if _may_alter_target(one)}
    anchors |= set(_anchors_on(connection, altered_topics(written, {"visibility"})))
    for column, keys in ((TextLink.word, words), (TextLink.anchor, anchors)):
        for some in in_batches(sorted(keys)):
            columns = (TextLink.typed, TextLink.target_id, TextLink.public_id, TextLink.is_former)
            found = connection.execute(select(*columns).where(column.in_(some)).distinct()).all()
            targets = find_link_targets(connection, {row.typed for row in found})
            for typed in {row.typed for row in found if LinkTarget(*row[1:]) != targets[row.typed]}:
                mine = update(TextLink).where(column.in_(some), TextLink.typed == typed)
                connection.execute(mine.values(**targets[typed]._asdict()))


def _merged_into(connection: Connection, topic_ids: Collection[int]) -> set[int]:
    """Return the ids of the topics that were merged into any of these."""
    found: set[int] = set()
    for some in in_batches(sorted(topic_ids)):
        found |= set(connection.scalars(select(Topic.id).where(Topic.merged_into.in_(some))))
    return found


def _may_alter_target(one: AlteredRow) -> bool:
    is_moved = isinstance(one.item, TopicItem) and "topic" in one.names
    return bool(one.item.__letter__) and (one.appeared or is_moved)


def _anchors_on(connection: Connection, topic_ids: Collection[int]) -> Iterator[str]:
    """Yield the anchors of the items on the pages of some topics."""
    for letter, kind in sorted(Recorded.letters.items()):
        model = find_model(kind)
        for some in in_batches(sorted(topic_ids)) if issubclass(model, TopicItem) else ():
            ids = connection.scalars(select(model.id).where(model.topic_id.in_(some)))
            yield from (f"{letter}-{item_id}" for item_id in ids)


def _all_names(connection: Connection, topic_ids: Collection[int]) -> Iterator[str]:
    for some in in_batches(sorted(topic_ids)):
        yield from connection.scalars(select(TopicName.name).where(TopicName.topic_id.in_(some)))


def _derive(connection: Connection) -> Iterator[Row]:
    for kind, model in sorted(searched_models().items()):
        fields = [getattr(model, name) for name in model.markdown_fields()]
        linked = or_(*(field.contains(mark, autoescape=True) for field in fields for mark in MARKS))
        columns = dict.fromkeys(["id", "deleted_at", *model.markdown_fields()])
        columns |= dict.fromkeys(model.__homes__.values())
        for some in in_batches(all_ids(connection, kind)):
            mine = (model.id.in_(some), model.deleted_at.is_(None), linked)
            query = select(*(getattr(model, name) for name in columns)).where(*mine)
            rows = [
                row
                for item in connection.execute(query.order_by(model.id))
                for row in _rows(kind, item)
            ]
            targets = find_link_targets(connection, {row["typed"] for row in rows})
            yield from (row | targets[row["typed"]]._asdict() for row in rows)


def list_links(
    kind: str, item: Any, *, resolve: Resolver = no_words
) -> Iterator[tuple[str, TypedLink]]:
    """Yield the links in an item's texts in the order of their numbers, each after its field.

    In their sentences, items are told by the words that `resolve` knows.
    """
    for field in find_model(kind).markdown_fields():
        source = getattr(item, field)
        for link in () if is_placeholder(source) else links_of(source, resolve=resolve):
            yield field, link


def _rows(kind: str, item: Any) -> Iterator[Row]:
    """Yield the rows for the links in an item's texts, without the columns of where they lead."""
    homes = find_model(kind).__homes__
    links = list_links(kind, item) if item.deleted_at is None else ()
    for number, (field, link) in enumerate(links):
        home, anchor = homes.get(field, homes.get("", "")), Anchor.of_link(link.typed)
        yield {
            "kind": kind,
            "item_id": item.id,
            "number": number,
            "field": field,
            "home_id": getattr(item, home) if home else None,
            "word": index_word(link.typed),
            "slug": "" if anchor else unwritten_slug(link.typed),
            "anchor": str(anchor or ""),
            **link._asdict(),
        }


PROJECTION = Projection(TextLink, _refresh, _derive)
