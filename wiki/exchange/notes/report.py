"""What an import of a folder did, in lines to print."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wiki.exchange.report import ImportReport
from wiki.text import counted

HEADED = (
    "Notes all the same, though they have a heading of a page of an atlas (as pages they come in "
    "with the key `atlas`, or by `flask import --pages`):"
)


@dataclass
class FolderReport:
    """What an import of a folder did; most lists have pairs of a file and a title.

    `public` and `private` are the titles of the new regions; `kept_private` has files that are
    private only because of some words, with these; `commented` public ones with a comment, with it;
    `headed` notes that have a heading of a page of an atlas. `opened` and `closed` are the new
    regions of pages of an atlas, public and private. `existing` has the notes that are regions
    already; `deleted` those whose region was deleted, and `recreated` those whose region was undone
    and comes back. `spellings` has for each missing page how links spell it, and how often.
    `withheld` counts the links in each public note that lead to what visitors cannot see. `files`
    has the files that are no notes, each with the notes that name it. `pictures` counts the
    pictures stored. `left_out` has paths that were not read. `documents` is the report on the
    documents among the files; `notes` are sentences on what may surprise.
    """

    documents: ImportReport
    pages: int = 0
    public: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    kept_private: list[tuple[str, str]] = field(default_factory=list)
    commented: list[tuple[str, str]] = field(default_factory=list)
    headed: list[tuple[str, str]] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    existing: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[tuple[str, str]] = field(default_factory=list)
    recreated: list[tuple[str, str]] = field(default_factory=list)
    links: int = 0
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    withheld: Counter[str] = field(default_factory=Counter)
    files: dict[str, list[str]] = field(default_factory=dict)
    pictures: int = 0
    left_out: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Return whether the import changes nothing."""
        return self.documents.change is None

    @property
    def unwritten(self) -> int:
        """Return how many links lead to pages that do not exist."""
        return sum(map(Counter.total, self.spellings.values()))

    def lines(self) -> Iterator[str]:
        """Yield the report line by line, the rows of a list after two spaces."""
        for sentence, rows in self.blocks():
            yield sentence
            yield from (f"  {row}" for row in rows)

    def blocks(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the sentences of the report on notes, each with the rows of its list."""
        public, private = len(self.public), len(self.private)
        if public or private or self.existing or self.deleted or not self.pages:
            new, old = public + private, len(self.existing) + len(self.deleted)
            counts = f"{counted(new + old, 'note')}, {counted(new, 'new region')}"
            yield f"{counts}: {public:,} public, {private:,} private.", ()
            yield self._links()
            if self.pictures:
                yield f"{counted(self.pictures, 'picture')} taken along.", ()
        if self.opened or self.closed:
            counts = counted(len(self.opened) + len(self.closed), "new region")
            split = f"{len(self.opened):,} public, {len(self.closed):,} private"
            yield f"Pages of an atlas: {counts}: {split}.", ()
        yield from ((sentence, ()) for sentence in self.notes)
        yield from ((sentence, rows) for sentence, rows in self._lists() if rows)

    def headline(self) -> str:
        """Return the first sentence of the report, and one on the new regions that visitors see."""
        sentence, _ = next(self.all_blocks())
        return f"{sentence} {self.documents.opened_sentence()}".rstrip()

    def all_blocks(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield what the import did with pages of an atlas, then what it did with notes."""
        yield from self._page_blocks()
        yield from self.blocks()

    def _page_blocks(self) -> Iterator[tuple[str, Sequence[str]]]:
        if not self.pages:
            return
        done = self.documents
        yield done.sentence(), ()
        yield from ((note, ()) for note in done.notes)
        if done.missing:
            rows = [f"{file}: {title}: {item}" for file, title, item in done.missing]
            yield "Not in the files, and kept:", rows
        if done.unread:
            yield "In the files, kept and not shown:", _pairs(done.unread)

    def _lists(self) -> list[tuple[str, Sequence[str]]]:
        return [
            ("Public:", self.public if self.private else ()),
            ("Pages of an atlas that will be public:", _pairs(self.opened)),
            (
                "Private all the same, because of what the note, its file or its folder says:",
                _pairs(self.kept_private),
            ),
            (self._withheld(), _counts(self.withheld)),
            ("Public, with comments that visitors can read:", _pairs(self.commented)),
            (HEADED, _pairs(self.headed)),
            ("Regions already, and left as they are:", _pairs(self.existing)),
            ("Regions whose import was undone, and that are made anew:", _pairs(self.recreated)),
            ("Regions that were deleted, and stay so:", _pairs(self.deleted)),
            ("Pictures and other files, left out:", self._files()),
            ("Copies, and what other programs keep there, left out:", self.left_out),
        ]

    def _links(self) -> tuple[str, Sequence[str]]:
        links = counted(self.links, "link")
        if not self.spellings:
            return f"{links}, none of them to a page that is not written yet.", ()
        pages, spellings = len(self.spellings), sum(map(len, self.spellings.values()))
        lead = "leads" if self.unwritten == 1 else "lead"
        sentence = (
            f"{links}, of which {self.unwritten:,} {lead} to {counted(pages, 'page')} not written "
            f"yet ({counted(spellings, 'spelling')}):"
        )
        sorted_pages = (spelt for _, spelt in sorted(self.spellings.items()))
        return sentence, [f"{' / '.join(sorted(one))} ({one.total():,})" for one in sorted_pages]

    def _withheld(self) -> str:
        links = counted(self.withheld.total(), "link")
        return (
            f"{links} of public notes to what visitors cannot see, left as typed (in Markdown, the "
            "words alone):"
        )

    def _files(self) -> list[str]:
        by_name = sorted(self.files.items())
        return [f"{file}, in {', '.join(notes)}" if notes else file for file, notes in by_name]


def _pairs(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{path}: {words}" for path, words in rows]


def _counts(counts: Counter[str]) -> list[str]:
    return [f"{path} ({count:,})" for path, count in sorted(counts.items()) if count]
