"""Related regions: links between two topics, seen from both ends."""

import re
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from wiki.forms.document_line import (
    THEN,
    FirstLine,
    Values,
    escape,
    join_dash,
    split_dash,
    unescape,
)
from wiki.forms.fields import ChoiceField, ClaimField, LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import INVERSE_KINDS, RELATION_KINDS, Relation, Topic
from wiki.sections.base import TOPIC_ID, Section
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words

VERBS = {kind: "related to" if kind == "related" else kind for kind in RELATION_KINDS}
KINDS = tuple(dict.fromkeys([*RELATION_KINDS, *INVERSE_KINDS]))
_LINE = re.compile(
    rf"^\[\[(?P<region>(?:\\.|\[[^\[\]\\|]{{1,200}}\]|[^\\\]|])+)(?:\|(?:\\.|[^\\\]])*)?\]\]"
    rf"(?:{THEN}(?P<reason>.*))?$"
)


class RelationForm(ItemForm):
    """The form of a relation: the other region, the kind as seen from this page, and the reason."""

    region = LineField("Region", [Required("Name the other region.")])
    kind = ChoiceField("Kind", choices={kind: kind for kind in KINDS}, default="related")
    reason = ClaimField("Reason")


def find() -> Select[Any]:
    """Return the query for the relations of a topic, at whichever end it is."""
    mine = or_(Relation.topic_id == TOPIC_ID, Relation.region_id == TOPIC_ID)
    both = joinedload(Relation.topic), joinedload(Relation.region)
    alive = Relation.deleted_at.is_(None)
    return select(Relation).where(mine, alive).options(*both).order_by(Relation.id)


def view(relation: Relation, topic: Topic) -> Values:
    """Return a relation's fields as the page of `topic` shows them."""
    return {
        "region": relation.other(topic).title,
        "kind": relation.kind_from(topic),
        "reason": relation.reason_from(topic),
    }


def write(values: Values) -> str:
    """Return a document's line `[[Region]] — reason`; without a region, the reason alone."""
    region = escape(values["region"], r"[][|]")
    return join_dash(f"[[{region}]]" if region else "", escape(values["reason"]))


def read(line: str) -> Values:
    """Return region and reason from a document's line; a link's own words are dropped.

    These are the words after the bar in `[[Region|words]]`.
    """
    match = _LINE.match(line)
    region, reason = (match["region"], match["reason"] or "") if match else split_dash(line)
    return {"region": unescape(region), "reason": unescape(reason)}


def describe_change(relation: ItemChange) -> Parts:
    """Return the words for a relation that is new, of another kind, or gone, from its first end.

    They are [] where the reader may not see the other end.
    """
    before, after, net = relation.group.before, relation.group.after, relation.net
    state = after or before
    others = relation.names.topics([state["region_id"]]) if state else ()
    if state is None or not others:
        return []
    (there,) = others
    other, verb = Words(there.title, there.address), VERBS[state.get("kind") or "related"]
    if after is None:
        return [Words(f"no longer {verb} "), other]
    if before is not None and not {"kind", "reason"} & net.keys():
        return []
    if relation.restored_words:
        return [Words(f"{verb} "), other, Words(" again")]
    reason = relation.filled(after.get("reason"))
    return [Words(f"{verb} "), other, *([Words(f" — {reason}")] if reason else [])]


SECTION = Section(
    name="regions",
    title="Related regions",
    noun="relation",
    model=Relation,
    form=RelationForm,
    add="Relate a region",
    empty="None yet.",
    prompt="Another region, and how it is related to this one.",
    linking="Named in how other regions are related to",
    head=FirstLine(("region", "reason"), write, read),
    owner="pair",
    news=ChangelogRules(describe_change=describe_change, order=7),
    find=find,
    view=view,
)
