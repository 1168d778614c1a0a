"""Raised and lowered numbers, such as the exponent of 10²⁶, in words that lose their markup.

Without its markup 10<sup>26</sup> would read 1026, and log<sub>2</sub>8 log28. Digits and signs
become the raised and lowered ones that Unicode has. Other raised words, such as the “st” of 1st,
read the same without markup, and so does a lowered number with no digit beside it, as in CO2.
"""

import re

_PLAIN = "0123456789+-=()"
_RAISED = str.maketrans(f"{_PLAIN}−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻⁻")
_LOWERED = str.maketrans(f"{_PLAIN}−–", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋")
_NUMBER = re.compile(r"[-+−–=()]{0,3}[0-9][0-9+\-−–=()]{0,30}")
_HTML = re.compile(
    rf"<(su[pb])(?: [^<>]{{0,200}})?>[ ]{{0,3}}({_NUMBER.pattern})[ ]{{0,3}}</\1>", re.IGNORECASE
)


def raised(words: str) -> str:
    """Return a number in raised digits; any other words as they are."""
    return _in_digits(words, _RAISED)


def lowered(words: str) -> str:
    """Return a number in lowered digits; any other words as they are."""
    return _in_digits(words, _LOWERED)


def with_small_numbers(html: str) -> str:
    """Return HTML with raised digits for each number within `<sup>`, and lowered ones for `<sub>`.

    A lowered number without a digit beside it stays as it is, with its tags.
    """

    def write(number: re.Match[str]) -> str:
        if number[1].lower() == "sup":
            return raised(number[2])
        beside = (
            html[max(number.start() - 1, 0) : number.start()]
            + html[number.end() : number.end() + 1]
        )
        return lowered(number[2]) if re.search("[0-9]", beside) else number[0]

    return _HTML.sub(write, html)


def _in_digits(words: str, digits: dict[int, int]) -> str:
    number = words.strip()
    return number.translate(digits) if _NUMBER.fullmatch(number) else words
