"""Bare addresses in prose: each becomes a link that shows exactly what was typed."""

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

# What ends an address: white space, quotation marks, brackets of code and tags, and the marks of
# Chinese and Japanese, which stand without a space after it.
_ENDS = f'\\s{STX}{ETX}\\\\<>"`“”«»、。，；！？（）「」『』【】〈〉《》'  # noqa: RUF001 - meant
_SIGN = rf"(?:[^{_ENDS}]|\\[!-/:-@\[-`{{-~])"  # one character, or one after a backslash
_START = r"[hH][tT][tT][pP][sS]?://"
# The old identifiers of some journals hold a part in angle brackets.
_DOI = rf"{_START}(?:dx\.|www\.)?doi\.org/{_SIGN}+<[^\s<>{STX}{ETX}]+>{_SIGN}*"

_CLOSING = {")": "(", "]": "["}
# Punctuation at the end of an address mostly belongs to the sentence around it.
_TRAILING = "?!.,:;'|([{’…"
_MARKS = re.compile(r"(\*+|_+|~+)$")
_ESCAPE = re.compile(r"\\(.)")


class Bare(InlineProcessor):
    """Finds `https://…` and `<https://…>` before their characters could be read as Markdown.

    Within the brackets of a link, Markdown puts an address back as it was.
    """

    PATTERN = rf"<({_START}[^\s<>{STX}{ETX}]+)>|(?<![A-Za-z0-9])(?<!\[\[)({_DOI}|{_START}{_SIGN}+)"

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link, and where the address begins and ends."""
        found = m[1] or _without_sentence(m[2])
        typed = _ESCAPE.sub(r"\1", found)
        if not re.fullmatch(rf"{_START}.+", typed):
            return None, None, None
        link = Element("a", href=typed)
        link.text = AtomicString(typed)
        return link, m.start(), m.end() if m[1] else m.start() + len(found)


def _without_sentence(text: str) -> str:
    """Return an address without punctuation after it.

    A closing bracket stays if the address opens it.
    """
    depth = dict.fromkeys(_CLOSING.values(), 0)
    for place, sign in enumerate(text):
        if sign in depth:
            depth[sign] += 1
        elif sign in _CLOSING:
            depth[_CLOSING[sign]] -= 1
            if depth[_CLOSING[sign]] < 0:
                text = text[:place]
                break
    while (shorter := _unmarked(text.rstrip(_TRAILING))) != text:
        text = shorter
    return text


def _unmarked(text: str) -> str:
    """Return an address without emphasis marks at its end, if it does not contain their opening.

    Those of `/__init__` are part of the address.
    """
    marks = _MARKS.search(text)
    if marks is None or re.search(rf"[^\w*~]{re.escape(marks[1])}[^\W_]", text[: marks.start()]):
        return text
    return text[: marks.start()]
