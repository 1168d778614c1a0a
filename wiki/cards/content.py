"""What a sharing card shows, as plain data."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple, Self

from wiki.cards.typeface import SANS, writable
from wiki.credence import format_credence
from wiki.map.drawing import Map

EDITION = 3  # raised when cards of the same content are drawn otherwise
ATLAS, REGION = "atlas", "region"
SEPARATOR = " · "  # between the parts of a line


@dataclass(frozen=True)
class CardCredence:
    """A credence in per cent (`now`), and the one before it (`was`), None if there was none."""

    now: Decimal
    was: Decimal | None = None

    @property
    def words(self) -> str:
        """Return the credence as text, after the former one if there is any: `50% → 66%`."""
        now = f"{format_credence(self.now)}%"
        return now if self.was is None else f"{format_credence(self.was)}% → {now}"

    def width(self, size: float) -> float:
        """Return how wide it is in pixels, as `cards/card.svg` draws it: with a drawn arrow."""
        now = SANS.width(f"{format_credence(self.now)}%", size)
        if self.was is None:
            return now
        return SANS.width(f"{format_credence(self.was)}%", size) + 1.4 * size + now


@dataclass(frozen=True)
class CardBelief:
    """A belief on the card of a region."""

    claim: str
    credence: CardCredence


class CardPoint(NamedTuple):
    """A credence in per cent on the day it was held.

    `stated_date` is the day as ISO text, or the month or year where no more is known.
    """

    day: date
    credence: Decimal
    stated_date: str


@dataclass(frozen=True)
class SharingCard:
    """What a card shows: of the atlas, a region, a belief or an essay, which is its `subject`.

    The subject is `atlas`, `region-` and an id, or an anchor such as `b-12`. `day` is when the
    subject last changed. `points` are the numbers of a belief, oldest first. `map` is the ground to
    draw, with `ground` as its digest.
    """

    subject: str
    title: str
    site: str
    author: str
    meta: str = ""
    day: date | None = None
    beliefs: tuple[CardBelief, ...] = ()
    credence: CardCredence | None = None
    points: tuple[CardPoint, ...] = ()
    ground: str = ""
    map: Map | None = field(default=None, repr=False, compare=False)

    @classmethod
    def with_map(cls, ground: Map | None, **fields: object) -> Self:
        """Return a card with a map, or without one where there is nothing to draw."""
        drawn = ground if ground and ground.drawn else None
        return cls(map=drawn, ground=drawn.digest if drawn else "", **fields)  # type: ignore[arg-type]  # the fields above

    @property
    def name(self) -> str:
        """Return the name of the card's file without the ending: the subject and a digest.

        The digest is of all that the card shows, so that an altered card has another name.
        """
        digest = blake2b(f"{EDITION} {self!r}".encode(), digest_size=8).hexdigest()
        return f"{self.subject}-{digest}"

    @property
    def alt(self) -> str:
        """Return in words what the card shows, for people who do not see it."""
        parts = [self.title, self.meta, self.credence.words if self.credence else ""]
        parts += [f"{one.credence.words}: {one.claim}" for one in self.beliefs]
        return ". ".join(filter(None, parts))

    @property
    def written(self) -> Self:
        """Return the card with only those texts that the fonts can write (see `writable`)."""
        claims = ((writable(one.claim), one.credence) for one in self.beliefs)
        return replace(
            self,
            title=writable(self.title),
            meta=_joined(*self.meta.split(SEPARATOR)),
            site=writable(self.site),
            author=writable(self.author),
            beliefs=tuple(CardBelief(claim, credence) for claim, credence in claims if claim),
        )

    @property
    def is_blank(self) -> bool:
        """Return whether nothing but a date would stand on the card."""
        return not (self.map or writable(self.title) or writable(self.site))


def _joined(*texts: str) -> str:
    return SEPARATOR.join(filter(None, map(writable, texts)))
