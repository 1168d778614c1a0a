"""Two credences: the range of a belief, and the move that a trigger would cause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wiki.credence import (
    LONGEST,
    CredenceError,
    bare_number,
    collapsed,
    format_credence,
    read_number,
    whole_of,
)


@dataclass(frozen=True)
class Notation:
    """How a pair of credences is written: the pattern to read it, and the form to offer it in.

    `hint` is the sentence for what is no such pair. In `offer` two `{}` stand for the numbers. In
    an `ordered` pair the lower number comes first.
    """

    pattern: re.Pattern[str]
    offer: str
    hint: str
    ordered: bool

    def offered(self, ends: Sequence[Decimal]) -> str:
        """Return a pair as it is offered: `60-80%`, but `0.6%-80%` so that both are clear."""
        offer = self.offer.replace("{}-", "{}%-") if 0 < min(ends) < 1 < max(ends) else self.offer
        return offer.format(*map(format_credence, ends))


RANGE = Notation(
    re.compile(r"(.+?) *(?:-|–|—|to|~) *([^-–—]+)"),
    "{}-{}%",
    "Write the range as two numbers, the lower first, such as 60-80.",
    ordered=True,
)
MOVE = Notation(
    re.compile(r"(?:from )?(.+?) *(?:to|→|->|-|–|—) *([^-–—→]+)"),
    "{}% to {}%",
    "Write the move as two numbers, such as from 70% to 50%.",
    ordered=False,
)

STILL = "A move leads from one number to another: write two that differ."


def parse_range(text: str, *, confirmed: bool = False) -> str:
    """Read a range of credences in per cent, as `60-80`; empty where nothing is typed.

    Takes `60-80`, `60–80%` and `60 to 80`. Raises CredenceError; it asks about `0.6-0.8` and
    `1-2 in 10`.
    """
    ends = _parse(text, RANGE, confirmed)
    return "-".join(map(format_credence, ends))


def parse_move(text: str, *, confirmed: bool = False) -> str:
    """Read how far a number would move, as `70 to 50`; empty where nothing is typed.

    Takes `from 70% to 50%`, `70 → 50` and `70-50`. Raises CredenceError; it asks about
    `0.7 to 0.5` and `1 to 2 in 10`.
    """
    ends = _parse(text, MOVE, confirmed)
    return " to ".join(map(format_credence, ends))


def move_ends(stored: str) -> tuple[Decimal, Decimal] | None:
    """Return both numbers of a stored move (`70 to 50`), in per cent, None for an empty one."""
    start, _, end = stored.partition(" to ")
    return (Decimal(start), Decimal(end)) if end else None


def stands_still(stored: str) -> bool:
    """Return whether a stored move goes nowhere, as `85 to 85`, which earlier versions took."""
    ends = move_ends(stored)
    return ends is not None and ends[0] == ends[1]


def shown_move(stored: str) -> str:
    """Return a stored move as pages show it, `70% → 50%`; "" for none."""
    return f"{stored.replace(' to ', '% → ')}%" if stored else ""


def bounds(stored: str) -> tuple[Decimal | None, Decimal | None]:
    """Return both numbers of a stored range (`60-80`), in per cent; two None for an empty one."""
    low, _, high = stored.partition("-")
    return (Decimal(low), Decimal(high)) if high else (None, None)


def with_signs(stored: str) -> str:
    """Return a stored pair as documents have it: with per cent signs if it has a number below 1.

    Without them, `0.6` could be read as a share of 1.
    """
    numbers = re.findall(r"[0-9.]+", stored)
    if not any(0 < Decimal(number) < 1 for number in numbers):
        return stored
    return re.sub(r"([0-9.]+)", r"\1%", stored)


def _parse(text: str, notation: Notation, confirmed: bool) -> Sequence[Decimal]:
    """Return both numbers of a pair, () where nothing is typed. Raises CredenceError."""
    if not (typed := collapsed(text)):
        return ()
    match = notation.pattern.fullmatch(typed) if len(typed) <= LONGEST else None
    if match is None:
        raise CredenceError(notation.hint)
    ends = _ends(match, notation)
    if not confirmed:
        _ask_if_shares(match, ends, notation)
    return ends


def _ends(match: re.Match[str], notation: Notation) -> tuple[Decimal, Decimal]:
    """Return both numbers of a pair.

    Raises CredenceError: with the hint where the first number of an ordered pair is the higher;
    with the questions about its numbers, offering whole pairs.
    """
    (first, starts), (last, ends) = (_readings(part, notation.hint) for part in match.groups())
    pairs = [(start, end) for start in starts for end in ends]
    pairs += [pair for pair in _in_same_parts(match, ends, notation) if pair not in pairs]
    if notation.ordered:
        pairs = [(low, high) for low, high in pairs if low <= high]
    if not pairs:
        raise CredenceError(notation.hint)
    offers = tuple(map(notation.offered, pairs))
    if question := f"{first} {last}".strip():
        raise CredenceError(question, offers)
    if len(pairs) > 1:
        raise CredenceError(f"Is that {' or '.join(offers)}?", offers)
    return pairs[0]


def _in_same_parts(
    match: re.Match[str], ends: Sequence[Decimal], notation: Notation
) -> list[tuple[Decimal, Decimal]]:
    """Return the pairs that are meant if the whole behind the last number counts for both.

    So `1-2 in 10` may be 10-20%, and not 1-20%. In `10 to 1 in 5` it cannot.
    """
    whole = whole_of(match[2])
    if not whole or bare_number(match[1]) is None:
        return []
    try:
        _, starts = _readings(f"{match[1]}/{whole}", notation.hint)
    except CredenceError:  # more than 100 per cent
        return []
    return list(zip(starts, ends, strict=False))


def _readings(part: str, hint: str) -> tuple[str, list[Decimal]]:
    """Return what to ask about one number of a pair, "" if it is clear, and its possible values.

    Raises CredenceError, with the hint where there is no number.
    """
    try:
        question, values = "", [read_number(part, True)]
    except CredenceError as error:
        if not error.offers:
            raise
        question, values = error.message, [read_number(offer, True) for offer in error.offers]
    numbers = [number for number in values if number is not None]
    if not numbers:
        raise CredenceError(hint)
    return question, numbers


def _ask_if_shares(match: re.Match[str], ends: Sequence[Decimal], notation: Notation) -> None:
    """Ask about a pair in which a bare number may be a share of 1: `0.6-0.8`, `70% to 0.5`.

    `0.6-0.8%` is not asked about: as both numbers are at most 1, the sign counts for both.
    """
    bare = [bare_number(part) == end for part, end in zip(match.groups(), ends, strict=True)]
    first_may_be, last_may_be = (
        is_bare and 0 < end < 1 for is_bare, end in zip(bare, ends, strict=True)
    )
    sign_counts_for_both = not bare[1] and ends[1] <= 1
    if sign_counts_for_both or not (first_may_be or last_may_be):
        return
    as_shares = [
        end * 100 if is_bare and end <= 1 else end for is_bare, end in zip(bare, ends, strict=True)
    ]
    meanings = [ends, as_shares]
    if notation.ordered and as_shares[0] > as_shares[1]:
        meanings = [ends]
    offers = tuple(dict.fromkeys(map(notation.offered, meanings)))
    raise CredenceError(f"Is that {' or '.join(offers)}?", offers)
