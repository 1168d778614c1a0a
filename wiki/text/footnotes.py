"""Footnotes and tasks, as markers that no sanitiser has to let through as ids; callouts."""

import re
from collections import OrderedDict
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.footnotes import (
    FN_BACKLINK_TEXT,
    NBSP_PLACEHOLDER,
    FootnoteExtension,
    FootnoteInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

from wiki.text.layout import DEEPEST, TooMuchError

_REFERENCE = r"\[\^([^\]]*)\]"
_NEVER = f"{STX}notes{STX}"  # a placeholder for the notes that nobody can type
_TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")
# The kind of a callout, a sign that lets it fold elsewhere, its title, and what follows at once.
_CALLOUT = re.compile(r"\[!([A-Za-z][A-Za-z-]{0,29})\][+-]?[ \t]*([^\n]*)(?:\n([\s\S]*))?$")
_CODE = re.compile(f"^{STX}wzxhzdk:")  # what stands for code that was put aside
_BOXES = {" ": ("to do", "☐"), "x": ("done", "☑")}


def add_footnotes(md: Markdown) -> None:
    """Let a parser read footnotes: `[^1]` in the text, `[^1]: …` for the note."""
    notes = _Footnotes(PLACE_MARKER=_NEVER, USE_DEFINITION_ORDER=False)
    notes.extendMarkdown(md)
    md.inlinePatterns.register(_Reference(_REFERENCE, notes), "footnote", 175)
    md.treeprocessors.register(_Notes(md, notes), "note_markers", 5)


def add_tasks(md: Markdown) -> None:
    """Let a parser read task lists: `- [ ]` and `- [x]`."""
    md.treeprocessors.register(_Tasks(md), "tasks", 45)


def add_callouts(md: Markdown) -> None:
    """Let a parser read callouts, as Obsidian and GitHub have them: `> [!note] Title`."""
    md.treeprocessors.register(_Callouts(md), "callouts", 45)


class _Footnotes(FootnoteExtension):
    """Footnotes of which none is lost, where two have one label or one stands within another."""

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802 - names of the extension
        """Store a note by its label; a second text for a label is a further paragraph."""
        self.footnotes[id] = "\n\n".join(filter(None, (self.footnotes.get(id), text)))

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802 - as above
        """Return an element with the list of all notes, also those within notes; None for no notes.

        Raises TooMuchError for notes nested deeper than DEEPEST.
        """
        if not self.footnotes:
            return None
        div = Element("div", {"class": "footnote"})
        SubElement(div, "hr")
        notes = SubElement(div, "ol")
        for label, note in self._read_all().items():
            note.set("id", self.makeFootnoteId(label))
            self._add_way_back(note, label)
            notes.append(note)
        return div

    def _read_all(self) -> dict[str, Element]:
        """Return each note with its blocks; reading one may find others within it."""
        read: dict[str, Element] = {}
        for _ in range(DEEPEST):
            notes, self.footnotes = self.footnotes, OrderedDict()
            for label, text in notes.items():
                holder = Element("div")  # the parser does other things in an item of a list
                self.parser.parseChunk(holder, text)
                read.setdefault(label, Element("li")).extend(holder)
            if not self.footnotes:
                self.footnotes = OrderedDict.fromkeys(read, "")  # references ask for the labels
                return read
        raise TooMuchError

    def _add_way_back(self, note: Element, label: str) -> None:
        link = Element(
            "a", {"class": "footnote-backref", "href": f"#{self.makeFootnoteRefId(label)}"}
        )
        link.text = FN_BACKLINK_TEXT
        last = note[-1] if len(note) else None
        if last is None or last.tag != "p":
            last = SubElement(note, "p")
        else:
            last.text = f"{last.text or ''}{NBSP_PLACEHOLDER}"
        last.append(link)


class _Reference(FootnoteInlineProcessor):
    """Finds `[^A]` where the note is `[^a]: …`, as other programs do, and no other one is `A`."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """Return the mark of a reference, with its beginning and its end; or three times None."""
        labels = self.footnotes.footnotes
        if m[1] in labels:
            return super().handleMatch(m, data)
        key = m[1].casefold()
        if not (same := next((label for label in labels if label.casefold() == key), None)):
            return None, None, None
        found = re.match(_REFERENCE, f"[^{same}]")
        assert found is not None
        mark, _, _ = super().handleMatch(found, data)
        return mark, m.start(), m.end()


class _Callouts(Treeprocessor):
    """Turns the first line of a callout into its title; without a title the kind stands for it."""

    def run(self, root: Element) -> None:
        for quotation in root.iter("blockquote"):
            first = quotation[0] if len(quotation) else None
            if first is None or first.tag != "p" or isinstance(first.text, AtomicString):
                continue
            if match := _CALLOUT.match(first.text or ""):
                kind, title, rest = match.groups()
                first.text = ""
                SubElement(first, "strong").text = title or kind.replace("-", " ").capitalize()
                if rest:
                    body = Element("p")
                    body.text = rest
                    quotation.insert(1, body)


class _Notes(Treeprocessor):
    """Numbers the notes, and replaces the extension's ids and links by markers.

    A note that nothing refers to stays, without a way back.
    """

    def __init__(self, md: Markdown, notes: FootnoteExtension) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        footnotes = next((div for div in root.iter("div") if div.get("class") == "footnote"), None)
        if footnotes is None:
            return
        notes = footnotes.find("ol")
        assert notes is not None
        numbers = {note.attrib.pop("id"): number for number, note in enumerate(notes, 1)}
        turns: dict[int, int] = {}
        for sup in root.iter("sup"):
            link = sup.find("a[@class='footnote-ref']")
            if sup.attrib.pop("id", None) and link is not None:
                number = numbers[link.get("href", "")[1:]]
                turns[number] = turns.get(number, 0) + 1
                _mark(link, f"note:ref-{number}-{turns[number]}")
                link.text = str(number)
        for number, note in enumerate(notes, 1):
            self._link_back(note, number, turns.get(number, 0))

    def _link_back(self, note: Element, number: int, turns: int) -> None:
        for parent in list(note.iter()):
            if not turns:
                parent.text = (parent.text or "").replace(NBSP_PLACEHOLDER, "")
                parent.tail = (parent.tail or "").replace(NBSP_PLACEHOLDER, "")
            for turn, link in enumerate(parent.findall("a[@class='footnote-backref']"), 1):
                if turn > turns:
                    parent.remove(link)
                _mark(link, f"note:back-{number}-{turn}")
                link.tail = " " if turn < turns else None
        if len(note) and _CODE.search(note[-1].text or ""):
            _move_behind(note, note[-1])
        here = Element("a")
        _mark(here, f"note:at-{number}")
        note.insert(0, here)


def _move_behind(note: Element, code: Element) -> None:
    """Give the links that lead back a paragraph of their own: code stands alone in its own."""
    links = SubElement(note, "p")
    links.extend(code)
    code[:] = []
    code.text = (code.text or "").replace(NBSP_PLACEHOLDER, "")


class _Tasks(Treeprocessor):
    """Puts a box before each task."""

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            holder = item[0] if len(item) and item[0].tag == "p" else item
            match = _TASK.match(holder.text or "")
            if match and not isinstance(holder.text, AtomicString):
                name, sign = _BOXES[match[1].lower()]
                box = Element("a")
                _mark(box, f"task:{name}")
                box.text, box.tail = AtomicString(sign), " " + (holder.text or "")[match.end() :]
                holder.text = ""
                holder.insert(0, box)


def _mark(link: Element, marker: str) -> None:
    link.attrib.clear()
    link.set("marker", marker)
