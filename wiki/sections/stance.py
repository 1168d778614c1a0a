"""The stance: the prose under "Where I currently stand"."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import Base
from wiki.forms.fields import LineField, ProseField
from wiki.forms.item_form import ItemForm
from wiki.models import TopicItem, one_per_topic
from wiki.sections.base import Section
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words


class Stance(TopicItem, Base):
    """The stance of a topic: where the author stands, in a few sentences of Markdown."""

    __tablename__ = "stance"
    __kind__ = "stance"
    __letter__ = "s"
    __lead__ = "body"
    __confined__ = True
    __fields__ = ("body",)
    __searched__ = ("", "body")

    body: Mapped[str] = mapped_column(Text, default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow one undeleted stance for each topic."""
        return (one_per_topic("stance"), {"sqlite_autoincrement": True})


class StanceForm(ItemForm):
    """The form of a stance, whose text may be empty."""

    asides = ("reason",)
    body = ProseField("Where I currently stand")
    reason = LineField("What changed?")


def describe_change(stance: ItemChange) -> Parts:
    """Return the words for what happened to a stance: the typed reason, or a standard sentence."""
    topics = stance.names.topics(stance.group.topic_ids)
    link = f"{topics[0].address}#stance" if topics and topics[0].address else ""
    was_written = bool(stance.before and stance.before.get("body"))
    if stance.after is None:
        return [Words("stance taken down")] if was_written else []
    if "body" not in stance.net or not (was_written or stance.after.get("body")):
        return []
    did = "stance reworded" if was_written else f"stance{stance.restored_words or ' written'}"
    return [Words(stance.group.reason(stance.names.plain) or did, link)]


SECTION = Section(
    name="stance",
    title="Where I currently stand",
    other_titles=("Where I stand", "My stance"),
    noun="stance",
    model=Stance,
    form=StanceForm,
    add="Write it",
    empty="Not written yet.",
    prompt="Your headline view of this region, in three or four sentences.",
    linking="Named in where I stand on",
    single=True,
    reworked=True,
    news=ChangelogRules(describe_change=describe_change, order=4, of_mind=True),
)
