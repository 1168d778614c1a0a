"""A work that a file of another program describes, whatever the file's format."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from html import unescape

from wiki.addresses import PASSWORD, AddressError, read_address
from wiki.exchange.library.moments import may_be_two_days
from wiki.exchange.library.to_read import is_to_read
from wiki.exchange.privacy import folder_hides, name_hides
from wiki.forms.fields import LINE
from wiki.forms.quotes import Quote, has_words, make_quote
from wiki.text import clean_line, counted, is_seen
from wiki.text.rendering import LONGEST
from wiki.text.titles import safe_title

MOST_WORKS = 10_000  # in one file
MOST_MARKS = 1_000_000  # of TeX, of HTML, or rows of a table, in one file
NEITHER = "It has neither a title nor a web address."
NO_ADDRESS = "It has no title, and “{}” is no web address."
# What files call the words that sort their works.
TAGS = {"tags", "keywords", "keyword", "manual tags", "bookshelves", "document tags"}
TAGS |= {"automatic tags", "mendeley-tags", "labels", "label"}
# And what they call the folders that works are in, several for one work.
FOLDERS = {"groups", "mendeley-groups", "collections", "folders", "categories"}
READING, ESSAY = "reading", "essay"  # what a work can become
ONLY_LETTERS = 60  # characters of a value that a sentence names


class UnreadableFile(Exception):
    """A file that is refused as a whole; the text is the sentence that says why."""


def refuse_too_many(marks: int) -> None:
    """Raise UnreadableFile for a file that would take minutes to read."""
    if marks > MOST_MARKS:
        raise UnreadableFile("It has too many parts to be read at once: divide it.")


def refuse_too_many_works(works: int) -> None:
    """Raise UnreadableFile for a file with more works than one import takes."""
    if works > MOST_WORKS:
        raise UnreadableFile(
            f"It has more than {MOST_WORKS:,} works, which is the most for one import: divide "
            "it into several files."
        )


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be imported: the line it begins in, what it is called, and why."""

    line: int
    label: str
    reason: str

    @classmethod
    def called(cls, line: int, label: str, reason: str) -> "RefusedRow":
        """Return a row with the words of its file as its label, without what cannot be printed."""
        return cls(line, clean_line(label[:400])[:80], reason)


@dataclass
class Work:
    """One work, with its fields as a reading has them, and what no field has a place for.

    `topics` are the titles or slugs of regions that it belonged to in another atlas. `addresses`
    are other web addresses of the same work, by which it is recognised. `details` are
    names and values from the file that a reading has no field for. `hidden_reason` are the words
    by which the file says that a work is private or a draft: then it stays one, whatever the import
    is told. `unread_reason` are those by which it says that a work is still to be read: then it
    goes onto the reading list. `has_password` means that one stands in an address.
    `lacks_address` says that it has none, though every work of its file should. `ambiguous_dates`
    are dates that may each be two days, of which only the year is read.
    """

    line: int
    title: str = ""
    url: str = ""
    authors: str = ""
    published_on: str = ""
    read_on: str = ""
    citation_key: str = ""
    quotes: list[Quote] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    hidden_reason: str = ""
    unread_reason: str = ""
    has_password: bool = False
    lacks_address: bool = False
    ambiguous_dates: list[str] = field(default_factory=list)

    def add_detail(self, name: str, *values: str) -> None:
        """Add values that a reading has no field for, under a name; empty ones are left out."""
        self.details += [(name, text) for value in values if (text := clean_line(value))]

    def add_date(self, name: str, text: str) -> None:
        """Add a date, as the file writes it, as a detail, since it could not be read in full."""
        self.add_detail(name, text)
        if may_be_two_days(text):
            self.ambiguous_dates.append(clean_line(text)[:ONLY_LETTERS])

    def add_address(self, typed: str, name: str = "url") -> None:
        """Add a web address: as that of the reading, or as another one of the same work.

        What is no address for a browser becomes a detail with this name.
        """
        text = clean_line(typed)
        try:
            address = read_address(text) if text else ""
        except AddressError as error:
            address = ""
            self.has_password = self.has_password or str(error) == PASSWORD
        if not address or len(address) > LINE:
            self.add_detail(name, text)
        elif not self.url:
            self.url = address
        else:
            if address != self.url:
                self.add_detail(name, text.removeprefix("doi:"))
            self.addresses.append(address)

    def mark_unread(self, words: str) -> None:
        """Mark the work as still to be read, for which `words` are the reason.

        A day of reading becomes a detail.
        """
        self.unread_reason = self.unread_reason or words
        self.add_detail("day in the file", self.read_on)
        self.read_on = ""

    def add_note(self, text: str, *, page: str = "", note: str = "", public: bool = False) -> None:
        """Add a highlight, or with an empty text a note.

        It is for the author alone, unless the file itself is an atlas's and says `public`.
        """
        for part, rest in _parts(text, note) if text or note else ():
            quote = make_quote(part, page=clean_line(page)[:200], note=rest, public=public)
            if has_words(quote):
                self.quotes.append(quote)

    @property
    def all_quotes(self) -> list[Quote]:
        """Return the quotes, with the details as notes behind them."""
        details = "\n".join(f"{name}: {value}" for name, value in self.details)
        return [
            *self.quotes,
            *(make_quote("", note=note) for _, note in _parts("", details) if note),
        ]


