"""An uncertainty: an open question and why it matters."""

import re
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.anchors import Anchor
from wiki.db import Base, Word
from wiki.forms.anchors import AnchorField, get_item_on
from wiki.forms.document_line import FirstLine, Unreadable, Values, escape, unescape
from wiki.forms.fields import ChoiceField, ClaimField
from wiki.forms.item_form import ItemForm, Required
from wiki.journal import Entry
from wiki.models import Topic, TopicItem, anchor_indexes
from wiki.sections.base import Section, Verb
from wiki.sections.endings import Ending, Former
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words, joined

WHY = "Why it matters:"
_WHY = re.compile(
    r"(?P<mark>\*{2,3}|_{2,3}|[*_]|)(?<!\\)Why it matters"
    r"(?:\s?[:\uff1a](?P=mark)|(?P=mark)\s?[:\uff1a])",
    re.IGNORECASE,
)
_AROUND = (("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"), ("(", ")"), ("[", "]"))
_OPENING = ("*", "_", "(", "[")
_DASH = re.compile(r"(?:^|(?<=\s))[–—-]+$")
# The colon after these words within a question: `escape` puts a backslash before it.
_COLON = "|".join(
    rf"[:\uff1a](?<=(?i:Why it matters)[*_]{{{count}}}{space}[:\uff1a])"
    for count in range(4)
    for space in ("", r"\s")
)
STATES = {"narrowed": "Narrowed", "answered": "Answered", "void": "Badly put"}


class Uncertainty(TopicItem, Base):
    """An uncertainty: a question the author cannot answer yet, and why it matters."""

    __tablename__ = "uncertainty"
    __kind__ = "uncertainty"
    __letter__ = "q"
    __lead__ = "question"
    __confined__ = True
    __fields__ = ("question", "why_it_matters", "settled", "cause")
    __searched__ = ("question", "why_it_matters")
    __anchors__ = ("cause",)

    question: Mapped[str] = mapped_column(Text)
    why_it_matters: Mapped[str] = mapped_column(Text, default="")
    settled: Mapped[str] = mapped_column(String(10), default="")
    cause: Mapped[str] = mapped_column(Word(22), default="")

    __table_args__ = (*anchor_indexes("uncertainty", *__anchors__), {"sqlite_autoincrement": True})


