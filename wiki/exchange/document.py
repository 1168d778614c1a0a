"""The page document: a topic as Markdown with front matter, seven headings and their entries.

Pure functions from text to PageDocument and back. A line of prose that begins with `## ` is written
with a backslash. Unknown headings and front matter are kept unchanged.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from wiki.exchange import front_matter
from wiki.exchange.comments import masked, refuse_comments, unmasked
from wiki.exchange.decoding import decode, is_decoded
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry, read_entries, write_entry
from wiki.exchange.headings import (
    NOTE,
    TITLE_OF,
    DocumentPart,
    escaped,
    heading_line,
    refuse_alike,
    split_at_headings,
    title_of,
    unescaped,
)
from wiki.exchange.hiding import refuse_hiding, refuse_hiding_name
from wiki.exchange.keys import KEYS, VISIBILITY, refuse_stray
from wiki.exchange.raw_entries import lines_in_blocks, lines_of_field
from wiki.exchange.validation import read_values
from wiki.forms.fields import TEXT
from wiki.sections import SECTIONS, find_section
from wiki.sections.base import Section
from wiki.text import clean_line, clean_text
from wiki.text.fences import is_open

# Fields that speak of the entry or of a part of it: `state: draft`, `public` below a quote.
ABOUT_ENTRY = ("state", "quotes")


@dataclass(frozen=True)
class OtherHeading:
    """A part with an unknown heading, and the known part that it follows ("" for none).

    Text before the first heading is such a part with an empty title.
    """

    after: str
    title: str
    text: str


@dataclass(frozen=True)
class PageDocument:
    """A topic with everything on its page. What a document does not give is empty or None here.

    `atlas` is the id of the atlas that the document was exported from. `sections` has the entries
    by name of the section. `front_matter` has the unknown keys, each with its lines as written,
    and `headings` the parts with unknown headings. `lines` has the line of each key of the front
    matter. `is_titled` says whether the title stands in the document: one that was made from its
    slug or from the name of its file renames no region. `is_note` says that it was a note: its text
    is taken as it is.
    """

    title: str
    slug: str = ""
    short_title: str = ""
    summary: str = ""
    area: str = ""
    status: str = ""
    reviewed_on: date | None = None
    review_days: int | None = None
    visibility: str = ""
    atlas: str = ""
    sections: Mapping[str, Sequence[DocumentEntry]] = field(default_factory=dict)
    note: str = ""
    front_matter: Mapping[str, str] = field(default_factory=dict)
    headings: Sequence[OtherHeading] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    is_titled: bool = field(default=True, compare=False)
    is_note: bool = field(default=False, compare=False)

    def entries(self, name: str) -> Sequence[DocumentEntry]:
        """Return the entries of a section; a single section has one or none."""
        return self.sections.get(name, ())


def parse_document(source: str | bytes, *, today: date, name: str = "") -> PageDocument:
    """Read a page document; `name` is that of the file.

    A page without a title has one made from its `slug`, or else from the name of its file, which a
    new region gets.

    Raises DocumentError.
    """
    lines = decode(source).split("\n")
    head, after = _read_head(lines, today)
    numbered = list(enumerate(lines[after:], after + 1))
    parts = split_at_headings(numbered)
    if not after:
        refuse_stray(parts[0].lines)
    if VISIBILITY not in head.known:
        of_entries = _lines_about_entries(parts)
        refuse_hiding(row for row in numbered if row[0] not in of_entries)
    if not after:
        front_matter.refuse_toml(numbered)
    exported = "atlas" in head.known
    refuse_alike(parts, exported=exported, quoted=_lines_in_blocks(parts) if exported else ())
    stated = head.known.get("title") or _pop_title(parts[0])
    slug = head.known.get("slug", "")
    title = titled(stated or title_from(slug or name))
    if VISIBILITY not in head.known:
        for called in [stated] if stated else [slug, PurePath(name).stem]:
            refuse_hiding_name(called, head.lines.get("title", 1))
    prose = {part.name: part for part in parts}
    return PageDocument(
        **head.known | {"title": title, "is_titled": bool(stated)},
        sections=_sections(parts, today),
        note=clean_text(_prose(prose[NOTE])) if NOTE in prose else "",
        front_matter=head.unknown,
        headings=[
            OtherHeading(p.after, p.title, p.text) for p in parts if not p.name and _has_words(p)
        ],
        lines=head.lines,
    )


def _read_head(lines: Sequence[str], today: date) -> tuple[front_matter.FrontMatter, int]:
    """Return the front matter, and how many lines it takes with its fences."""
    inside = front_matter.find(lines)
    if inside is None:
        return front_matter.FrontMatter(), 0
    inner = lines[inside.start : inside.stop]
    return front_matter.read(inner, today=today, line=inside.start + 1), inside.stop + 1


def format_document(document: PageDocument) -> str:
    """Return the text of a page document."""
    values = {name: getattr(document, name) for name in KEYS}
    bodies = {s.name: masked(_body(s, document.entries(s.name))) for s in SECTIONS}
    bodies[NOTE] = escaped(document.note)
    firm = any(map(is_open, (*bodies.values(), *(part.text for part in document.headings))))
    blocks = [front_matter.write(values, document.front_matter), *_unknown(document, "", firm=firm)]
    for name, body in bodies.items():
        if body or name != NOTE:
            blocks += [f"## {TITLE_OF[name]}", body]
        blocks += _unknown(document, name, firm=firm)
    return "\n\n".join(block for block in blocks if block) + "\n"


def titled(words: str) -> str:
    """Return words as the title of a page. Raises DocumentError if they are empty or too long."""
    if not words:
        raise DocumentError(1, "This page has no title: write `title:` in its front matter.")
    return front_matter.text_checked("title", clean_line(words), 1)


def title_from(name: str) -> str:
    """Return a title made from a file's name. Raises DocumentError for one that is not UTF-8."""
    if not is_decoded(name):
        raise DocumentError(
            1, "The name of this file is not UTF-8: rename it, or write `title:` in the page."
        )
    words = re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()
    return words[:1].upper() + words[1:]


