"""The kinds of items that a topic page holds, in page order: `SECTIONS`."""

from wiki.sections import belief, essay, reading, relation, stance, trigger, uncertainty
from wiki.sections.base import Section
from wiki.sections.unfilled import supply_gaps

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
supply_gaps(SECTIONS)


def find_section(name: str) -> Section | None:
    """Return the section with this name, such as `beliefs` in an address, or None."""
    return next((section for section in SECTIONS if section.name == name), None)


def find_kind(kind: str) -> Section | None:
    """Return the section that holds this kind of item (`belief`), or None."""
    return next((section for section in SECTIONS if section.kind == kind), None)


def find_letter(letter: str) -> Section | None:
    """Return the section whose anchors begin with this letter (`b`), or None."""
    return next((section for section in SECTIONS if section.letter == letter), None)
