"""Formulas in Markdown: `$…$` within a line, `$$…$$` on lines of their own or within a line."""

import re
from collections import deque
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

MOST_LINES = 100  # of one formula

_TEX = rf"(?:\\[^{STX}{ETX}]|[^$\\{STX}{ETX}])+"
# Two words in a row, without any command: a sentence between two sums of money.
_PROSE = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}+\s++[a-zA-Z]{2}")
_BRACKETS = re.compile(r"\[|\](?=([(\[\]])?)")


class Inline(InlineProcessor):
    """Puts a marker for a formula in `$…$`, but not for `$5 and $10` or what begins within a link.

    The marker's words are what was typed: they are shown where no formula may stand, in links.
    """

    PATTERN = rf"(?<![\\$\w])\$(?![\s$]){_TEX}(?<!\s)\$(?![\w$])"

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the marker with the start and end index of the formula, or three None."""
        if not m[0].strip("$ \n") or _ends_link(m[0]) or _is_prose(m[0]):
            return None, None, None
        return _marker(m[0]), m.start(), m.end()


class Display(Inline):
    """Makes a marker of `$$…$$` within a line."""

    PATTERN = rf"(?<![\\$])\$\$(?!\$){_TEX}\$\$(?!\$)"


class DisplayBlock(InlineProcessor):
    """Makes a marker of a formula that `take_block` put aside."""

    PATTERN = rf"{STX}tex:([0-9a-f]+){ETX}"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        """Return the marker with the start and end index of the placeholder that it replaces."""
        return _marker(bytes.fromhex(m[1]).decode()), m.start(), m.end()


def take_block(first: str, waiting: deque[str]) -> str | None:
    """Return a placeholder for the formula `$$…$$` that begins with line `first`, None for none.

    Its other lines are removed from `waiting`, so that nothing in them is read as Markdown. A
    formula ends at the end of a line, before any blank one.
    """
    lines = [first]
    while "$$" not in (lines[0][2:] if len(lines) == 1 else lines[-1]):
        if len(lines) > min(len(waiting), MOST_LINES) or not waiting[len(lines) - 1].strip():
            return None
        lines.append(waiting[len(lines) - 1])
    typed = "\n".join(line.strip() for line in lines)
    if typed.count("$$") != 2 or not typed.endswith("$$") or not typed.strip("$ \n"):
        return None
    for _ in lines[1:]:
        waiting.popleft()
    return f"{STX}tex:{typed.encode().hex()}{ETX}"


def _marker(typed: str) -> Element:
    marker = Element("a", marker=f"tex:{quote(typed, safe='')}")
    marker.text = AtomicString(typed)
    return marker


def _is_prose(typed: str) -> bool:
    return not typed.startswith("$$") and "\\" not in typed and bool(_PROSE.search(typed))


def _ends_link(typed: str) -> bool:
    """Return whether a text closes brackets opened before it, as the end of a link does."""
    depth = 0
    for bracket in _BRACKETS.finditer(typed):
        depth += 1 if bracket[0] == "[" else -1
        if depth < 0 and bracket[1]:
            return True
        depth = max(depth, 0)
    return False
