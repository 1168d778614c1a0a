"""Raw entries: the lines of a section put together as entries, before their values are read.

An entry is a list item. Its first line is the head. The indented lines below it give further
fields, as `name: value`, or as `name: |` with the lines of the value below it, called a block. The
lines of a block are indented further than the name, all as far as the first of them; after
`name: |2` by two columns, and further spaces belong to the value.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line
from wiki.exchange.items import (
    ListItem,
    measured,
    read_item,
    refuse_almost,
    refuse_block,
    refuse_within,
    take_block,
    unmarked,
)
from wiki.exchange.stray_fields import refuse_inline_field, refuse_stray_field
from wiki.exchange.validation import defaults
from wiki.forms.document_line import Unreadable
from wiki.sections.base import Section

BLOCK, DEEP_BLOCK = "|", "|2"
BLOCKS = (BLOCK, DEEP_BLOCK)
DEPTH = 2  # columns
LONGEST_LABEL = 20  # characters of the name or label of a field, with its colon
# Fields that an entry can have only once, each with the words for it.
ONCE = {"credence": "credence", "url": "address", "why_it_matters": "“Why it matters:”"}
# The words of an entry may hold further addresses, so that only a line which is not indented
# counts as giving the address a second time.
ONCE_LAZY = {"url"}
BEHIND_DASH = {"why", "takeaway", "reason"}
PROSE = {"takeaway"}  # those of them that keep their paragraphs
_ID = re.compile(r"\^(?P<letter>[a-z])-(?P<id>[1-9][0-9]{0,8})$")
_NO_ID = re.compile(r"\^[A-Za-z][A-Za-z0-9_-]*$")
_WIDE_COLON = "\uff1a"


class RawEntry:
    """The text of one entry, by the parts that it was written in.

    `head` has the lines of the head, `paragraphs` those of the paragraphs below it. `fields` and
    `blocks` have the lines of each further field, and `lines` the number of the line on which that
    field begins.
    """

    def __init__(self, section: Section, item: ListItem, line: int) -> None:
        self.section, self.item, self.line = section, item, line
        self.head: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.blocks: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}
        self.paragraphs: list[list[str]] = []
        self.item_id: int | None = None
        self._last = self.head
        self._given: set[str] = set()
        self._in_words, self._has_paragraph = True, False
        self.head.append(self._without_id(unmarked(item.text), line))
        refuse_inline_field(section, self.head[0], line)
        self._check_repeated(fields_given_once(section, self.head[0]), line, lazy=False)

    def add_line(self, text: str, line: int, *, lazy: bool, loose: bool) -> str:
        """Add a line to the entry; return the mark of the block that begins after it, "" for none.

        A `lazy` line is indented less than the item's text, a `loose` one comes after a blank line.
        Raises DocumentError.
        """
        text = self._without_id(text, line)
        refuse_inline_field(self.section, text, line)
        name, value = field_in(self.section, text)
        if not name:
            self._add_words(text, line, lazy=lazy, loose=loose)
            return ""
        if name in self.fields or name in self.blocks:
            raise DocumentError(line, f"“{name}” stands twice in this entry.")
        self.lines[name], self._in_words = line, False
        mark = value if value in BLOCKS else ""
        target = self.blocks if mark else self.fields
        self._last = target[name] = [] if mark else [value]
        return mark

    def add_block(self, lines: list[str]) -> None:
        """Add lines to the block that began with the last line taken."""
        self._last += lines

    def _add_words(self, text: str, line: int, *, lazy: bool, loose: bool) -> None:
        """Add a line that names no field to the field or head that the lines above belong to."""
        is_prose = loose and self._in_words and self.section.entry_head.fields[-1] in PROSE
        refuse_stray_field(self.section, text, line, is_prose=is_prose)
        fields = fields_given_once(self.section, text)
        self._check_repeated(fields, line, lazy=lazy)
        if loose and self._in_words:
            self._begin_paragraph(fields)
        self._last += [text] * bool(text)

    def _begin_paragraph(self, fields: set[str]) -> None:
        """Begin a paragraph below the head: its words belong to the field behind the dash.

        `fields` are the fields that its first line gives. A head without a dash gets one.
        """
        last = self.section.entry_head.fields[-1]
        if last in PROSE:
            self._last = []
            self.paragraphs.append(self._last)
        if self._has_paragraph or last not in BEHIND_DASH - PROSE:
            return
        self._has_paragraph = True
        try:
            values = self.section.entry_head.read(" ".join(self.head))
        except Unreadable:
            return
        if not values[last] and "credence" not in fields:
            self.head.append("—")

    def _check_repeated(self, fields: set[str], line: int, *, lazy: bool) -> None:
        """Remember the fields that a line gives; refuse one that the entry has already."""
        existing = set(self.fields) | set(self.blocks) | self._given
        counted = {name for name in fields if lazy or name not in ONCE_LAZY}
        if again := counted & existing:
            raise DocumentError(
                line,
                f"This entry has its {ONCE[min(again)]} already: begin another with “- ”, or join "
                "this line to the one above.",
            )
        self._given |= fields

    def _without_id(self, text: str, line: int) -> str:
        """Return a line without the id at its end, which is kept in `item_id`."""
        text = text.rstrip()
        last = text.rsplit(None, 1)[-1] if text else ""
        match = _ID.match(last)
        if match is None and _NO_ID.match(last):
            raise DocumentError(line, f"{last} is no id: one reads ^{self.section.letter}-12.")
        if match is None:
            return text
        if match["letter"] == self.section.letter:
            self.item_id = int(match["id"])
        return text[: len(text) - len(last)].rstrip()


def read_raw_entries(section: Section, lines: Iterable[Line]) -> list[RawEntry]:
    """Return the entries of a section as text. Raises DocumentError."""
    entries: list[RawEntry] = []
    waiting = deque(lines)
    loose = False
    while waiting:
        line_number, line = waiting.popleft()
        indent, text = measured(line)
        last = entries[-1] if entries else None
        refuse_block(text, line_number)
        if item := read_item(line):
            if last:
                refuse_within(item, last.item, line_number)
            entries.append(RawEntry(section, item, line_number))
        elif last and text and _continues(last, line, loose=loose):
            refuse_almost(text, indent, last.item, line_number)
            if mark := last.add_line(
                text, line_number, lazy=indent < last.item.column, loose=loose
            ):
                depth = DEPTH if mark == DEEP_BLOCK else 0
                last.add_block(take_block(waiting, indent, depth))
        elif text not in ("", section.empty):
            raise DocumentError(
                line_number, "This line belongs to no entry: an entry begins with “- ”."
            )
        loose = not text
    return entries


def fields_given_once(section: Section, text: str) -> set[str]:
    """Return which of the fields in `ONCE` a line, read as a head of its own, gives."""
    try:
        values = section.entry_head.read(text)
    except Unreadable:
        return set()
    return {name for name in ONCE if values.get(name) not in (None, "")}


def field_in(section: Section, text: str) -> tuple[str, str]:
    """Return the field whose name or label begins a line, and its value, else two empty texts."""
    wide = text.find(_WIDE_COLON, 0, LONGEST_LABEL)
    if wide >= 0 and ":" not in text[:wide]:  # else it belongs to the value
        text = f"{text[:wide]}:{text[wide + 1 :]}"
    for name, label in section.labels:
        if text.lower().startswith(label.lower()):
            return name, text[len(label) :].strip()
    name, colon, value = text.partition(":")
    is_field = colon and name in defaults(section)
    return (name, value.strip()) if is_field else ("", "")


def lines_of_field(section: Section, name: str, lines: Iterable[Line]) -> Iterator[int]:
    """Yield the numbers of the lines that give a field: the one that names it, and its block.

    A line within the block of another field does not count, even if it names this one.
    """
    is_given = False
    for line_number, field, indent, is_within in _lines_with_fields(section, lines):
        is_given = is_given if is_within else field == name and indent > 0
        if is_given:
            yield line_number


def lines_in_blocks(section: Section, lines: Iterable[Line]) -> Iterator[int]:
    """Yield the numbers of the lines of a section that are text below a field such as `why: |`."""
    for line_number, _, _, is_within in _lines_with_fields(section, lines):
        if is_within:
            yield line_number


def _lines_with_fields(
    section: Section, lines: Iterable[Line]
) -> Iterator[tuple[int, str, int, bool]]:
    """Yield each line's number, the field that it names, its indent, and if it is in a block."""
    edge: int | None = None  # how far the field is indented whose block the lines are in
    for line_number, line in lines:
        indent, text = measured(line)
        is_within = edge is not None and (not text or indent > edge)
        field, value = ("", "") if is_within else field_in(section, text)
        if not is_within:
            edge = indent if field and value in BLOCKS else None
        yield line_number, field, indent, is_within


def _continues(entry: RawEntry, line: str, *, loose: bool) -> bool:
    """Return whether a line belongs to the entry above it.

    After a blank line only one that is indented further than the item, or that gives a field, does.
    """
    indent, text = measured(line)
    return not loose or indent > entry.item.indent or bool(field_in(entry.section, text)[0])
