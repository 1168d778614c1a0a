"""Tasks that follow from a moved credence: triggers and beliefs that were written before that."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select, text, true

from wiki.anchors import Anchor
from wiki.credence import format_credence
from wiki.db import db
from wiki.models import Relation, Topic
from wiki.projections.totals import read_total
from wiki.projections.triggers import TriggerListing
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.plain_words import words_for
from wiki.queries.review.statements import (
    Dates,
    Move,
    moved_since,
    read_dates,
    read_numbers,
    read_reviews,
)
from wiki.queries.review.tasks import MOST, TaskList, make_task
from wiki.sections import belief, trigger
from wiki.sections.belief import Belief
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder, isolated, shorten
from wiki.visibility import AUTHOR

LONGEST = 40  # characters of a claim, so that a reason leaves room in its line


def list_triggers() -> TaskList:
    """Return tasks for open triggers whose belief moved since the trigger was last looked at."""
    moved = select(TriggerListing.trigger_id).where(
        TriggerListing.sees_private == true(), TriggerListing.has_moved == true()
    )
    total = read_total(
        db.session.connection(), TriggerListing.__tablename__, sees_private=True, column="has_moved"
    )
    ids = db.session.scalars(moved.order_by(TriggerListing.trigger_id).limit(MOST)).all()
    bound = items_across_regions(Trigger, reader=AUTHOR).where(Trigger.id.in_(ids))
    triggers = db.session.scalars(bound)
    pairs = [(one, found.id) for one in triggers if (found := Anchor.parse(one.belief))]
    belief_ids = {belief_id for _, belief_id in pairs}
    living = select(Belief).where(Belief.deleted_at.is_(None), Belief.id.in_(belief_ids))
    beliefs = {one.id: one for one in db.session.scalars(living)}
    numbers = read_numbers(belief_ids)
    dates = read_dates([("trigger", one.id) for one, _ in pairs])
    tasks = []
    for one, belief_id in pairs:
        seen = dates.get(("trigger", one.id), Dates()).looked_at
        move = moved_since(numbers.get(belief_id, ()), seen) if seen else None
        if move and belief_id in beliefs:
            why = (f"{_describe_move(beliefs[belief_id], move)} since you wrote it",)
            tasks.append(make_task("trigger", trigger.SECTION, one, one.topic, why))
    return TaskList(tuple(tasks), total)


def list_leaning(zone: ZoneInfo) -> TaskList:
    """Return tasks for beliefs of topics that lean on a topic in which a belief moved since then.

    "Since then" is since the leaning belief was last looked at, or its topic reviewed.
    """
    grounds = _grounds()
    beliefs_of = _current_beliefs() if grounds else {}
    beliefs = [one.id for own in beliefs_of.values() for one in own]
    numbers = read_numbers(beliefs)
    dates = read_dates([("belief", one) for one in beliefs])
    reviews = read_reviews(grounds)
    tasks = []
    for topic_id, regions in grounds.items():
        below = [one for region in regions for one in beliefs_of.get(region, ())]
        for one in beliefs_of.get(topic_id, ()):
            reviewed = _reviewed_at(one.topic, reviews.get(topic_id), zone)
            looked = dates.get(("belief", one.id), Dates()).looked_at
            since = max(filter(None, (reviewed, looked)), default=None)
            if since and (moves := _moves(below, numbers, since)):
                reasons = (f"{moves[0]} since you looked", *_others(moves[1:]))
                tasks.append(make_task("leaning", belief.SECTION, one, one.topic, reasons))
    return TaskList(tuple(tasks[:MOST]), len(tasks))


def _leaning() -> Select[int, int]:
    """Return a query for pairs of topic ids, of which the first leans on the second."""
    return select(Relation.topic_id, Relation.region_id).where(
        Relation.deleted_at.is_(None), text("relation.kind = 'leans on'")
    )


def _grounds() -> Mapping[int, list[int]]:
    """Return, by topic id, the ids of the topics that it leans on."""
    grounds: dict[int, list[int]] = defaultdict(list)
    for topic_id, region_id in db.session.execute(_leaning()):
        grounds[topic_id].append(region_id)
    return grounds


def _current_beliefs() -> Mapping[int, list[Belief]]:
    """Return the current beliefs of each topic that has a "leans on" relation at either end.

    Placeholders are left out.
    """
    ends = (_leaning().with_only_columns(end) for end in (Relation.topic_id, Relation.region_id))
    query = items_across_regions(Belief, reader=AUTHOR).where(
        Belief.outcome == "", or_(*(Belief.topic_id.in_(end) for end in ends))
    )
    beliefs_of: dict[int, list[Belief]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(None).order_by(Belief.position, Belief.id)):
        if not is_placeholder(one.claim):
            beliefs_of[one.topic_id].append(one)
    return beliefs_of


def _moves(below: Sequence[Belief], numbers: Mapping[int, Any], since: datetime) -> list[str]:
    """Return a sentence for each belief that moved since a moment, the largest move first."""
    moved = [(one, moved_since(numbers.get(one.id, ()), since)) for one in below]
    moves = [(one, move) for one, move in moved if move]
    moves.sort(key=lambda pair: -abs(pair[1].after - pair[1].before))
    return [_describe_move(one, move) for one, move in moves]


def _others(moves: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence with the number of further moves, for which the line has no room."""
    return (f"{len(moves):,} more moved",) if moves else ()


def _describe_move(one: Belief, move: Move) -> str:
    label = shorten(belief.SECTION.label(one.snapshot(), words_for(AUTHOR)), LONGEST)
    return f"{isolated(label)} moved {format_credence(move.before)} → {format_credence(move.after)}"


def _reviewed_at(topic: Topic, marked: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return when a topic was last reviewed: for a day that was typed in, the end of that day."""
    if topic.reviewed_on is None:
        return None
    if marked and marked.astimezone(zone).date() == topic.reviewed_on:
        return marked
    return datetime.combine(topic.reviewed_on, time.max, zone).astimezone(UTC)
