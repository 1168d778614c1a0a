"""The seven parts of a topic page, in page order."""

from wiki.sections import belief, essay, reading, relation, stance, trigger, uncertainty
from wiki.sections.base import Section

__all__ = ["SECTIONS", "Section", "find_kind", "find_letter", "find_section"]

SECTIONS: tuple[Section, ...] = (
    stance.SECTION,
    belief.SECTION,
    uncertainty.SECTION,
    trigger.SECTION,
    reading.SECTION,
    essay.SECTION,
    relation.SECTION,
)


def find_section(name: str) -> Section | None:
    """Return the section with this name, as addresses have it."""
    return next((section for section in SECTIONS if section.name == name), None)


def find_kind(kind: str) -> Section | None:
    """Return the section that holds items of this kind."""
    return next((section for section in SECTIONS if section.kind == kind), None)


def find_letter(letter: str) -> Section | None:
    """Return the section whose items' anchors begin with this letter."""
    return next((section for section in SECTIONS if section.letter == letter), None)
