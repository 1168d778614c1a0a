"""A trigger: an observation that would update the author, and which way."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.models import TopicItem
from wiki.sections.base import Section
from wiki.sections.fields import ClaimField, ItemForm, Required


class Trigger(TopicItem, Base):
    """Something that, once seen, would move the author."""

    __tablename__ = "trigger"
    __kind__ = "trigger"
    __fields__ = ("observation", "effect")

    observation: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text, default="")


class TriggerForm(ItemForm):
    """The observation may hold the whole sentence; the effect is optional."""

    observation = ClaimField("Observation", [Required("Write what you would have to see.")])
    effect = ClaimField("Would move me towards")


SECTION = Section(
    name="triggers",
    title="What would update me",
    noun="trigger",
    letter="t",
    model=Trigger,
    form=TriggerForm,
    lead="observation",
    add="Add trigger",
    empty="None written yet.",
    prompt="Something you could see happen, and which way it would push you.",
    ordered=True,
)
