"""Credences: reading what an author types, and writing a number back without changing it.

A credence is a Decimal from 0 to 100 with at most six decimal places, never a float.
static/js/credence.js reads credences in the browser by the same rules; tests/credences.json has the
examples on which both are tested.
"""

import re
from decimal import Decimal
from fractions import Fraction

from wiki.numerals import (
    NUMERAL,
    OTHER_DIGITS,
    SIMPLE,
    Numeral,
    has_other_digits,
    plain_forms,
    read_numeral,
)

PLACES = 6
LONGEST = 40

WRITE_A_NUMBER = "Write a number from 0 to 100, such as 70."
SCALE = (
    f"{WRITE_A_NUMBER} Words on that scale: almost no chance 2, very unlikely 10, unlikely 25, "
    "about even 50, likely 75, very likely 90, almost certain 98."
)
TOO_FINE = "A credence has at most six decimal places."
GROUPS = "Thousands are groups of three digits: write 10,000 or 10000."
NO_ODDS = "Odds such as 1:4 are not read. Write a fraction such as 1/5, or a number such as 20."
NO_LIMIT = "That is a limit and not a number. Write the number you would give, such as 0.5%."
NO_RANGE = "That is a range. Write one number here, such as 70."

_UNIT = r"%|percent|per cent|pct"
# What says that a number is approximate. Whoever reads a number drops it with `without_about`.
_ABOUT = re.compile(
    r"(?:[~≈\u223c\u02dc]|about |circa |ca\.? |approx\.? |approximately |roughly )\s*"
)
_PER_CENT = re.compile(rf"([-+]?)({NUMERAL}) *({_UNIT})?")
_FRACTION = re.compile(rf"({NUMERAL}) *(?:/|in|out of) *({NUMERAL})")
_ODDS = re.compile(rf"{NUMERAL} *: *{NUMERAL}")
_LIMIT = re.compile(rf"(?:[<>≤≥]=?|(?:under|over|below|above|at least|at most) ) *~?{NUMERAL}.*")
_SPAN = re.compile(rf"{NUMERAL} *(?:{_UNIT})? *(?:-|–|—|to|\.\.|…|±|~) *~?{NUMERAL} *(?:{_UNIT})?")


