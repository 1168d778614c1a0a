"""Entries of a section: list items whose first line is the head, with further fields below.

A further field is an indented line `name: value`, or `name: |` with its lines indented further,
as far as the first of them. After `name: |2` they are indented by two, and what more stands before
a line is a part of it.
The id stands at the end of the last line (`^b-12`), or of the first where the last is a block's.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line
from wiki.exchange.items import (
    ListItem,
    has_box,
    marked,
    measured,
    read_item,
    refuse_block,
    refuse_within,
    take_block,
    unmarked,
)
from wiki.exchange.validation import checked, defaults, refuse_twice, text_of
from wiki.forms.document_line import Unreadable, Values, escape, unescape
from wiki.sections.base import Section

BLOCK, DEEP_BLOCK = "|", "|2"
BLOCKS = (BLOCK, DEEP_BLOCK)
DEPTH = 2  # columns
# What an entry says once, with the words for it. Of an address a line may speak among its words,
# so that only one which is not indented is another entry.
ONCE = {"credence": "credence", "url": "address", "why_it_matters": "“Why it matters:”"}
ONCE_LAZY = {"url"}
BEHIND_DASH = {"why", "takeaway", "reason"}
PROSE = {"takeaway"}  # of these, which keep their paragraphs
_ID = re.compile(r"\^(?P<letter>[a-z])-(?P<id>[1-9][0-9]{0,8})$")
_NO_ID = re.compile(r"\^[A-Za-z][A-Za-z0-9_-]*$")
_UNKNOWN = re.compile(r"(?P<name>[^\W\d][\w-]*):(?:\s|$)")


@dataclass(frozen=True)
class DocumentEntry:
    """An item of a document: its values, its id if it has one, its anchors, and its line."""

    values: Values
    item_id: int | None = None
    stated: frozenset[str] = field(default=frozenset(), compare=False)
    line: int = field(default=0, compare=False)


class Draft:
    """An entry as text, before its values are read."""

    def __init__(self, section: Section, item: ListItem, line: int) -> None:
        self.section, self.item, self.line = section, item, line
        self.head: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.blocks: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}
        self.paragraphs: list[list[str]] = []
        self.item_id: int | None = None
        self._last = self.head
        self._said: set[str] = set()
        self._in_words, self._has_paragraph = True, False
        self.head.append(self._without_id(unmarked(item.text), line))
        self._refuse_second(self.head[0], line, lazy=False)

    def take(self, text: str, line: int, *, lazy: bool, loose: bool) -> str:
        """Take a line; return the mark of the block that begins after it. Raises DocumentError.

        A `lazy` line is indented less than the item's text, a `loose` one comes after a
        blank line.
        """
        text = self._without_id(text, line)
        name, value = field_in(self.section, text)
        if not name:
            self._refuse_unknown(text, line)
            self._refuse_second(text, line, lazy=lazy)
            if loose and self._in_words:
                self._begin_paragraph(text)
            self._last += [text] * bool(text)
            return ""
        if name in self.fields or name in self.blocks:
            raise DocumentError(line, f"“{name}” stands twice in this entry.")
        self.lines[name], self._in_words = line, False
        mark = value if value in BLOCKS else ""
        kept = self.blocks if mark else self.fields
        self._last = kept[name] = [] if mark else [value]
        return mark

    def take_block(self, lines: list[str]) -> None:
        """Take the lines of a block."""
        self._last += lines

    def _refuse_unknown(self, text: str, line: int) -> None:
        if found := _UNKNOWN.match(text):
            fields = ", ".join(self.section.fields)
            raise DocumentError(
                line,
                f"“{found['name']}” is no field of this {self.section.noun}, which has {fields}: "
                f"where it is no field write {found['name']}\\:",
            )

    def _begin_paragraph(self, text: str) -> None:
        """Let the words of a paragraph below the first be what stands behind the dash."""
        last = self.section.entry_head.fields[-1]
        if last in PROSE:
            self._last = []
            self.paragraphs.append(self._last)
        if self._has_paragraph or last not in BEHIND_DASH - PROSE:
            return
        self._has_paragraph = True
        try:
            said = self.section.entry_head.read(" ".join(self.head))
        except Unreadable:
            return
        if not said[last] and "credence" not in _once(self.section, text):
            self.head.append("—")

    def _refuse_second(self, text: str, line: int, *, lazy: bool) -> None:
        """Refuse a line that says a second time what an entry has once."""
        said = set(self.fields) | set(self.blocks) | self._said
        found = {name for name in _once(self.section, text) if lazy or name not in ONCE_LAZY}
        if again := found & said:
            name = min(again)
            raise DocumentError(
                line,
                f"This entry has its {ONCE[name]} already: begin another with “- ”, or join this "
                "line to the one above.",
            )
        self._said |= _once(self.section, text)

    def _without_id(self, text: str, line: int) -> str:
        text = text.rstrip()
        last = text.rsplit(None, 1)[-1] if text else ""
        found = _ID.match(last)
        if found is None and _NO_ID.match(last):
            raise DocumentError(line, f"{last} is no id: one reads ^{self.section.letter}-12.")
        if found is None:
            return text
        if found["letter"] == self.section.letter:
            self.item_id = int(found["id"])
        return text[: len(text) - len(last)].rstrip()


def _once(section: Section, text: str) -> set[str]:
    """Return the fields that an entry has only once and that this line alone gives."""
    try:
        said = section.entry_head.read(text)
    except Unreadable:
        return set()
    return {name for name in ONCE if said.get(name) not in (None, "")}


def field_in(section: Section, text: str) -> tuple[str, str]:
    """Return the field whose name or label begins a line, and its value."""
    for name, label in section.labels:
        if text.lower().startswith(label.lower()):
            return name, text[len(label) :].strip()
    name, colon, value = text.partition(":")
    known = colon and name in defaults(section)
    return (name, value.strip()) if known else ("", "")


def lines_of_field(section: Section, name: str, lines: Iterable[Line]) -> Iterator[int]:
    """Give the numbers of the lines of a section that say a field of an entry, not its text."""
    edge: int | None = None  # how far the field is indented whose block the lines are in
    for number, line in lines:
        indent, text = measured(line)
        if edge is not None and (not text or indent > edge):
            continue
        said, value = field_in(section, text)
        edge = indent if said and value in BLOCKS else None
        if said == name and indent:
            yield number


def read_entries(section: Section, lines: Iterable[Line], *, today: date) -> list[DocumentEntry]:
    """Read the entries of a section. Raises DocumentError."""
    drafts = _gather(section, deque(lines))
    entries = [_entry(section, draft, today) for draft in drafts]
    seen: set[int] = set()
    for entry in entries:
        if entry.item_id in seen:
            raise DocumentError(entry.line, f"^{section.anchor(entry.item_id or 0)} stands twice.")
        seen |= {entry.item_id} if entry.item_id else set()
    return entries


def read_head(section: Section, words: Sequence[str], line: int) -> Values:
    """Return the values of an entry's first line, which may be wrapped. Raises DocumentError."""
    try:
        said = section.entry_head.read(" ".join(words))
    except Unreadable as error:
        raise DocumentError(line, str(error)) from error
    numbers = sum("credence" in _once(section, row) for row in words) if len(words) > 1 else 0
    if numbers > 1 or (numbers and said["credence"] is None):
        raise DocumentError(
            line, "Between the credence and the words after it a dash has to stand: ~70% — why."
        )
    return said


