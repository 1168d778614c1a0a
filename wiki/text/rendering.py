"""Rendering Markdown as safe HTML and as plain text.

This is the only module that makes Markup. It runs no query: for [[Title]] links the caller gives a
resolver.

`_html` does the slow part once for each text and caches it: Markdown, then bleach, then nh3. A
[[Title]] comes out as a marker, a link with the private scheme `wiki:` and the percent-encoded
title. No text can forge a marker: raw HTML is never parsed, and every address that an author writes
passes `link_address`, which refuses that scheme. `render` then replaces each marker by an address
for this reader.

Text that would take too long to render (Python-Markdown is quadratic in places) is shown as escaped
text. The limits are counts and not times, so that the same text always gives the same page.
"""

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit

import nh3
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

from wiki.text.dialect import count_marks, read_blocks, read_line
from wiki.text.layout import DEEPEST
from wiki.text.words import clean_line, clean_text, is_placeholder, slugify, without_controls

# From what names a region (a title, a slug or an address) to its address on this site.
# None: it is not written yet, or not for this reader.
Resolver = Callable[[str], str | None]

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "h5", "h6", "hr"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
CELLS = ("th", "td")
INLINE = {"em", "strong", "a", "code", "br", "del", "sub", "sup"}
TAGS = BLOCKS | TABLE | INLINE
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "th": {"scope"},
}
CLASSES = {cell: {f"aligned-{side}" for side in ("left", "center", "right")} for cell in CELLS}
SCHEMES = {"http", "https", "mailto", "wiki"}

LONGEST = 100_000
MOST_LINES = 3_000
MOST_BRACKETS = 1_000
MOST_MARKS = 5_000
MOST_CELLS = 10_000
MOST_ESCAPES = 10_000
ESCAPES = "<>&\"'"

UNWRITTEN = Markup(
    '<a class="unwritten" href="/atlas/{}">{}'
    '<span class="visually-hidden"> (not written yet)</span></a>'
)

_DEEP = re.compile(rf" *(?:(?:[-+*]|\d{{1,9}}[.)]) +|> {{0,4}}){{{DEEPEST}}}")
_MARKER = re.compile(r'<a href="wiki:([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
_ALIGNED = re.compile(r' class="aligned-(left|center|right)"')
_LOCAL = re.compile(r' (href|src)="(/(?!/)|#)')


def render(source: str, *, resolve: Resolver) -> Markup:
    """Return Markdown as safe HTML, with [[Title]] links to where `resolve` says."""
    return _linked(_html(source, False), resolve)


def render_line(source: str, *, resolve: Resolver) -> Markup:
    """Return a one-line field as safe HTML: inline Markdown only; `# x` and `1. x` stay text."""
    return _linked(_html(source, True), resolve)


def plain(source: str) -> str:
    """Return Markdown as plain text, with blocks on lines of their own.

    A source of one line is read as by `render_line`, so `1. x` keeps its number.
    """
    words = _Words()
    words.feed(_stored(source))
    words.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(words.parts)).strip()


def plain_if_filled(source: str) -> str:
    """Return Markdown as plain text, "" for a placeholder.

    Placeholders are shown on their own page only.
    """
    return "" if is_placeholder(source) else plain(source)


def wikilinks(source: str) -> list[str]:
    """Return the titles in [[Title]] and [[Title|words]], each once, in order, without code."""
    typed = (unquote(match[1]) for match in _MARKER.finditer(_stored(source)))
    return list(dict.fromkeys(each.partition("|")[0] for each in typed))


def absolute(html: str, base_url: str) -> Markup:
    """Return HTML for feeds.

    Every href and src on this site is made absolute, and the alignment of cells becomes an
    attribute, as feeds come without our style sheet.
    """
    page = base_url.partition("#")[0]
    parts = urlsplit(page)
    starts = {"/": escape(f"{parts.scheme}://{parts.netloc}/"), "#": escape(f"{page}#")}

    def lengthen(tag: re.Match[str]) -> str:
        aligned = _ALIGNED.sub(r' align="\1"', tag[0])
        return _LOCAL.sub(lambda m: f' {m[1]}="{starts[m[2]]}', aligned)

    return Markup(_TAG.sub(lengthen, html))


class _Words(HTMLParser):
    """Collects the text of safe HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS - {"li"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def language_attribute(language: str) -> Markup:
    """Return the attribute that marks a text as being in a language, with a space before it.

    It is empty for English, which every page is marked as.
    """
    return Markup("") if language == "en" else Markup(' lang="{}"').format(language)


def _stored(source: str) -> str:
    return _html(source, "\n" not in source.strip())


def _linked(stored: str, resolve: Resolver) -> Markup:
    def link(marker: re.Match[str]) -> str:
        typed, words = unquote(marker[1]), Markup(marker[2])
        title, bar, _ = typed.partition("|")
        if bar and (address := resolve(typed)):  # the title of a region that holds a bar
            return Markup('<a href="{}">{}</a>').format(address, typed)
        if address := resolve(title.strip()):
            return Markup('<a href="{}">{}</a>').format(address, words)
        if not (slug := slugify(title)):
            return words
        # The address may be that of another region, as C# would have that of C++.
        taken = resolve(f"/atlas/{slug}")
        return UNWRITTEN.format(f"{slug}?title={quote(title)}" if taken else slug, words)

    return Markup(_MARKER.sub(link, stored))


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
    if inline:
        return str(escape(text))
    blocks = re.split(r"\n{2,}", str(escape(text)))
    return "\n".join("<p>{}</p>".format(block.replace("\n", "<br>\n")) for block in blocks if block)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    known = name in ATTRIBUTES.get(tag, ())
    return known or (name == "class" and value in CLASSES.get(tag, ()))


class _Workshop:
    """The objects that render a text: one set for each thread, as none of them is thread-safe."""

    def __init__(self) -> None:
        self.blocks = read_blocks()
        self.line = read_line()
        self.bleach = Cleaner(
            tags=frozenset(TAGS), attributes=_is_allowed, protocols=frozenset(SCHEMES), strip=True
        )

    def make(self, text: str, inline: bool) -> str:
        made = (self.line if inline else self.blocks).reset().convert(text)
        safe = self.sanitise(made)
        return safe.removeprefix("<p>").removesuffix("</p>") if inline else safe

    def sanitise(self, made: str) -> str:
        """Return HTML cleaned by bleach, then by nh3, which is maintained; each alone would do.

        Control characters are removed last, because Markdown and both sanitisers turn
        `&#1;` into one.
        """
        safe = nh3.clean(
            self.bleach.clean(made),
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes=CLASSES,
            url_schemes=SCHEMES,
            link_rel=None,
        )
        return without_controls(safe)


_local = threading.local()


def _workshop() -> _Workshop:
    if not hasattr(_local, "workshop"):
        _local.workshop = _Workshop()
    workshop: _Workshop = _local.workshop
    return workshop
