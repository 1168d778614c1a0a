"""The relations that the entries of documents are about, found by their ends."""

from typing import Any

from wiki.db import db
from wiki.models import Relation, Topic
from wiki.related import select_whole


class RelationRows:
    """The relations of the atlas, those made by this import included."""

    def __init__(self) -> None:
        self._found: dict[frozenset[int], Relation] | None = None

    def remember_ends(self, row: Any) -> None:
        """Remember which topics a row relates now, if it is a relation."""
        if isinstance(row, Relation):
            self._all_relations()[_ends(row)] = row

    def find_between(self, one: Topic, other: Topic) -> Relation | None:
        """Return the relation of two topics, whichever of them it is stored with, or None."""
        ends = frozenset((one.id, other.id))
        relations = self._all_relations()
        found = relations.get(ends)
        if found is None or (found.deleted_at is None and _ends(found) == ends):
            return found
        # It was deleted or given another end by this import.
        del relations[ends]
        return None

    def find_meant(self, row: Relation, topic: Topic, other: Topic) -> Relation | None:
        """Return the relation that an entry on the page of `topic` is about, None for a new one.

        `row` is the relation with the entry's id, and `other` the region that the entry names. Two
        topics have at most one relation, so its ends identify it better than its id. A deleted one
        is meant only if it has the same ends.
        """
        if found := self.find_between(topic, other):
            return found
        if row.deleted_at:
            return row if _ends(row) == {topic.id, other.id} else None
        return row if topic.id in row.topic_ids() else None

    def _all_relations(self) -> dict[frozenset[int], Relation]:
        """Return the relations that are not deleted, by the ids of their topics."""
        if self._found is None:
            rows = db.session.scalars(select_whole(Relation).where(Relation.deleted_at.is_(None)))
            self._found = {_ends(row): row for row in rows}
        return self._found


def _ends(relation: Relation) -> frozenset[int]:
    return frozenset((relation.topic_id, relation.region_id))
