"""The stance: the prose under "Where I currently stand"."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import Base
from wiki.forms.fields import ItemForm, LineField, ProseField
from wiki.models import TopicItem, one_per_topic
from wiki.sections.base import Section


class Stance(TopicItem, Base):
    """Where the author stands, in a few sentences of Markdown."""

    __tablename__ = "stance"
    __kind__ = "stance"
    __fields__ = ("body",)

    body: Mapped[str] = mapped_column(Text, default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow one stance a topic."""
        return (one_per_topic("stance"), {"sqlite_autoincrement": True})


class StanceForm(ItemForm):
    """The prose; empty is allowed."""

    asides = ("reason",)
    body = ProseField("Where I currently stand")
    reason = LineField("What changed?")


SECTION = Section(
    name="stance",
    title="Where I currently stand",
    noun="stance",
    letter="s",
    model=Stance,
    form=StanceForm,
    lead="body",
    add="Write it",
    empty="Not written yet.",
    prompt="Your headline view of this region, in three or four sentences.",
    single=True,
)
