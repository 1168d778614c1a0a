"""Tagging essays with a topic."""

from collections.abc import Collection

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Signature, record
from wiki.models import Essay, Topic
from wiki.queries.essays import tagged_ids
from wiki.text import plain, quoted
from wiki.visibility import is_public

OPENS = (
    "{} is in no other region, and visitors could read it without this one: make it a draft first, "
    "or empty “Regions” in its own form if they may."
)


def tag_essays(
    topic: Topic, chosen: Collection[int], by: Signature, *, base: Collection[int]
) -> Change | None:
    """Tag a topic with exactly the chosen essays; `base` are the ids that were ticked at first.

    Raises Invalid for an unknown id, and for an essay that only this topic keeps from visitors
    where it is not among the chosen; Conflict where one was deleted or tagged meanwhile.
    """
    tagged, wanted = tagged_ids(topic), set(chosen)
    query = select(Essay).where(Essay.id.in_(tagged | wanted)).order_by(Essay.id)
    essays = {essay.id: essay for essay in db.session.scalars(query)}
    for essay_id in chosen:
        if essay_id not in essays:
            raise Invalid("essay", f"There is no essay with the number {essay_id}.")
        if essays[essay_id].deleted_at:
            raise Conflict
    if tagged not in (set(base), wanted):
        raise Conflict
    for essay_id in sorted(tagged - wanted):
        _check_as_private(essays[essay_id], topic)
    with record(by) as entry:
        for essay_id in sorted(tagged ^ wanted):
            essay = essays[essay_id]
            others = [other for other in essay.topics if other.id != topic.id]
            entry.alter(essay, topics=[*others, topic] if essay_id in wanted else others)
    return entry.change


def _check_as_private(essay: Essay, topic: Topic) -> None:
    """Raise Invalid where an essay would stand alone, and be read, without its private topic."""
    is_read = essay.is_worth_showing() and not essay.is_set_aside
    if is_read and essay.topic_ids() == {topic.id} and not is_public(topic):
        raise Invalid("essay", OPENS.format(quoted(plain(essay.title))))
