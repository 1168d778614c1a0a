"""Comments in documents, as Markdown and other programs write them: `<!-- … -->`, `{>>…<<}`.

The atlas has none: it would show them to everybody. So they are refused, and text that reads like
one is written with a backslash (`<\\!--`, `%\\%`, `[\\//]:`), which is taken away when it is read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line

_BEGIN = r"\s*(?:(?:>|[-*+]\s|\d+[.)]\s)\s*)*(?:\[[ xX]\]\s+)?"
# The marks of comments, each cut in two where a backslash may stand: in front of the second part.
_ANYWHERE = (
    (
        r"(?:[<\u2039\uff1c]|&lt;)",
        r"![ \t]?(?:--|[\u2013\u2014])",
    ),  # the dashes of autocorrection, too
    (r"\{", r">>|(?:\+\+|--|~~|==)(?!\})"),  # CriticMarkup
    (r"\{", r"/\*"),  # JSX
    (r"\{", r"#(?=[\s-]|$)|\{!|%-?[ \t]*comment\b"),  # Jinja, Handlebars, Liquid
    (r"(?<!\\)#", r"\}"),
    (r"<", r"%(?:#|--)|comment\b"),
    (r"\\begin\{", r"comment\}"),
)
_FIRST = (  # at the beginning of a line, perhaps within a list or quotation
    # The address of a link that no text has: the words stand where its title would.
    (r"\[", r"//\]:|(?:comment|_)\]:[ \t]*(?:#|<>)"),
    (r"\[", r"(?![\^\\])[^\[\]\n]{1,80}\]:[ \t]*(?:#|<>)(?=\s|$)"),
    (r"#", r"\+(?:begin_)?comment\b"),  # Org
)
_PERCENT = r"%%.*?%%|^\s*%%|%%\s*$"  # in the middle of a line `%%` may be words
_COMMENT = re.compile(
    "|".join(
        (
            *(f"{start}(?:{rest})" for start, rest in _ANYWHERE),
            *(f"^{_BEGIN}{start}(?:{rest})" for start, rest in _FIRST),
            _PERCENT,
        )
    ),
    re.IGNORECASE,
)
_MARKS = (*_ANYWHERE, *_FIRST, ("%", "%"))
_FENCE = re.compile(rf"{_BEGIN}(```|~~~)")
_BACKTICKS = re.compile(r"`+")
_PLAIN = re.compile(
    "|".join(rf"{start}(?=\\*(?:{rest}))" for start, rest in _MARKS), re.IGNORECASE | re.MULTILINE
)
_MASKED = re.compile(
    "|".join(rf"({start})\\(?=\\*(?:{rest}))" for start, rest in _MARKS),
    re.IGNORECASE | re.MULTILINE,
)


def refuse_comments(lines: Iterable[Line]) -> None:
    """Raise DocumentError for the first line that holds a comment outside of code."""
    for line_number, line in find_comments(lines):
        found = _COMMENT.search(_without_code(line))
        mark = masked(found[0].strip()) if found else ""
        raise DocumentError(
            line_number,
            "This line holds a comment, which every reader would see: leave it out, or write "
            f"`{mark[:40]}` where it is meant to be read.",
        )


def find_comments(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield each line that holds a comment outside of code, with its number."""
    fence = ""
    for line_number, line in lines:
        if fence_mark := _FENCE.match(line):
            fence = "" if fence_mark[1] == fence else fence or fence_mark[1]
        elif not fence and _COMMENT.search(_without_code(line)):
            yield line_number, line


def _without_code(line: str) -> str:
    """Return a line without its code: what stands between runs of equally many backticks."""
    runs = list(_BACKTICKS.finditer(line))
    ahead = Counter(len(run[0]) for run in runs)  # how many of each length are still to come
    pieces, start, opening = [], 0, ""
    for run in runs:
        ahead[len(run[0])] -= 1
        if not opening and ahead[len(run[0])]:
            opening = run[0]
            pieces.append(line[start : run.start()])
        elif run[0] == opening:
            opening, start = "", run.end()
    return "".join([*pieces, line[start:]])


def masked(text: str) -> str:
    """Return a text with a backslash in whatever reads like a comment."""
    return _PLAIN.sub(r"\g<0>\\", text)


def unmasked(text: str) -> str:
    """Return a text without the backslashes that `masked` put into it."""
    return _MASKED.sub(lambda match: match[0][:-1], text)
