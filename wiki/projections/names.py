"""Every title and slug that a region has or had: `[[…]]` finds it by each, also after renaming."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, Index, and_, case, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from wiki.db import Base, db
from wiki.journal_tables import Revision
from wiki.models import Topic
from wiki.projections.base import Projection, Row, WriteResult, replace_rows
from wiki.projections.regions import all_ids, altered_topics, in_batches
from wiki.text import Names, Region, name_key
from wiki.visibility import Reader, is_former_name_known, sees_topic

NAMED = {"title", "slug"}


class TopicName(Base):
    """A name that a topic has or had: a title in the form of `name_key`, or a slug.

    `was_public` says whether visitors could ever see the topic while it had the name.
    """

    __tablename__ = "topic_name"

    name: Mapped[str] = mapped_column(primary_key=True)
    is_slug: Mapped[bool] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_current: Mapped[bool]
    was_public: Mapped[bool]
    revision_id: Mapped[int]  # the one that gave the topic the name last

    __table_args__ = (Index("ix_topic_name_topic_id", "topic_id"),)


def read_names(
    *, reader: Reader, among: Collection[str] | None = None, connection: Connection | None = None
) -> Names:
    """Return the names of the regions that a reader may see; `among` limits them to some keys.

    The names of a region that was merged into another one are former names of that one. A visitor
    finds a region by no name that it had only while it was private.
    """
    named = aliased(Topic)
    is_current = and_(TopicName.is_current, named.merged_into.is_(None))
    conditions = [sees_topic(reader=reader)]
    if not reader.sees_private:
        was_known = is_former_name_known(TopicName.was_public, named)
        conditions.append(or_(is_current, was_known))
    topic = (Topic.id, Topic.title, Topic.slug)
    query = select(TopicName.name, TopicName.is_slug, is_current.label("is_current"), *topic)
    query = query.join(named, named.id == TopicName.topic_id)
    query = query.join(Topic, Topic.id == func.coalesce(named.merged_into, named.id))
    query = query.where(*conditions)
    # Of two that have one title the elder counts, of two that had it the last.
    order = case((is_current, -TopicName.topic_id), else_=TopicName.revision_id)
    names = Names()
    for some in [None] if among is None else in_batches(sorted(among)):
        chosen = query if some is None else query.where(TopicName.name.in_(some))
        found = (connection or db.session.connection()).execute(chosen.order_by(order))
        for name, is_slug, is_own, topic_id, title, slug in found:
            add = names.add_slug if is_slug else names.add_title
            add(name, Region(topic_id, title, slug), is_current=is_own)
    return names


def add_former_names(names: Names, regions: Mapping[int, Region]) -> None:
    """Add former names that visitors ever knew to the `names` of past regions, given by id.

    Names of a region that was merged since are added to the region that it was merged into, unless
    it is itself among the past regions.
    """
    query = select(TopicName.topic_id, Topic.merged_into, TopicName.name, TopicName.is_slug)
    query = query.join(Topic, Topic.id == TopicName.topic_id)
    query = query.where(is_former_name_known(TopicName.was_public))
    for topic_id, into_id, name, is_slug in db.session.execute(
        query.order_by(TopicName.revision_id)
    ):
        if region := regions.get(topic_id) or regions.get(into_id or 0):
            add = names.add_slug if is_slug else names.add_title
            add(name, region, is_current=False)


def keys_of(name: str) -> set[str]:
    """Return the keys under which the table may have a typed name: as a title, and as a slug."""
    return {name_key(name), name.removeprefix("/atlas/")}


def _refresh(connection: Connection, written: WriteResult) -> None:
    for some in in_batches(sorted(altered_topics(written, NAMED | {"visibility"}))):
        chosen = TopicName.topic_id.in_(some)
        replace_rows(connection, TopicName, chosen, _rows(connection, some))


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_batches(all_ids(connection, "topic")):
        yield from _rows(connection, some)


def _rows(connection: Connection, topic_ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of all names that some topics have and had, from their revisions."""
    title, slug = (Revision.after[name].as_string().label(name) for name in ("title", "slug"))
    query = select(Revision.item_id, Revision.id, Revision.published, title, slug)
    mine = (Revision.kind == "topic", Revision.item_id.in_(topic_ids), Revision.after.is_not(None))
    found = connection.execute(query.where(*mine).order_by(Revision.item_id, Revision.id))
    for topic_id, states in groupby(found, key=lambda state: state.item_id):
        rows: dict[tuple[str, bool], Row] = {}
        named: set[tuple[str, bool]] = set()
        for state in states:
            before, named = named, {(name_key(state.title), False), (state.slug, True)}
            for key in named:
                row = rows.setdefault(key, {"was_public": False})
                row["was_public"] = row["was_public"] or state.published
                if key not in before:
                    row["revision_id"] = state.id
        for (name, is_slug), row in rows.items():
            key_fields = {"name": name, "is_slug": is_slug, "topic_id": topic_id}
            yield key_fields | {"is_current": (name, is_slug) in named} | row


PROJECTION = Projection(TopicName, _refresh, _derive)
