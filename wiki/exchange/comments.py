"""Comments in documents: `<!-- … -->`, Obsidian's `%%…%%` and Markdown's `[//]: # (…)`.

The atlas has none: it would show them to everybody. So they are refused, and text that reads like
one is written with a backslash (`<\\!--`, `%\\%`, `[\\//]:`), which is taken away when it is read.
"""

import re
from collections.abc import Iterable, Iterator

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line

# The address of a link that no text has: the words stand where its title would.
_NAME = r"(?i://\]:|(?:comment|_)\]:\s*(?:#|<>))"
_BEGIN = r"\s*(?:(?:>|[-*+]\s|\d+[.)]\s)\s*)*(?:\[[ xX]\]\s+)?"
_COMMENT = re.compile(rf"<!--|%%.*?%%|^\s*%%|%%\s*$|^{_BEGIN}\[{_NAME}")
_FENCE = re.compile(rf"{_BEGIN}(```|~~~)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_PLAIN = re.compile(rf"<(\\*)(?=!--)|%(\\*)(?=%)|\[(\\*)(?={_NAME})")
_MASKED = re.compile(rf"<\\(\\*)(?=!--)|%\\(\\*)(?=%)|\[\\(\\*)(?={_NAME})")


def refuse_comments(lines: Iterable[Line]) -> None:
    """Raise DocumentError for the first line that holds a comment outside of code."""
    for line_number, _ in find_comments(lines):
        raise DocumentError(
            line_number,
            "This line holds a comment, which every reader would see: leave it out, or write "
            "`<\\!--`, `%\\%` or `[\\//]:` where it is meant to be read.",
        )


def find_comments(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield each line that holds a comment outside of code, with its number."""
    fence = ""
    for line_number, line in lines:
        if fence_mark := _FENCE.match(line):
            fence = "" if fence_mark[1] == fence else fence or fence_mark[1]
        elif not fence and _COMMENT.search(_CODE.sub("", line)):
            yield line_number, line


def masked(text: str) -> str:
    """Return a text with a backslash in whatever reads like a comment."""
    return _PLAIN.sub(lambda match: f"{match[0][0]}\\{match[0][1:]}", text)


def unmasked(text: str) -> str:
    """Return a text without the backslashes that `masked` put into it."""
    return _MASKED.sub(lambda match: f"{match[0][0]}{match[0][2:]}", text)
