"""What a reader may read of the journal: for revisions, and as conditions in SQL."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, not_, or_, select, true

from wiki.actions import SHOW
from wiki.db import db
from wiki.journal_tables import Revision, earlier, revision_topic, state_before
from wiki.models import Area, Relation, Shared, Topic
from wiki.recorded import Recorded
from wiki.related import find_row, load_related
from wiki.text import is_placeholder
from wiki.visibility.conditions import is_past_readable, readable_area_ids
from wiki.visibility.hidden_edits import TAGS, is_hidden_edit
from wiki.visibility.hidden_homes import is_in_hidden_topics
from wiki.visibility.reader import Reader, once_per_reader
from wiki.visibility.relocated import was_moved_from_hidden
from wiki.visibility.rows import is_open_among, is_public
from wiki.visibility.topic_visibility import is_set_public, was_merged_into
from wiki.visibility.withheld import is_of_withheld, is_withheld


def is_open(revision: Revision) -> bool:
    """Return whether a visitor may read a revision now."""
    # SHOW gives visitors the number that an item had when its region was opened, but no words.
    if not revision.published or revision.action == SHOW:
        return False
    item: Any = find_row(Recorded.kinds[revision.kind], revision.item_id)
    if is_withheld(item):
        return False
    if isinstance(item, Area):
        return is_readable_area(item)
    state = revision.after or state_before(revision) or {}
    if is_placeholder(str(state.get(item.__lead__) or "")):
        return False
    now = _public(item.topic_ids())
    return is_open_among(revision.kind, now, alone=True) and was_in_readable_topics(revision)


def may_read_words(revision: Revision) -> bool:
    """Return whether a visitor may read the text that an item had after a revision.

    After a revision with the action SHOW, that is the text of the revision before it.
    """
    while revision.action == SHOW and (previous := earlier(revision)):
        revision = previous
    return is_open(revision)


def was_in_readable_topics(revision: Revision) -> bool:
    """Return whether an item was published then, in topics whose past visitors may read now."""
    then = homes_in(revision.after or state_before(revision) or {})
    if revision.kind == Relation.__kind__:  # it is told with the end that it had before
        then |= homes_in(state_before(revision) or {})
    return revision.published and is_open_among(revision.kind, _public(then), alone=True)


def homes_in(state: Mapping[str, Any]) -> set[int]:
    """Return the ids of the topics in an item's state: of a relation both ends."""
    ends = (state[end] for end in ("topic", "topic_id", "region_id") if end in state)
    return {*state.get("topics", ()), *ends}


def is_open_then_and_now(kind: str, *, now: Iterable[bool], then: Iterable[bool]) -> bool:
    """Return whether visitors may read of an edit of an item that was published at the time.

    `now` and `then` say, for each topic that the item has and had, whether it is public now.
    """
    return all(is_open_among(kind, topics, alone=True) for topics in (now, then))


def _public(topic_ids: Iterable[int]) -> list[bool]:
    topics = [db.session.get(Topic, topic_id) for topic_id in topic_ids]
    return [bool(topic and is_readable(topic)) for topic in topics]


def is_readable(topic: Topic) -> bool:
    """Return whether visitors may read anything of a topic's past.

    They may if they see it now, or if it is set to public and was merged into a topic that they see
    now. Days on which it was private stay hidden all the same: that is the rule of `may_read`.
    """
    if topic.merged_into is None or not is_set_public(topic):
        return is_public(topic)
    into = db.session.get(Topic, topic.merged_into)
    return into is not None and is_public(into)


def is_readable_area(area: Area) -> bool:
    """Return whether visitors may read the past of an area; see also `readable_area_ids()`."""
    if area.merged_into is None:
        load_related(area)
        return area.deleted_at is None and is_public(area)
    mine = readable_area_ids().where(Area.id == area.id)
    return db.session.scalar(mine) is not None


def may_read() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors may read a revision.

    Its item needs a public topic (a relation two), then and now, must not be deleted or a draft
    now, and the revision must have altered more than hidden parts or a shown number. Placeholders
    are not checked: `is_open()` does that.
    """
    return and_(_is_readable_now(), not_(is_hidden_edit()))


def _is_readable_now() -> ColumnElement[bool]:
    tells = Revision.action != SHOW
    hidden = or_(is_in_hidden_topics(), was_in_hidden_topics())
    return and_(Revision.published, tells, not_(is_of_withheld()), _on_open_pages(), not_(hidden))


@cache
def _on_open_pages() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors may read the past of enough of a revision's topics."""
    mine = revision_topic.c.revision_id == Revision.id
    linked = exists().where(mine).correlate(Revision)
    shown = _is_linked(Revision, is_past_readable())
    # What lost its last topic stands by itself since then.
    alone = and_(Revision.kind.in_(_shared_kinds()), tag_count(Revision) == 0)
    return or_(~linked, shown, alone)


