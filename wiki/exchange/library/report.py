"""What an import of works does, row by row."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from wiki.exchange.library.work import ESSAY, READING, Work, WorksRead
from wiki.journal import Change
from wiki.text import counted, plain

Progress = Callable[[int, int], None]  # is told how many works are done, and of how many
Outcome = Literal["refused", "changed", "new", "known"]
OUTCOMES: tuple[Outcome, ...] = ("refused", "changed", "new", "known")
TWICE = "It stands in this file before."
MOST_SHOWN = 200  # rows of each outcome in a table on a page


@dataclass(frozen=True)
class ReportRow:
    """One row of the file: the line it begins in, its title, the outcome of its import, and why.

    `address` is that of the reading or essay that the row already was, else "".
    """

    line: int
    title: str
    outcome: Outcome
    reason: str = ""
    address: str = ""


@dataclass
class LibraryReport:
    """What an import of works did, or would do; `change` is None where nothing differed.

    `noun` says what the works become: readings or essays. `left_out` is a sentence on the entries
    of a feed that are no essays.
    """

    form: str
    rows: list[ReportRow] = field(default_factory=list)
    change: Change | None = None
    noun: str = READING
    left_out: str = ""

    @classmethod
    def of(cls, read: WorksRead) -> "LibraryReport":
        """Return a report that has only the rows that were refused while the file was read."""
        rows = [ReportRow(one.line, one.label, "refused", one.reason) for one in read.refused]
        return cls(read.form, rows, noun=read.noun, left_out=read.left_out_sentence())

    @property
    def has_essays(self) -> bool:
        """Return whether the works are essays of the author's own."""
        return self.noun == ESSAY

    @property
    def counts(self) -> Counter[Outcome]:
        """Return how many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    def sentence(self) -> str:
        """Return how many works had each outcome, and what was left out, as a sentence."""
        total, counts = len(self.rows), self.counts
        named = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in reversed(OUTCOMES))
        noun = ESSAY if self.has_essays else "work"
        return f"{counted(total, noun)} in {self.form}: {named}. {self.left_out}".rstrip()

    def lines(self) -> Iterator[str]:
        """Yield the report line by line: a sentence, then the rows with more to say."""
        yield self.sentence()
        for row in self.ordered():
            if row.reason not in ("", TWICE):
                yield f"  line {row.line:,} {row.outcome}{_named(row.title)}: {row.reason}"

    def ordered(self) -> list[ReportRow]:
        """Return the rows by outcome, those to look at first, and within that by line."""
        return sorted(self.rows, key=lambda row: (OUTCOMES.index(row.outcome), row.line))

    def shown(self) -> list[ReportRow]:
        """Return the rows for a table on a page: at most MOST_SHOWN of each outcome."""
        seen: Counter[Outcome] = Counter()
        rows = []
        for row in self.ordered():
            seen[row.outcome] += 1
            if seen[row.outcome] <= MOST_SHOWN:
                rows.append(row)
        return rows


def draft_reason(work: Work) -> str:
    """Return a sentence on why a new work stays unpublished in any case, "" if it need not."""
    if work.unread_reason:
        private = f" It is private: {work.hidden_reason}." if work.hidden_reason else ""
        return f"Onto the reading list: {work.unread_reason}.{private}"
    return f"Stays a draft: {work.hidden_reason}." if work.hidden_reason else ""


def date_note(work: Work) -> str:
    """Return a sentence on the dates of a work that may mean two days, "" if there are none."""
    dates = list(dict.fromkeys(work.ambiguous_dates))
    which = "a note has it" if len(dates) == 1 else "a note has them"
    return f"{', '.join(dates)} may be two days: {which}." if dates else ""


def address_note(work: Work) -> str:
    """Return a sentence on a work that has no web address though it should, "" for others."""
    return "It has no web address." if work.lacks_address else ""


def near_note(title: str) -> str:
    """Return a sentence on a work of nearly the same title as a new one, "" for no title."""
    named = plain(title)[:80]
    return f"“{named}” has nearly the same title: they may be one work." if title else ""


def _named(title: str) -> str:
    return f" ({title[:80]})" if title else ""
