"""The entries of a section: list items whose first line is their head, further fields below it.

A further field is an indented line `name: value`, or `name: |` with its lines indented further.
The id stands at the end of the last line (`^b-12`), or of the first where the last is a block's.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line
from wiki.exchange.validation import checked, defaults, text_of
from wiki.forms.document_line import Unreadable, Values, escape, unescape
from wiki.sections.base import Section

BLOCK = "|"
BULLET = re.compile(r"(?:[-*+](?:[ \t]+|$)|•\s*)(?P<text>.*)$")
_ID = re.compile(r"(?:^|\s+)\^(?P<letter>[a-z])-(?P<id>[1-9][0-9]{0,8})\s*$")
_NO_ID = re.compile(r"(?:^|\s)(?P<said>\^[A-Za-z][A-Za-z0-9_-]*)\s*$")
_UNKNOWN = re.compile(r"(?P<name>[^\W\d][\w-]*):(?:\s|$)")


@dataclass(frozen=True)
class DocumentEntry:
    """One item: its values, its id if it carries one, what was said outright, and its line."""

    values: Values
    item_id: int | None = None
    stated: frozenset[str] = field(default=frozenset(), compare=False)
    line: int = field(default=0, compare=False)


class Draft:
    """An entry as it stands in the text, before its values are read."""

    def __init__(self, section: Section, line: int) -> None:
        self.section, self.line = section, line
        self.head: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.blocks: dict[str, list[str]] = {}
        self.item_id: int | None = None
        self._last = self.head

    def take(self, text: str, line: int) -> bool:
        """Take a line; return whether a block begins after it. Raises DocumentError."""
        text = self._without_id(text, line)
        name, value = field_in(self.section, text)
        if not name:
            self._refuse_unknown(text, line)
            self._last += [text] * bool(text)
            return False
        if name in self.fields or name in self.blocks:
            raise DocumentError(line, f"“{name}” stands twice in this entry.")
        kept = self.blocks if value == BLOCK else self.fields
        self._last = kept[name] = [] if value == BLOCK else [value]
        return value == BLOCK

    def begin(self, text: str) -> None:
        """Take the first line."""
        self.head.append(self._without_id(text, self.line))

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

    def _without_id(self, text: str, line: int) -> str:
        found = _ID.search(text)
        if found is None and (bad := _NO_ID.search(text)):
            raise DocumentError(
                line, f"{bad['said']} is no id: one reads ^{self.section.letter}-12."
            )
        if found is None:
            return text.rstrip()
        if found["letter"] == self.section.letter:
            self.item_id = int(found["id"])
        return text[: found.start()]


def field_in(section: Section, text: str) -> tuple[str, str]:
    """Return the field that a line begins with, by its name or label, and its value."""
    for name, label in section.labels:
        if text.lower().startswith(label.lower()):
            return name, text[len(label) :].strip()
    name, colon, value = text.partition(":")
    known = colon and name in defaults(section)
    return (name, value.strip()) if known else ("", "")


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


def read_head(section: Section, text: str, line: int) -> Values:
    """Return what the first line of an entry says. Raises DocumentError."""
    try:
        return section.entry_head.read(text)
    except Unreadable as error:
        raise DocumentError(line, str(error)) from error


def write_entry(section: Section, entry: DocumentEntry) -> list[str]:
    """Return the lines of an entry."""
    head, labels = section.entry_head, dict(section.labels)
    texts = {name: text_of(entry.values.get(name)) for name in section.fields}
    long = {name for name, text in texts.items() if "\n" in text or text == BLOCK}
    said = {n for n, text in texts.items() if text != text_of(defaults(section)[n])}
    below = [n for n in section.fields if n in said and (n in long or n not in head.fields)]
    lines = ["- " + head.write(entry.values | dict.fromkeys(long & set(head.fields), ""))]
    for name in (n for n in below if n not in long):
        lines.append(f"  {labels.get(name, f'{name}:')} {escape(texts[name])}")
    ends_in_block = any(name in long for name in below)
    if entry.item_id:
        lines[0 if ends_in_block else -1] += f" ^{section.anchor(entry.item_id)}"
    for name in (n for n in below if n in long):
        rows = (f"    {row}" if row else "" for row in texts[name].split("\n"))
        lines += [f"  {name}: {BLOCK}", *rows]
    return lines


def _gather(section: Section, waiting: deque[Line]) -> list[Draft]:
    drafts: list[Draft] = []
    margin, loose = -1, False
    while waiting:
        number, line = waiting.popleft()
        indent, text = measured(line)
        bullet = BULLET.match(text)
        if bullet and (indent <= margin or not drafts):
            margin = indent
            drafts.append(Draft(section, number))
            drafts[-1].begin(bullet["text"])
        elif drafts and text and (indent > margin or not loose or field_in(section, text)[0]):
            if drafts[-1].take(text, number):
                drafts[-1].take_block(_block(waiting, indent))
        elif text not in ("", section.empty):
            raise DocumentError(number, "This line belongs to no entry: an entry begins with “- ”.")
        loose = not text
    return drafts


def measured(line: str) -> tuple[int, str]:
    """Return how many columns a line is indented, and its text."""
    return len(_margin(line)), line.strip()


def _block(waiting: deque[Line], margin: int) -> list[str]:
    """Take the lines that are indented further than a margin, less what the first is indented."""
    block: list[str] = []
    columns = 0
    while waiting:
        indent, text = measured(waiting[0][1])
        if text and indent <= margin:
            break
        columns = columns or (indent if text else 0)
        block.append(_cut(waiting.popleft()[1], columns))
    return block


def _cut(line: str, columns: int) -> str:
    if line[:columns].strip(" "):
        return _margin(line)[columns:] + line.lstrip(" \t")
    return line[columns:]


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)


def _entry(section: Section, draft: Draft, today: date) -> DocumentEntry:
    said = {name: unescape(" ".join(words)) for name, words in draft.fields.items()}
    said |= {name: "\n".join(lines) for name, lines in draft.blocks.items()}
    head = read_head(section, " ".join(draft.head), draft.line)
    typed = {name: text_of(value) for name, value in head.items()} | said
    values = checked(section, typed, line=draft.line, today=today)
    # An entry with an id, or of this page alone, says everything; another page's may say more.
    if draft.item_id or section.owner == "topic":
        return DocumentEntry(values, draft.item_id, frozenset(values), draft.line)
    stated = {name for name, text in typed.items() if text} | set(said)
    return DocumentEntry(values, None, frozenset(stated), draft.line)
