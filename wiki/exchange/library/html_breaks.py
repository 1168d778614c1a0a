"""Keeping words apart in HTML from other programs when its tags are removed."""

import re

from wiki.text.raised import with_small_numbers

# Tags that begin and end a line, and cells; all others may stand within a word.
BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd"),
    *("details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main"),
    *("menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
}
_RUN = re.compile(
    rf"(?:</?(?:{'|'.join(sorted(BLOCKS))})\b[^<>]{{0,500}}>[ \t\r\n]{{0,20}})+", re.IGNORECASE
)
_TAGS = re.compile(r"<[^<>]{1,500}>")


def with_breaks(html: str) -> str:
    """Return HTML with line ends in place of tags of blocks: one, or two for a double `<br>`.

    A number within `<sup>` gets raised digits, so that 10²⁶ does not become 1026, and one within
    `<sub>` beside a digit lowered ones.
    """
    text = with_small_numbers(html)
    return _RUN.sub(lambda run: "\n" * (2 if run[0].lower().count("<br") > 1 else 1), text)


def without_tags(html: str) -> str:
    """Return HTML without its tags, each block on lines of its own; entities stay, as `&amp;`."""
    return _TAGS.sub("", with_breaks(html)).strip()
