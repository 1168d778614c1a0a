"""Sentences of the changelog: one for what an edit group did to an item, if that is news.

Only changes of views are news: credences that move; claims, questions and triggers that are added,
reworded, settled or removed; what was read. Nothing else that a save can do has a sentence here.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.exc import SQLAlchemyError

from wiki.queries.changelog import topic_news
from wiki.queries.changelog.named_rows import NamedRows
from wiki.queries.changelog.setups import Key
from wiki.sections import SECTIONS
from wiki.sections.edit_group import EditGroup
from wiki.sections.news import ChangelogRules, ItemChange, NamedTopic, Parts, Words
from wiki.text import counted, isolated
from wiki.visibility import homes_in

logger = logging.getLogger(__name__)

NEWS: dict[str, ChangelogRules] = {"topic": topic_news.NEWS} | {s.kind: s.news for s in SECTIONS}
NOUNS = {section.kind: section.noun for section in SECTIONS}
LEADS = {section.kind: section.lead for section in SECTIONS}


@dataclass(frozen=True)
class Sentence:
    """The sentence about one item: its topics, its words, and the reason given.

    `opening` stands before the names of the topics (“New region”); `has_views` says that the
    sentence also stands for views that were written with its item; `is_move` that the item went to
    another topic, and nothing else was done to it.
    """

    kind: str
    topics: tuple[NamedTopic, ...]
    words: tuple[Words, ...]
    reason: str = ""
    opening: str = ""
    has_views: bool = False
    is_move: bool = False

    @property
    def of_mind(self) -> bool:
        """Return whether it is about a view, and not about a source or a mere move."""
        return self.has_views or (NEWS[self.kind].of_mind and not self.is_move)

    @property
    def move(self) -> tuple[Decimal | None, Decimal] | None:
        """Return the credence before and after if the sentence is about a move, else None."""
        return next((words.move for words in self.words if words.move), None)

    @property
    def noun(self) -> str:
        """Return the noun for its item's kind, such as `reading`."""
        return NOUNS.get(self.kind, "region")

    @property
    def alone(self) -> "Sentence":
        """Return the sentence for a place below a heading that names its topics already."""
        first = (Words(self.opening),) if self.opening else ()
        return replace(self, words=tuple(capitalised((*first, *self.words))), opening="")

    @property
    def text(self) -> str:
        """Return the whole sentence as plain text, with topics and reason."""
        names = ", ".join(topic.plain for topic in self.topics)
        text = "".join(words.plain for words in self.words)
        opening = f"{self.opening}: " if self.opening else ""
        text = f"{opening}{names}{'' if opening else ': '}{text}" if names else f"{opening}{text}"
        return f"{text}. {isolated(self.reason)}" if self.reason else text


def describe_group(
    group: EditGroup, named: NamedRows, page_of: int | None = None
) -> Sentence | None:
    """Return the sentence for an edit group, None where it has no news for the reader.

    With `page_of`, the id of a topic, it is for the list of that topic alone: None where the item
    was on its page only in between, as that was corrected or undone.

    An error in making it is logged, and None returned, so that the rest of the list is shown.
    Errors of the database are raised, so that the reader asks again.
    """
    if page_of is not None and not _stood_on(page_of, group):
        return None
    try:
        return _describe_group(group, named)
    except SQLAlchemyError:
        raise
    except Exception:
        logger.exception("Not told in a list: %s %s", group.kind, group.item_id)
        return None


def _stood_on(topic_id: int, group: EditGroup) -> bool:
    """Return whether a group's item was on a topic's page before the group or after it."""
    ends = homes_in(group.before or {}) | homes_in(group.after or {})
    return group.kind == "topic" or topic_id in ends


def _describe_group(group: EditGroup, named: NamedRows) -> Sentence | None:
    if not named.may_see_group(group):
        return None
    news = NEWS[group.kind]
    change = ItemChange(group, named, LEADS.get(group.kind, ""))
    topics = named.topics(group.topic_ids)
    if news.opening and (opening := news.opening(change)):
        return Sentence(group.kind, topics, (), news.about(change), opening)
    words, moved = news.describe_change(change), change.relocated()
    if not words and not moved:
        return None
    reason = group.reason(named.plain) if news.with_reason else ""
    joined = _joined(change, words, moved)
    own = tuple(joined if topics else capitalised(joined))
    return Sentence(group.kind, topics, own, reason, is_move=not words)


def _joined(change: ItemChange, words: Parts, moved: Parts) -> Parts:
    """Return the words for what was done to an item, followed by where it was moved from."""
    if not moved:
        return words
    if words:
        return [*words, Words(","), *moved]
    return [change.quoted(change.group.after or {}), *moved]


def count_setup(
    opening: Sentence, groups: Sequence[EditGroup], existing: Collection[Key], named: NamedRows
) -> Sentence:
    """Return the sentence for a new region, completed with how many items were added that day.

    `groups` are the edit groups of its first day. `existing` are items that it held already when it
    was made public, which are new to visitors.
    """
    remaining = {
        (one.kind, one.item_id)
        for one in groups
        if one.after is not None and describe_group(one, named)
    }
    removed = {(one.kind, one.item_id) for one in groups if one.after is None}
    counts = Counter(kind for kind, _ in remaining | (set(existing) - removed))
    sections = [section for section in SECTIONS if counts[section.kind] and not section.single]
    *some, last = [_counted(counts[one.kind], one.noun) for one in sections] or [""]
    listed = f"{', '.join(some)} and {last}" if some else last
    words = (Words(f", with {listed}"),) if listed else ()
    has_views = any(NEWS[kind].of_mind for kind in counts)
    return replace(opening, words=words, has_views=has_views)


def _counted(count: int, noun: str) -> str:
    """Return a number with its noun: `2 uncertainties`."""
    is_shortened = noun.endswith("y") and noun[-2] not in "aeiou"  # uncertainties, but essays
    return counted(count, noun, f"{noun[:-1]}ies" if is_shortened else "")


def capitalised(words: Sequence[Words]) -> Sequence[Words]:
    """Return a sentence's words with a capital letter at the beginning.

    Words that quote the author are left as they are.
    """
    first, *rest = words
    if first.quoted:
        return words
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *rest]


def in_order(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return sentences sorted for one entry: a new region first, then views, then sources."""
    return sorted(sentences, key=lambda one: NEWS[one.kind].order)
