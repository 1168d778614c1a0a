"""A note: one file in Markdown that is no document of an atlas."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote

from wiki.dates import MONTHS
from wiki.exchange import front_matter
from wiki.exchange.compared_words import words_of
from wiki.exchange.decoding import decode
from wiki.exchange.document_error import SAME_NAME, DocumentError, blamed
from wiki.exchange.foreign import says_atlas
from wiki.exchange.headings import is_section, title_of
from wiki.exchange.notes.head import NoteHead, add_properties, read_head
from wiki.exchange.notes.other_heads import read_other_head
from wiki.exchange.privacy import (
    FEW,
    LONGEST_LINE,
    PRIVATE_NOTE,
    folder_hides,
    line_hides,
    name_hides,
)
from wiki.forms.fields import LINE
from wiki.text import clean_line, clean_text, is_seen, name_key, plain
from wiki.text.fences import fenced

PAGES, JOURNALS = "pages", "journals"  # folders of Logseq
_HEADING = re.compile(r"#[ \t]+(\S.*)$")
_DAY = re.compile(r"(\d{4})[_-](\d\d)[_-](\d\d)")


@dataclass(frozen=True)
class ImportedNote:
    """A note as its file holds it; `names` are the other names by which links may call it.

    `as_named` is the title and the text that it has where it takes its title from its file, while
    it has them from a heading.
    """

    path: str
    title: str
    names: tuple[str, ...]
    head: NoteHead
    body: str
    as_named: tuple[str, str]

    @property
    def folder(self) -> str:
        """Return the outermost folder that the note is in, "" for none and for those of Logseq."""
        top, slash, _ = self.path.partition("/")
        return top if slash and top not in (PAGES, JOURNALS) else ""

    @property
    def has_section(self) -> bool:
        """Return whether the text has the heading of a section, as a page of an atlas does."""
        return any(map(is_section, _prose(self.body)))

    @property
    def hidden_reason(self) -> str:
        """Return the words that keep the note private whatever the import is told, or ""."""
        unsure = "" if self.head.is_public else self.head.unsure_reason
        if self.head.hidden_reason or unsure:
            return self.head.hidden_reason or unsure
        *folders, file = PurePosixPath(self.path).parts
        names = [folder for folder in folders if folder_hides(folder) or _has_patterns(folder)]
        names += filter(name_hides, (PurePosixPath(file).stem, self.title))
        return next((s.strip()[:80] for s in (*names, *filter(_hides, _prose(self.body)))), "")


def is_document(path: str, data: bytes) -> bool:
    """Return whether a file among notes says that it is a document of an atlas.

    A heading alone, such as `## Uncertainties`, makes none of a note. Raises DocumentError.
    """
    with blamed(path):
        return says_atlas(_decoded(data).split("\n"))


def read_note(path: str, data: bytes, *, today: date) -> ImportedNote:
    """Read a note; `path` is that within its folder. Raises DocumentError."""
    with blamed(path):
        lines = _decoded(data).split("\n")
        inside = front_matter.find(lines)
        after = 0
        if inside is not None:
            inner, after = lines[inside.start : inside.stop], inside.stop + 1
            head = read_head(inner, inside.start + 1, today=today)
        else:
            head = read_other_head("\n".join(lines), today=today)
        below = lines[after:]
        file = PurePosixPath(path)
        if {PAGES, JOURNALS}.intersection(file.parts[:-1]):
            below = below[add_properties(head, below, today=today) :]
        stem = _stem(file)
        text = clean_text("\n".join(below))
        title, body = _titled(head, stem, text)
        as_named = (title, body) if head.known.get("title") else (stem, text)
        names = [str(file.with_suffix("")), file.stem, stem, *_day_names(file), *head.aliases]
        return ImportedNote(path, title, tuple(dict.fromkeys(names)), head, body, as_named)


def with_distinct_titles(notes: Sequence[ImportedNote]) -> list[ImportedNote]:
    """Return notes with different titles.

    Notes with the same title from a heading are named after their files instead. Notes with the
    same title even then get their folder before it. Raises DocumentError if that is not enough.
    """
    shared = _shared(notes)
    named = [
        replace(note, title=note.as_named[0], body=note.as_named[1])
        if name_key(note.title) in shared and _may_be_title(note.as_named[0])
        else note
        for note in notes
    ]
    shared = _shared(named)
    titled, seen = [], dict[str, str]()
    for note in named:
        folder = note.path.rpartition("/")[0]
        title = (
            f"{folder}/{note.title}" if folder and name_key(note.title) in shared else note.title
        )
        if (other := seen.setdefault(name_key(title), note.path)) != note.path:
            raise DocumentError(1, SAME_NAME.format(title, other), file=note.path)
        titled.append(replace(note, title=title))
    return titled


def _shared(notes: Sequence[ImportedNote]) -> set[str]:
    """Return the titles that more than one note has."""
    counted = Counter(name_key(note.title) for note in notes)
    return {title for title, count in counted.items() if count > 1}


def _decoded(data: bytes) -> str:
    """Return the text of a note, which may be empty. Raises DocumentError."""
    return decode(data) if data.strip() else ""


def _titled(head: NoteHead, stem: str, body: str) -> tuple[str, str]:
    """Return a note's title and the text without it.

    The title is `title` of the front matter, else a heading that the text begins with, else the
    name of the file. Raises DocumentError where that cannot be a title.
    """
    stated, rest = head.known.get("title", ""), body
    lines = body.split("\n")
    heading, count = title_of(lines)
    words = clean_line(plain(heading.rstrip("# \t")))
    if words and _may_be_title(words) and (not stated or name_key(words) == name_key(stated)):
        stated, rest = stated or words, clean_text("\n".join(lines[count:]))
    title = stated or stem
    if not _may_be_title(title):
        raise DocumentError(1, "This note has no name that a region could have.")
    return title, rest


def _may_be_title(words: str) -> bool:
    return is_seen(words) and "[[" not in words and "]]" not in words and len(words) <= LINE


def _stem(file: PurePosixPath) -> str:
    """Return a note's title by its file's name; Logseq has its own way to write `a/b` and days."""
    stem = file.stem
    if PAGES in file.parts[:-1]:
        stem = unquote(stem.replace("___", "/"))
    if JOURNALS in file.parts[:-1] and (day := _DAY.fullmatch(stem)):
        stem = "-".join(day.groups())
    return clean_line(stem)


def _day_names(file: PurePosixPath) -> list[str]:
    """Return how links of Logseq call the page of a day: `May 1st, 2026`."""
    match = _DAY.fullmatch(file.stem) if JOURNALS in file.parts[:-1] else None
    if match is None:
        return []
    year, month, day = map(int, match.groups())
    if not 1 <= month <= len(MONTHS):
        return []
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return [f"{name} {day}{ending}, {year}" for name in (MONTHS[month - 1][:3], MONTHS[month - 1])]


def _has_patterns(folder: str) -> bool:
    """Return whether a folder has patterns for notes by its name, such as `Templates`, not notes.

    Programs have one; a note in it has slots in place of words.
    """
    words = [word for word in words_of(folder) if not word.isdigit()]
    return words[-1:] in (["template"], ["templates"], ["archetypes"]) and len(words) <= FEW // 2


def _prose(body: str) -> Iterable[str]:
    """Return the lines of a text, without the code between fences."""
    lines = body.split("\n")
    code = fenced(lines)
    return [line for index, line in enumerate(lines) if index not in code]


def _hides(line: str) -> bool:
    heading = _HEADING.match(line)
    says_so = line_hides(line) or words_of(line[:LONGEST_LINE]) in PRIVATE_NOTE
    return bool(line.strip()) and (says_so or bool(heading and name_hides(heading[1])))
