"""Telling: what a sitting did to a view, in one sentence that stands by itself.

A sentence is about what the author thinks: numbers that move, claims, questions and observations
that come and go, what was read. Whatever else a save may do has no sentence here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wiki.queries.changelog.cast import Cast, Named, Words, topics_of
from wiki.queries.changelog.sittings import Sitting
from wiki.queries.changelog.wording import TELLERS, reason_of

ORDER = ("topic", "belief", "trigger", "uncertainty", "stance", "reading", "essay", "relation")
OF_MIND = {"belief", "trigger", "uncertainty", "stance"}


@dataclass(frozen=True)
class Sentence:
    """What happened to one item: the topics it is about, the words, and why.

    `of_mind` says whether the author thinks otherwise since.
    """

    kind: str
    topics: tuple[Named, ...]
    words: tuple[Words, ...]
    reason: str = ""

    @property
    def of_mind(self) -> bool:
        """Return whether it is about a view, and not about where one comes from."""
        return self.kind in OF_MIND

    @property
    def text(self) -> str:
        """Return the sentence as plain words."""
        names = ", ".join(topic.title for topic in self.topics)
        said = "".join(words.text for words in self.words)
        said = f"{names}: {said}" if names else said
        return f"{said}. {self.reason}" if self.reason else said


def tell(sitting: Sitting, cast: Cast) -> Sentence | None:
    """Return the sentence for a sitting, None where nothing of it is news for the reader."""
    if not cast.sees(sitting):
        return None
    words = TELLERS[sitting.kind](sitting, cast)
    if not words:
        return None
    # The reason of a change is about the views in it; of a stance it is the sentence itself.
    reason = reason_of(sitting) if sitting.kind in OF_MIND - {"stance"} else ""
    topics = cast.topics(topics_of(sitting))
    return Sentence(sitting.kind, topics, tuple(words if topics else begun(words)), reason)


def begun(words: Sequence[Words]) -> Sequence[Words]:
    """Return words with a capital at their beginning, where no region's name stands before."""
    first, *rest = words
    if first.quoted:
        return words
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *rest]


def in_order(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return sentences as they are told together: a new region, then views, then sources."""
    return sorted(sentences, key=lambda one: ORDER.index(one.kind))
