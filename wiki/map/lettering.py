"""The room that text takes in a serif typeface, and how names are broken into short lines.

The server cannot know the reader's fonts, so the widths are those of a wide typeface: in others,
names are a little narrower than their room.
"""

from collections.abc import Callable
from functools import lru_cache
from unicodedata import bidirectional, category, east_asian_width

from wiki.text.shortening import whole_signs

# In multiples of the type size.
LEADING = 1.2
ASCENT, DESCENT = 0.95, 0.26  # height of the box that a browser draws around a line
SPACING = 0.28
CAPITAL, PLAIN = 0.84, 0.64
WIDTHS = (
    ("ijlI.,:;'’‘!|()[]/ ", 0.38),
    ('frtJs-–"“”', 0.5),
    ("mwMW@%&—…", 1.02),
)
WIDTH_OF = {char: width for chars, width in WIDTHS for char in chars}
ELLIPSIS = "…"
RIGHT_TO_LEFT = "\u200f"  # an invisible letter: what stands before it is written as it is

Measure = Callable[[str, float], float]


@lru_cache(maxsize=4096)
def measure(text: str, size: float) -> float:
    """Return an upper estimate of the width of a text, in the unit of the type size."""
    return size * sum(_width(char) for char in text)


def measure_spaced(text: str, size: float) -> float:
    """Return the width of a text in capitals with spaced letters."""
    return measure(text.upper(), size) + SPACING * size * len(text)


def height(lines: int, size: float) -> float:
    """Return the height of lines of text, from the first ascent to the last descent."""
    return size * (ASCENT + DESCENT + LEADING * (lines - 1))


@lru_cache(maxsize=4096)
def fit(
    text: str,
    size: float,
    width: float,
    most: int,
    *,
    outermost: float = 0,
    measure: Measure = measure,
) -> tuple[str, ...]:
    """Return a text as at most `most` lines of about equal length, each within `width`.

    A long word may be wider, up to `outermost`. What does not fit is cut off with an ellipsis.
    `measure` gives the width of a line in a type size.
    """

    def wide(line: str) -> float:
        return measure(line, size)

    words = text.split()
    lines = _break(words, wide, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    else:
        widths = [width * part / 10 for part in range(4, 11)]
        broken = (_break(words, wide, narrow) for narrow in widths)
        lines = next(even for even in broken if len(even) <= len(lines))
    return tuple(_cut(line, wide, max(width, outermost)) for line in lines)


def _width(char: str) -> float:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(char) in "WF" or category(char) == "So":
        return 1.15
    return WIDTH_OF.get(char) or (CAPITAL if char.isupper() else PLAIN)


def _break(words: list[str], wide: Callable[[str], float], width: float) -> list[str]:
    """Return the words as lines, each as full as the width allows."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, wide: Callable[[str], float], width: float) -> str:
    if wide(line) <= width:
        return line
    end = min(len(line) - 1, int(width / wide("i")))
    while end and wide(whole_signs(line, end) + ELLIPSIS) > width:
        end -= 1
    begun = whole_signs(line, end).rstrip()
    # A drawing has no direction of its own, so the sign would stand before the first word.
    strong = next(
        (kind for char in begun if (kind := bidirectional(char)) in ("L", "R", "AL")), "L"
    )
    return begun + ELLIPSIS + ("" if strong == "L" else RIGHT_TO_LEFT)
