"""Relations: links between two topics, each with a kind and reasons."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from wiki.db import Base, Word
from wiki.models.topic import Topic
from wiki.models.topic_item import ALIVE
from wiki.recorded import Recorded
from wiki.unread_rows import UNREAD_OWNER

RELATION_KINDS = {
    "related": "related",
    "part of": "has part",
    "leans on": "supports",
    "in tension with": "in tension with",
}
INVERSE_KINDS = {there: here for here, there in RELATION_KINDS.items()}


class Relation(Recorded, Base):
    """A link between two topics, stored once and read from both ends."""

    __tablename__ = "relation"
    __kind__ = "relation"
    __letter__ = "n"
    __lead__ = "region"
    __fields__ = ("topic_id", "region_id", "kind", "reason", "region_reason")
    __searched__ = ("", "reason", "region_reason")
    __homes__: ClassVar[dict[str, str]] = {"reason": "topic_id", "region_reason": "region_id"}
    __related__ = ("topic", "region")

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    kind: Mapped[str] = mapped_column(Word(20), default="related")
    reason: Mapped[str] = mapped_column(Text, default="")
    region_reason: Mapped[str] = mapped_column(Text, default="")

    topic: Mapped[Topic] = relationship(foreign_keys=[topic_id], lazy=UNREAD_OWNER)
    region: Mapped[Topic] = relationship(foreign_keys=[region_id], lazy=UNREAD_OWNER)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow no topic to be related to itself, and one undeleted relation for two topics."""
        ends = (text("min(topic_id, region_id)"), text("max(topic_id, region_id)"))
        return (
            CheckConstraint("topic_id != region_id", name="two_ends"),
            Index("uq_relation_live", *ends, unique=True, sqlite_where=text(ALIVE)),
            Index("ix_relation_leaning", "kind", sqlite_where=text("kind = 'leans on'")),
            {"sqlite_autoincrement": True},
        )

    def topic_ids(self) -> set[int]:
        """Return the ids of the topics at both ends."""
        return {self.topic_id, self.region_id}

    def other(self, topic: Topic) -> Topic:
        """Return the topic at the end opposite to `topic`, which is one of the two."""
        return self.region if topic.id == self.topic_id else self.topic

    def kind_from(self, topic: Topic) -> str:
        """Return the kind as the page of `topic` shows it, such as "part of" or "has part"."""
        return self.kind if topic.id == self.topic_id else RELATION_KINDS[self.kind]

    def reason_from(self, topic: Topic) -> str:
        """Return the reason that was written on the page of `topic`."""
        return self.reason if topic.id == self.topic_id else self.region_reason
