"""List items as people write them, and lines that cannot be part of one.

Entries are list items and do not nest. What would be a block of its own in Markdown (a table, a
heading, a quotation) is refused within them, so that two things never become one text.
"""

import re
import unicodedata
from collections import deque
from dataclasses import dataclass

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line, is_known

_BULLET = re.compile(
    r"(?P<mark>[-*+](?=[ \t]|$)|[•◦‣▪●○·\u2043∙⋅■□◆◇▶▸►➤]|[\u2460-\u24ff\u2776-\u2793])"
    r"\s*(?P<text>.*)$"
)
_NUMBER = re.compile(r"(?P<mark>\(?(?P<number>\d{1,3})[.)])(?:\s+(?P<text>.*)|)$")
# Lines that begin like an entry although their mark is none; at the margin, most of them.
_GLUED = re.compile(r"-(?![-\d])\S")
_ALMOST = re.compile(
    r"[-+][^\s-]|\*[^\s*][^*]*$|[\u2010-\u2015\u2212]|\(?\d{4,9}[.)]\s|\(?\d{1,9}[.)][^\W\d_]"
    r"|\(?(?:[a-z]|[ivxl]{2,5})[.)]\s",
    re.IGNORECASE,
)
# Marks of lists in other programs, wherever they stand: a box, an entity, the letter of a word
# processor, or a sign with which words seldom begin (arrows, ticks, emoji, private code points).
_FOREIGN = re.compile(r"\[[ xX-]?\]\s|&#?\w{1,8};\s|o\t")
_PICTORIAL = {"So", "Co"}  # categories of Unicode
_WORDLIKE = frozenset("©®™°№℃℉")
# At the margin too: a sign alone, but for those with which a wrapped line may go on, and numbers.
_SIGN = re.compile(r"([^\w\s]{1,3})\s")
_SIGNS = {"Sm", "Po", "Pd", "Pc"}
_GOES_ON = frozenset("&%/§¶…:;!?.,=<>~±×÷≤≥≈≠'\"")
_OUTLINE = re.compile(
    r"\[?#?\d{1,3}\]\s|#\d{1,3}\s|\d{1,3}(?:\.\d{1,3})*[a-z]?[.)]\s|\d{1,2}(?:\.\d{1,2})+\s+[A-Z]"
    r"|[A-Z]{1,2}\d{1,3}[.)]\s|\d{1,3}\s*[-\u2013\u2014]\s+[^\W\d]|[一二三四五六七八九十\d]{1,3}[、\uff0e]"
)
_BOX = re.compile(r"\[[ xX-]\](?:\s|$)")
_BLOCKS = (
    (re.compile(r"#{1,6}(?:\s|$)"), "A heading"),
    (re.compile(r"\|"), "A table"),
    (re.compile(r">(?:\s|$)"), "A quotation"),
    (re.compile(r"```|~~~"), "Fenced code"),
    (re.compile(r"(?:-{3,}|={3,}|(?:\* ?){3,}|(?:_ ?){3,})$"), "A line across the page"),
    (re.compile(r"<!--|</?(?:p|div|ul|ol|li|table|tr|td|h[1-6]|br|hr|pre)\b"), "HTML"),
)


_ANY_BLOCK = re.compile("|".join(pattern.pattern for pattern, _ in _BLOCKS))


@dataclass(frozen=True)
class ListItem:
    """The first line of a list item.

    `indent` is the column of its mark, `column` that of its text, `number` that of a numbered one.
    """

    indent: int
    column: int
    text: str
    number: int | None = None


def measured(line: str) -> tuple[int, str]:
    """Return a line's indentation in columns, and its text."""
    return len(margin(line)), line.strip()


def margin(line: str) -> str:
    """Return a line's leading white space, with tabs as spaces."""
    return line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)


def read_item(line: str) -> ListItem | None:
    """Return the list item that a line begins, or None."""
    indent, text = measured(line)
    if match := _BULLET.match(text):
        return ListItem(indent, indent + 2, match["text"])
    if match := _NUMBER.match(text):
        column = indent + len(match["mark"]) + 1
        return ListItem(indent, column, match["text"] or "", int(match["number"]))
    return None


