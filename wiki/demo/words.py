"""The final texts of the demo: its areas, its pages and their entries, and its diary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from wiki.exchange.document import PageDocument
from wiki.exchange.importing import read_page
from wiki.sections import SECTIONS, Section

HERE = Path(__file__).parent
HISTORIES = HERE / "histories.csv"
DIARY = HERE / "diary.yaml"


@dataclass(frozen=True)
class Written:
    """An entry of a page: its kind, the slug of the page, and all its values.

    `anchor` is the name that other entries have for it, "" where none names it.
    """

    section: Section
    slug: str
    values: Mapping[str, Any]
    anchor: str = ""

    @property
    def lead(self) -> str:
        """Return the words that the entry begins with."""
        return str(self.values[self.section.lead])


def read_areas() -> list[dict[str, str]]:
    """Return title, slug and summary of each area of the demo, from its file."""
    return list(yaml.safe_load((HERE / "areas.yaml").read_text(encoding="utf-8")))


def read_pages(today: date) -> dict[str, PageDocument]:
    """Return the page documents of the demo by the names of their files."""
    files = sorted(HERE.glob("*.md"))
    return {file.name: read_page(file.name, file.read_bytes(), today=today) for file in files}


def read_diary() -> list[dict[str, Any]]:
    """Return the entries of the diary, in the order in which they happened."""
    return list(yaml.safe_load(DIARY.read_text(encoding="utf-8")))


class DemoPages:
    """The pages of the demo by slug, and their entries by the words that they begin with."""

    def __init__(self, pages: Mapping[str, PageDocument]) -> None:
        self.pages = {page.slug: page for page in pages.values()}
        self._written = list(self._entries())

    def find(self, beginning: str) -> Written:
        """Return the only entry that begins with these words. Raises LookupError if not one."""
        found = [one for one in self._written if one.lead.startswith(beginning)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} entries of the demo begin with “{beginning}”.")
        return found[0]

    def relations(self, slug: str) -> Iterator[Written]:
        """Yield the relations on the page with this slug."""
        for entry in self.pages[slug].entries("regions"):
            yield Written(_RELATIONS, slug, entry.values)

    def stance(self, slug: str) -> Written:
        """Return the stance on the page with this slug."""
        (entry,) = self.pages[slug].entries("stance")
        return Written(_STANCE, slug, entry.values)

    def _entries(self) -> Iterator[Written]:
        for slug, page in self.pages.items():
            for section in _LISTED:
                for entry in page.entries(section.name):
                    anchor = f"{section.letter}-{entry.item_id}" if entry.item_id else ""
                    yield Written(section, slug, entry.values, anchor)


_STANCE = next(section for section in SECTIONS if section.single)
_RELATIONS = next(section for section in SECTIONS if section.owner == "pair")
_LISTED = [section for section in SECTIONS if section not in (_STANCE, _RELATIONS)]
