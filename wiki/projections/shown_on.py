"""On which regions' pages visitors may read something else after a write.

All other pages stay in the page cache: see `wiki/commit_effects.py`. A write whose effects are not
known here to be limited to few pages counts as altering any page.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, select, union_all

from wiki.actions import ADD, AFFIRM, EDIT, MOVE, RECALL
from wiki.anchors import Anchor
from wiki.journal_tables import Change, Revision, WrittenRevision, revision_topic
from wiki.projections.base import AlteredRow, WriteResult
from wiki.projections.link_words import ANCHORS, as_list, has_words_of_anchors, values_in
from wiki.projections.links import TextLink
from wiki.projections.regions import find_model
from wiki.recorded import Recorded

ACTIONS = {ADD, EDIT, MOVE, AFFIRM, RECALL}
# Fields that decide who sees an item and where.
SEEN_BY = {"state", "queued", "topics", "topic"}
BELIEFS = "beliefs"  # a parameter of `_naming`


def regions_showing(connection: Connection, written: WriteResult) -> set[int] | None:
    """Return the ids of the topics whose pages may change by a write; None where any page may.

    Call it after all projections are refreshed.
    """
    rows = list(written.altered)
    actions = {(one.kind, one.item_id): one.action for one in written.revisions}
    is_usual = all(map(_is_usual, written.revisions))
    if written.undoes_id or written.noticed.alters_maps or not is_usual:
        return None
    if not all(_is_confined(one, actions) for one in rows):
        return None
    own_ids = {topic_id for one in rows for topic_id in one.item.topic_ids()}
    named = _named_on(connection, [one.item for one in rows], set(_bearing_on(rows)))
    return None if named is None else own_ids | named | written.noticed.linked


def _is_usual(revision: WrittenRevision) -> bool:
    return Recorded.kinds[revision.kind].__confined__ and revision.action in ACTIONS


def _is_confined(one: AlteredRow, actions: dict[tuple[str, int], str]) -> bool:
    """Return whether only pages that show a row can differ after it was added or edited."""
    is_new = actions.get((one.item.__kind__, one.item.id)) == ADD
    return is_new or not (one.appeared or one.names & SEEN_BY)


def _bearing_on(rows: Collection[AlteredRow]) -> Iterator[int]:
    """Yield the ids of the beliefs on which altered readings bore before or bear now."""
    for one in rows:
        if one.item.__kind__ == "reading":
            for anchor in {**(one.before or {}).get("bears", {}), **one.item.snapshot()["bears"]}:
                yield Anchor.parse_known(anchor).id


def _named_on(
    connection: Connection, items: Collection[Recorded], belief_ids: Collection[int]
) -> set[int] | None:
    """Return the ids of the topics whose pages name some items, and of those with some beliefs.

    None where an item that stands on several pages names one.
    """
    anchors = {str(Anchor.of(item)) for item in items if item.__letter__}
    given = {ANCHORS: as_list(anchors), BELIEFS: as_list(belief_ids)}
    for kind in _causes():
        given[kind] = as_list(one.id for one in items if one.__kind__ == kind)
    found = set(connection.scalars(_naming(), given))
    return None if None in found else found


def _causes() -> list[str]:
    return sorted(Recorded.cause_kinds())


@cache
def _naming() -> CompoundSelect[Any]:
    """Return the query of `_named_on`, which is built once: that takes longer than to ask it.

    Its parameters are ANCHORS, BELIEFS for their ids, and a kind for the ids of causes of it.
    """
    return union_all(*_topic_queries())


def _topic_queries() -> Iterator[Select[Any]]:
    """Yield the queries of which `_naming` is made, each for ids of topics."""
    # The indexes are of those that name something.
    yield select(TextLink.home_id).where(has_words_of_anchors())
    for model in (find_model(kind) for kind in sorted(Recorded.kinds)):
        for name in model.__anchors__:
            field = getattr(model, name)
            yield select(model.topic_id).where(field != "", field.in_(values_in(ANCHORS)))
    belief = find_model("belief")
    yield select(belief.topic_id).where(belief.id.in_(values_in(BELIEFS)))
    for kind in _causes():
        yield (
            select(revision_topic.c.topic_id)
            .join(Revision, Revision.id == revision_topic.c.revision_id)
            .join(Change, Change.id == Revision.change_id)
            .where(Change.cause_kind == kind, Change.cause_id.in_(values_in(kind)))
        )
