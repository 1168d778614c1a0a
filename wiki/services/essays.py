"""Tagging essays with a topic."""

from collections.abc import Collection

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Signature, record
from wiki.models import Essay, Topic
from wiki.queries.essays import tagged_ids
from wiki.queries.plain_words import words_for
from wiki.related import select_whole
from wiki.text import quoted
from wiki.visibility import AUTHOR, is_public

OPENS = (
    "{} is in no other region, and visitors could read it without this one: make it a draft first, "
    "or empty “Regions” in its own form if they may."
)


def tag_essays(
    topic: Topic, chosen: Collection[int], by: Signature, *, base: Collection[int]
) -> Change | None:
    """Tag exactly the essays of the `chosen` ids with a topic.

    `base` has the ids that were ticked when the form was opened. Raises Invalid for an unknown id,
    or if visitors could read an essay once it loses this private topic; Conflict where one was
    deleted, or other essays were tagged meanwhile.
    """
    tagged, requested = tagged_ids(topic), set(chosen)
    query = select_whole(Essay).where(Essay.id.in_(tagged | requested)).order_by(Essay.id)
    essays = {essay.id: essay for essay in db.session.scalars(query)}
    for essay_id in chosen:
        if essay_id not in essays:
            raise Invalid("essay", f"There is no essay with the number {essay_id}.")
        if essays[essay_id].deleted_at:
            raise Conflict
    if tagged not in (set(base), requested):
        raise Conflict
    for essay_id in sorted(tagged - requested):
        _check_as_private(essays[essay_id], topic)
    with record(by) as entry:
        for essay_id in sorted(tagged ^ requested):
            essay = essays[essay_id]
            others = [other for other in essay.topics if other.id != topic.id]
            entry.alter(essay, topics=[*others, topic] if essay_id in requested else others)
    return entry.change


def _check_as_private(essay: Essay, topic: Topic) -> None:
    """Raise Invalid where visitors could read an essay once it loses its only, private topic."""
    is_read = essay.is_worth_showing() and not essay.is_set_aside
    if is_read and essay.topic_ids() == {topic.id} and not is_public(topic):
        raise Invalid("essay", OPENS.format(quoted(words_for(AUTHOR)(essay.title))))
