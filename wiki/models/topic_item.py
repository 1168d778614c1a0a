"""Rows that belong to one topic: the base class of most kinds, and the private note."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from wiki.db import Base
from wiki.models.topic import Topic
from wiki.recorded import Recorded
from wiki.unread_rows import UNREAD_OWNER

ALIVE = "deleted_at IS NULL"


class TopicItem(Recorded):
    """A row that belongs to one topic and has a position among the rows of its kind there."""

    __homes__: ClassVar[dict[str, str]] = {"": "topic_id"}
    __related__ = ("topic",)

    position: Mapped[str] = mapped_column(String, default="")

    @declared_attr
    @classmethod
    def topic_id(cls) -> Mapped[int]:
        """Return the column with the id of the item's topic."""
        return mapped_column(ForeignKey("topic.id"), index=True)

    @declared_attr
    @classmethod
    def topic(cls) -> Mapped[Topic]:
        """Return the relationship to the item's topic."""
        return relationship(Topic, lazy=UNREAD_OWNER)

    def snapshot(self) -> dict[str, Any]:
        """Return the row's state: its fields, its topic and its position."""
        return super().snapshot() | {"topic": self.topic_id, "position": self.position}

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields, the topic and the position from a state."""
        super().restore(state)
        self.topic_id = state.get("topic", self.topic_id)
        self.position = state.get("position", self.position)

    def topic_ids(self) -> set[int]:
        """Return the id of the item's topic."""
        return {self.topic_id}


def one_per_topic(table: str) -> Index:
    """Return a unique index that allows one undeleted row of a table for each topic."""
    return Index(f"uq_{table}_live", "topic_id", unique=True, sqlite_where=text(ALIVE))


def anchor_indexes(table: str, *columns: str) -> tuple[Index, ...]:
    """Return indexes, one for each column, of the rows that name another item there."""
    return tuple(
        Index(f"ix_{table}_{column}", column, sqlite_where=text(f"{column} != ''"))
        for column in columns
    )


class Note(TopicItem, Base):
    """The author's private note beside a topic; no visitor ever sees one."""

    __tablename__ = "note"
    __kind__ = "note"
    __fields__ = ("body",)
    __searched__ = ("", "body")

    body: Mapped[str] = mapped_column(Text, default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow one undeleted note for each topic."""
        return (one_per_topic("note"), {"sqlite_autoincrement": True})