def refuse_within(item: ListItem, before: ListItem, line: int) -> None:
    """Raise DocumentError for an item that would be read as part of the item before it."""
    if item.indent >= before.column:
        raise DocumentError(
            line,
            "Entries do not nest: begin this one at the margin, or write it without its mark as "
            "words of the entry above.",
        )
    if item.number is not None and item.number != 1 and before.number is None:
        raise DocumentError(
            line,
            f"This line begins like number {item.number} of a list, below an entry that has no "
            "number: begin it with “- ”, or join it to the line above.",
        )


def read_plain_item(line: str, line_number: int, before: ListItem | None) -> ListItem | None:
    """Return the list item that a line of plain text begins, or None; `before` is the last one.

    In plain text `# x` is words, but for a known heading. Raises DocumentError.
    """
    item = read_item(line)
    if item and before:
        refuse_within(item, before, line_number)
    if item and is_known(item.text):
        refuse_block(item.text, line_number)
    return item


def refuse_almost(text: str, indent: int, before: ListItem, line: int) -> None:
    """Raise DocumentError for a line that may begin an entry or continue the entry `before`."""
    start = text[:20]
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", start) if not _is_unseen(sign))
    at_margin = indent <= before.indent
    is_odd = plain != start and read_item(plain)
    is_almost = _GLUED.match(plain) or (at_margin and _ALMOST.match(plain))
    if is_odd or is_almost or _is_marked_elsewhere(start, at_margin=at_margin):
        raise DocumentError(
            line,
            f"“{text[:40]}” may be an entry or go on with the one above: begin it with “- ”, or "
            "join it to the line above.",
        )


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


def _is_marked_elsewhere(text: str, *, at_margin: bool) -> bool:
    """Return whether a line begins with a mark of a list that is none in a document."""
    if _FOREIGN.match(text):
        return True
    if unicodedata.category(text[0]) in _PICTORIAL and text[0] not in _WORDLIKE:
        return True
    if not at_margin:
        return False
    match = _SIGN.match(text)
    if match and match[1] not in _GOES_ON:
        return all(unicodedata.category(sign) in _SIGNS for sign in match[1])
    return bool(_OUTLINE.match(text))


def refuse_block(text: str, line: int) -> None:
    """Raise DocumentError for a line that cannot be part of an entry's text."""
    if not _ANY_BLOCK.match(text):
        return
    for pattern, name in _BLOCKS:
        if pattern.match(text):
            raise DocumentError(
                line, f"{name} cannot stand among entries: move it, or write it as plain words."
            )


def has_box(text: str) -> bool:
    """Return whether an item's text begins with a checkbox."""
    return bool(_BOX.match(text))


def marked(text: str) -> str:
    """Return the text of an item, with a backslash before it where its start would be misread.

    `[ ] x` would be read as a task with its box, `- x` as an item within the item, `# x` as a
    heading. `\\- x` gets one more backslash, so that `unmarked` gives back each of them.
    """
    return f"\\{text}" if has_box(text) or _begins_other(text.lstrip("\\")) else text


def unmarked(text: str) -> str:
    """Return the text without the backslash that `marked` put before the mark of an item or block.

    A backslash before the box of a task stays: `unescape` takes it away.
    """
    return text[1:] if text[:1] == "\\" and _begins_other(text.lstrip("\\")) else text


def _begins_other(text: str) -> bool:
    """Return whether a text begins with the mark of an item or of a block."""
    return bool(read_item(text) or _ANY_BLOCK.match(text))


def take_block(waiting: deque[Line], edge: int, depth: int = 0) -> list[str]:
    """Remove the lines of a block from `waiting`, and return them without their indentation.

    The block ends before the first line that is indented no further than `edge`, in columns. The
    indentation that is removed is that of the first line or, with a `depth`, so many columns more
    than the edge.
    """
    block: list[str] = []
    columns = edge + depth if depth else 0
    while waiting:
        indent, text = measured(waiting[0][1])
        if text and indent <= edge:
            break
        columns = columns or (indent if text else 0)
        block.append(_cut(waiting.popleft()[1], columns))
    return block


def _cut(line: str, columns: int) -> str:
    if line[:columns].strip(" "):
        return margin(line)[columns:] + line.lstrip(" \t")
    return line[columns:]
