"""Raised numbers, such as the exponent of 10²⁶, in words that lose their markup.

Without its markup 10<sup>26</sup> would read 1026. Digits and signs become the raised ones that
Unicode has; other raised words, such as the “st” of 1st, read the same without markup.
"""

import re

_PLAIN = "0123456789+-=()"
_RAISED = str.maketrans(f"{_PLAIN}−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻⁻")
_NUMBER = re.compile(r"[-+−–=()]{0,3}[0-9][0-9+\-−–=()]{0,30}")
_HTML = re.compile(
    rf"<sup(?: [^<>]{{0,200}})?>[ ]{{0,3}}({_NUMBER.pattern})[ ]{{0,3}}</sup>", re.IGNORECASE
)


def raised(words: str) -> str:
    """Return a number in raised digits; any other words as they are."""
    number = words.strip()
    return number.translate(_RAISED) if _NUMBER.fullmatch(number) else words


def with_raised(html: str) -> str:
    """Return HTML with raised digits in place of each number within `<sup>`."""
    return _HTML.sub(lambda number: raised(number[1]), html)
