"""Claims that a region held once and holds no more: deleted, moved to another region, or reworded.

A file of forecasts has no ids, and may be older than the atlas. What it says of such a claim must
not become a new belief, which visitors might see although the author took the claim away.
"""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import or_, select

from wiki.actions import ADD
from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Topic
from wiki.related import get_row
from wiki.sections.belief import Belief
from wiki.text import name_key
from wiki.visibility import is_undeleted


class FormerClaims:
    """Finds the beliefs that once stood in some topics, or in those merged into them, by claim."""

    def __init__(self, topics: Collection[Topic]) -> None:
        homes = _homes(topics)
        claim = Revision.after["claim"].as_string()
        states = (
            select(revision_topic.c.topic_id, Revision.item_id, claim)
            .join(Revision, Revision.id == revision_topic.c.revision_id)
            .where(revision_topic.c.topic_id.in_(homes), Revision.kind == Belief.__kind__)
            .distinct()
        )
        self._ids: dict[tuple[int, str], set[int]] = defaultdict(set)
        for former_home, belief_id, words in db.session.execute(states):
            if words:
                self._ids[homes[former_home], name_key(words)].add(belief_id)

    def find(self, topic: Topic, claim: str) -> Belief | None:
        """Return a belief that had this claim in the topic and has it no more; None for none.

        A belief that exists is preferred to a deleted one. A belief is ignored if the save that
        added it was undone.
        """
        ids = self._ids.get((topic.id, name_key(claim)), ())
        found = [get_row(Belief, belief_id) for belief_id in sorted(ids)]
        meant = [
            belief
            for belief in found
            if (is_undeleted(belief) or not _was_undone(belief))
            and not _is_current(belief, topic, claim)
        ]
        return max(meant, key=is_undeleted, default=None)

    def ever_had(self, topic: Topic, claim: str) -> bool:
        """Return whether the topic ever had a belief with this claim."""
        return (topic.id, name_key(claim)) in self._ids


def _homes(topics: Collection[Topic]) -> dict[int, int]:
    """Map the ids of topics, and of those merged into them, to the ids of the topics."""
    ids = [topic.id for topic in topics]
    merged = or_(Topic.id.in_(ids), Topic.merged_into.in_(ids))
    rows = db.session.execute(select(Topic.id, Topic.merged_into).where(merged))
    return {topic_id: merged_into or topic_id for topic_id, merged_into in rows}


def _is_current(belief: Belief, topic: Topic, claim: str) -> bool:
    same = name_key(belief.claim) == name_key(claim)
    return same and belief.topic_id == topic.id and is_undeleted(belief)


def _was_undone(belief: Belief) -> bool:
    """Return whether a belief is gone because the save that added it was undone."""
    of_belief = (Revision.kind == Belief.__kind__, Revision.item_id == belief.id)
    added = select(Revision.change_id).where(*of_belief, Revision.action == ADD)
    last = select(Change.undoes_id).join(Revision, Revision.change_id == Change.id)
    undone = db.session.scalar(last.where(*of_belief).order_by(Revision.id.desc()).limit(1))
    return undone is not None and undone in db.session.scalars(added).all()
