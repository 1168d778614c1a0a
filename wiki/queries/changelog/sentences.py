"""Sentences of the changelog: one for what a group of edits did to an item's view.

Only views are told: credences that move; claims, questions and triggers that are added, reworded,
settled or removed; what was read. Nothing else that a save can do has a sentence here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wiki.queries.changelog import topic_news
from wiki.queries.changelog.named_rows import NamedRows
from wiki.sections import SECTIONS
from wiki.sections.news import ChangelogRules, EditGroup, ItemChange, NamedTopic, Words

NEWS: dict[str, ChangelogRules] = {"topic": topic_news.NEWS} | {s.kind: s.news for s in SECTIONS}
LEADS = {section.kind: section.lead for section in SECTIONS}


@dataclass(frozen=True)
class Sentence:
    """What happened to one item: its topics, the words of the sentence, and the reason."""

    kind: str
    topics: tuple[NamedTopic, ...]
    words: tuple[Words, ...]
    reason: str = ""

    @property
    def of_mind(self) -> bool:
        """Return whether it is about a view, and not about where one comes from."""
        return NEWS[self.kind].of_mind

    @property
    def text(self) -> str:
        """Return the sentence as plain text."""
        names = ", ".join(topic.title for topic in self.topics)
        said = "".join(words.text for words in self.words)
        said = f"{names}: {said}" if names else said
        return f"{said}. {self.reason}" if self.reason else said


def tell(group: EditGroup, named: NamedRows) -> Sentence | None:
    """Return the sentence for a group, None where it has no news for the reader."""
    if not named.sees(group):
        return None
    news = NEWS[group.kind]
    words = news.tell(ItemChange(group, named, LEADS.get(group.kind, "")))
    if not words:
        return None
    reason = group.reason if news.with_reason else ""
    topics = named.topics(group.topic_ids)
    return Sentence(group.kind, topics, tuple(words if topics else begun(words)), reason)


def begun(words: Sequence[Words]) -> Sequence[Words]:
    """Return a sentence's words with a capital letter at the beginning.

    Words that quote the author are left as they are.
    """
    first, *rest = words
    if first.quoted:
        return words
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *rest]


def in_order(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return sentences as they are told together: a new region, then views, then sources."""
    return sorted(sentences, key=lambda one: NEWS[one.kind].order)
