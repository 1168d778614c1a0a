"""Entries of a section: from lines of a document to the values of items, and back.

`raw_entries` says how an entry is written. Its id stands at the end of the last line (`^b-12`), or
of the first where the last line is in a block.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wiki.credence_pairs import with_signs
from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import Line
from wiki.exchange.items import has_box, marked, read_item, refuse_block
from wiki.exchange.raw_entries import (
    BLOCK,
    BLOCKS,
    DEEP_BLOCK,
    RawEntry,
    fields_given_once,
    read_raw_entries,
)
from wiki.exchange.validation import (
    defaults,
    read_values,
    refuse_share,
    refuse_twice,
    text_of,
)
from wiki.forms.document_line import Unreadable, Values, escape, unescape
from wiki.sections.base import Section

_MARK = re.compile(r"(\*{1,3}|_{1,3}|~~|==)(?=\S)")
# Fields that a document for visitors leaves out; importing one without them changes nothing there.
HIDDEN_FROM_VISITORS = frozenset({"quotes"})


@dataclass(frozen=True)
class DocumentEntry:
    """An item of a document: a value for every field, its id if it has one, and its first line.

    `stated` has the names of the fields that the document itself gives; the values of the others
    are defaults, and an import leaves them as they are in the atlas.
    """

    values: Values
    item_id: int | None = None
    stated: frozenset[str] = field(default=frozenset(), compare=False)
    line: int = field(default=0, compare=False)


def read_entries(section: Section, lines: Iterable[Line], *, today: date) -> list[DocumentEntry]:
    """Read the entries of a section. Raises DocumentError."""
    entries = [_entry(section, raw, today) for raw in read_raw_entries(section, lines)]
    seen: set[int] = set()
    for entry in entries:
        if entry.item_id in seen:
            raise DocumentError(entry.line, f"^{section.anchor(entry.item_id or 0)} stands twice.")
        seen |= {entry.item_id} if entry.item_id else set()
    return entries


def read_head(section: Section, words: Sequence[str], line: int) -> Values:
    """Return the values of an entry's first line, which may be wrapped. Raises DocumentError."""
    try:
        values = section.entry_head.read(" ".join(words))
    except Unreadable as error:
        raise DocumentError(line, str(error)) from error
    once_by_line = [fields_given_once(section, row) for row in words] if len(words) > 1 else []
    numbers = sum("credence" in fields for fields in once_by_line)
    if numbers > 1 or (numbers and values["credence"] is None):
        raise DocumentError(
            line, "Between the credence and the words after it a dash has to stand: ~70% — why."
        )
    return values


def with_paragraphs(section: Section, head: Values, paragraphs: Sequence[Iterable[str]]) -> Values:
    """Return the values of an entry's head, with the paragraphs below added to its last field."""
    if not paragraphs:
        return head
    last = section.entry_head.fields[-1]
    below = [unescape(" ".join(words)) for words in paragraphs]
    return head | {last: "\n\n".join(text for text in (head[last], *below) if text)}


def write_entry(section: Section, entry: DocumentEntry) -> list[str]:
    """Return the lines of an entry in a document: its head, then its other fields, indented."""
    head, labels = section.entry_head, dict(section.labels)
    texts = {name: text_of(entry.values.get(name)) for name in section.fields}
    texts |= {name: with_signs(texts[name]) for name in section.pair_fields}
    deep = {name for name, text in texts.items() if text[:1].isspace()}
    blocks = {n for n, text in texts.items() if "\n" in text or text in BLOCKS}
    long = blocks | deep
    apart = set(long)  # from the head
    if not entry.item_id and (split := _split_mark(section, texts, long)):
        apart.add(split[0])  # emphasis around the head would be refused
    filled = {n for n, text in texts.items() if text != text_of(defaults(section)[n])}
    below = [n for n in section.fields if n in filled and (n in apart or n not in head.fields)]
    first = head.write(entry.values | dict.fromkeys(apart & set(head.fields), ""))
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


def _entry(section: Section, raw: RawEntry, today: date) -> DocumentEntry:
    below = {name: unescape(" ".join(words)) for name, words in raw.fields.items()}
    below |= {name: "\n".join(lines) for name, lines in raw.blocks.items()}
    if not raw.item_id:  # an older version may have stored what is refused here
        _refuse_marks(raw.item.text, raw.line)
    head = read_head(section, raw.head, raw.line)
    head = with_paragraphs(section, head, raw.paragraphs)
    if not raw.item_id:
        _refuse_split_mark(section, head, raw.line)
    refuse_twice(head, below, raw.lines)
    refuse_share(below, raw.lines)
    typed = {name: text_of(value) for name, value in head.items()} | below
    values = read_values(section, typed, line=raw.line, today=today)
    # An entry with an id, or of a kind that one page alone shows, gives every field: one that is
    # left out has its default. Of a shared item another page may give more.
    if raw.item_id or section.owner == "topic":
        unstated = HIDDEN_FROM_VISITORS - typed.keys()
        return DocumentEntry(values, raw.item_id, frozenset(values) - unstated, raw.line)
    stated = {name for name, text in typed.items() if text} | set(below)
    return DocumentEntry(values, None, frozenset(stated), raw.line)


def _refuse_marks(text: str, line: int) -> None:
    """Raise DocumentError for an entry that begins with a box, or the mark of a list or block."""
    if has_box(text):
        raise DocumentError(line, "An entry has no box to tick: leave out the brackets.")
    if read_item(text):
        raise DocumentError(line, "Two marks of a list begin this line: leave one out.")
    refuse_block(text, line)


def _refuse_split_mark(section: Section, head: Values, line: int) -> None:
    """Refuse emphasis around a whole entry: it would begin in one field and end in another.

    Raises DocumentError.
    """
    if found := _split_mark(section, head):
        raise DocumentError(
            line,
            f"Leave out {found[1]} around the entry: "
            "it would begin in one field and end in another.",
        )


def _split_mark(
    section: Section, values: Mapping[str, Any], below: Collection[str] = ()
) -> tuple[str, str] | None:
    """Return the last field of a head and the mark, where emphasis around the head ends in it.

    Fields `below` do not stand in the head.
    """
    texts = {name: values.get(name) for name in section.entry_head.fields if name not in below}
    filled = {name: text for name, text in texts.items() if isinstance(text, str) and text}
    first, *others = filled or [""]
    opening = _MARK.match(filled.get(first, ""))
    if opening is None or not others:
        return None
    mark, last = opening[1], filled[others[-1]].rstrip(" .!?")
    is_open = mark not in filled[first][len(mark) :]
    closes = last.endswith(mark) and last.count(mark) % 2
    return (others[-1], mark) if is_open and closes else None