@cache
def _was_on_hidden_pages(revision: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that all topics that a shared item had then are hidden now.

    The item may have other topics by now, in which visitors see it.
    """
    tags = func.json_each(revision.after, TAGS).table_valued("value")
    shown = exists().where(Topic.id == tags.c.value, is_past_readable()).correlate(revision)
    tagged_hidden = and_(tag_count(revision) > 0, ~shown)
    # What was deleted has no state of then.
    deleted_hidden = and_(revision.after.is_(None), ~_is_linked(revision, is_past_readable()))
    # Few revisions have a hidden topic, so that the states of few are read.
    hidden = and_(_is_linked(revision, ~is_past_readable()), or_(tagged_hidden, deleted_hidden))
    return and_(revision.kind.in_(_shared_kinds()), hidden)


@cache
def _had_hidden_end(revision: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that a relation had an end, before or after, that is hidden now."""
    return and_(revision.kind == Relation.__kind__, _is_linked(revision, ~is_past_readable()))


def was_in_hidden_topics(revision: Any = Revision, *, kind: str = "") -> ColumnElement[bool]:
    """Return an SQL condition: that a revision's item was then where visitors may not look now.

    With `kind`, all revisions of the query are of this kind.
    """
    conditions = [was_moved_from_hidden(revision)]
    if not kind or kind in _shared_kinds():
        conditions.append(_was_on_hidden_pages(revision))
    if kind in ("", Relation.__kind__):
        conditions.append(_had_hidden_end(revision))
    return or_(*conditions)


def _shared_kinds() -> list[str]:
    return [kind for kind, model in Recorded.kinds.items() if issubclass(model, Shared)]


def tag_count(revision: Any) -> ColumnElement[int]:
    """Return an SQL expression: the number of topics of a shared item after a revision."""
    return func.coalesce(func.json_array_length(revision.after, TAGS), 0)


def _is_linked(revision: Any, condition: ColumnElement[bool]) -> Any:
    """Return an SQL condition: that a topic of a revision, before or after, meets a condition."""
    links = revision_topic.join(Topic, Topic.id == revision_topic.c.topic_id)
    mine = revision_topic.c.revision_id == revision.id
    return exists().select_from(links).where(mine, condition).correlate(revision)


def partly_hidden_ids(change_ids: Collection[int], *, reader: Reader) -> set[int]:
    """Return the ids of those changes that did something a reader may not read.

    The reason of such a change is hidden as well: it may be about that.
    """
    if reader.sees_private:
        return set()
    return set(db.session.scalars(_unreadable_in(), {"change_ids": list(change_ids)}))


@cache
def _unreadable_in() -> Select[Any]:
    """Return the query for those of `change_ids` with a revision that visitors may not read."""
    asked_for = Revision.change_id.in_(bindparam("change_ids", expanding=True))
    return select(Revision.change_id).where(
        asked_for, Revision.action != SHOW, not_(_is_readable_now())
    )


@once_per_reader
def knows_of(*, reader: Reader, kind: str = "") -> ColumnElement[bool]:
    """Return an SQL condition: that a reader may know of a revision, by where its item was then.

    The author knows of all. Visitors know of what was published then, unless its item is deleted or
    a draft now, or the topic in which it was written is hidden now. Items that were relocated into
    a hidden topic since are not left out: `still_knows_of()` does that. Readers of the past know of
    nothing later than their `until`. With `kind`, all revisions of the query are of this kind, and
    conditions on other kinds are left out, so that an index can be used.
    """
    then = true() if reader.until is None else Revision.change_id <= reader.until
    if reader.sees_private:
        return then
    hidden = was_in_hidden_topics(kind=kind)
    return and_(then, Revision.published, not_(is_of_withheld(kind)), not_(hidden))


@once_per_reader
def sees_edit(*, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that a reader knows of a revision and sees what it altered."""
    is_known = knows_of(reader=reader)
    return is_known if reader.sees_private else and_(is_known, not_(is_hidden_edit()))


@once_per_reader
def still_knows_of(*, reader: Reader, kind: str = "") -> ColumnElement[bool]:
    """Return an SQL condition: `sees_edit`, and the reader may look where the item is now.

    It decides from which revisions pages take the time of the last change.
    """
    is_known = knows_of(reader=reader, kind=kind)
    hidden = or_(is_in_hidden_topics(kind), is_hidden_edit())
    return is_known if reader.sees_private else and_(is_known, not_(hidden))


def was_shown() -> ColumnElement[bool]:
    """Return an SQL condition: that a revision left something that visitors could see then.

    A topic that was merged into another one is not seen any more.
    """
    is_there = and_(Revision.after.is_not(None), was_merged_into(Revision.after).is_(None))
    return and_(Revision.published, is_there)


def was_open() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors could see a revision's item, before or after it."""
    return Revision.published.is_(True)
