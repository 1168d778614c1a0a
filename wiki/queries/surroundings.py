"""The surroundings of a topic's page: what stands beside its rows, for any reader and any day."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.anchors import Anchor
from wiki.lazy import lazy_property
from wiki.map.drawing import Map
from wiki.models import Essay, NextVersion, Topic
from wiki.projections.credence_paths import FormerCredence, Standing
from wiki.queries.backlinks import Backlinks
from wiki.queries.beliefs.closing import find_moved_after
from wiki.queries.beliefs.last_move import LastMove, find_last_move, readable_reason
from wiki.queries.beliefs.points import (
    CausedMove,
    Evidence,
    movement_of,
    with_history,
)
from wiki.queries.beliefs.standings import (
    Histories,
    LastNumber,
    last_of,
    read_histories,
    standings_of,
)
from wiki.queries.causes import (
    OFFERED,
    Cause,
    list_answers,
    list_causes,
    list_causes_elsewhere,
)
from wiki.queries.essays import list_mentioning
from wiki.queries.former_links import count_former
from wiki.queries.mentions import may_be_mentioned
from wiki.queries.next_versions import find_next_versions
from wiki.queries.plain_words import label_rows, words_with
from wiki.queries.resolvers import page_resolver
from wiki.queries.review_rhythm import due_since
from wiki.queries.sources import AtlasSource
from wiki.queries.topics import list_topics
from wiki.sections import SECTIONS, belief, trigger, uncertainty
from wiki.text import ReadWords
from wiki.visibility import AUTHOR


class Surroundings:
    """What templates show beside the rows of a topic's page; each part is read when first used.

    `day` is the author's day, or the past day of the page; links end in `tail`.
    """

    def __init__(self, topic: Topic, source: AtlasSource, *, day: date, tail: str = "") -> None:
        self._topic, self._source, self._day = topic, source, day
        self.resolve = page_resolver(source.resolver(tail=tail), topic.slug, tail=tail)

    @property
    def due(self) -> str:
        """Return the month since when the page is overdue for review, "" if it is not."""
        return due_since(self._topic, self._day)

    @lazy_property
    def neighbourhood(self) -> Map | None:
        """Return the local map around the topic, None where there is none."""
        return self._source.around(self._topic, self._day)

    @lazy_property
    def was(self) -> Mapping[int, FormerCredence | None]:
        """Return, by belief id, the credence that each belief had before its last move, or None."""
        return {belief_id: standing.was for belief_id, standing in self._standings.items()}

    @lazy_property
    def _standings(self) -> Mapping[int, Standing]:
        return standings_of(self._beliefs, self._histories.paths)

    @lazy_property
    def closing(self) -> Mapping[int, Decimal]:
        """Return, by belief id, the credence with which beliefs ended that have another one now."""
        moved = [row for row in self._beliefs if self.was.get(row.id)]
        return find_moved_after(moved, reader=self._source.reader)

    @lazy_property
    def last_numbers(self) -> Mapping[int, LastNumber]:
        """Return, by belief id, the last number of beliefs that have none any more."""
        ids = [row.id for row in self._beliefs if row.credence is None]
        return last_of(ids, self._histories)

    @lazy_property
    def last_move(self) -> LastMove | None:
        """Return the last move of a belief on the page, None where none has moved."""
        return find_last_move(self._beliefs, self._standings, self._histories.last_causes)

    @lazy_property
    def _read(self) -> ReadWords:
        """Return the function by which this page makes words of Markdown."""
        return words_with(self._source.resolver())

    @property
    def last_cause(self) -> tuple[str, str] | None:
        """Return the anchor and label of the last move's cause; None for none, or a hidden one."""
        cause = self.last_move.cause if self.last_move else None
        named = label_rows(self._source.by_anchor({cause} if cause else ()), read=self._read)
        return next(iter(named.items()), None)

    @property
    def last_reason(self) -> str:
        """Return the reason of the last move, "" for none."""
        if not self.last_move:
            return ""
        reason = self._histories.last_reasons[self.last_move.belief_id]
        return readable_reason(reason, reader=self._source.reader)

    @lazy_property
    def evidence(self) -> Mapping[int, Evidence]:
        """Return, by belief id, the number of readings that bear on each belief."""
        return self._source.evidence(self._topic, self._belief_ids)

    @property
    def moved(self) -> Mapping[str, Sequence[CausedMove]]:
        """Return the moves that each reading or trigger caused, by its anchor."""
        return self._histories.moved

    def movement_of(self, row: Any) -> CausedMove | None:
        """Return how far a trigger moved its belief, None where it did not."""
        return movement_of(row, self._moved_anywhere)

    @lazy_property
    def _moved_anywhere(self) -> Mapping[str, Sequence[CausedMove]]:
        """Return `moved`, with moves of other topics' beliefs on which triggers here bear."""
        triggers = self._source.find(trigger.SECTION, self._topic)
        anchors = {parsed for row in triggers if (parsed := Anchor.parse(row.belief))}
        ids = {anchor.id for anchor in self._source.by_anchor(anchors)} - set(self._belief_ids)
        if not ids:
            return self.moved
        moved = read_histories(ids, reader=self._source.reader).moved
        keys = self.moved.keys() | moved.keys()
        return {key: [*self.moved.get(key, ()), *moved.get(key, ())] for key in keys}

    @lazy_property
    def names(self) -> Mapping[str, str]:
        """Return, by anchor, the labels of the items that triggers and uncertainties name.

        These are their causes, and the beliefs that triggers would move.
        """
        triggers = self._source.find(trigger.SECTION, self._topic)
        questions = self._source.find(uncertainty.SECTION, self._topic)
        named = [row.cause for row in (*triggers, *questions)] + [row.belief for row in triggers]
        anchors = {parsed for anchor in named if (parsed := Anchor.parse(anchor))}
        return label_rows(self._source.by_anchor(anchors), read=self._read)

    @lazy_property
    def backlinks(self) -> Backlinks:
        """Return the backlinks of the topic."""
        return self._source.backlinks(self._topic)

    @lazy_property
    def former_links(self) -> int:
        """Return how many links name the topic by a former name; 0 for visitors."""
        return count_former(self._topic) if self._source.reader.sees_private else 0

    @lazy_property
    def may_be_mentioned(self) -> bool:
        """Return whether texts may name the topic without a link; False for visitors."""
        return self._source.reader.sees_private and may_be_mentioned(self._topic)

    @lazy_property
    def mentioning(self) -> Sequence[Essay]:
        """Return the essays that name the topic and lack its tag; () for visitors."""
        return list_mentioning(self._topic) if self._source.reader.sees_private else ()

    @lazy_property
    def titles(self) -> Sequence[str]:
        """Return the titles of all other topics, for the form of a relation."""
        return list_other_titles(self._topic)

    @lazy_property
    def next_versions(self) -> Mapping[tuple[str, int], NextVersion]:
        """Return, by kind and id, the next versions of items on the page; {} for visitors."""
        reader = self._source.reader
        if not reader.sees_private or reader.until is not None:
            return {}
        reworked = [section for section in SECTIONS if section.reworked]
        rows = [
            (one.kind, row.id) for one in reworked for row in self._source.find(one, self._topic)
        ]
        return find_next_versions(rows)

    @property
    def names_in_lists(self) -> Sequence[tuple[str, str]]:
        """Return the names of all topics as `list_names` does, for forms with tags."""
        return list_names()

    @lazy_property
    def causes(self) -> Sequence[Cause]:
        """Return the readings and triggers that forms offer as the cause of a move."""
        here = list_causes(self._topic, self._source.find)
        return [*here, *list_causes_elsewhere(self._topic)[:OFFERED]]

    def causes_with(self, key: str) -> Sequence[Cause]:
        """Return `causes`, with the trigger of another topic whose anchor is `key`, if any."""
        others = list_causes_elsewhere(self._topic) if key else []
        own_keys = {cause.key for cause in self.causes}
        named = (cause for cause in others if cause.key == key and key not in own_keys)
        return [*self.causes, *named]

    @lazy_property
    def answers(self) -> Sequence[Cause]:
        """Return the items that forms offer as the answer to an uncertainty."""
        return list_answers(self._topic, self._source.find)

    @property
    def beliefs(self) -> Sequence[Any]:
        """Return the beliefs of the topic that the reader may see, in the order of the page."""
        return self._source.find(belief.SECTION, self._topic)

    @lazy_property
    def _beliefs(self) -> Sequence[Any]:
        return with_history(self._source.find(belief.SECTION, self._topic))

    @property
    def _belief_ids(self) -> Sequence[int]:
        return [row.id for row in self._beliefs]

    @lazy_property
    def _histories(self) -> Histories:
        return read_histories(self._belief_ids, reader=self._source.reader)


def list_other_titles(topic: Topic) -> list[str]:
    """Return for the author the titles of all topics but this one, sorted."""
    return [other.title for other in list_topics(reader=AUTHOR) if other.id != topic.id]


def list_names() -> list[tuple[str, str]]:
    """Return for the author all topics by title: the name to type in a list, and the title."""
    return [(topic.name_in_list, topic.title) for topic in list_topics(reader=AUTHOR)]
