"""The Markdown of the atlas: Python-Markdown with extensions for the atlas and limits of time."""

import re
import string
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    InlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from wiki.media.names import picture_at
from wiki.text.bare import PATTERN, Bare, OtherBare
from wiki.text.bracketed import name_pattern
from wiki.text.footnotes import add_callouts, add_footnotes, add_tasks
from wiki.text.layout import APART, Blocks, TooMuchError
from wiki.text.links import make_link, mark_picture, unlink
from wiki.text.tables import WholeTables
from wiki.text.tex import Display, DisplayBlock, Inline
from wiki.text.typed_links import AddressImage, AddressLink, with_backticks

MOST_WORK = 15_000_000
# An item of a list with numbers, which have at most nine digits, as in CommonMark.
LISTED = re.compile(r"^[ ]{0,3}\d{1,9}\.[ ]+(.*)")
MARKS = "*_`[]!<&\\~$|"
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

# Block syntax, which is switched off in one-line fields.
BLOCK_PROCESSORS = ["empty", "indent", "code", "table", "hashheader", "setextheader", "hr"]
BLOCK_PROCESSORS += ["olist", "ulist", "quote"]


def make_block_parser() -> Markdown:
    """Return the Markdown parser for text of any length."""
    md = _read_any()
    DefListExtension().extendMarkdown(md)
    add_footnotes(md)
    add_tasks(md)
    add_callouts(md)
    md.preprocessors.register(Blocks(md), "blocks", 25)
    md.treeprocessors.register(_Apart(md), "apart", 55)
    md.inlinePatterns.register(DisplayBlock(DisplayBlock.PATTERN, md), "formula_block", 195)
    md.inlinePatterns.register(Display(Display.PATTERN, md), "formula_display", 187)
    return md


def make_line_parser() -> Markdown:
    """Return the Markdown parser for one-line fields: inline Markdown only."""
    md = _read_any()
    for processor in BLOCK_PROCESSORS:
        md.parser.blockprocessors.deregister(processor)
    return md


def _read_any() -> Markdown:
    md = Markdown(extensions=[TableExtension(), SaneListExtension()])
    tables = WholeTables(md.parser, {"use_align_attribute": True})
    md.parser.blockprocessors.register(tables, "table", 75)
    md.ESCAPED_CHARS = list(string.punctuation)
    ordered: Any = md.parser.blockprocessors["olist"]
    ordered.RE = LISTED
    md.preprocessors.deregister("html_block")
    md.parser.blockprocessors.deregister("reference")
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.deregister("entity")
    md.inlinePatterns.register(Bare(PATTERN, md), "bare", 189)
    md.inlinePatterns.register(OtherBare(OtherBare.PATTERN, md), "other bare", 188)
    md.inlinePatterns.register(Inline(Inline.PATTERN, md), "formula", 188)
    md.inlinePatterns.register(_Ampersand(r"\\&", md), "ampersand", 184)
    md.inlinePatterns.register(AddressLink(LINK_RE, md), "link", 160)
    md.inlinePatterns.register(AddressImage(IMAGE_LINK_RE, md), "image_link", 150)
    md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
    md.inlinePatterns.register(_Wikilink(_Wikilink.PATTERN, md), "wikilink", 175)
    assert md.delimiters is not None  # the parser of emphasis
    md.delimiters.add("~", "del", double=True)
    md.treeprocessors.register(_Limit(md), "limit", 25)
    md.treeprocessors.register(_Finish(md), "finish", -10)
    md.treeprocessors.register(_Pictures(md), "pictures", -5)
    return md


def count_marks(text: str) -> int:
    """Return how many characters of a text may be marks of Markdown; each `://` counts as one.

    The time for rendering grows with them.
    """
    return sum(map(text.count, MARKS)) + text.count("://")


class _Apart(Treeprocessor):
    """Removes the paragraphs that `Blocks` put in to keep two quotations apart."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for mark in parent.findall("p"):
                if mark.text == APART:
                    parent.remove(mark)


class _Limit(Treeprocessor):
    """Refuses text whose inline marks take too long: the time grows with length times marks."""

    def run(self, root: Element) -> None:
        texts = (text for node in root.iter() for text in (node.text, node.tail) if text)
        # Five parsers of links search the rest of the text from every bracket on.
        if sum(len(text) * (count_marks(text) + 2 * text.count("[")) for text in texts) > MOST_WORK:
            raise TooMuchError


class _Ampersand(InlineProcessor):
    """Keeps an ampersand after a backslash from beginning an entity, as in `\\&lt;`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        return "&amp;", m.start(), m.end()


class _Wikilink(InlineProcessor):
    """Turns [[Title]] and [[Title|words]] into links marked by an attribute that no text can set.

    The attribute has everything that was typed, as a title may contain a bar. `![[Title]]`, by
    which other programs embed a page, becomes a link, too.
    """

    PATTERN = rf"(?:(?<!\w)!)?\[\[(?=\s*[^\s|\]])({name_pattern()})\]\]"
    ESCAPED_BAR = f"{STX}{ord('|')}{ETX}"  # as it has to be typed inside a table

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        typed = m[1] if "|" in m[1] else self._as_typed(m[1]).replace(self.ESCAPED_BAR, "|")
        title, _, words = typed.partition("|")
        link = Element("a", wiki=self._as_typed(typed))
        link.text = words if words.strip() else AtomicString(title)
        return link, m.start(), m.end()

    def _as_typed(self, text: str) -> str:
        """Return a text without placeholders; what was read as code has its backticks again.

        A title may have them, and has to be found as it was typed.
        """
        return self.unescape(with_backticks(self.md, text))


class _Pictures(Treeprocessor):
    """Replaces the pictures of this site by links marked by an attribute that no text can set.

    Those within a link are left to be its words.
    """

    def run(self, root: Element) -> None:
        linked = {inner for outer in root.iter("a") for inner in outer.iter("img")}
        for node in root.iter("img"):
            name = picture_at(node.get("src", ""))
            if name and node not in linked:
                mark_picture(node, name)


class _Finish(Treeprocessor):
    """Makes links safe, pictures of other sites links, and headings lower; mends numbers."""

    def run(self, root: Element) -> None:
        for outer in root.iter("a"):
            for inner in outer.iter():
                if inner is not outer and inner.tag in ("a", "img"):
                    unlink(inner)
        for node in list(root.iter()):
            if node.tag == "img":
                node.text = AtomicString(node.get("alt") or "image")
                make_link(node, node.get("src", ""))
            elif node.tag == "a":
                make_link(node, node.get("href", ""))
            elif node.tag in ("th", "td"):
                _finish_cell(node)
            elif node.tag == "ol" and "start" in node.attrib:
                node.set("start", str(int(node.attrib["start"])))  # in the digits of HTML
            node.tag = HEADINGS.get(node.tag, node.tag)


def _finish_cell(node: Element) -> None:
    """Give a cell's alignment by a class: HTML has no attribute for it any more."""
    aligned = node.attrib.pop("align", None)
    if aligned:
        node.set("class", f"aligned-{aligned}")
    if node.tag == "th":
        node.set("scope", "col")
