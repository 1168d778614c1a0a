"""Texts cut to a length: between words, so that nothing is read that was not written."""

from unicodedata import category

from wiki.text.directions import end_directions

_JOINER = "\u200d"  # makes one sign of those before and behind it, such as a family
_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # of the skin of the sign before


def shorten(text: str, most: int) -> str:
    """Return a text on one line, cut after a word if it has more than `most` characters.

    A cut text ends with an ellipsis: `in 2028` never becomes `in 20…`. Directions of writing that
    the cut leaves open are ended, as in `clean_line`.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    start = line[: max(most - 1, 0)]
    words = start if line[len(start)] == " " else start.rpartition(" ")[0]
    # A language without spaces, or one very long word, is cut where it is too long.
    cut = words if len(words) > len(start) * 2 // 3 else whole_signs(line, len(start))
    return end_directions(cut.rstrip(" ,;:.")) + "…"


def whole_signs(line: str, end: int) -> str:
    """Return a line up to a place, or a little less, so that no emoji or accented letter is cut."""
    while end and (
        category(line[end])[0] == "M" or line[end] in _JOINER + _TONES or line[end - 1] == _JOINER
    ):
        end -= 1
    return line[:end]
