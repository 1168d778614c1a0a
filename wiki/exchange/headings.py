"""Splitting a page document at its headings, and escaping prose that looks like one.

A known heading reads `## Current beliefs`. Differences in case, spaces, bold type or a number
before it are accepted. Other similar headings are refused if the known one is missing, because that
part of the page would be lost.

In fenced code a line is no heading, unless it is a known one, reads much like that of the private
note or has two spaces after its `##`: a fence may have been left open above it, and a section must
not become code.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from wiki.exchange.document_error import DocumentError
from wiki.sections import SECTIONS
from wiki.text import visible
from wiki.text.fences import fenced

Line = tuple[int, str]
NOTE, NOTE_TITLE = "note", "Private note"
TITLE_OF = {section.name: section.title for section in SECTIONS} | {NOTE: NOTE_TITLE}
KNOWN = {title.casefold(): name for name, title in TITLE_OF.items()}
# Other titles that people use for these parts; misspelt ones are compared with these.
TITLES = KNOWN | {other.casefold(): one.name for one in SECTIONS for other in one.other_titles}
ALIASES = TITLES | {name: name for name in TITLE_OF} | {"notes": NOTE}
LONGEST = 100  # longest line, in characters, that may be meant as a known title
ALIKE = 0.85  # least similarity, from 0 to 1 (difflib)
_HEADING = re.compile(r"##[ \t]+(?P<title>\S.*)$")
_TITLE = re.compile(r"[#%][ \t]+(?P<title>\S.*)|(?P<over>[^\s>|*+#%-].*)\n={2,}$")
_FIRM = re.compile(r"##(?: [ \t]|\t)")
_LOOSE = re.compile(r" {0,3}##(?!#)(?P<title>.+)$")
_TAG = re.compile(r"</?h[1-6][^<>]*>")
# What other programs and people add to a title: links, tags, anchors, attributes and remarks.
_LINKED = re.compile(r"\[\[?([^\[\]]+)\](?:\]|\([^()]*\))")
_ADDED = re.compile(
    r"\s*(?:\{[^{}]*\}|\^[\w-]+|\[[^\[\]]*\]|\([^()]*\)|\s#[\w/-]+|\s[-\u2013\u2014|/·]+\s.*|:\s.*)$"
)
_HTML = re.compile(r"<[^<>]*>")
_ROMAN = re.compile(r"(?:[ivx]{1,4}|[a-z])[.)]\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\(?\d{1,3}[.):]*[ \t]+")
_ITEM = re.compile(r"\s*(?:[-+*•>]\s+)+")
_MARKS = "#*_=:. \t\u3000"
_BACKSLASHES = re.compile(r"\\*")


@dataclass
class DocumentPart:
    """A heading with the lines below it, and the known part that it follows."""

    after: str
    title: str
    line: int
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return without_blank_ends([line for _, line in self.lines])

    @property
    def name(self) -> str:
        """Return the section's name, `note`, or "" for an unknown heading."""
        return _known_part(self.title)


def split_at_headings(lines: Iterable[Line]) -> list[DocumentPart]:
    """Split a text at its headings; the first part is the text before them.

    A known heading that is loosely spelt counts only where the exact one is missing.
    """
    lines = list(lines)
    code = _code([line for _, line in lines])
    plain = {_known_part(title) for _, line in lines if (title := _title(line))}
    parts = [DocumentPart("", "", 0)]
    after = ""
    for index, (line_number, line) in enumerate(lines):
        title, loose = "" if index in code else _title(line), _loose(line)
        if loose and loose not in plain:
            title = TITLE_OF[loose]
        if title:
            parts.append(DocumentPart(after, title, line_number))
            after = parts[-1].name or after
        else:
            parts[-1].lines.append((line_number, line))
    return parts


def refuse_alike(
    parts: Sequence[DocumentPart], *, exported: bool, quoted: Collection[int] = ()
) -> None:
    """Raise DocumentError for a heading, or a line of words, similar to a missing known heading.

    The part below it would otherwise be read as words of another part, and be lost. A page that
    an atlas `exported` has the headings of all sections, and may lack that of the private note:
    there an unknown part whose heading or words are similar to that one is kept as it is. The
    lines with the numbers in `quoted` are text of an entry, and not looked at.
    """
    missing = TITLE_OF.keys() - {part.name for part in parts}
    for part in parts:
        carried = {NOTE} if exported and not part.name else set()
        close = "" if part.name else _nearest(part.title)
        if close in missing - carried:
            raise _no_heading(part.line, f"## {part.title}", close)
        for line_number, line in (row for row in part.lines if row[0] not in quoted):
            if (name := _similar_heading(line) or _similar_item(line)) in missing - carried:
                raise _no_heading(line_number, line.strip(), name)


def title_of(lines: Sequence[str]) -> tuple[str, int]:
    """Return the title that a text begins with, "" for none, and how many lines it takes.

    It reads `# Title`, pandoc's `% Title`, or is underlined with `=`.
    """
    match = _TITLE.match("\n".join(line.rstrip(" \t") for line in lines[:2]))
    return (match["title"] or match["over"], match[0].count("\n") + 1) if match else ("", 0)


