"""What an import of a folder did, in lines to print."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wiki.exchange.report import ImportReport


@dataclass
class FolderReport:
    """What an import of a folder did.

    `public` and `private` are the titles of the new regions, `held` the private ones that would be
    public but for words of theirs, with these. `known` has the notes that are regions already:
    file and title; `gone` those that were deleted. `spellings` has for each page that is not
    written how links spell it, and how often. `files` has the files that are no notes, each with
    the notes that name it. `documents` is the report on the documents among the files; `told` are
    sentences on what may surprise.
    """

    documents: ImportReport
    pages: int = 0
    public: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    links: int = 0
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def unwritten(self) -> int:
        """Return how many links lead to pages that are not written."""
        return sum(map(Counter.total, self.spellings.values()))

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        notes = len(self.public) + len(self.private)
        if notes or self.known or self.gone or not self.pages:
            public, private = len(self.public), len(self.private)
            yield (
                f"{count(notes, 'note')} made {count(notes, 'new region')}: "
                f"{public} public, {private} private."
            )
            yield from self._links()
        yield from self.told
        if self.public and self.private:
            yield from _listed("Public:", self.public)
        yield from _listed(
            "Private all the same, because of what the note says:",
            [f"{path}: {words}" for path, words in self.held],
        )
        yield from _listed(
            "Regions already, and left as they are:",
            [f"{path}: {title}" for path, title in self.known],
        )
        yield from _listed(
            "Regions that were deleted, and stay so:",
            [f"{path}: {title}" for path, title in self.gone],
        )
        yield from _listed("Pictures and other files, left out:", list(self._files()))

    def _links(self) -> Iterator[str]:
        spellings = sum(map(len, self.spellings.values()))
        if not self.spellings:
            yield f"{count(self.links, 'link')}, none of them to a page that is not written yet."
            return
        yield (
            f"{count(self.links, 'link')}, of which {self.unwritten:,} lead to "
            f"{count(len(self.spellings), 'page')} not written yet "
            f"({count(spellings, 'spelling')}):"
        )
        for key in sorted(self.spellings):
            spelt = self.spellings[key]
            yield f"  {' / '.join(sorted(spelt))} ({spelt.total():,})"

    def _files(self) -> Iterator[str]:
        for file, notes in sorted(self.files.items()):
            yield f"{file}, in {', '.join(notes)}" if notes else file


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _listed(head: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield head
        yield from (f"  {row}" for row in rows)