def _pop_title(part: DocumentPart) -> str:
    """Remove the title with which the first part begins; return it, "" for none."""
    first = next((n for n, (_, line) in enumerate(part.lines) if line.strip()), 0)
    title, count = title_of([line for _, line in part.lines[first:]])
    if title:
        del part.lines[: first + count]
    return title


def _has_words(part: DocumentPart) -> bool:
    return bool(part.title or part.text)


def _lines_in_blocks(parts: Sequence[DocumentPart]) -> set[int]:
    """Return the numbers of the lines that are text in a block of an entry's field."""
    named = ((part, find_section(part.name)) for part in parts)
    return {n for part, section in named if section for n in lines_in_blocks(section, part.lines)}


def _lines_about_entries(parts: Sequence[DocumentPart]) -> set[int]:
    """Return the numbers of the lines that say who may see an entry or a part of an entry.

    They say nothing of who may see the page.
    """
    return {
        line_number
        for part in parts
        if (section := find_section(part.name))
        for name in ABOUT_ENTRY
        if name in section.fields
        for line_number in lines_of_field(section, name, part.lines)
    }


def _sections(parts: Sequence[DocumentPart], today: date) -> dict[str, list[DocumentEntry]]:
    sections: dict[str, list[DocumentEntry]] = {}
    seen: set[str] = set()
    for part in parts:
        if part.name in seen:
            raise DocumentError(part.line, f"“{part.title}” stands twice.")
        seen |= {part.name} if part.name else set()
        section = find_section(part.name)
        if section:
            refuse_comments(part.lines)
            part.lines = [(line_number, unmasked(line)) for line_number, line in part.lines]
        if section and (entries := _entries(section, part, today)):
            sections[section.name] = entries
    return sections


def _entries(section: Section, part: DocumentPart, today: date) -> list[DocumentEntry]:
    if not section.single:
        return read_entries(section, part.lines, today=today)
    if not part.text:
        return []
    values = read_values(section, {section.lead: _prose(part)}, line=part.line, today=today)
    return [DocumentEntry(values, stated=frozenset(values), line=part.line)]


def _prose(part: DocumentPart) -> str:
    text = unescaped(part.text)
    if len(text) > TEXT:
        raise DocumentError(part.line, f"Too long: {len(text):,} of {TEXT:,} characters.")
    return text


def _body(section: Section, entries: Sequence[DocumentEntry]) -> str:
    if section.single:
        prose: Any = entries[0].values[section.lead] if entries else ""
        return escaped(prose)
    return "\n".join(line for entry in entries for line in write_entry(section, entry))


def _unknown(document: PageDocument, after: str, *, firm: bool) -> list[str]:
    headings = [heading for heading in document.headings if heading.after == after]
    return [
        block
        for heading in headings
        for block in (heading_line(heading.title, firm=firm) if heading.title else "", heading.text)
    ]
