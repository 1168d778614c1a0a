"""Numerals: reading the number in digits and marks that somebody typed.

A comma, a point, a space or an apostrophe may group thousands, and a comma or a point may be the
decimal mark. `10,000.5` shows which is which; `1,250` does not: it has two readings. In `10,00` the
mark is a decimal mark, unless a digit of a group was left out.

static/js/credence.js reads numerals alike; tests/credences.json holds the examples for both.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

# Characters of a numeral; `read_numeral` decides whether it is one.
NUMERAL = r"[0-9.,](?:[0-9.,' ]*[0-9.,])?"
# Digits with at most one mark.
SIMPLE = re.compile(r"[0-9]+[.,]?[0-9]*|[.,][0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
# A comma before any other number of digits than three, or a mark before zeros alone. One digit
# after a comma is plainly a decimal: `12,5`.
_UNSURE = re.compile(r"[1-9][0-9]{0,2}(?:(,)[0-9]{2,}|([.,])0+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ '.,])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]*)?")

# Full-width forms, which an Asian keyboard types, and other shapes of the same marks.
_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_PLAIN |= {0x3000: ord(" "), 0x301C: ord("~"), 0x2212: ord("-"), 0x2019: ord("'")}


OTHER_DIGITS = "Digits are 0 to 9 here, and the per cent sign is %: others are not read."
_OTHER_CENTS = "\u066a\ufe6a"  # the Arabic per cent sign and the small one


@dataclass(frozen=True)
class Numeral:
    """A typed number, read with `mark` as the decimal mark.

    `grouped` is the number if the mark groups thousands instead, None where it cannot. A mark
    without `grouped` may still have been meant to group them: a digit is missing, or there is one
    too many.
    """

    value: Decimal
    grouped: Decimal | None = None
    mark: str = ""


def plain_forms(text: str) -> str:
    """Return a text with full-width digits, letters and marks replaced by their ASCII forms."""
    return text if text.isascii() else text.translate(_PLAIN)


def has_other_digits(text: str) -> bool:
    """Return whether a text has digits or a per cent sign that no number here is written with.

    Those of Arabic or Hindi are such; full-width ones are read.
    """
    other = (sign for sign in plain_forms(text) if not sign.isascii())
    return any(sign.isdecimal() or sign in _OTHER_CENTS for sign in other)


def read_numeral(text: str) -> Numeral | None:
    """Return the number in a text, None where it is no number, such as `1.2.3` or `12,50,000`."""
    if match := _EITHER.fullmatch(text):
        mark = match[1]
        return Numeral(Decimal(text.replace(mark, ".")), Decimal(text.replace(mark, "")), mark)
    if SIMPLE.fullmatch(text):
        unsure = _UNSURE.fullmatch(text)
        mark = (unsure[1] or unsure[2]) if unsure else ""
        return Numeral(Decimal(text.replace(",", ".")), mark=mark)
    if match := _GROUPED.fullmatch(text):
        return Numeral(Decimal(text.replace(match[1], "").replace(",", ".")))
    return None
