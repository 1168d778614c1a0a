"""Tagging essays with a topic."""

from collections.abc import Collection

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Signature, record
from wiki.models import Essay, Topic
from wiki.queries.essays import list_essays, tagged_ids
from wiki.visibility import AUTHOR


def tag_essays(
    topic: Topic, chosen: Collection[int], by: Signature, *, base: Collection[int]
) -> Change | None:
    """Tag a topic with exactly the chosen essays; `base` are the ids that were ticked at first.

    Raises Invalid for an unknown id, Conflict where one was deleted or tagged meanwhile.
    """
    for essay_id in chosen:
        essay = db.session.get(Essay, essay_id)
        if essay is None:
            raise Invalid("essay", f"There is no essay with the number {essay_id}.")
        if essay.deleted_at:
            raise Conflict
    if tagged_ids(topic) not in (set(base), set(chosen)):
        raise Conflict
    with record(by) as entry:
        for essay in list_essays(reader=AUTHOR):
            others = [other for other in essay.topics if other.id != topic.id]
            entry.alter(essay, topics=[*others, topic] if essay.id in chosen else others)
    return entry.change
