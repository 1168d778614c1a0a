"""Who reads, and the only rules of what a reader may see: for rows, and as conditions in SQL.

A visitor sees a topic that is public and not deleted; an item of a topic with it; a reading or an
essay with one of its topics or, without any, if it says something; a relation if both its ends are
public; the site's settings and its page "About". Of the journal a visitor reads what could be seen
when it was written and may be seen now.
A draft is never seen: neither the reading or essay, nor what the journal has of it from the time
when it was one, nor, while it is one now, anything of its past.
A placeholder is seen on its topic's page and met nowhere else.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, literal, not_, or_, select, true

from wiki.db import db
from wiki.journal_tables import Revision, revision_topic
from wiki.models import (
    DRAFT,
    PUBLIC,
    PUBLISHED,
    Area,
    Essay,
    Note,
    Reading,
    Relation,
    Shared,
    Topic,
    TopicItem,
)
from wiki.recorded import Recorded
from wiki.site_rows import OneRow
from wiki.text import is_placeholder


@dataclass(frozen=True)
class Reader:
    """Who reads: a visitor or the author, now or as of a change.

    `sees_private` is true for the author alone. `until` is the id of the last change that the
    reader knows, None for all changes. The past is always read as a visitor.
    """

    sees_private: bool = False
    until: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for an author of the past: past pages are the same for everybody."""
        if self.sees_private and self.until is not None:
            raise ValueError("The past is read as a visitor.")


VISITOR, AUTHOR = Reader(), Reader(sees_private=True)
MAY_BE_DRAFTS: dict[str, Any] = {model.__kind__: model for model in (Reading, Essay)}


# Rows as they are now.


def is_public(row: Recorded) -> bool:
    """Return whether a visitor may see a row on a page, were it not deleted itself."""
    match row:
        case Topic():
            return row.visibility == PUBLIC and row.deleted_at is None
        case Area():
            return any(is_public(topic) for topic in row.topics)
        case Shared():
            if row.is_draft:
                return False
            homes, alone = row.topics, row.is_worth_showing()
        case Relation():
            homes, alone = [row.topic, row.region], False
        case TopicItem():
            homes, alone = [row.topic], False
        case OneRow():
            homes, alone = [], True
        case _:
            return False
    return is_open_among(row.__kind__, map(is_public, homes), alone=alone)


def is_open_among(kind: str, public: Iterable[bool], *, alone: bool) -> bool:
    """Return whether an item may be seen, given whether each of its topics is public.

    One public topic is enough, but for a relation, which needs both, and a private note, which is
    never seen. `alone` is the answer for an item without any topic.
    """
    if kind == Note.__kind__:
        return False
    found = list(public)
    if not found:
        return alone
    return all(found) if kind == Relation.__kind__ else any(found)


def is_empty_slot(row: Recorded) -> bool:
    """Return whether a row is a placeholder: the field that names it is not filled."""
    words = getattr(row, row.__lead__, "")
    return isinstance(words, str) and is_placeholder(words)


def may_see(row: Recorded, *, reader: Reader) -> bool:
    """Return whether a reader may see a row, on its topic's page."""
    return reader.sees_private or is_public(row)


def may_meet(row: Recorded, *, reader: Reader) -> bool:
    """Return whether a reader may meet a row away from its topic's page: visitors no placeholder.

    The author meets everything.
    """
    return reader.sees_private or (is_public(row) and not is_empty_slot(row))


def is_found(row: Recorded) -> bool:
    """Return whether visitors find a row that is not deleted, and more than a placeholder."""
    return row.deleted_at is None and may_meet(row, reader=VISITOR)


# Rows as they are now, in SQL.


