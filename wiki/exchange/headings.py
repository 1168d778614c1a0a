"""Cutting a page document at its headings, and keeping prose from looking like one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wiki.exchange.entries import Line
from wiki.sections import SECTIONS

NOTE, NOTE_TITLE = "note", "Private note"
KNOWN = {section.title.casefold(): section.name for section in SECTIONS} | {
    NOTE_TITLE.casefold(): NOTE
}
_HEADING = re.compile(r"##[ \t]+(?P<title>\S.*?)[ \t]*$")
_LIKE_HEADING = re.compile(r"^(\\*##[ \t]+\S)", re.MULTILINE)
_ESCAPED = re.compile(r"^\\(\\*##[ \t]+\S)", re.MULTILINE)


@dataclass
class Part:
    """A heading with the lines under it, and the known part that it follows."""

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
        """Return the name of the section, `note`, or '' for what the atlas does not know."""
        return KNOWN.get(self.title.rstrip("# \t").casefold(), "")


def cut(lines: Iterable[Line]) -> list[Part]:
    """Cut a text at its headings; the first part is what stands before them."""
    parts = [Part("", "", 0)]
    after = ""
    for number, line in lines:
        if heading := _HEADING.match(line):
            parts.append(Part(after, heading["title"], number))
            after = parts[-1].name or after
        else:
            parts[-1].lines.append((number, line))
    return parts


def is_heading(line: str) -> bool:
    """Return whether a line is a heading of a page document."""
    return bool(_HEADING.match(line))


def escaped(prose: str) -> str:
    """Return prose with a backslash before each line that would be read as a heading."""
    return _LIKE_HEADING.sub(r"\\\1", prose)


def unescaped(text: str) -> str:
    """Return the prose that was written."""
    return _ESCAPED.sub(r"\1", text)


def without_blank_ends(lines: Sequence[str]) -> str:
    """Return lines as one text, less the blank ones before and after."""
    kept = [place for place, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[kept[0] : kept[-1] + 1]) if kept else ""
