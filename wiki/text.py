"""Text: from what an author types to HTML that is safe to show, and to plain words.

This is the only module that makes Markup, and it runs no query: whoever wants [[Title]] links
hands in a resolver.

How a text is rendered. `_html` does the costly part once for each text and keeps it: Markdown,
then bleach, then nh3. A [[Title]] leaves it as a marker, a link in the private scheme `wiki:` that
carries the title percent-encoded. No text can forge one: raw HTML is never parsed, and every
address an author writes has to pass `_address`, which refuses that scheme. `render` then puts an
address for this reader in each marker, since where a title leads depends on who reads.

Whatever cannot be rendered in good time (Python-Markdown is quadratic in places) is shown as
escaped text. The limits are counts, not clocks, so that the same text always gives the same page.
"""

import html
import re
import string
import threading
import unicodedata
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser
from itertools import groupby
from typing import ClassVar, NamedTuple
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

import nh3
from bleach.sanitizer import Cleaner
from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString
from markupsafe import Markup, escape
from slugify import slugify as ascii_slug

# From a region's title to its address on this site; None: not written yet or not for this reader.
Resolver = Callable[[str], str | None]

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "h5", "h6", "hr"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"em", "strong", "a", "code", "br", "del", "sub", "sup"}
TAGS = BLOCKS | TABLE | INLINE
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "th": {"align", "scope"},
    "td": {"align"},
}
SCHEMES = {"http", "https", "mailto", "wiki"}
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

# What a one-line field is not read for.
BLOCK_PROCESSORS = ["empty", "indent", "code", "table", "hashheader", "setextheader", "hr"]
BLOCK_PROCESSORS += ["olist", "ulist", "quote"]

LONGEST = 100_000
MOST_LINES = 3_000
MOST_BRACKETS = 1_000
MOST_MARKS = 5_000
MOST_CELLS = 10_000
MOST_ESCAPES = 10_000
MOST_WORK = 15_000_000
DEEPEST = 12
MARKS = "*_`[]!<&\\~$|"
ESCAPES = "<>&\"'"

UNWRITTEN = Markup(
    '<a class="unwritten" href="/atlas/{}">{}'
    '<span class="visually-hidden"> (not written yet)</span></a>'
)

_DEEP = re.compile(rf" *(?:(?:[-+*]|\d{{1,9}}[.)]) +|> {{0,4}}){{{DEEPEST}}}")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])( +)(?=\S)")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,200})\]:\s*(\S+)(?:\s+[\"'(](.*)[\"')])?\s*$")
_MARKER = re.compile(r'<a href="wiki:([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
_LOCAL = re.compile(r' (href|src)="(/(?!/)|#)')
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def render(source: str, *, resolve: Resolver) -> Markup:
    """Markdown of any length as safe HTML, with [[Title]] links led to where `resolve` says."""
    return _linked(_html(source, False), resolve)


def render_line(source: str, *, resolve: Resolver) -> Markup:
    """A one-line field as safe HTML: inline Markdown only; `# x` and `1. x` stay text."""
    return _linked(_html(source, True), resolve)


def plain(source: str) -> str:
    """Markdown as plain text: wikilinks as their words, blocks on lines of their own.

    A source of one line is read as `render_line` reads it, so `1. x` keeps its number.
    """
    words = _Words()
    words.feed(_stored(source))
    words.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(words.parts)).strip()


def wikilinks(source: str) -> list[str]:
    """The titles in [[Title]] and [[Title|words]], each once, in order; none from code."""
    return list(dict.fromkeys(unquote(match[1]) for match in _MARKER.finditer(_stored(source))))


def absolute(html: str, base_url: str) -> Markup:
    """The same HTML with every href and src on this site made absolute, as feeds need it."""
    page = base_url.partition("#")[0]
    parts = urlsplit(page)
    starts = {"/": escape(f"{parts.scheme}://{parts.netloc}/"), "#": escape(f"{page}#")}

    def lengthen(tag: re.Match[str]) -> str:
        return _LOCAL.sub(lambda m: f' {m[1]}="{starts[m[2]]}', tag[0])

    return Markup(_TAG.sub(lengthen, html))


def is_placeholder(value: str) -> bool:
    """Whether a field is wholly in angle brackets, a final full stop aside: a slot not filled."""
    text = value.strip().removesuffix(".").rstrip()
    inner = text[1:-1]
    return (
        text[:1] == "<" and text[-1:] == ">" and bool(inner.strip()) and not set(inner) & set("<>")
    )


def placeholder_words(value: str) -> str:
    """The words of a placeholder without its brackets; any other text as it is."""
    if not is_placeholder(value):
        return value
    return value.strip().removesuffix(".").rstrip()[1:-1].strip()


