"""Credences: reading what an author types as a per cent, and writing it back exactly as it is.

A credence is a Decimal from 0 to 100 with at most six decimal places; a float never comes near it.
"""

import re
from decimal import Decimal
from fractions import Fraction

PLACES = 6
LONGEST = 40

WRITE_A_NUMBER = "Write a number from 0 to 100, such as 70."
SCALE = (
    f"{WRITE_A_NUMBER} Words on that scale: almost no chance 2, very unlikely 10, unlikely 25, "
    "about even 50, likely 75, very likely 90, almost certain 98."
)
TOO_FINE = "A credence has at most six decimal places."

WRITE_A_MOVE = "Write the move as two numbers, such as from 70% to 50%."
WRITE_A_RANGE = "Write the range as two numbers, the lower first, such as 60-80."

_NUMBER = r"[0-9]+[.,]?[0-9]*|[.,][0-9]+"
_PER_CENT = re.compile(rf"([-+]?)({_NUMBER}) *(%?)")
_RANGE = re.compile(r"(.+?) *(?:-|–|to) *([^-–]+)")
_MOVE = re.compile(r"(?:from )?(.+?) *(?:to|→|->|-|–) *([^-–→]+)")
_FRACTION = re.compile(rf"({_NUMBER}) *(?:/|in|out of) *({_NUMBER})")


class CredenceError(ValueError):
    """A credence that cannot be saved as typed: a sentence, and values to press instead."""

    def __init__(self, message: str, offers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.offers = offers


def parse_credence(text: str, *, confirmed: bool = False) -> Decimal | None:
    """Read a credence in per cent; None where it is empty or the placeholder `~XX%`.

    Takes `70`, `70%`, `~70`, `70,5`, `7/10` and `1 in 200`. Raises CredenceError for what is not
    a number from 0 to 100, and, unless confirmed, for 0, 100 and a bare fraction such as `0.7`.
    """
    text = " ".join(text[: LONGEST * 10].split()).lower()
    if len(text) > LONGEST:
        raise CredenceError(f"That is too long for a credence. {WRITE_A_NUMBER}")
    typed = text.removeprefix("~").strip()
    if typed in ("", "xx", "xx%"):
        return None
    value = (
        _read_fraction(typed) if _FRACTION.fullmatch(typed) else _read_per_cent(typed, confirmed)
    )
    if not confirmed:
        _ask_if_certain(value)
    return value


def parse_range(text: str) -> str:
    """Read a range of credences in per cent, as `60-80`; empty where nothing is typed.

    Takes `60-80`, `60–80%` and `60 to 80`. Raises CredenceError.
    """
    typed = " ".join(text.split()).lower()
    if not typed:
        return ""
    match = _RANGE.fullmatch(typed) if len(typed) <= LONGEST else None
    if match is None:
        raise CredenceError(WRITE_A_RANGE)
    low, high = (parse_credence(part, confirmed=True) for part in match.groups())
    if low is None or high is None or low > high:
        raise CredenceError(WRITE_A_RANGE)
    return f"{format_credence(low)}-{format_credence(high)}"


def parse_move(text: str) -> str:
    """Read how far a number would move, as `70 to 50`; empty where nothing is typed.

    Takes `from 70% to 50%`, `70 → 50` and `70-50`. Raises CredenceError.
    """
    typed = " ".join(text.split()).lower()
    if not typed:
        return ""
    match = _MOVE.fullmatch(typed) if len(typed) <= LONGEST else None
    if match is None:
        raise CredenceError(WRITE_A_MOVE)
    ends = [parse_credence(part, confirmed=True) for part in match.groups()]
    if None in ends:
        raise CredenceError(WRITE_A_MOVE)
    return " to ".join(format_credence(end) for end in ends if end is not None)


def ends_of(kept: str) -> tuple[Decimal, Decimal] | None:
    """Return where a move as it is kept begins and ends, in per cent."""
    start, _, end = kept.partition(" to ")
    return (Decimal(start), Decimal(end)) if end else None


def bounds(kept: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the ends of a range as it is kept, in per cent; none of an empty one."""
    low, _, high = kept.partition("-")
    return (Decimal(low), Decimal(high)) if high else (None, None)


def format_credence(value: Decimal) -> str:
    """The number without a per cent sign: `70`, `99.9`, `0.5`; no exponent, no empty zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(value: Decimal) -> str:
    """The number as a screen reader should say it: `about 70 per cent`."""
    return f"about {format_credence(value)} per cent"


def _read_per_cent(typed: str, confirmed: bool) -> Decimal:
    match = _PER_CENT.fullmatch(typed)
    if match is None:
        worded = any(sign.isalpha() for sign in typed) and not any(sign.isdigit() for sign in typed)
        raise CredenceError(SCALE if worded else WRITE_A_NUMBER)
    sign, number, unit = match.groups()
    value = _decimal(sign + number)
    if not 0 <= value <= 100:
        raise CredenceError(
            f"A credence lies between 0 and 100 per cent; {typed.rstrip('% ')} does not."
        )
    if 0 < value < 1 and not unit and not confirmed:
        offers = (f"{format_credence(value)}%", f"{format_credence(value * 100)}%")
        raise CredenceError("{}. Did you mean {}?".format(*offers), offers)
    return _exact(value)


def _read_fraction(typed: str) -> Decimal:
    match = _FRACTION.fullmatch(typed)
    assert match is not None
    part, whole = (Fraction(_decimal(number)) for number in match.groups())
    if not whole:
        raise CredenceError("Nothing can be divided by 0: write a fraction such as 7/10.")
    share = part / whole * 100
    if share > 100:
        raise CredenceError(
            f"A credence lies between 0 and 100 per cent; {typed} is more than 100."
        )
    # round() of a Fraction takes the even neighbour at a half, as the rest of the arithmetic does.
    value = Decimal(round(share * 10**PLACES)).scaleb(-PLACES)
    if value in (0, 100) and share != value:
        raise CredenceError(TOO_FINE)
    return _exact(value)


def _decimal(number: str) -> Decimal:
    number = number.replace(",", ".")
    if len(number.partition(".")[2]) > PLACES:
        raise CredenceError(TOO_FINE)
    return Decimal(number)


def _exact(value: Decimal) -> Decimal:
    """The same number in its one shortest form, so that equal credences also read alike."""
    return abs(Decimal(format_credence(value)))


def _ask_if_certain(value: Decimal) -> None:
    if value in (0, 100):
        limit = "99.9" if value else "0.1"
        offer = f"{value}%"
        raise CredenceError(
            "Certain? Beliefs you could still change your mind on "
            f"stop at {limit}. Save {offer} anyway",
            (offer,),
        )