class CredenceError(ValueError):
    """A credence that cannot be saved as typed: a sentence, and values to offer instead."""

    def __init__(self, message: str, offers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.offers = offers


def parse_credence(text: str, *, confirmed: bool = False) -> Decimal | None:
    """Read a credence in per cent; None where it is empty or the placeholder `~XX%`.

    Takes `70`, `70%`, `70 per cent`, `~70`, `70,5`, `7/10`, `1 in 200` and `1 in 10,000`. Raises
    CredenceError for what is not a number from 0 to 100, for what has two readings or may be a
    slip, such as `1,250`, `1 in 2.500`, `1 in 10,00` and `50/50`, and, unless confirmed, for 0, 100
    and a bare fraction such as `0.7`.
    """
    value = read_number(collapsed(text), confirmed)
    if value is not None and not confirmed:
        _ask_if_certain(value)
    return value


def parse_bound(text: str) -> Decimal | None:
    """Read a credence for a filter, in per cent; None where it is empty. Raises CredenceError.

    It may be 0 or 100; for what has two readings an error offers these, as in `parse_credence`.
    """
    return read_number(collapsed(text), confirmed=False)


def format_credence(value: Decimal) -> str:
    """Return a number without per cent sign, exponent or trailing zeros: `70`, `99.9`, `0.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_words(value: Decimal) -> str:
    """Return a credence as a screen reader should say it: `about 70 per cent`."""
    return f"about {format_credence(value)} per cent"


def collapsed(text: str) -> str:
    """Return a text in plain lower-case characters, each run of white space as one space."""
    seen = text[: LONGEST * 10].replace("\ufeff", "")  # as typed text loses it, see clean_text
    return " ".join(plain_forms(seen).split()).lower()


def without_about(text: str) -> str:
    """Return a collapsed text without the mark or word that says that it is approximate: `70`."""
    match = _ABOUT.match(text)
    return text[match.end() :] if match else text


def bare_number(text: str) -> Decimal | None:
    """Return the number in a text without per cent sign or fraction; None for any other text.

    Only such a number can be meant as a share of 1: `0.7`, `about 0.7`.
    """
    match = _PER_CENT.fullmatch(without_about(collapsed(text)))
    if match is None or match[1] == "-" or match[3]:
        return None
    numeral = read_numeral(match[2])
    return numeral.value if numeral else None


def whole_of(text: str) -> str:
    """Return the whole of a fraction, `10` for `2 in 10`; "" for any other text."""
    match = _FRACTION.fullmatch(without_about(collapsed(text)))
    return match[2] if match else ""


def read_number(text: str, confirmed: bool) -> Decimal | None:
    """Return the credence in a collapsed text; None where it is empty or `~XX%`.

    Raises CredenceError, also for a bare fraction such as `0.7` unless it is confirmed.
    """
    if len(text) > LONGEST:
        raise CredenceError(f"That is too long for a credence. {WRITE_A_NUMBER}")
    typed = without_about(text)
    if typed in ("", "xx", "xx%"):
        return None
    if match := _FRACTION.fullmatch(typed):
        return _read_fraction(typed, *match.groups())
    if match := _PER_CENT.fullmatch(typed):
        return _read_per_cent(typed, *match.groups(), confirmed=confirmed)
    raise CredenceError(_reason(typed))


def _reason(typed: str) -> str:
    """Return the sentence that says why a text is no credence."""
    for pattern, reason in ((_ODDS, NO_ODDS), (_LIMIT, NO_LIMIT), (_SPAN, NO_RANGE)):
        if pattern.fullmatch(typed):
            return reason
    if has_other_digits(typed):
        return f"{OTHER_DIGITS} {WRITE_A_NUMBER}"
    worded = any(sign.isalpha() for sign in typed) and not any(sign.isdigit() for sign in typed)
    return SCALE if worded else WRITE_A_NUMBER


def _read_per_cent(
    typed: str, sign: str, digits: str, unit: str | None, *, confirmed: bool
) -> Decimal:
    numeral = _numeral(digits)
    value = -numeral.value if sign == "-" else numeral.value
    if not 0 <= value <= 100:
        shown = re.sub(rf" *(?:{_UNIT})$", "", typed)
        raise CredenceError(f"A credence lies between 0 and 100 per cent; {shown} does not.")
    if numeral.grouped is not None and numeral.mark == ",":
        raise _ask_about_mark(digits, numeral.mark, value)
    if 0 < value < 1 and not unit and not confirmed:
        offers = (f"{format_credence(value)}%", f"{format_credence(value * 100)}%")
        raise CredenceError("Is that {} or {}?".format(*offers), offers)
    return _exact(value)


def _read_fraction(typed: str, part: str, whole: str) -> Decimal:
    """Read a fraction. A comma before three digits groups thousands; a point there may do so.

    Beside a comma that is a decimal mark, as in `1,5 in 2,500`, the other may be one, too.
    """
    numerals = [_numeral(part), _numeral(whole)]
    readings = [[_counted(each, grouped) for each in numerals] for grouped in (False, True)]
    if _has_both_commas(part, whole, numerals):
        readings.append([numeral.value for numeral in numerals])
    if not all(whole for _, whole in readings):
        raise CredenceError("Nothing can be divided by 0: write a fraction such as 7/10.")
    if all(numeral.value == 50 for numeral in numerals):
        raise CredenceError(f"Is {typed} even odds, 50%, or 100%?", ("50%", "100%"))
    shares = sorted({Fraction(part) / Fraction(whole) * 100 for part, whole in readings})
    values = [_rounded(share) for share in shares if share <= 100]
    if not values:
        raise CredenceError(
            f"A credence lies between 0 and 100 per cent; {typed} is more than 100."
        )
    if len(values) > 1:
        offers = tuple(f"{format_credence(value)}%" for value in values)
        raise CredenceError(f"{typed} could be {' or '.join(offers)}. Which is it?", offers)
    for digits, numeral in zip((part, whole), numerals, strict=True):
        if numeral.mark and numeral.grouped is None:
            raise _ask_about_mark(digits, numeral.mark, values[0], GROUPS)
    return values[0]


def _ask_about_mark(digits: str, mark: str, value: Decimal, more: str = "") -> CredenceError:
    """Return an error that asks whether a mark in a number is a decimal mark.

    `value` is the number if it is one; the error offers it.
    """
    offer, name = f"{format_credence(value)}%", {",": "comma", ".": "point"}[mark]
    question = f"Is the {name} in {digits} a decimal mark? Then it is {offer}."
    return CredenceError(f"{question} {more}".rstrip(), (offer,))


def _has_both_commas(part: str, whole: str, numerals: list[Numeral]) -> bool:
    """Return whether one comma of a fraction is a decimal mark and the other groups thousands."""
    groups = any(numeral.mark == "," and numeral.grouped is not None for numeral in numerals)
    pairs = zip((part, whole), numerals, strict=True)
    return groups and any(
        "," in text and numeral.grouped is None and bool(SIMPLE.fullmatch(text))
        for text, numeral in pairs
    )


def _counted(numeral: Numeral, points_group: bool) -> Decimal:
    """Return the value of a number in a fraction; with `points_group`, points group thousands."""
    if numeral.grouped is not None and (numeral.mark == "," or points_group):
        return numeral.grouped
    return numeral.value


def _rounded(share: Fraction) -> Decimal:
    # round() of a Fraction rounds half to even, as Decimal does.
    value = Decimal(round(share * 10**PLACES)).scaleb(-PLACES)
    if value in (0, 100) and share != value:
        raise CredenceError(TOO_FINE)
    return _exact(value)


def _numeral(digits: str) -> Numeral:
    numeral = read_numeral(digits)
    if numeral is None:
        raise CredenceError(WRITE_A_NUMBER)
    exponent = numeral.value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        raise CredenceError(TOO_FINE)
    return numeral


def _exact(value: Decimal) -> Decimal:
    """Return a number in its shortest form, so that equal credences are also written alike."""
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
