"""The typefaces of cards: which characters a font file has, and how wide a text is in it.

Only what is needed is read of a TrueType file: the tables `cmap` (format 4), `hmtx`, `hhea` and
`head`, as OpenType 1.9 describes them.
"""

import struct
from functools import cached_property
from pathlib import Path
from unicodedata import category, normalize

from wiki.installation import STATIC

NOWHERE = 0  # the glyph of characters that a font does not have
# Categories of Unicode: symbols such as emoji, what alters one, and what joins two.
DECORATIONS = {"So", "Sk", "Mn", "Cf", "Zs"}
LAST = 0xFFFF  # the last segment of a cmap ends here


class Typeface:
    """A font file, read to know which characters it has and how wide they are."""

    def __init__(self, family: str, path: Path) -> None:
        self.family, self.path = family, path

    def has(self, text: str) -> bool:
        """Return whether the font has a glyph for every character of a text."""
        return all(ord(char) in self._glyphs for char in composed(text) if not char.isspace())

    def width(self, text: str, size: float) -> float:
        """Return the width of a text in a size of type, without kerning."""
        per_em, widths = self._metrics
        glyphs = (self._glyphs.get(ord(char), NOWHERE) for char in composed(text))
        return sum(widths[min(glyph, len(widths) - 1)] for glyph in glyphs) * size / per_em

    @cached_property
    def _data(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def _tables(self) -> dict[bytes, int]:
        """Return where each table begins."""
        (count,) = struct.unpack_from(">H", self._data, 4)
        records = (struct.unpack_from(">4s4xL", self._data, 12 + 16 * n) for n in range(count))
        return dict(records)

    @cached_property
    def _metrics(self) -> tuple[int, tuple[int, ...]]:
        """Return the units in an em, and the advance width of each glyph in them.

        Glyphs beyond the last width have the last width.
        """
        (per_em,) = struct.unpack_from(">H", self._data, self._tables[b"head"] + 18)
        (count,) = struct.unpack_from(">H", self._data, self._tables[b"hhea"] + 34)
        pairs = struct.unpack_from(f">{2 * count}H", self._data, self._tables[b"hmtx"])
        return per_em, pairs[::2]

    @cached_property
    def _glyphs(self) -> dict[int, int]:
        """Return the glyph of each character that the font has."""
        start = self._tables[b"cmap"]
        (count,) = struct.unpack_from(">H", self._data, start + 2)
        records = (struct.unpack_from(">L", self._data, start + 8 + 8 * n) for n in range(count))
        subtables = {offset for (offset,) in records}
        glyphs: dict[int, int] = {}
        for offset in subtables:
            if struct.unpack_from(">H", self._data, start + offset) == (4,):
                glyphs |= self._segments(start + offset)
        return glyphs

    def _segments(self, start: int) -> dict[int, int]:
        """Return the glyphs of a subtable in format 4, which maps segments of characters."""
        (twice,) = struct.unpack_from(">H", self._data, start + 6)
        shape = f">{twice // 2}H"
        ends = struct.unpack_from(shape, self._data, start + 14)
        starts = struct.unpack_from(shape, self._data, start + 16 + twice)
        deltas = struct.unpack_from(shape, self._data, start + 16 + 2 * twice)
        offsets = struct.unpack_from(shape, self._data, start + 16 + 3 * twice)
        glyphs = {}
        segments = zip(starts, ends, deltas, offsets, strict=True)
        for n, (first, last, delta, offset) in enumerate(segments):
            for char in range(first, min(last, LAST - 1) + 1):
                glyph = char
                if offset:  # counted in bytes from where it stands itself
                    position = start + 16 + 3 * twice + 2 * n + offset + 2 * (char - first)
                    (glyph,) = struct.unpack_from(">H", self._data, position)
                if glyph or not offset:
                    glyphs[char] = (glyph + delta) & LAST
        return {char: glyph for char, glyph in glyphs.items() if glyph != NOWHERE}


def composed(text: str) -> str:
    """Return a text with letters and their accents as one character, where there is one."""
    return normalize("NFC", text)


FONTS = STATIC / "fonts"
SERIF = Typeface("Noto Serif", FONTS / "NotoSerif-2.004-subset.ttf")
SANS = Typeface("Noto Sans", FONTS / "NotoSans-2.004-subset.ttf")


def writable(text: str) -> str:
    """Return a text if the fonts have all of its characters, else "".

    They have no shapes for Arabic, Hebrew or Chinese: wrong letters would be worse than none. Emoji
    at the ends of a text are removed; within it they may stand for a word.
    """
    begin, end = 0, len(text)
    while begin < end and _is_lacking_symbol(text[begin]):
        begin += 1
    while begin < end and _is_lacking_symbol(text[end - 1]):
        end -= 1
    words = text[begin:end].strip()
    return words if SERIF.has(words) and SANS.has(words) else ""


def _is_lacking_symbol(char: str) -> bool:
    is_lacking = not SERIF.has(char) or char.isspace()
    return is_lacking and category(char) in DECORATIONS
