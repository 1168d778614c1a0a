"""Reading the plain text of a published page, as copied from a browser, as a page document.

It has a title, a summary, a line `area·status·Last reviewed 1 May 2026`, perhaps the stub notice,
then the section titles on lines of their own, with bullets below. It contains no Markdown: text
that would be read as markup is escaped, so that the page shows the same text again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wiki.dates import DateError
from wiki.exchange import front_matter
from wiki.exchange.decoding import decode
from wiki.exchange.document import OtherHeading, PageDocument, title_from, titled
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry, read_head, with_paragraphs
from wiki.exchange.headings import NOTE_TITLE, Line, is_heading, without_blank_ends
from wiki.exchange.hiding import refuse_hiding, refuse_hiding_name
from wiki.exchange.items import ListItem, measured, read_plain_item, refuse_almost
from wiki.exchange.keys import VISIBILITY
from wiki.exchange.raw_entries import PROSE, field_in
from wiki.exchange.validation import read_values, refuse_share, refuse_twice, text_of
from wiki.exchange.written_days import read_day
from wiki.forms.document_line import Values, literal
from wiki.forms.fields import TEXT
from wiki.models import PRIVATE
from wiki.sections import SECTIONS
from wiki.sections.base import Section
from wiki.statuses import STATUSES
from wiki.text import clean_line, clean_text, is_placeholder, plain

# The foot of a page that this program serves. Its text, as a browser copies it, has lost the
# addresses of works and the marks between entries.
_FOOT = re.compile(r"\s*Changes\s+History\s+Markdown\b", re.IGNORECASE)
OWN = (
    "Of a page of an atlas import the document, which has addresses and ids too: “Markdown” at the "
    "foot of the page, or its address with .md at the end."
)
STUB = "this page is a stub"
REVIEWED = "last reviewed"
NOT_REVIEWED = {"not reviewed yet"}
DOT = "·"
TITLES = {section.title.casefold(): section for section in SECTIONS}
# Fields that are shown as plain text, so that nothing in them is markup.
BARE = {"title", "slug", "url", "authors", "region", "topics", "kind", "read_on", "published_on"}
# Signs to escape, one kind after another, until the text is shown as it was; the likeliest first.
MARKS = "*_[`~\\&<!$"
_BLOCK_START = re.compile(r"^([^\S\n]*+)(?=#{1,6}\s|[-+*]\s|>|```|~~~|[-*_]{3,}\s*$)", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*+\d++)(?=[.)]\s)", re.MULTILINE)


def is_published(source: str | bytes) -> bool:
    """Return whether a text is that of a published page. Raises DocumentError."""
    lines = decode(source).split("\n")
    if front_matter.find(lines) is not None or any(map(is_heading, lines)):
        return False
    return any(_section(line) for line in lines)


def parse_published(source: str | bytes, *, today: date, name: str = "") -> PageDocument:
    """Read the plain text of a published page. Raises DocumentError."""
    lines = list(enumerate(decode(source).split("\n"), 1))
    header: list[Line] = []
    note: list[Line] = []
    parts: dict[str, tuple[Section, list[Line]]] = {}
    into = header
    for line_number, line in lines:
        if _FOOT.match(line):
            raise DocumentError(line_number, f"This text was copied from a page of an atlas. {OWN}")
        if parts and clean_line(line) == NOTE_TITLE:
            into = note
        elif section := _section(line):
            if section.name in parts:
                raise DocumentError(line_number, f"“{section.title}” stands twice. {OWN}")
            _, into = parts[section.name] = (section, [])
        else:
            into.append((line_number, line))
    parsed = {part: _entries(section, lines, today) for part, (section, lines) in parts.items()}
    fields = _header(header, today)
    stated = fields.pop("title", "")
    title = stated or title_from(name)
    if VISIBILITY not in fields:
        refuse_hiding(lines)
        refuse_hiding_name(title, fields["lines"].get("title", 1))
    sections = {part: entries for part, entries in parsed.items() if entries}
    fields |= {"title": titled(title), "is_titled": bool(stated)}
    return PageDocument(**fields, sections=sections, note=_note(note))


def _note(lines: Sequence[Line]) -> str:
    text = clean_text(without_blank_ends([line for _, line in lines]))
    if len(text) > TEXT:
        raise DocumentError(lines[0][0], f"Too long: {len(text):,} of {TEXT:,} characters.")
    return text


def as_markdown(words: str) -> str:
    """Return Markdown that shows this plain text; a placeholder is returned unchanged."""
    if is_placeholder(words):
        return words
    if len(words) > TEXT:
        return words  # too long, which is refused later
    source = words
    if "\n" in words:
        source = _NUMBERED.sub(r"\1\\", _BLOCK_START.sub(r"\1\\", words))
    present = [mark for mark in MARKS if mark in words]
    tries = [present[:0], *([mark] for mark in present)]
    tries += [present[:count] for count in range(2, len(present) + 1)]
    for marks in tries:
        typed = re.sub(f"[{re.escape(''.join(marks))}]", r"\\\g<0>", source) if marks else source
        if _shows(typed, words):
            return typed
    return source


def _shows(source: str, words: str) -> bool:
    return plain(source).split() == words.split()


def _section(line: str) -> Section | None:
    return TITLES.get(line.strip().casefold())


def _header(lines: Sequence[Line], today: date) -> dict[str, Any]:
    """Return title, summary and metadata of a page from the lines before its sections."""
    fields: dict[str, Any] = {"lines": {}}
    rest: list[str] = []
    summary: list[str] = []
    waiting = [(line_number, text) for line_number, line in lines if (text := clean_line(line))]
    stub = next((n for n, (_, t) in enumerate(waiting) if t.lower().startswith(STUB)), None)
    for line_number, text in waiting[:stub]:
        if "title" not in fields:
            fields["title"] = text
            fields["lines"]["title"] = line_number
        elif "meta" not in fields and _is_meta(text):
            fields |= _meta(text, line_number, today) | {"meta": True}
        else:
            (rest if "meta" in fields else summary).append(text)
    fields["summary"] = " ".join(summary)
    fields["headings"] = [OtherHeading("", "", "\n\n".join(rest))] * bool(rest)
    fields.pop("meta", None)
    return fields


def _is_meta(text: str) -> bool:
    parts = [part.strip().casefold() for part in text.split(DOT)]
    statuses = {status.casefold() for status in STATUSES}
    if parts[0].startswith(REVIEWED) or parts[0] in statuses | NOT_REVIEWED:
        return True
    return len(parts) > 1 or _is_private(parts[0])


def _is_private(part: str) -> bool:
    """Return whether a part of the meta line says `Private`, whatever marks stand around it."""
    return " ".join(re.findall(r"\w+", part)).casefold() == PRIVATE


def _meta(text: str, line: int, today: date) -> dict[str, Any]:
    """Return area, status, visibility and last review from their line, those it has."""
    values: dict[str, Any] = {}
    for part in filter(None, map(str.strip, text.split(DOT))):
        status = next((s for s in STATUSES if s.casefold() == part.casefold()), "")
        if part.casefold() in NOT_REVIEWED:
            continue
        if _is_private(part):
            values["visibility"] = PRIVATE
        elif part.casefold().startswith(REVIEWED):
            values["reviewed_on"] = _day(part[len(REVIEWED) :], line, today)
        elif status:
            values["status"] = status
        elif "area" in values:
            choices = ", ".join(STATUSES)
            raise DocumentError(line, f"“{part}” is no status; it is one of {choices}.")
        else:
            values["area"] = part
    return values


def _day(words: str, line: int, today: date) -> date | None:
    try:
        return read_day(words.strip(), today)
    except DateError as error:
        raise DocumentError(line, f"Last reviewed: {error}") from error


@dataclass
class _Bullet:
    line: int
    words: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    paragraphs: list[list[str]] = field(default_factory=list)


def _entries(section: Section, lines: Iterable[Line], today: date) -> list[DocumentEntry]:
    lines = list(lines)
    if section.single:
        text = without_blank_ends([line for _, line in lines])
        bullets = [_Bullet(lines[0][0], [], {section.lead: text})] if text else []
    else:
        bullets = _bullets(section, lines)
    return [_entry(section, bullet, today) for bullet in bullets]


def _bullets(section: Section, lines: Iterable[Line]) -> list[_Bullet]:
    bullets: list[_Bullet] = []
    before: ListItem | None = None
    loose = False
    for line_number, line in lines:
        text = clean_line(line)
        name, value = field_in(section, text)
        if item := read_plain_item(line, line_number, before):
            before = item
            bullets.append(_Bullet(line_number, [clean_line(item.text)]))
        elif before and name:
            if name in bullets[-1].fields:
                raise DocumentError(line_number, f"“{name}” stands twice in this entry.")
            bullets[-1].fields[name], bullets[-1].lines[name] = value, line_number
        elif before and text and (not loose or measured(line)[0] > before.indent):
            indent, words = measured(line)
            refuse_almost(words, indent, before, line_number)
            if loose and section.entry_head.fields[-1] in PROSE:
                bullets[-1].paragraphs.append([])
            (bullets[-1].paragraphs or [bullets[-1].words])[-1].append(text)
        elif text not in ("", section.empty):
            reason = f"This line belongs to no entry: an entry begins with “•”. {OWN}"
            raise DocumentError(line_number, reason)
        loose = not text
    return bullets


def _entry(section: Section, bullet: _Bullet, today: date) -> DocumentEntry:
    head: Values = {}
    if not section.single:
        head = read_head(section, [literal(words) for words in bullet.words], bullet.line)
        head = with_paragraphs(section, head, [map(literal, rows) for rows in bullet.paragraphs])
        refuse_twice(head, bullet.fields, bullet.lines)
        refuse_share(bullet.fields, bullet.lines)
    typed = {name: text_of(value) for name, value in head.items()} | bullet.fields
    typed = {n: text if n in BARE else as_markdown(text) for n, text in typed.items()}
    values = read_values(section, typed, line=bullet.line, today=today)
    stated = frozenset(name for name in typed if typed[name] or section.owner == "topic")
    return DocumentEntry(values, stated=stated, line=bullet.line)