def is_heading(line: str) -> bool:
    """Return whether a line is a heading of a page document."""
    return bool(_title(line) or _loose(line))


def is_known(line: str) -> bool:
    """Return whether a line is a known heading."""
    return bool(_known_part(_title(line)) or _loose(line))


def is_section(line: str) -> bool:
    """Return whether a line is the heading of one of the seven sections."""
    return (_known_part(_title(line)) or _loose(line)) not in ("", NOTE)


def heading_line(title: str, *, firm: bool) -> str:
    """Return the line of an unknown heading; a `firm` one counts below an open fence, too."""
    return f"##{'  ' if firm else ' '}{title}"


def escaped(prose: str) -> str:
    """Return prose with a backslash before each line that would be read as a heading."""
    lines = prose.split("\n")
    return "\n".join(f"\\{line}" if _is_like_heading(line) else line for line in lines)


def unescaped(text: str) -> str:
    """Return the prose that `escaped` was given."""
    lines = text.split("\n")
    return "\n".join(
        line[1:] if line.startswith("\\") and _is_like_heading(line[1:]) else line for line in lines
    )


def without_blank_ends(lines: Sequence[str]) -> str:
    """Return lines as one text, without blank ones at the beginning and end."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


def _code(lines: Sequence[str]) -> set[int]:
    """Return the indexes of the lines in fenced code; a firm heading ends any open code."""
    firm = [n for n, line in enumerate(lines) if _is_firm(line)]
    starts = [0, *(index + 1 for index in firm)]
    stretches = zip(starts, [*firm, len(lines)], strict=True)
    return {start + index for start, end in stretches for index in fenced(lines[start:end])}


def _is_firm(line: str) -> bool:
    """Return whether a heading counts in fenced code, too."""
    if is_known(line) or _FIRM.match(line):
        return True
    title = _words(_title(line))
    return bool(title and get_close_matches(title, [NOTE_TITLE.casefold()], cutoff=ALIKE))


def _title(line: str) -> str:
    """Return a heading's text as written, "" for a line that is none."""
    match = _HEADING.match(line.rstrip(" \t")) if line.startswith("##") else None
    return match["title"] if match else ""


def _known_part(title: str) -> str:
    return KNOWN.get(title.rstrip("# \t").casefold(), "")


def _loose(line: str) -> str:
    """Return the known part whose heading a line is, in whatever spelling, or ""."""
    match = _LOOSE.match(line)
    return KNOWN.get(_words(match["title"]), "") if match else ""


def _similar_heading(line: str) -> str:
    """Return the name of the known part whose title is this line, without `##`."""
    if name := KNOWN.get(_words(line), ""):
        return name
    return KNOWN.get(_words(_undecorated(line)), "") if line.lstrip().startswith("#") else ""


def _similar_item(line: str) -> str:
    """Return the name of the section whose title is all that an item of a list says.

    Programs that write outlines write headings so: `- ## Uncertainties`. An entry of an exported
    page may have the title of the private note as its words.
    """
    item = _ITEM.match(line)
    name = _similar_heading(line[item.end() :]) if item else ""
    return name if name != NOTE or "#" in line else ""


def _nearest(title: str) -> str:
    for words, known in ((_words(title), ALIASES), (_words(_undecorated(title)), TITLES)):
        if close := get_close_matches(words, known, n=1, cutoff=ALIKE):
            return known[close[0]]
    return ""


def _undecorated(title: str) -> str:
    """Return a possible title without what was added to it, such as `{#anchor}` or `(open)`."""
    if len(title) > 2 * LONGEST:
        return title
    text = _LINKED.sub(r"\1", _HTML.sub("", unicodedata.normalize("NFKC", visible(title))))
    before = ""
    while text != before:
        before, text = text, _ADDED.sub("", text.rstrip(_MARKS), count=1)
    numeral = _ROMAN.match(text := text.lstrip(_MARKS))
    return text[numeral.end() :] if numeral else text


def _words(line: str) -> str:
    """Return the words of a possible title, without marks and number around them."""
    if len(line) > LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", visible(line)).strip(_MARKS)
    text = _NUMBER.sub("", _TAG.sub("", text).strip(_MARKS), count=1)
    return " ".join(text.strip(_MARKS).split()).casefold()


def _is_like_heading(line: str) -> bool:
    """Return whether a line of prose, without leading backslashes, would be read as a heading."""
    bare = _BACKSLASHES.sub("", line, count=1)
    # An exported page has all known headings, except perhaps that of the note.
    return bool(_title(bare)) or NOTE in (_loose(bare), _similar_heading(bare))


def _no_heading(line: int, text: str, name: str) -> DocumentError:
    title = f"## {TITLE_OF[name]}"
    reason = f"“{text[:LONGEST]}” is not read as a heading. Write “{title}”"
    return DocumentError(line, f"{reason}; if it is mere words, write “{title}” elsewhere as well.")
