"""Inline patterns of Markdown for links and pictures with an address in brackets behind them."""

import html
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import ImageInlineProcessor, LinkInlineProcessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString

from wiki.text.links import is_prose, refusal, told


class AddressLink(LinkInlineProcessor):
    """A link as `[words](address)`; where no link may have the address, it stays as typed.

    The author is told why, unless the brackets hold words and no address.
    """

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        """Return the address in the brackets, its title, the index behind, and if it is a link."""
        href, title, end, is_link = super().getLink(data, index)
        if title is not None and data[index + 1 : end].lstrip()[:1] != "<":
            href, title = self._parted(data[index + 1 : end - 1].strip())
        return href, title, end, is_link and not refusal(href)

    def _parted(self, typed: str) -> tuple[str, str | None]:
        """Split what is typed in a link's brackets into the address and the title, or None.

        A title begins behind a space; quotation marks elsewhere belong to the address.
        """
        begins = re.search(rf"\s{re.escape(typed[-1])}", typed[:-1])
        if begins is None:
            return self.unescape(typed), None
        title = self.RE_TITLE_CLEAN.sub(" ", self.unescape(typed[begins.end() : -1]).strip())
        return self.unescape(typed[: begins.start()]).strip(), title

    def unescape(self, text: str) -> str:
        """Return a text without placeholders; backticks in an address are its own."""
        return super().unescape(with_backticks(self.md, text))

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link, or where it is none what was typed, and where that starts and ends."""
        found: Any = super().handleMatch(m, data)
        return self._as_typed(m, data) if found[0] is None else found

    def _as_typed(
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return what was typed with the reason why it is no link; three None for other text."""
        words, at, is_closed = self.getText(data, m.end())
        href, _, end, is_link = super().getLink(data, at)
        if not (is_closed and is_link) or is_prose(href):
            return None, None, None
        shown = self._words(words, self.unescape(data[at:end]))
        shown.append(told(refusal(href)))
        return shown, m.start(), end

    def _words(self, words: str, address: str) -> Element:
        """Return the element that shows a link as it was typed; `address` is in its brackets."""
        shown = Element("span")
        shown.text = f"[{words}"
        SubElement(shown, "span").text = AtomicString(f"]{address}")
        return shown


class AddressImage(AddressLink, ImageInlineProcessor):
    """A picture as `![words](address)`; where there can be none, its words are shown."""

    def _words(self, words: str, address: str) -> Element:
        """Return an element with the words of a picture, without its address: it is no link."""
        shown = Element("span")
        shown.text = AtomicString(words)
        return shown


def with_backticks(md: Markdown, text: str) -> str:
    """Return a text in which the placeholders of code are the code as it was typed."""
    inline: Any = md.treeprocessors["inline"]

    def typed(placeholder: re.Match[str]) -> str:
        node = inline.stashed_nodes.get(placeholder[1])
        is_code = isinstance(node, Element) and node.tag == "code"
        return f"`{html.unescape(node.text or '')}`" if is_code else placeholder[0]

    return INLINE_PLACEHOLDER_RE.sub(typed, text)