def slugify(title: str) -> str:
    """An address for a title: a-z, 0-9 and hyphens, `&` as `and`; empty if only emoji."""
    words = re.sub("['’]", "", title[:1000]).replace("&", " and ")
    return ascii_slug(words, entities=False, decimal=False, hexadecimal=False)


def clean_text(value: str) -> str:
    """What every input passes: NFC, plain line ends, nothing that breaks a page or a feed."""
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", value)
    return _composed(_UNWANTED.sub("", text)).strip()


def clean_line(value: str) -> str:
    """`clean_text` on one line: every run of white space is one space."""
    return " ".join(clean_text(value).split())


def is_safe_url(url: str) -> bool:
    """Whether a reading or an essay may link there: http or https, with a host."""
    if re.search(r"[\x00-\x20\x7f<>\"\\]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _composed(text: str) -> str:
    """NFC, but over 30 marks on one letter stay as typed: normalising takes quadratic time."""
    if text.isascii():
        return text
    runs = groupby(text, key=lambda sign: unicodedata.combining(sign) > 0)
    if any(marks and sum(1 for _ in run) > 30 for marks, run in runs):
        return text
    return unicodedata.normalize("NFC", text)


class _Words(HTMLParser):
    """Collects the words of safe HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS - {"li"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _stored(source: str) -> str:
    return _html(source, "\n" not in source.strip())


def _linked(stored: str, resolve: Resolver) -> Markup:
    def link(marker: re.Match[str]) -> str:
        title, words = unquote(marker[1]), Markup(marker[2])
        address = resolve(title)
        if address is not None:
            return Markup('<a href="{}">{}</a>').format(address, words)
        if not (slug := slugify(title)):
            return words
        return UNWRITTEN.format(slug, words)

    return Markup(_MARKER.sub(link, stored))


@lru_cache(maxsize=1024)
def _html(source: str, inline: bool) -> str:
    """Safe HTML with wikilinks as markers; never raises."""
    text = clean_line(source) if inline else clean_text(source)
    if not _fits(text):
        return _escaped(text, inline)
    try:
        return _workshop().make(text, inline)
    except Exception:  # noqa: BLE001 - no text an author can type may cost a page
        # A failure leaves its state behind in the readers: the next text gets new ones.
        _local.__dict__.pop("workshop", None)
        return _escaped(text, inline)


def _fits(text: str) -> bool:
    lines = text.split("\n")
    return (
        len(text) <= LONGEST
        and len(lines) <= MOST_LINES
        and text.count("[") <= MOST_BRACKETS
        and _marks(text) <= MOST_MARKS
        and sum(map(text.count, ESCAPES)) <= MOST_ESCAPES
        and not any(map(_DEEP.match, lines))
        and all(map(_cells_fit, text.split("\n\n")))
    )


def _marks(text: str) -> int:
    return sum(map(text.count, MARKS))


def _cells_fit(block: str) -> bool:
    # Every row of a table gets as many cells as its head: a small text can make a huge table.
    lines = block.split("\n")
    return max(line.count("|") for line in lines) * len(lines) <= MOST_CELLS


def _escaped(text: str, inline: bool) -> str:
    if inline:
        return str(escape(text))
    blocks = re.split(r"\n{2,}", str(escape(text)))
    return "\n".join("<p>{}</p>".format(block.replace("\n", "<br>\n")) for block in blocks if block)


class _Workshop:
    """What renders a text: one for each thread, as neither Markdown nor bleach can be shared."""

    def __init__(self) -> None:
        self.blocks = _markdown()
        self.line = _markdown()
        self.line.preprocessors.deregister("blocks")
        for processor in BLOCK_PROCESSORS:
            self.line.parser.blockprocessors.deregister(processor)
        attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
        self.bleach = Cleaner(
            tags=frozenset(TAGS), attributes=attributes, protocols=frozenset(SCHEMES), strip=True
        )

    def make(self, text: str, inline: bool) -> str:
        made = (self.line if inline else self.blocks).reset().convert(text)
        safe = self.sanitise(made)
        return safe.removeprefix("<p>").removesuffix("</p>") if inline else safe

    def sanitise(self, made: str) -> str:
        """bleach, then nh3, which is maintained: each would do alone."""
        return nh3.clean(
            self.bleach.clean(made),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel=None,
        )


_local = threading.local()


def _workshop() -> _Workshop:
    if not hasattr(_local, "workshop"):
        _local.workshop = _Workshop()
    workshop: _Workshop = _local.workshop
    return workshop


def _markdown() -> Markdown:
    md = Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension()])
    md.ESCAPED_CHARS = list(string.punctuation)
    md.preprocessors.deregister("html_block")
    md.parser.blockprocessors.deregister("reference")
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.deregister("entity")
    md.preprocessors.register(_Blocks(md), "blocks", 25)
    md.inlinePatterns.register(_Formula(_Formula.PATTERN, md), "formula", 188)
    md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
    md.inlinePatterns.register(_Wikilink(_Wikilink.PATTERN, md), "wikilink", 175)
    assert md.delimiters is not None  # the part that reads emphasis
    md.delimiters.add("~", "del", double=True)
    md.treeprocessors.register(_Limit(md), "limit", 25)
    md.treeprocessors.register(_Finish(md), "finish", -10)
    return md


class _TooMuchError(Exception):
    """Rendering this text would take too long."""


class _Limit(Treeprocessor):
    """Refuses texts whose inline marks take too long: the time grows with length times marks."""

    def run(self, root: Element) -> None:
        texts = (text for node in root.iter() for text in (node.text, node.tail) if text)
        # Each of five readers of links searches from every bracket on.
        if sum(len(text) * (_marks(text) + 2 * text.count("[")) for text in texts) > MOST_WORK:
            raise _TooMuchError


class _Formula(InlineProcessor):
    """Keeps $...$ as it was typed: its stars, underlines and backslashes are not Markdown."""

    PATTERN = rf"(?<![\\$\w])(\${{1,2}})(?=\S)[^${STX}]{{1,1000}}(?<=\S)\1(?![\w$])"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802  # noqa: N802
        return m[0], m.start(), m.end()


class _Wikilink(InlineProcessor):
    """[[Title]] and [[Title|words]], marked by an attribute that no text can set."""

    PATTERN = r"\[\[(?=\s*[^\s|\]])([^\[\]]{1,500})\]\]"
    ESCAPED_BAR = f"{STX}{ord('|')}{ETX}"  # as it has to be typed inside a table

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802  # noqa: N802
        typed = m[1] if "|" in m[1] else self.unescape(m[1]).replace(self.ESCAPED_BAR, "|")
        title, _, words = typed.partition("|")
        link = Element("a", wiki=self.unescape(title))
        link.text = words if words.strip() else AtomicString(title)
        return link, m.start(), m.end()


class _Finish(Treeprocessor):
    """Makes links safe, pictures links, headings low enough not to outrank the page's own."""

    def run(self, root: Element) -> None:
        for outer in root.iter("a"):
            for inner in outer.iter():
                if inner is not outer and inner.tag in ("a", "img"):
                    _unlink(inner)
        for node in root.iter():
            if node.tag == "img":
                node.text = AtomicString(node.get("alt") or "image")
                _link(node, node.get("src", ""))
            elif node.tag == "a":
                _link(node, node.get("href", ""))
            elif node.tag == "th":
                node.set("scope", "col")
            node.tag = HEADINGS.get(node.tag, node.tag)


def _unlink(node: Element) -> None:
    """Leave only the words of a link or a picture: the sanitiser takes the span away."""
    node.text = node.text or node.get("alt")
    node.tag = "span"
    node.attrib.clear()


def _link(node: Element, typed: str) -> None:
    title, wiki = node.get("title"), clean_line(html.unescape(node.get("wiki", "")))
    address = f"wiki:{quote(wiki, safe='')}" if wiki else _address(typed)
    if address is None:
        return _unlink(node)
    node.tag = "a"
    node.attrib.clear()
    node.set("href", address.replace("&", "&amp;"))
    if title and not wiki:
        node.set("title", title)
    if address.startswith(("http:", "https:")):
        node.set("rel", "noopener")
    return None


def _address(typed: str) -> str | None:
    """Where an author's link may lead: the web, a mailbox or this site; None for anywhere else."""
    address = clean_line(html.unescape(typed.replace(AMP_SUBSTITUTE, "&"))).replace(" ", "%20")
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        address = f"{scheme.lower()}:{rest}"
        return address if is_safe_url(address) else None
    if colon and scheme.lower() == "mailto":
        return f"mailto:{rest}"
    here = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if here or address.startswith("#") else None


def _unheaded(text: str) -> str:
    """The same line, unless it would pass for a heading without its space."""
    return f"\\{text}" if text.startswith("#") and not _HEADING.match(text) else text


class _Blocks(Preprocessor):
    """Writes blocks down as Python-Markdown needs them, where CommonMark reads them otherwise."""

    def run(self, lines: list[str]) -> list[str]:
        return _Layout(self.md, 0).read(lines)


# What follows a mark for fenced code: it has to be alone in its paragraph.
_GAP = ("", "")


class _Item(NamedTuple):
    """An open list item: the column its text starts at, its kind of list, where it is in `out`."""

    column: int
    kind: str
    place: int


class _Layout:
    """One pass over the lines of a text or of a quotation.

    Lists may be nested by two spaces and may follow a paragraph, fences may stand in lists and
    quotations, a heading needs its space.
    """

    STEP: ClassVar[str] = "    "

    def __init__(self, md: Markdown, depth: int) -> None:
        self.md = md
        self.depth = depth
        self.out: list[str] = []
        self.lists: list[_Item] = []
        self.code = False

    def read(self, lines: list[str]) -> list[str]:
        waiting = deque(lines)
        while waiting:
            if self.depth + len(self.lists) > DEEPEST:
                raise _TooMuchError
            self._line(waiting)
        return self.out

    def _line(self, waiting: deque[str]) -> None:
        line = waiting.popleft()
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        item = None if _RULE.match(text) else _ITEM.match(text)
        if not text:
            self.code = False
            self.out.append("")
        elif self._is_code(indent):
            self._code(text, indent)
        elif item:
            self._item(item, text, indent, waiting)
        elif text.startswith(">"):
            self._quotation(text, indent, waiting)
        elif _FENCE.match(text):
            self._close(indent)
            self._emit("", self._fence(text, indent, waiting), *_GAP)
        else:
            self._text(text, indent)

    @property
    def _running(self) -> bool:
        """Whether the line before is one that this line may continue."""
        return bool(self.out and self.out[-1])

    def _is_code(self, indent: int) -> bool:
        columns = [item.column for item in self.lists if item.column <= indent]
        return indent - (columns[-1] if columns else 0) >= 4 and (self.code or not self._running)

    def _code(self, text: str, indent: int) -> None:
        self._close(indent)
        column = self.lists[-1].column if self.lists else 0
        self._emit(" " * (indent - column) + text)
        self.code = True

    def _text(self, text: str, indent: int) -> None:
        heading, rule = _HEADING.match(text), _RULE.match(text)
        if heading or rule or not self._running or self.code:
            closed = self._close(indent)
            if rule and closed and self._running:
                self.out.append("")
        if not self._running and self._refers(text):
            return
        self._emit(_unheaded(text))

    def _item(self, item: re.Match[str], text: str, indent: int, waiting: deque[str]) -> None:
        mark, space = item.groups()
        kind = "ordered" if mark[0].isdigit() else "bullets"
        closed = self._close(indent)
        if self._running and not closed and kind == "ordered" and mark[:-1] != "1":
            return self._emit(f"{mark[:-1]}\\{text[len(mark) - 1 :]}")
        if self._running and self._apart(closed, kind):
            self.out.append("")
        rest = text[item.end() :]
        opened = _Item(indent + len(mark) + min(len(space), 4), kind, len(self.out))
        fenced = _FENCE.match(rest)
        words = self._fence(rest, opened.column, waiting) if fenced else _unheaded(rest)
        self._emit(f"{mark.replace(')', '.')} {words}", *(_GAP if fenced else ()))
        self.lists.append(opened)
        return None

    def _apart(self, closed: _Item | None, kind: str) -> bool:
        """Whether an item needs a blank line before it that CommonMark does not ask for."""
        before = closed or (self.lists[-1] if self.lists else None)
        if before is None or (closed and closed.kind != kind):
            return True
        return "" in self.out[before.place :]

    def _quotation(self, text: str, indent: int, waiting: deque[str]) -> None:
        self._close(indent)
        quoted = [text]
        while waiting and waiting[0].lstrip(" ").startswith(">"):
            quoted.append(waiting.popleft().lstrip(" "))
        inner = _Layout(self.md, self.depth + len(self.lists) + 1)
        if self.lists and self._running:
            self.out.append("")
        lines = inner.read([line[1:].removeprefix(" ") for line in quoted])
        self._emit(*(f"> {line}" for line in lines))

    def _fence(self, opening: str, indent: int, waiting: deque[str]) -> str:
        """Put fenced code aside; the mark that stands for it."""
        match = _FENCE.match(opening)
        assert match is not None
        body: list[str] = []
        while waiting:
            line = waiting.popleft()
            closing = line.strip()
            if closing.startswith(match[1]) and not closing.strip(match[1][0]):
                break
            body.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        code = "\n".join(body).rstrip("\n") + "\n"
        return self.md.htmlStash.store(f"<pre><code>{escape(code)}</code></pre>")

    def _refers(self, text: str) -> bool:
        match = _REFERENCE.match(text)
        if match is None or _address(match[2].strip("<>")) is None:
            return False
        self.md.references[match[1].strip().lower()] = (match[2].strip("<>"), match[3])
        return True

    def _close(self, indent: int) -> _Item | None:
        """End the list items whose text starts right of this column; the outermost of them."""
        self.code = False
        closed = None
        while self.lists and indent < self.lists[-1].column:
            closed = self.lists.pop()
        return closed

    def _emit(self, *lines: str) -> None:
        margin = self.STEP * len(self.lists)
        self.out.extend(margin + line if line else "" for line in lines)
