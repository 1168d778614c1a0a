"""Refusing page documents in which something may be meant to keep them from visitors.

A page that does not say `visibility` is public. So a key, a value, a column or a short line that
seems to speak of hiding the page is refused with a sentence on what to write; none is ignored
because it was not understood.
"""

import re
from collections.abc import Iterable, Sequence

import yaml

from wiki.exchange.compared_words import words_of
from wiki.exchange.document_error import DocumentError
from wiki.exchange.keys import LONGEST, VISIBILITY, ours, pair
from wiki.exchange.plain_yaml import comment_behind
from wiki.exchange.privacy import (
    FEW,
    LONGEST_LINE,
    PRIVATE_NOTE,
    folder_hides,
    hides,
    is_about_page,
    line_hides,
    name_hides,
    value_hides,
)
from wiki.exchange.privacy_words import AGAINST
from wiki.exchange.stages import is_unfinished
from wiki.models import PRIVATE, PUBLIC
from wiki.text import visible

NAMES = ("title", "short_title", "area")  # keys that name the page, or what it stands in
SAY_WHICH = f"Write `visibility: {PRIVATE}` or `visibility: {PUBLIC}` in the front matter"
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")


def refuse_hiding_name(name: str, line: int) -> None:
    """Refuse the title of a page, or of its area, that says the page is not for visitors.

    For pages whose front matter does not say `visibility`. Raises DocumentError.
    """
    if name_hides(name):
        raise DocumentError(line, hiding_refusal(name))


def refuse_hiding(lines: Iterable[tuple[int, str]]) -> None:
    """Refuse the first line of prose that may be meant to keep the page from visitors.

    A line counts together with a name above it, such as the heading `Public` above `no`. For
    pages whose front matter does not say `visibility`. Raises DocumentError.
    """
    above = ""
    for line_number, line in lines:
        if not line.strip():
            continue
        is_note = words_of(line[:LONGEST_LINE]) in PRIVATE_NOTE  # whatever stands above it
        with_name = line if is_note else f"{above} {line}"
        if line_hides(line) or is_about_page(with_name) or _is_heading(line):
            raise DocumentError(line_number, hiding_refusal(line))
        above = line if _is_name(line) else ""


def refuse_hiding_folder(folders: Iterable[str]) -> None:
    """Refuse a page in folders of which one has a name that says what is in it is private.

    For pages whose front matter does not say `visibility`. Raises DocumentError.
    """
    if closed := next(filter(folder_hides, folders), ""):
        raise DocumentError(1, hiding_refusal(closed))


def refuse_hiding_in_head(
    lines: Sequence[str], pairs: Sequence[tuple[yaml.Node, yaml.Node]], first: int
) -> None:
    """Raise DocumentError if a front matter may be meant to keep the page from visitors.

    Keys count at any depth. `lines` are those between the fences, and `first` is the number of the
    first of them.
    """
    for line_number, line in enumerate(lines, first):
        comment = _COMMENT.search(line)
        if comment and (value_hides(comment[1]) or line_hides(comment[1])):
            raise DocumentError(line_number, hiding_refusal(line))
    for key, value in pairs:
        written = key.value if isinstance(key, yaml.ScalarNode) else ""
        if ours(written) and ours(written) != VISIBILITY:
            _refuse_words(lines, ours(written), value, first)
        else:
            refuse_node(written, value, first)


def refuse_node(key: str, node: yaml.Node, first: int) -> None:
    """Refuse a YAML value, or one nested in it, that with its key may be meant to hide the page.

    `first` is the number of the first line of the front matter. Raises DocumentError.
    """
    line = node.start_mark.line + first
    if isinstance(node, yaml.ScalarNode):
        below = 1 if node.style in ("|", ">") else 0
        texts = [*enumerate(node.value.split("\n"), line + below)]
        texts.append((node.end_mark.line + first, comment_behind(node)))
        for line_number, text in texts if texts[-1][1] else texts[:-1]:
            if hides(key, text) or hides(*pair(text)) or is_unfinished(key, text):
                raise DocumentError(line_number, hiding_refusal(f"{key}: {text}"))
        return
    if (isinstance(node, yaml.MappingNode) or not node.value) and hides(key, ""):
        raise DocumentError(line, hiding_refusal(key))
    for inner in node.value:
        if isinstance(inner, tuple):
            refuse_node(str(inner[0].value), inner[1], first)
        else:
            refuse_node(key, inner, first)


def _refuse_words(lines: Sequence[str], key: str, value: yaml.Node, first: int) -> None:
    """Refuse a line in the value of a known key that speaks of hiding the page.

    Raises DocumentError.
    """
    start, end = value.start_mark.line, value.end_mark.line
    if key in NAMES:
        refuse_hiding_name(str(value.value), start + first)
    own_lines = [(start, str(value.value))] if start == end and key == "summary" else []
    own_lines += [(index, lines[index]) for index in range(start + 1, min(end + 1, len(lines)))]
    for index, line in own_lines:
        if line_hides(line):
            raise DocumentError(index + first, hiding_refusal(line))


def hiding_refusal(text: str) -> str:
    """Return the sentence that refuses words which may be meant to keep a page from visitors."""
    start = visible(text).strip()[:LONGEST]
    return f"“{start}” may be meant to keep this page from visitors, and is not read. {SAY_WHICH}."


def _is_heading(line: str) -> bool:
    """Return whether a line is a heading that speaks of the visibility of the page."""
    if not line.lstrip().startswith("#"):
        return False
    return words_of(line[:LONGEST_LINE]) == [VISIBILITY] or name_hides(line.strip("# \t"))


def _is_name(line: str) -> bool:
    """Return whether a short line may name what the next line is about, and hides nothing."""
    words = words_of(line[:LONGEST_LINE])
    return len(words) < FEW // 2 and words not in PRIVATE_NOTE and not AGAINST.intersection(words)