class UncertaintyForm(ItemForm):
    """The form of an uncertainty; question and reason may be pasted into the question together."""

    question = ClaimField("Question", [Required("Write the question.")])
    why_it_matters = ClaimField("Why it matters")

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Split a pasted question at its "Why it matters:" into the two fields."""
        super().process(*args, **kwargs)
        question, why = split_why(self.question.data or "")
        if why is not None and not self.why_it_matters.data:
            self.question.data, self.why_it_matters.data = question, why


class UncertaintyEntry(UncertaintyForm):
    """The form of all fields of an uncertainty, for documents: with how it was settled."""

    settled = ChoiceField("Outcome", choices={"": "open"} | STATES, default="")
    cause = AnchorField("Settled by", "reading", "belief")


class SettleForm(ItemForm):
    """The form that settles an uncertainty: its outcome, and by which reading or belief."""

    may_be_empty = True
    state = ChoiceField("Outcome", choices=STATES | {"open": "Open"})
    cause = AnchorField("Settled by", "reading", "belief")


def settle(entry: Entry, uncertainty: Any, topic: Topic, form_values: Values) -> None:
    """Set how an uncertainty was settled, or open it again.

    Raises Invalid where the cause is no item of this topic.
    """
    state = "" if form_values["state"] == "open" else form_values["state"]
    cause = form_values["cause"] if state else ""
    if cause and cause != uncertainty.cause:
        message = "Choose a reading or a belief of this region."
        item = get_item_on(topic, cause, field="cause", message=message)
        if (anchor := Anchor.parse(cause)) and anchor.kind == "reading":
            entry.set_cause("reading", item.id)
    entry.alter(uncertainty, settled=state, cause=cause)


def split_why(text: str) -> tuple[str, str | None]:
    """Return the text before and after the words "Why it matters:", None where it lacks them.

    Marks around these words, or around them and all that follows, are in neither part: the
    asterisks of `**Why it matters:** it decides`, the brackets of `(Why it matters: it decides)`
    and the dash of `— Why it matters: it decides`.
    """
    match = _WHY.search(text)
    if not match:
        return text, None
    question, why = text[: match.start()].rstrip(), text[match.end() :].strip()
    for opening, closing in _AROUND:
        inner = why.removesuffix(".").rstrip()
        if question.endswith(opening) and inner.endswith(closing):
            question, why = question.removesuffix(opening), inner.removesuffix(closing)
            break
    return _DASH.sub("", question).strip(), why.strip()


def read(line: str) -> Values:
    """Return, from a document's line, the question and, if it is there too, why it matters.

    Raises Unreadable where a mark before "Why it matters:" has no partner.
    """
    question, why = split_why(line)
    values = {"question": unescape(question)}
    if why is None:
        return values
    if question.endswith(_OPENING):
        raise Unreadable(f"Leave out the mark before “{WHY}”: “{question[-20:]}”.")
    return values | {"why_it_matters": unescape(why)}


def describe_change(uncertainty: ItemChange) -> Parts:
    """Return the words for what happened to an uncertainty, [] where it is no news."""
    after, net = uncertainty.after, uncertainty.net
    if after is None:
        return uncertainty.removed()
    name, state = uncertainty.quoted(after), after.get("settled")
    is_news = uncertainty.before is None or "settled" in net
    if state and is_news and not uncertainty.came_back_with("settled"):
        by = " by " if state == "answered" else " because of "
        cause = joined(by, [uncertainty.names.named(after.get("cause") or "")])
        return [name, Words(f" {STATES[state].lower()}"), *cause, *_reworded(uncertainty, ", ")]
    if uncertainty.before is None:
        back = uncertainty.restored_words
        return [name, Words(back)] if back else [Words("unsure: "), name]
    if "settled" in net:
        return [name, Words(" open again"), *_reworded(uncertainty, ", ")]
    if state and "cause" in net:
        cause = joined(" by ", [uncertainty.names.named(after.get("cause") or "")])
        return [name, Words(f" {STATES[state].lower()}"), *cause, *_reworded(uncertainty, ", ")]
    reworded = _reworded(uncertainty, " ")
    return [name, *reworded] if reworded else []


def _reworded(uncertainty: ItemChange, mark: str) -> Parts:
    """Return the words for a question that was there and reads otherwise now, after the mark."""
    is_new = uncertainty.before is None
    reworded = not is_new and {"question", "why_it_matters"} & uncertainty.net.keys()
    return [Words(f"{mark}reworded")] if reworded else []


SECTION = Section(
    name="uncertainties",
    title="Uncertainties",
    other_titles=("Open questions", "Uncertainty"),
    noun="uncertainty",
    model=Uncertainty,
    form=UncertaintyForm,
    add="Add uncertainty",
    empty="None written yet.",
    prompt="A question you cannot answer yet, and why it matters.",
    linking="Named as an uncertainty in",
    head=FirstLine(
        ("question",),
        write=lambda values: escape(values["question"], _COLON),
        read=read,
    ),
    labels=(("why_it_matters", WHY),),
    full_form=UncertaintyEntry,
    ordered=True,
    detail=lambda values: STATES[values["settled"]].lower() if values["settled"] else "open",
    news=ChangelogRules(describe_change=describe_change, order=3, of_mind=True, with_reason=True),
    filters={"is": lambda words: Uncertainty.settled == "" if words == "open" else None},
    former=Former(
        title="Settled uncertainties", test=lambda values: values["settled"] in ("answered", "void")
    ),
    ending=Ending(field="settled", ended="Uncertainties settled", reopened="Open again"),
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
            notice=lambda values: f"{STATES.get(values['settled'], 'Open again')}.",
        ),
    ),
)
