"""Rows that belong to any number of topics: the base class of readings and essays."""

from collections.abc import Collection
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import Base, Word, db
from wiki.models.topic import Topic
from wiki.recorded import Recorded
from wiki.text import sort_key

PUBLISHED, DRAFT = "published", "draft"


class Shared(Recorded):
    """A row that belongs to any number of topics: a reading or an essay."""

    # Names of fields that are stored in other tables than the row's own: each says something of
    # other items, by their anchors.
    __links__: ClassVar[tuple[str, ...]] = ()
    # Indexes that a kind has beside the one of drafts.
    __own_indexes__: ClassVar[tuple[Index, ...]] = ()
    __related__: ClassVar[tuple[str, ...]] = ("topics",)
    topics: Mapped[list[Topic]]
    # Published or draft; states in the journals of older atlases lack it.
    state: Mapped[str] = mapped_column(Word(10), default=PUBLISHED)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Return an index of the drafts, which are few, and SQLite's AUTOINCREMENT for ids."""
        drafts = text(f"state = '{DRAFT}'")
        index = Index(f"ix_{cls.__kind__}_draft", "id", sqlite_where=drafts)
        return (index, *cls.__own_indexes__, {"sqlite_autoincrement": True})

    def snapshot(self) -> dict[str, Any]:
        """Return the row's state: its fields, the ids of its topics, and its links (bearings)."""
        links = {name: getattr(self, name) for name in self.__links__}
        return super().snapshot() | links | {"topics": sorted(topic.id for topic in self.topics)}

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields, the links and the topics from a state."""
        super().restore(state)
        for name in self.__links__:
            if name in state:
                setattr(self, name, state[name] or {})
        if "topics" in state:
            topics = (db.session.get(Topic, topic_id) for topic_id in state["topics"])
            self.topics = [topic for topic in topics if topic]

    @classmethod
    def without_anchors(cls, state: dict[str, Any], removed: Collection[str]) -> dict[str, Any]:
        """Return a state without anchors that are `removed`, also in its links (bearings)."""
        links = {
            name: {anchor: word for anchor, word in state[name].items() if anchor not in removed}
            for name in cls.__links__
            if state.get(name)
        }
        return super().without_anchors(state, removed) | links

    def topic_ids(self) -> set[int]:
        """Return the ids of the topics with which the row is tagged."""
        return {topic.id for topic in self.topics}

    @property
    def live_topics(self) -> list[Topic]:
        """Return the tagged topics that were not deleted, by title."""
        alive = (topic for topic in self.topics if topic.deleted_at is None)
        return sorted(alive, key=lambda topic: (sort_key(topic.title), topic.id))

    def is_worth_showing(self) -> bool:
        """Return whether the row says enough for visitors to see it without a topic."""
        raise NotImplementedError

    @classmethod
    def worth_showing(cls) -> Any:
        """Return an SQL condition: that `is_worth_showing` is true."""
        raise NotImplementedError

    @property
    def is_draft(self) -> bool:
        """Return whether the item is a draft: the author has not published it yet."""
        return self.state == DRAFT

    @property
    def is_set_aside(self) -> bool:
        """Return whether the row is in no log, section or feed yet: a draft, or queued."""
        return self.is_draft

    @classmethod
    def set_aside(cls) -> Any:
        """Return an SQL condition: that `is_set_aside` is true."""
        return cls.state == DRAFT


def tags(table: str) -> Table:
    """Return a table that links the rows of `table` to topics."""
    return Table(
        f"{table}_topic",
        Base.metadata,
        Column(f"{table}_id", ForeignKey(f"{table}.id"), primary_key=True),
        Column("topic_id", ForeignKey("topic.id"), primary_key=True, index=True),
    )
