"""A belief: a claim, a credence in per cent (or none yet) and a one-line why."""

import re
from decimal import Decimal

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.credence import format_credence, in_words
from wiki.db import Base, Percent
from wiki.models import TopicItem
from wiki.sections.base import Section
from wiki.sections.entry import (
    THEN,
    TOKEN,
    Head,
    Unreadable,
    Values,
    escape,
    followed,
    join_dash,
    unescape,
)
from wiki.sections.fields import ClaimField, CredenceField, ItemForm, LineField, Required

NUMBER = r"~(?=\s?[^\s~%]*\s?%)"  # the mark of a number, or of what would be taken for one
_LINE = re.compile(
    rf"^(?P<claim>{TOKEN}*?)\s*~(?P<credence>XX|\d+(?:[.,]\d+)?)%"
    rf"(?:{THEN}(?P<why>.*)|\s*(?P<published><.*)|\s*)$"
)


# No number, and it stands where one would.
_NO_NUMBER = re.compile(
    rf"^{TOKEN}*?(?P<said>~(?!(?:XX|\d+(?:[.,]\d+)?)%)\s?[^\s~%]*\s?%)(?:{THEN}|\s*<|\s*$)"
)


class Belief(TopicItem, Base):
    """Something the author holds, and how firmly."""

    __tablename__ = "belief"
    __kind__ = "belief"
    __fields__ = ("claim", "credence", "why")

    claim: Mapped[str] = mapped_column(Text)
    credence: Mapped[Decimal | None] = mapped_column(Percent)
    why: Mapped[str] = mapped_column(Text, default="")


class BeliefForm(ItemForm):
    """A belief needs a claim; a number may come later."""

    asides = ("reason", "cause")
    claim = ClaimField("Claim", [Required("Write the claim.")])
    credence = CredenceField("Credence")
    why = ClaimField("Why")
    reason = LineField("Why did it move?")
    cause = LineField("Because of")


def write(values: Values) -> str:
    """Write `claim ~70% — why`, with `~XX%` for no number yet."""
    credence = values["credence"]
    number = "XX" if credence is None else format_credence(credence)
    line = f"{escape(values['claim'], NUMBER)} ~{number}%"
    return join_dash(line, escape(values["why"], NUMBER))


def read(line: str) -> Values:
    """Read a claim, its number where it has one, and the why. Raises Unreadable."""
    match = _LINE.match(line)
    if unclear := _NO_NUMBER.match(match["claim"] if match else line):
        raise Unreadable(f"A credence reads ~70%, or ~XX% for none yet, and not {unclear['said']}.")
    if not match:
        claim, why = followed(line)
        return {"claim": unescape(claim), "credence": None, "why": unescape(why)}
    number = match["credence"]
    why = match["why"] or match["published"] or ""
    credence = None if number == "XX" else Decimal(number.replace(",", "."))
    return {"claim": unescape(match["claim"]), "credence": credence, "why": unescape(why)}


def told(now: Values, before: Values) -> str:
    """Say the number, and the one before it where it moved: `about 70 per cent, was 55`."""
    if now["credence"] is None:
        return "no number yet"
    was = before.get("credence")
    words = in_words(now["credence"])
    if was is None or was == now["credence"]:
        return words
    return f"{words}, was {format_credence(was)}"


SECTION = Section(
    name="beliefs",
    title="Current beliefs",
    noun="belief",
    letter="b",
    model=Belief,
    form=BeliefForm,
    lead="claim",
    add="Add belief",
    empty="None written yet.",
    prompt="A claim you hold, how firmly, and why.",
    head=Head(("claim", "credence", "why"), write, read),
    ordered=True,
    told=told,
)
