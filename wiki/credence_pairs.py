"""Two credences: the range of a belief, and the move that a trigger would cause."""

import re
from collections.abc import Sequence
from decimal import Decimal

from wiki.credence import (
    LONGEST,
    CredenceError,
    bare_number,
    collapsed,
    format_credence,
    read_number,
)

WRITE_A_MOVE = "Write the move as two numbers, such as from 70% to 50%."
WRITE_A_RANGE = "Write the range as two numbers, the lower first, such as 60-80."

_RANGE = re.compile(r"(.+?) *(?:-|–|—|to|~) *([^-–—]+)")
_MOVE = re.compile(r"(?:from )?(.+?) *(?:to|→|->|-|–|—) *([^-–—→]+)")


def parse_range(text: str, *, confirmed: bool = False) -> str:
    """Read a range of credences in per cent, as `60-80`; empty where nothing is typed.

    Takes `60-80`, `60–80%` and `60 to 80`. Raises CredenceError; it asks about `0.6-0.8`.
    """
    if not (typed := collapsed(text)):
        return ""
    low, high = _ends(typed, _RANGE, WRITE_A_RANGE, "{}-{}%", ordered=True)
    if not confirmed:
        _ask_if_shares(typed, _RANGE, "{}-{}%", low, high)
    return f"{format_credence(low)}-{format_credence(high)}"


def parse_move(text: str, *, confirmed: bool = False) -> str:
    """Read how far a number would move, as `70 to 50`; empty where nothing is typed.

    Takes `from 70% to 50%`, `70 → 50` and `70-50`. Raises CredenceError; it asks about
    `0.7 to 0.5`.
    """
    if not (typed := collapsed(text)):
        return ""
    start, end = _ends(typed, _MOVE, WRITE_A_MOVE, "{}% to {}%")
    if not confirmed:
        _ask_if_shares(typed, _MOVE, "{}% to {}%", start, end)
    return f"{format_credence(start)} to {format_credence(end)}"


def ends_of(kept: str) -> tuple[Decimal, Decimal] | None:
    """Return both numbers of a stored move (`70 to 50`), in per cent, or None."""
    start, _, end = kept.partition(" to ")
    return (Decimal(start), Decimal(end)) if end else None


def bounds(kept: str) -> tuple[Decimal | None, Decimal | None]:
    """Return both numbers of a stored range, in per cent; (None, None) for an empty one."""
    low, _, high = kept.partition("-")
    return (Decimal(low), Decimal(high)) if high else (None, None)


def _ends(
    typed: str, pattern: re.Pattern[str], sentence: str, written: str, *, ordered: bool = False
) -> tuple[Decimal, Decimal]:
    """Return both numbers of a pair.

    Raises CredenceError: with this sentence where it is no pair, or where the first number of an
    `ordered` one is the higher; with the questions about its numbers, offering whole pairs.
    """
    match = pattern.fullmatch(typed) if len(typed) <= LONGEST else None
    if match is None:
        raise CredenceError(sentence)
    (first, starts), (last, ends) = (_readings(part, sentence) for part in match.groups())
    pairs = [(start, end) for start in starts for end in ends if start <= end or not ordered]
    if not pairs:
        raise CredenceError(sentence)
    if question := f"{first} {last}".strip():
        raise CredenceError(question, tuple(_written(written, pair) for pair in pairs))
    return pairs[0]


def _readings(part: str, sentence: str) -> tuple[str, list[Decimal]]:
    """Return the question about a number of a pair, "" where it is clear, and what it may be.

    Raises CredenceError, with this sentence where there is no number.
    """
    try:
        question, found = "", [read_number(part, True)]
    except CredenceError as error:
        if not error.offers:
            raise
        question, found = error.message, [read_number(offer, True) for offer in error.offers]
    numbers = [number for number in found if number is not None]
    if not numbers:
        raise CredenceError(sentence)
    return question, numbers


def _ask_if_shares(typed: str, pattern: re.Pattern[str], written: str, *ends: Decimal) -> None:
    """Ask about a pair in which a bare number may be a share of 1: `0.6-0.8`, `70% to 0.5`.

    `0.6-0.8%` is not asked about: as both numbers are at most 1, the sign counts for both.
    """
    match = pattern.fullmatch(typed)
    bare = [bare_number(part) is not None for part in match.groups()] if match else [False, False]
    shares = [one and 0 < end < 1 for one, end in zip(bare, ends, strict=True)]
    is_signed = not bare[1] and ends[1] <= 1
    if not shares[1] and (is_signed or not shares[0]):
        return
    meant = [end * 100 if one and end <= 1 else end for one, end in zip(bare, ends, strict=True)]
    if max(ends) > 1:
        written = written.replace("{}-{}%", "{}%-{}%")
    offers = tuple(dict.fromkeys((_written(written, ends), _written(written, meant))))
    if "-" in written and meant[0] > meant[1]:
        offers = offers[:1]
    raise CredenceError(f"Is that {' or '.join(offers)}?", offers)


def with_signs(kept: str) -> str:
    """Return a stored pair as documents have it: with per cent signs if it may be asked about."""
    numbers = re.findall(r"[0-9.]+", kept)
    if not any(0 < Decimal(number) < 1 for number in numbers):
        return kept
    return re.sub(r"([0-9.]+)", r"\1%", kept)


def _written(written: str, ends: Sequence[Decimal]) -> str:
    return written.format(*map(format_credence, ends))
