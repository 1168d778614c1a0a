"""Rendering Markdown as safe HTML and as plain text.

The package `wiki.text` is the only one that makes Markup. It runs no query: for [[Title]] links the
caller gives a resolver.

`_html` does the slow part once for each text and caches it: Markdown, then bleach, then nh3. Links
to regions, formulas, notes, tasks and pictures of this site come out as markers
(`wiki.text.markers`), which `render` replaces for this reader and page.

Text that would take too long to render (Python-Markdown is quadratic in places) is shown as escaped
text. The limits are counts and not times, so that the same text always gives the same page.
"""

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from markupsafe import Markup, escape

from wiki.slots import is_placeholder
from wiki.text.bracketed import name_pattern
from wiki.text.dialect import count_marks, make_block_parser, make_line_parser
from wiki.text.html_words import words_of
from wiki.text.layout import DEEPEST
from wiki.text.markers import (
    Measure,
    PageContext,
    Resolver,
    count_wordless,
    no_pictures,
    no_words,
    replace_markers,
    wiki_titles,
)
from wiki.text.sanitiser import Sanitiser
from wiki.text.words import clean_line, clean_text

LONGEST = 120_000  # characters of a text
MOST_LINES = 3_000
MOST_BRACKETS = 1_000
MOST_MARKS = 5_000
MOST_CELLS = 10_000
MOST_ESCAPES = 10_000
LONG_LINE, MOST_LINES_KEPT = 300, 8_000
ESCAPES = "<>&\"'"

# A function from Markdown to the plain words that somebody may read.
ReadWords = Callable[[str], str]

_DEEP = re.compile(rf" *(?:(?:[-+*]|\d{{1,9}}[.)]) +|> {{0,4}}){{{DEEPEST}}}")
_NAME = name_pattern(r"\n")
_REGION = re.compile(rf"\[\[(?=[^\s|\]])({_NAME})\]\]")


def render(
    source: str,
    *,
    resolve: Resolver,
    ids: str = "",
    for_author: bool = False,
    measure: Measure = no_pictures,
) -> Markup:
    """Return Markdown as safe HTML, with [[Title]] links to where `resolve` says.

    The ids of footnotes begin with `ids`, which has to be unique on the page; without it, with a
    name made from the text. `for_author`: formulas that cannot be read are marked. A picture
    of this site that `measure` does not know is shown by its words.
    """
    names = ids or f"n{sha256(source.encode(errors='replace')).hexdigest()[:8]}"
    return replace_markers(_html(source, False), PageContext(resolve, names, for_author, measure))


def render_line(source: str, *, resolve: Resolver, for_author: bool = False) -> Markup:
    """Return a one-line field as safe HTML: inline Markdown only; `# x` and `1. x` stay text."""
    return replace_markers(_html(source, True), PageContext(resolve, "", for_author, no_pictures))


def plain(source: str, *, resolve: Resolver = no_words) -> str:
    """Return Markdown as plain text, with blocks on lines of their own.

    A source of one line is read as by `render_line`, so `1. x` keeps its number. A link without
    words to an item is told by the words of which `resolve` knows, as `render` does it. Short texts
    are kept in memory where `resolve` cannot matter: most have no such link.
    """
    if len(source) <= LONG_LINE and (resolve is no_words or "[[" not in source):
        return _kept_plain(source)
    return _plain(source, resolve)


def _plain(source: str, resolve: Resolver) -> str:
    text = re.sub(r"\xa0 *(?=\n|$)", "", words_of(stored(source), resolve))
    return re.sub(r"(?<![^\S\n])(?:[^\S\n]*+\n){3,}", "\n\n", text).strip()


@lru_cache(maxsize=MOST_LINES_KEPT)
def _kept_plain(source: str) -> str:
    return _plain(source, no_words)


def plain_if_filled(source: str, *, resolve: Resolver = no_words) -> str:
    """Return Markdown as plain text, "" for a placeholder.

    Placeholders are shown on their own page only.
    """
    return "" if is_placeholder(source) else plain(source, resolve=resolve)


def wikilinks(source: str) -> list[str]:
    """Return the titles in [[Title]] and [[Title|words]], each once, in order, but not in code."""
    return wiki_titles(stored(source))


def language_attribute(language: str) -> Markup:
    """Return the attribute that marks a text as being in a language, with a space before it.

    It is empty for English, which every page is marked as.
    """
    return Markup("") if language == "en" else Markup(' lang="{}"').format(language)


def stored(source: str, *, as_blocks: bool = False) -> str:
    """Return Markdown as safe HTML with markers, in which links and formulas are not replaced yet.

    A text of one line is read as a one-line field, unless `as_blocks` says otherwise.
    """
    return _html(source, not as_blocks and "\n" not in source.strip())


def pictures_without_words(source: str) -> int:
    """Return how many pictures of this site a text shows without alternative text."""
    return count_wordless(_html(source, False))


@lru_cache(maxsize=1024)
def _html(source: str, inline: bool) -> str:
    """Return safe HTML with markers for wikilinks; it never raises."""
    text = clean_line(source) if inline else clean_text(source)
    if inline and _is_plain(text):
        return text
    if not _fits(text):
        return _escaped(text, inline)
    try:
        return _workshop().make(text, inline)
    except Exception:  # noqa: BLE001 - no text an author can type may cost a page
        # After an error the parsers keep their state, so the next text gets new ones.
        _local.__dict__.pop("workshop", None)
        return _escaped(text, inline)


def _is_plain(text: str) -> bool:
    """Return whether a line has no markup, so that rendering would not change it.

    Most lines are such, and a page may have hundreds.
    """
    return len(text) <= LONGEST and text.isprintable() and not count_marks(text) and ">" not in text


def _fits(text: str) -> bool:
    lines = text.split("\n")
    return (
        len(text) <= LONGEST
        and len(lines) <= MOST_LINES
        and text.count("[") <= MOST_BRACKETS
        and count_marks(text) <= MOST_MARKS
        and sum(map(text.count, ESCAPES)) <= MOST_ESCAPES
        and not any(map(_DEEP.match, lines))
        and all(map(_cells_fit, text.split("\n\n")))
    )


def _cells_fit(block: str) -> bool:
    # Every row of a table gets as many cells as its head: a small text can make a huge table.
    lines = block.split("\n")
    return max(line.count("|") for line in lines) * len(lines) <= MOST_CELLS


def _escaped(text: str, inline: bool) -> str:
    """Return a text as typed, safe and with its links to regions: those are quickly found."""
    typed = iter(_REGION.split(text))
    html = str(escape(next(typed)))
    for name, after in zip(typed, typed, strict=True):
        title, _, words = name.partition("|")
        html += f'<a href="wiki:{quote(name, safe="")}">{escape(words or title)}</a>{escape(after)}'
    if inline:
        return html
    blocks = re.split(r"\n{2,}", html)
    return "\n".join("<p>{}</p>".format(block.replace("\n", "<br>\n")) for block in blocks if block)


class _Workshop:
    """The objects that render a text: one set for each thread, as none of them is thread-safe."""

    def __init__(self) -> None:
        self.blocks = make_block_parser()
        self.line = make_line_parser()
        self.sanitiser = Sanitiser()

    def make(self, text: str, inline: bool) -> str:
        html = (self.line if inline else self.blocks).reset().convert(text)
        safe = self.sanitiser.clean(html)
        return safe.removeprefix("<p>").removesuffix("</p>") if inline else safe


_local = threading.local()


def _workshop() -> _Workshop:
    if not hasattr(_local, "workshop"):
        _local.workshop = _Workshop()
    workshop: _Workshop = _local.workshop
    return workshop
