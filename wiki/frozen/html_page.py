"""A page of HTML as a tree of elements, from which some can be cut without changing the rest."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

# Elements that have no end tag.
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
# What a reader can see or use though it has no words of its own.
SEEN = {"img", "svg", "math", "video", "input", "select", "textarea", "button"}
# An element that holds nothing but this is empty once its content is cut out.
NAMING = {"details": "summary", "fieldset": "legend"}
STAYING = {"html", "head", "body", "main", "header", "footer"}
ADDRESSES = ("href", "src")

_BEFORE = re.compile(r"(?<!\s)\s*·\s*\Z")
_AFTER = re.compile(r"\s*·\s*")


@dataclass
class HtmlElement:
    """An element of a page: where it begins and ends (indexes into the HTML), and its children."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int = -1
    children: list["HtmlElement | HtmlText"] = field(default_factory=list)
    is_cut: bool = False

    @property
    def address(self) -> str:
        """Return the address that the element leads to or loads, "" for none."""
        return next((self.attributes[name] for name in ADDRESSES if name in self.attributes), "")


@dataclass(frozen=True)
class HtmlText:
    """Text between tags, with its index in the HTML."""

    text: str
    start: int


class HtmlPage(HTMLParser):
    """A page of HTML: its elements, and the same page without some of them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html = html
        # Where each line begins, as the parser counts lines: no other sign ends one.
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._root = HtmlElement("", {}, 0, len(html))
        self._open = [self._root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element, which stays open until its end tag."""
        start = self._at()
        named = {name: value or "" for name, value in attrs}
        element = HtmlElement(tag, named, start, start + len(self.get_starttag_text() or ""))
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element that ends where it begins, as in SVG."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element with this name and those left open in it."""
        depth = next(
            (n for n in reversed(range(1, len(self._open))) if self._open[n].tag == tag), 0
        )
        if not depth:
            return
        start = self._at()
        for inner in self._open[depth + 1 :]:
            inner.end = start
        self._open[depth].end = self._html.index(">", start) + 1
        del self._open[depth:]

    def handle_data(self, data: str) -> None:
        """Add text to the innermost open element."""
        self._open[-1].children.append(HtmlText(data, self._at()))

    def handle_entityref(self, name: str) -> None:
        """Add a character reference by name, such as `&amp;`, as text."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Add a character reference by number, such as `&#38;`, as text."""
        self.handle_data(f"&#{name};")

    def elements(self) -> Iterator[HtmlElement]:
        """Yield every element that was not cut, in the order of the page."""
        stack: list[HtmlElement | HtmlText] = [self._root]
        while stack:
            node = stack.pop()
            if isinstance(node, HtmlElement) and not node.is_cut:
                yield node
                stack.extend(reversed(node.children))

    def without(self, is_cut: Callable[[HtmlElement], bool]) -> str:
        """Return the HTML without the elements for which `is_cut`, and without those left empty.

        A sign that only stood between an element and its neighbour is cut with it.
        """
        cuts: list[tuple[int, int]] = []
        self._root.is_cut = self._cut(self._root, is_cut, cuts)
        pieces, at = [], 0
        for start, end in sorted(cuts):
            if start >= at:
                pieces.append(self._html[at:start])
            at = max(at, end)
        return "".join([*pieces, self._html[at:]])

    def _cut(
        self,
        element: HtmlElement,
        is_cut: Callable[[HtmlElement], bool],
        cuts: list[tuple[int, int]],
    ) -> bool:
        """Add what is cut out of an element to `cuts`; return whether it is cut as a whole."""
        if is_cut(element):
            cuts.append((element.start, element.end))
            return True
        cut_away: set[int] = set()
        for index, child in enumerate(element.children):
            if isinstance(child, HtmlElement):
                child.is_cut = self._cut(child, is_cut, cuts)
                cut_away |= {index} if child.is_cut else set()
        if not cut_away:
            return False
        remaining = [child for index, child in enumerate(element.children) if index not in cut_away]
        if (
            element.tag not in STAYING
            and element is not self._root
            and _is_empty(element, remaining)
        ):
            cuts.append((element.start, element.end))
            return True
        cuts += [cut for index in cut_away if (cut := _separator(element.children, index))]
        return False

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _is_empty(element: HtmlElement, children: list[HtmlElement | HtmlText]) -> bool:
    """Return whether the children of an element show nothing that a reader can read or use."""
    naming = NAMING.get(element.tag)
    return not any(_has_content(child) for child in children if not _is(child, naming))


def _has_content(node: HtmlElement | HtmlText) -> bool:
    if isinstance(node, HtmlText):
        return any(sign.isalnum() for sign in node.text)
    return node.tag in SEEN or not _is_empty(node, node.children)


def _is(node: HtmlElement | HtmlText, tag: str | None) -> bool:
    return isinstance(node, HtmlElement) and node.tag == tag


def _separator(children: list[HtmlElement | HtmlText], index: int) -> tuple[int, int] | None:
    """Return start and end of the sign between a child and one beside it, or None."""
    before = children[index - 1] if index else None
    if isinstance(before, HtmlText) and (found := _BEFORE.search(before.text)):
        return before.start + found.start(), before.start + found.end()
    after = children[index + 1] if index + 1 < len(children) else None
    if isinstance(after, HtmlText) and (found := _AFTER.match(after.text)):
        return after.start, after.start + found.end()
    return None
