"""The card of a region: title, summary, stance and beliefs, short enough for a small box."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from wiki.models import Topic
from wiki.projections.credence_paths import EVEN, Standing
from wiki.queries.beliefs.standings import list_standings
from wiki.queries.items import list_items
from wiki.queries.plain_words import words_for, words_if_filled
from wiki.sections import belief, stance
from wiki.text import ReadWords, is_placeholder, shorten
from wiki.visibility import Reader

STANCE = 300  # characters of the stance
LINE = 200  # characters of a title, a summary or a claim
BELIEFS = 3


@dataclass(frozen=True)
class FirmBelief:
    """A belief on a card: its credence and the one before it, None for none, in per cent."""

    credence: Decimal
    claim: str
    was: Decimal | None = None
    range: str = ""


@dataclass(frozen=True)
class Card:
    """A region in plain words; each text is "" where it is missing or only a placeholder."""

    topic: Topic
    title: str
    summary: str
    stance: str
    beliefs: Sequence[FirmBelief]

    def cut(self, share: float) -> "Card":
        """Return the card with its texts cut to `share` (0 to 1) of their greatest lengths."""
        line, body = int(LINE * share), int(STANCE * share)
        beliefs = [replace(one, claim=shorten(one.claim, line)) for one in self.beliefs]
        texts = shorten(self.title, line), shorten(self.summary, line), shorten(self.stance, body)
        return Card(self.topic, *texts, beliefs)


def read_card(topic: Topic, *, reader: Reader) -> Card:
    """Return the card of a topic that the reader may see, with the firmest of its beliefs."""
    firmest = by_firmness(list_items(belief.SECTION, topic, reader=reader))[:BELIEFS]
    stood = list_standings(firmest, reader=reader)
    stances = list_items(stance.SECTION, topic, reader=reader)
    read = words_if_filled(words_for(reader))
    return Card(
        topic,
        topic.title,
        read(topic.summary),
        read(stances[0].body) if stances else "",
        [_firm(item, stood.get(item.id), read) for item in firmest],
    ).cut(1)


def by_firmness(beliefs: Iterable[Any]) -> list[Any]:
    """Return the beliefs with a credence, those farthest from 50% first.

    Former beliefs and placeholders are left out.
    """
    current = [
        item
        for item in beliefs
        if item.credence is not None and not item.outcome and not is_placeholder(item.claim)
    ]
    return sorted(current, key=lambda item: -abs(item.credence - EVEN))


def _firm(item: Any, standing: Standing | None, read: ReadWords) -> FirmBelief:
    was = standing.was.credence if standing and standing.was else None
    return FirmBelief(item.credence, read(item.claim), was, item.range)