@dataclass
class WorksRead:
    """What a file holds: the name of its format, the works, and the rows that are refused.

    `noun` says what the works become: readings, or essays of the author's own.
    """

    form: str
    works: list[Work] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    noun: str = READING
    left_out: Counter[str] = field(default_factory=Counter)

    def left_out_sentence(self) -> str:
        """Return how many entries are left out and what they are, in a sentence, "" for none."""
        named = [counted(count, kind) for kind, count in sorted(self.left_out.items())]
        return f"Left out: {', '.join(named)}." if named else ""

    def add(self, work: Work) -> None:
        """Add a work, or a refused row if the work has no usable title or address.

        Tags and folders are searched for words that say that it is private or to be read.
        """
        title = safe_title(work.title)
        work.title = title if is_seen(unescape(title)) else ""
        work.authors = clean_line(work.authors)
        work.citation_key = clean_line(work.citation_key)[:LINE]
        work.hidden_reason = work.hidden_reason or _find_tag(work, TAGS, name_hides)
        work.hidden_reason = work.hidden_reason or _find_tag(work, FOLDERS, folder_hides)
        if self.noun == READING and (words := _find_tag(work, TAGS | FOLDERS, is_to_read)):
            work.mark_unread(words)
        if reason := _refusal(work):
            label = work.citation_key or work.title
            self.refused.append(RefusedRow.called(work.line, label, reason))
        else:
            work.title = work.title or work.url
            self.works.append(work)
        refuse_too_many_works(len(self.works) + len(self.refused))


def first_filled(fields: Mapping[str, str], *names: str) -> str:
    """Return the first of these fields that is not empty, "" if all are."""
    return next((text for name in names if (text := fields.get(name, "").strip())), "")


def _find_tag(work: Work, names: Set[str], says: Callable[[str], bool]) -> str:
    """Return the first detail in `names` of which a tag satisfies `says`, or ""."""
    for name, tags in work.details:
        if name in names and any(map(says, re.split("[,;]", tags))):
            return f"{name}: {tags[:80]}"
    return ""


def _refusal(work: Work) -> str:
    """Return why a work cannot be imported, "" where it can."""
    if work.has_password:
        return PASSWORD
    if not work.title and not work.url:
        address = next((value for name, value in work.details if name == "url"), "")
        return NO_ADDRESS.format(address[:ONLY_LETTERS]) if address else NEITHER
    if len(work.title) > LINE:
        return f"Its title is too long: {len(work.title):,} of {LINE:,} characters."
    return ""


def _parts(text: str, note: str) -> Iterator[tuple[str, str]]:
    """Yield a text and its note in (text, note) pairs, each as long as a quote may be."""
    yield text[:LONGEST], note[:LONGEST]
    for start in range(LONGEST, max(len(text), len(note)), LONGEST):
        yield text[start : start + LONGEST], note[start : start + LONGEST]
