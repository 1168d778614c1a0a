"""An uncertainty: an open question and why it matters."""

import re
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.models import TopicItem
from wiki.sections.base import Section
from wiki.sections.entry import Head, Values, escape, unescape
from wiki.sections.fields import ClaimField, ItemForm, Required

WHY = "Why it matters:"


class Uncertainty(TopicItem, Base):
    """A question the author cannot answer yet."""

    __tablename__ = "uncertainty"
    __kind__ = "uncertainty"
    __fields__ = ("question", "why_it_matters")

    question: Mapped[str] = mapped_column(Text)
    why_it_matters: Mapped[str] = mapped_column(Text, default="")


class UncertaintyForm(ItemForm):
    """Both halves may be pasted into the question at once."""

    question = ClaimField("Question", [Required("Write the question.")])
    why_it_matters = ClaimField("Why it matters")

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Split a pasted question at its own "Why it matters:"."""
        super().process(*args, **kwargs)
        question, found, why = (self.question.data or "").partition(WHY)
        if found and not self.why_it_matters.data:
            self.question.data, self.why_it_matters.data = question.strip(), why.strip()


def read(line: str) -> Values:
    """Read a question and, where it stands in the same line, why it matters."""
    question, found, why = re.split(rf"(?<!\\)({WHY})|$", line, maxsplit=1)
    values = {"question": unescape(question)}
    return values | {"why_it_matters": unescape(why)} if found else values


SECTION = Section(
    name="uncertainties",
    title="Uncertainties",
    noun="uncertainty",
    letter="q",
    model=Uncertainty,
    form=UncertaintyForm,
    lead="question",
    add="Add uncertainty",
    empty="None written yet.",
    prompt="A question you cannot answer yet, and why it matters.",
    head=Head(
        ("question",),
        write=lambda values: escape(values["question"], ":(?<=Why it matters:)"),
        read=read,
    ),
    labels=(("why_it_matters", WHY),),
    ordered=True,
)