def sees_topic(*, reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a reader may see a topic: no deleted one, visitors no private."""
    there = Topic.deleted_at.is_(None)
    return there if reader.sees_private else and_(there, Topic.visibility == PUBLIC)


def visible_topics(*, reader: Reader) -> Any:
    """Return the query for the topics a reader may see."""
    return select(Topic).where(sees_topic(reader=reader))


def sees_area(*, reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a reader may see an area: visitors need a public topic in it."""
    there = Area.deleted_at.is_(None)
    mine = exists().where(Topic.area_id == Area.id, sees_topic(reader=VISITOR))
    return there if reader.sees_private else and_(there, mine)


def is_public_now(model: Any, tags: Table) -> ColumnElement[bool]:
    """Return the condition that visitors may see a row of a shared kind, and it is not deleted.

    `tags` is the table that tags the rows with topics.
    """
    tagged = exists().where(tags.c[f"{model.__tablename__}_id"] == model.id)
    public = tagged.where(tags.c.topic_id == Topic.id, sees_topic(reader=VISITOR))
    alone = and_(~tagged, model.says_something())
    return and_(model.deleted_at.is_(None), model.state != DRAFT, or_(public, alone))


def is_slot(text: Any) -> ColumnElement[bool]:
    """Return the condition that a field of kept, clean text is a placeholder."""
    bracketed = or_(text.like("<_%>"), text.like("<_%>."), text.like("<_%> ."))
    return and_(bracketed, text.not_like("%<%<%"), text.not_like("%>%>%"))


# The journal.


def is_open(revision: Revision) -> bool:
    """Return whether a visitor may read of a revision now."""
    if not revision.published:
        return False
    item: Any = db.session.get(Recorded.kinds[revision.kind], revision.item_id)
    if isinstance(item, Area):
        return is_public(item)
    if is_draft_now(item):
        return False
    state = revision.after or revision.before or {}
    if is_placeholder(str(state.get(item.__lead__) or "")):
        return False
    ends = (state[end] for end in ("topic_id", "region_id") if end in state)
    now, then = _public(item.topic_ids()), _public((*state.get("topics", ()), *ends))
    return is_open_then_and_now(revision.kind, now=now, then=then)


def is_open_then_and_now(kind: str, *, now: Iterable[bool], then: Iterable[bool]) -> bool:
    """Return whether visitors may hear of what was done to an item, published at the time.

    Given is whether each topic is public now of those where it stands now, and stood `then`.
    """
    return all(is_open_among(kind, topics, alone=True) for topics in (now, then))


def _public(topic_ids: Iterable[int]) -> list[bool]:
    topics = [db.session.get(Topic, topic_id) for topic_id in topic_ids]
    return [bool(topic and is_public(topic)) for topic in topics]


def may_read() -> ColumnElement[bool]:
    """Return the condition that visitors may read a revision, as far as SQL can tell.

    What stands on several pages is open where one of them is public; a relation, where both are.
    Nothing that was done to what is a draft now is open.
    """
    mine = revision_topic.c.revision_id == Revision.id
    links = revision_topic.join(Topic, Topic.id == revision_topic.c.topic_id)
    public = sees_topic(reader=VISITOR)
    linked = exists().where(mine).correlate(Revision)
    shown = exists().select_from(links).where(mine, public).correlate(Revision)
    hidden = exists().select_from(links).where(mine, not_(public)).correlate(Revision)
    on_a_page = or_(~linked, shown)
    both_ends = or_(Revision.kind != Relation.__kind__, ~hidden)
    return and_(Revision.published, not_(_is_of_draft()), on_a_page, both_ends)


def seen_changes(change_ids: Collection[int]) -> set[int]:
    """Return which of some changes did anything that visitors may read of."""
    query = select(Revision.change_id).where(Revision.change_id.in_(change_ids), may_read())
    return set(db.session.scalars(query))


def partly_secret(change_ids: Collection[int]) -> set[int]:
    """Return which changes did something that visitors may not read of.

    Why such a change was made is not told either: the reason may be about that.
    """
    query = select(Revision.change_id).where(Revision.change_id.in_(change_ids), not_(may_read()))
    return set(db.session.scalars(query))


def knows_of(*, reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a reader knew of a revision when it was written.

    Visitors know what was published then, unless it is a draft now; readers of the past know what
    was written by then.
    """
    then = true() if reader.until is None else Revision.change_id <= reader.until
    return then if reader.sees_private else and_(then, Revision.published, not_(_is_of_draft()))


def was_shown() -> ColumnElement[bool]:
    """Return the condition that a revision left something that visitors could see then."""
    return and_(Revision.published, Revision.after.is_not(None))


def is_public_state(state: Any) -> ColumnElement[bool]:
    """Return the condition that a topic was public in a state of the journal."""
    return func.coalesce(state["visibility"].as_string(), PUBLIC) == PUBLIC


# Drafts.


def is_draft_now(row: Recorded) -> bool:
    """Return whether a row is a draft now: then visitors read nothing of its past either."""
    return isinstance(row, Shared) and row.is_draft


def draft_ids(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that are drafts now, none for kinds without drafts."""
    if kind not in MAY_BE_DRAFTS:
        return ()
    return set(db.session.scalars(_drafts(MAY_BE_DRAFTS[kind])))


def _is_of_draft() -> ColumnElement[bool]:
    """Return the condition that the item of a revision is a draft now."""
    return or_(
        *(
            and_(Revision.kind == kind, Revision.item_id.in_(_drafts(model)))
            for kind, model in MAY_BE_DRAFTS.items()
        )
    )


def _drafts(model: Any) -> Any:
    # The word stands in the statement itself, so that the database uses the index of drafts.
    return select(model.id).where(model.state == literal(DRAFT, literal_execute=True))


def is_draft_state(state: Mapping[str, Any] | None) -> bool:
    """Return whether an item was a draft in a state of the journal, None where it was deleted.

    A state that does not say so was written before there were drafts, and was published.
    """
    return state is not None and state.get("state") == DRAFT


def says_draft(state: Any) -> ColumnElement[bool]:
    """Return the condition that an item was a draft in a state of the journal, given in SQL."""
    return func.coalesce(state["state"].as_string(), PUBLISHED) == DRAFT
