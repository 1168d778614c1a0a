"""Bare addresses in prose: each becomes a link that shows exactly what was typed."""

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

from wiki.text.block_marks import ESCAPED

# What ends an address: white space, quotation marks, brackets of code and tags, and the marks of
# Chinese and Japanese, which stand without a space after it.
_ENDS = f'\\s{STX}{ETX}\\\\<>"`“”«»‹›、。，；！？（）「」『』【】〈〉《》'  # noqa: RUF001 - meant
_SIGN = rf"(?:(?!\[\^)[^{_ENDS}]|\\[!-/:-@\[-`{{-~])"  # one character, or one after a backslash
_START = r"[hH][tT][tT][pP][sS]?://"
# The old identifiers of some journals hold a part in angle brackets.
_DOI = rf"{_START}(?:dx\.|www\.)?doi\.org/{_SIGN}+<[^\s<>{STX}{ETX}]+>{_SIGN}*"

PATTERN = rf"<({_START}[^\s<>{STX}{ETX}]+)>|(?<![A-Za-z0-9])(?<!\[\[)({_DOI}|{_START}{_SIGN}+)"

_CLOSING = {")": "(", "]": "["}
# Punctuation at the end of an address mostly belongs to the sentence around it.
_TRAILING = "?!.,:;'|([{’…"
_BRACKET = re.compile(r"\\.|[()\[\]]")  # what follows a backslash is none
_LONE_BACKSLASH = re.compile(r"(?<!\\)((?:\\\\)*)\\$")  # of a mark that went
_MARKS = re.compile(r"(\*+|_+|~+)$")
_RUN = re.compile(r"(?<!\\)(?:\*+|_+|~+)")
_WORDS_BEFORE = re.compile(r"\]\(\s*$")
# In angle brackets an address stands as it is; behind the words of a link a backslash may still
# keep a mark from being read, the closing bracket too; before anything else it is a backslash.
_BEHIND_WORDS = re.compile(rf"<({_START}(?:{ESCAPED.pattern}|[^\s<>{STX}{ETX}])+)>")


class Bare(InlineProcessor):
    """Inline pattern of Markdown that makes links of `https://…` and `<https://…>`.

    It runs before the characters of an address could be read as Markdown. Within the brackets of a
    link, Markdown puts an address back as it was.
    """

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link with the start and end index of the address; three None for none."""
        is_behind_words = _WORDS_BEFORE.search(data, max(m.start() - 100, 0), m.start())
        if m[1] and is_behind_words:
            m = _BEHIND_WORDS.match(data, m.start()) or m
        address = m[1] or without_sentence(m[2], data[: m.start()])
        stands = m[1] and not is_behind_words
        typed = address if stands else ESCAPED.sub(r"\1", address)
        if not re.fullmatch(rf"{_START}.+", typed):
            return None, None, None
        link = Element("a", href=typed)
        link.text = AtomicString(typed)
        return link, m.start(), m.end() if m[1] else m.start() + len(address)


class OtherBare(InlineProcessor):
    """Inline pattern that leaves addresses without a link as typed, as `example.org/__init__.py`.

    Without it, signs such as `_` in such an address would be read as emphasis.
    """

    _BEGINS = (
        r"(?:ftp|sftp|file|ssh|git|doi|urn|arxiv|gemini):|www\.|10\.[0-9]{4,9}/"
        r"|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/"
    )
    PATTERN = rf"(?i)(?<![A-Za-z0-9@/.:-])(?<!\[\[)((?:{_BEGINS}){_SIGN}+)"

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """Return the address as typed, with its start and end index; or three None.

        They are None if the address has no marks of emphasis, so that Markdown cannot alter it.
        """
        address = without_sentence(m[1], data[: m.start()])
        if not re.search(r"[*_~]", address):
            return None, None, None
        return ESCAPED.sub(r"\1", address), m.start(), m.start() + len(address)


def without_sentence(text: str, before: str = "") -> str:
    """Return an address without the punctuation at its end that belongs to the sentence around it.

    A closing bracket stays if the address has its opening one, or a backslash before it. `before`
    is the text before the address: marks of emphasis opened there may end behind the address.
    """
    depth = dict.fromkeys(_CLOSING.values(), 0)
    for bracket in _BRACKET.finditer(text):
        sign = bracket[0]
        if sign in depth:
            depth[sign] += 1
        elif sign in _CLOSING:
            depth[_CLOSING[sign]] -= 1
            if depth[_CLOSING[sign]] < 0:
                text = text[: bracket.start()]
                break
    text = _LONE_BACKSLASH.sub(r"\1", text.rstrip(_TRAILING))
    return _unmarked(text, _open_marks(before)) if _MARKS.search(text) else text


def _unmarked(text: str, opened: dict[str, int]) -> str:
    """Return an address without the marks of emphasis at its end that were opened before it.

    Any others are its own, as in `/__init__`.
    """
    while marks := _MARKS.search(text):
        mark, count = marks[1][0], min(len(marks[1]), opened[marks[1][0]])
        if not count:
            break
        opened[mark] -= count
        text = text[:-count].rstrip(_TRAILING)
    return text


def _open_marks(before: str) -> dict[str, int]:
    """Return how many of each mark of emphasis are open where a text ends before an address."""
    opened = dict.fromkeys("*_~", 0)
    for run in _RUN.finditer(before):
        mark, count = run[0][0], len(run[0])
        last, following = (
            before[max(run.start() - 1, 0) : run.start()],
            before[run.end() : run.end() + 1],
        )
        in_word = mark == "_" and last.isalnum() and following.isalnum()
        if last.strip() and following and opened[mark] and not in_word:
            opened[mark] = max(opened[mark] - count, 0)
        elif not following.isspace() and not (mark == "_" and last.isalnum()):
            opened[mark] += count
    return opened
