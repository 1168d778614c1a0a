"""The XML of a feed as a tree, read without declared entities, which could grow without end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from wiki.exchange.library.html_breaks import BLOCKS
from wiki.exchange.library.work import UnreadableFile, refuse_too_many

MARKUP = BLOCKS - {"title", "summary"}  # those two are elements of feeds as well
DEEPEST = 100  # elements within elements
ENTITIES = "This feed declares entities of its own, which a feed has no need of: it is not read."
TOO_DEEP = "This feed has elements within elements, too many to be read."
DAMAGED = "This feed is damaged in line {}: the file may have been cut short."


@dataclass
class Element:
    """An element of XML: its names, its first line, and in order the texts and elements within it.

    `name` has no namespace, `space` is the namespace; both are as they were written.
    """

    space: str
    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    within: list["Element | str"] = field(default_factory=list)

    @property
    def elements(self) -> Iterator["Element"]:
        """Yield the elements directly within this one."""
        return (one for one in self.within if isinstance(one, Element))

    @property
    def text(self) -> str:
        """Return all text within, without tags; blocks of HTML are on lines of their own."""
        text = "".join(one if isinstance(one, str) else one.text for one in self.within)
        return f"\n{text}\n" if self.name.lower() in MARKUP else text


def read_tree(text: str) -> Element:
    """Return the outermost element of a feed. Raises UnreadableFile for damaged XML."""
    refuse_too_many(text.count("<"))
    begun = text.lstrip()  # blank lines before the declaration are a common slip
    tree = _Tree(skipped=text[: len(text) - len(begun)].count("\n"))
    try:
        tree.parser.Parse(begun, True)
    except expat.ExpatError as error:
        raise UnreadableFile(DAMAGED.format(f"{error.lineno + tree.skipped:,}")) from error
    return next(tree.root.elements)


class _Tree:
    """Builds the tree while the parser goes through the text."""

    def __init__(self, skipped: int) -> None:
        self.skipped = skipped
        self.root = Element("", "", 0)
        self._open = [self.root]
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > DEEPEST:
            raise UnreadableFile(TOO_DEEP)
        space, _, local = name.rpartition("\n")
        line = self.parser.CurrentLineNumber + self.skipped
        self._open[-1].within.append(element := Element(space, local, line, attributes))
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _add_text(self, text: str) -> None:
        self._open[-1].within.append(text)

    def _refuse(self, *_declared: object) -> None:
        raise UnreadableFile(ENTITIES)