def with_paragraphs(section: Section, head: Values, paragraphs: Sequence[Iterable[str]]) -> Values:
    """Return what a head says, with the paragraphs below it in the field behind its dash."""
    if not paragraphs:
        return head
    last = section.entry_head.fields[-1]
    below = [unescape(" ".join(words)) for words in paragraphs]
    return head | {last: "\n\n".join(text for text in (head[last], *below) if text)}


def write_entry(section: Section, entry: DocumentEntry) -> list[str]:
    """Return the lines of an entry."""
    head, labels = section.entry_head, dict(section.labels)
    texts = {name: text_of(entry.values.get(name)) for name in section.fields}
    deep = {name for name, text in texts.items() if text[:1].isspace()}
    blocks = {n for n, text in texts.items() if "\n" in text or text in BLOCKS}
    long = blocks | deep
    said = {n for n, text in texts.items() if text != text_of(defaults(section)[n])}
    below = [n for n in section.fields if n in said and (n in long or n not in head.fields)]
    first = head.write(entry.values | dict.fromkeys(long & set(head.fields), ""))
    lines = ["- " + marked(first)]
    for name in (n for n in below if n not in long):
        lines.append(f"  {labels.get(name, f'{name}:')} {escape(texts[name])}")
    ends_in_block = any(name in long for name in below)
    if entry.item_id:
        lines[0 if ends_in_block else -1] += f" ^{section.anchor(entry.item_id)}"
    for name in (n for n in below if n in long):
        rows = (f"    {row}" if row else "" for row in texts[name].split("\n"))
        lines += [f"  {name}: {DEEP_BLOCK if name in deep else BLOCK}", *rows]
    return lines


def _gather(section: Section, waiting: deque[Line]) -> list[Draft]:
    drafts: list[Draft] = []
    loose = False
    while waiting:
        number, line = waiting.popleft()
        indent, text = measured(line)
        last = drafts[-1] if drafts else None
        refuse_block(text, number)
        if item := read_item(line):
            if last:
                refuse_within(item, last.item, number)
            drafts.append(Draft(section, item, number))
        elif last and text and _continues(last, line, loose=loose):
            if mark := last.take(text, number, lazy=indent < last.item.column, loose=loose):
                depth = DEPTH if mark == DEEP_BLOCK else 0
                last.take_block(take_block(waiting, indent, depth))
        elif text not in ("", section.empty):
            raise DocumentError(number, "This line belongs to no entry: an entry begins with “- ”.")
        loose = not text
    return drafts


def _continues(draft: Draft, line: str, *, loose: bool) -> bool:
    """Return whether a line belongs to the entry above; after a blank line only some lines do."""
    indent, text = measured(line)
    return not loose or indent > draft.item.indent or bool(field_in(draft.section, text)[0])


def _entry(section: Section, draft: Draft, today: date) -> DocumentEntry:
    said = {name: unescape(" ".join(words)) for name, words in draft.fields.items()}
    said |= {name: "\n".join(lines) for name, lines in draft.blocks.items()}
    if has_box(draft.item.text) and not draft.item_id:  # an older version may have stored one
        raise DocumentError(draft.line, "An entry has no box to tick: leave out the brackets.")
    if read_item(draft.item.text) and not draft.item_id:
        raise DocumentError(draft.line, "Two marks of a list begin this line: leave one out.")
    head = read_head(section, draft.head, draft.line)
    head = with_paragraphs(section, head, draft.paragraphs)
    refuse_twice(head, said, draft.lines)
    typed = {name: text_of(value) for name, value in head.items()} | said
    values = checked(section, typed, line=draft.line, today=today)
    # An entry with an id, or of this page alone, says everything; another page's may say more.
    if draft.item_id or section.owner == "topic":
        return DocumentEntry(values, draft.item_id, frozenset(values), draft.line)
    stated = {name for name, text in typed.items() if text} | set(said)
    return DocumentEntry(values, None, frozenset(stated), draft.line)
