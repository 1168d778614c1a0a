"""An uncertainty: an open question and why it matters."""

import re
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.forms.anchors import AnchorField, get_on, read_anchor
from wiki.forms.document_line import Head, Values, escape, unescape
from wiki.forms.fields import ChoiceField, ClaimField, ItemForm, Required
from wiki.journal import Entry
from wiki.models import Topic, TopicItem
from wiki.sections.base import Former, Section, Verb
from wiki.sections.news import Happening, News, Parts, Words, joined

WHY = "Why it matters:"
STATES = {"narrowed": "Narrowed", "answered": "Answered", "void": "Badly put"}


class Uncertainty(TopicItem, Base):
    """A question the author cannot answer yet."""

    __tablename__ = "uncertainty"
    __kind__ = "uncertainty"
    __lead__ = "question"
    __fields__ = ("question", "why_it_matters", "settled", "cause")

    question: Mapped[str] = mapped_column(Text)
    why_it_matters: Mapped[str] = mapped_column(Text, default="")
    settled: Mapped[str] = mapped_column(String(10), default="")
    cause: Mapped[str] = mapped_column(String(22), default="")


class UncertaintyForm(ItemForm):
    """The form of an uncertainty; question and reason may be pasted into the question together."""

    question = ClaimField("Question", [Required("Write the question.")])
    why_it_matters = ClaimField("Why it matters")

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Split a pasted question at its "Why it matters:"."""
        super().process(*args, **kwargs)
        question, found, why = (self.question.data or "").partition(WHY)
        if found and not self.why_it_matters.data:
            self.question.data, self.why_it_matters.data = question.strip(), why.strip()


class UncertaintyEntry(UncertaintyForm):
    """The form of all fields of an uncertainty, as documents have them: with how it was settled."""

    settled = ChoiceField("Outcome", choices={"": "open"} | STATES, default="")
    cause = AnchorField("Settled by", "rb")


class SettleForm(ItemForm):
    """How an uncertainty was settled, and by which reading or belief."""

    state = ChoiceField("Outcome", choices=STATES | {"open": "Open"})
    cause = AnchorField("Settled by", "rb")


def settle(entry: Entry, uncertainty: Any, topic: Topic, said: Values) -> None:
    """Set how an uncertainty was settled. Raises Invalid where the cause is not on this topic."""
    state = "" if said["state"] == "open" else said["state"]
    cause = said["cause"] if state else ""
    if cause:
        message = "Choose a reading or a belief of this region."
        item = get_on(topic, cause, field="cause", message=message)
        if (found := read_anchor(cause)) and found[0] == "r":
            entry.because("reading", item.id)
    entry.alter(uncertainty, settled=state, cause=cause)


def read(line: str) -> Values:
    """Return the question and, where the same line has it, why it matters."""
    question, found, why = re.split(rf"(?<!\\)({WHY})|$", line, maxsplit=1)
    values = {"question": unescape(question)}
    return values | {"why_it_matters": unescape(why)} if found else values


def tell(uncertainty: Happening) -> Parts:
    """Return the words for what happened to an uncertainty, none where it is no news."""
    after, net = uncertainty.after, uncertainty.net
    if after is None:
        return uncertainty.removed()
    name, state = uncertainty.quoted(after), after.get("settled")
    if state and (uncertainty.before is None or "settled" in net):
        by = " by " if state == "answered" else " because of "
        cause = joined(by, [uncertainty.names.named(after.get("cause") or "")])
        return [name, Words(f" {STATES[state].lower()}"), *cause]
    if uncertainty.before is None:
        back = uncertainty.brought_back
        return [name, Words(back)] if back else [Words("unsure: "), name]
    if "settled" in net:
        return [name, Words(" open again")]
    reworded = {"question", "why_it_matters"} & net.keys()
    return [name, Words(" reworded")] if reworded else []


SECTION = Section(
    name="uncertainties",
    title="Uncertainties",
    noun="uncertainty",
    letter="q",
    model=Uncertainty,
    form=UncertaintyForm,
    add="Add uncertainty",
    empty="None written yet.",
    prompt="A question you cannot answer yet, and why it matters.",
    head=Head(
        ("question",),
        write=lambda values: escape(values["question"], ":(?<=Why it matters:)"),
        read=read,
    ),
    labels=(("why_it_matters", WHY),),
    kept=UncertaintyEntry,
    ordered=True,
    news=News(tell=tell, order=3, of_mind=True, with_reason=True),
    former=Former(
        title="Settled uncertainties", test=lambda values: values["settled"] in ("answered", "void")
    ),
    verbs=(
        Verb(
            name="settle",
            form=SettleForm,
            act=settle,
            label=lambda values: "Settle" if not values["settled"] else "Change the outcome",
            begin=lambda values, today: {
                "state": values["settled"] or "answered",
                "cause": values["cause"],
            },
            told=lambda values: f"{STATES.get(values['settled'], 'Open again')}.",
        ),
    ),
)
