"""The field for the belief that a trigger bears on: of this topic or of any other.

Choices are the topic's own beliefs, then those of related topics, and always the one that is named
already. Any other is named by its id or by words of its claim.
"""

from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload
from wtforms.validators import ValidationError

from wiki.anchors import Anchor
from wiki.db import db, holds
from wiki.forms.fields import ChoiceField, LineField
from wiki.forms.item_form import ItemForm
from wiki.models import Relation, Topic
from wiki.sections.belief import Belief
from wiki.text import ReadWords, is_placeholder, name_key, quoted

MOST = 40  # beliefs of related topics that are offered
FOUND = 5  # beliefs that an error lists if words fit more than one
GONE = "a belief that is gone"
NONE_FITS = "No belief reads so. Name it by its id, such as b-12, or by words of its claim."
TWO = "Another belief is chosen in the list above. Choose “none” there, or empty this field."


class NamedElsewhere(ItemForm):
    """A text field for a belief that is not among the choices of `belief`."""

    asides = ("elsewhere",)
    read: ReadWords
    elsewhere = LineField("Or a belief of another region")

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Set `belief` to the belief that the typed text names, if any was typed."""
        super().process(*args, **kwargs)
        typed = self.elsewhere.data or ""
        if typed and len(typed) <= self.elsewhere.limit:
            try:
                belief = find_belief(typed, self.read)
            except ValueError as error:
                self.elsewhere.process_errors = [str(error)]
            else:
                self._take(str(Anchor.of(belief)))

    def _take(self, named: str) -> None:
        """Set `belief` to the belief that was named, unless another one was chosen as well."""
        field = self["belief"]
        if field.data not in ("", None, field.object_data, named):
            self.elsewhere.process_errors = [TWO]
        else:
            field.data = named


class BeliefChoice(ChoiceField):
    """A choice among some beliefs that also accepts the anchor of any other belief."""

    def pre_validate(self, form: Any) -> None:
        """Refuse an anchor of no belief."""
        if self.data in [choice[0] for choice in self.iter_choices()]:
            return
        anchor = Anchor.parse(self.data or "")
        if anchor is None or anchor.kind != "belief" or not _by_ids([anchor.id]):
            raise ValidationError(NONE_FITS)


def belief_fields(topic: Topic, read: ReadWords, trigger: Any = None) -> dict[str, Any]:
    """Return the form fields, by name, for the belief of a trigger on a topic's page."""
    bound = trigger.belief if trigger else ""
    named = Anchor.parse(bound)
    offered = {bound: GONE} if bound else {}
    offered |= {
        str(Anchor.of(belief)): _label(belief, topic, read)
        for belief in (*_own(topic), *_of_related(topic))
        if not belief.outcome or str(Anchor.of(belief)) == bound
    }
    if named and offered[bound] == GONE:
        for belief in _by_ids([named.id]):
            offered[bound] = _label(belief, topic, read)
    return {"belief": BeliefChoice("Belief it bears on", {"": "none"} | offered, default="")}


def find_belief(typed: str, read: ReadWords) -> Belief:
    """Return the belief with this anchor, permanent link, or words of its claim.

    Raises ValueError, with a sentence, where no belief or more than one fits.
    """
    address = typed.rpartition("/b/")[2]
    anchor = Anchor("belief", int(address)) if _is_number(address) else Anchor.parse(typed)
    if anchor is not None:
        found = _by_ids([anchor.id]) if anchor.kind == "belief" else []
    else:
        found = _by_words(typed)
    if not found:
        raise ValueError(NONE_FITS)
    if len(found) > 1:
        listed = "; ".join(f"{Anchor.of(one)} {quoted(read(one.claim))}" for one in found[:FOUND])
        more = " and more" if len(found) > FOUND else ""
        raise ValueError(f"More than one belief reads so: {listed}{more}. Type the id of one.")
    return found[0]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _label(belief: Belief, topic: Topic, read: ReadWords) -> str:
    claim = read(belief.claim)
    return claim if belief.topic_id == topic.id else f"{belief.topic.title}: {claim}"


def _alive() -> Any:
    """Return the query for the undeleted beliefs of undeleted topics."""
    there = (Belief.deleted_at.is_(None), Topic.deleted_at.is_(None))
    query = select(Belief).join(Topic, Topic.id == Belief.topic_id).where(*there)
    return query.options(joinedload(Belief.topic))


def _own(topic: Topic) -> list[Belief]:
    mine = _alive().where(Belief.topic_id == topic.id)
    return list(db.session.scalars(mine.order_by(Belief.position, Belief.id)))


def _of_related(topic: Topic) -> list[Belief]:
    """Return at most `MOST` current beliefs of related topics, sorted by topic."""
    ends = or_(Relation.topic_id == topic.id, Relation.region_id == topic.id)
    other = case((Relation.topic_id == topic.id, Relation.region_id), else_=Relation.topic_id)
    related = select(other).where(ends, Relation.deleted_at.is_(None))
    query = _alive().where(Belief.topic_id.in_(related), Belief.outcome == "")
    query = query.order_by(func.sort_key(Topic.title), Belief.position, Belief.id).limit(MOST)
    return [one for one in db.session.scalars(query) if not is_placeholder(one.claim)]


def _by_ids(ids: list[int]) -> list[Belief]:
    return list(db.session.scalars(_alive().where(Belief.id.in_(ids))))


def _by_words(typed: str) -> list[Belief]:
    """Return the beliefs whose claim is the typed text, else those whose claim contains it."""
    claim, sought = func.name_key(Belief.claim), name_key(typed)
    for fits in (claim == sought, holds(claim, sought)):
        query = _alive().where(fits).order_by(Belief.id).limit(FOUND + 1)
        if found := list(db.session.scalars(query)):
            return found
    return []
