"""The report of an import."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from wiki.actions import ADD
from wiki.journal import Change, Entry
from wiki.models import Topic
from wiki.text import counted
from wiki.visibility import is_set_public

Outcome = Literal["added", "updated", "unchanged"]
MOST_NAMED = 5  # regions that one sentence names
OUTCOMES: tuple[Outcome, ...] = ("added", "updated", "unchanged")


def stays_closed(named: str, state: str, opening: str) -> str:
    """Return the sentence that something stays private, or a draft, although files have it public.

    `named` is such as “The region “Tides””, and `opening` what the author does to open it.
    """
    return (
        f"{named} stays {state}, though the files have it public: {opening} if visitors may "
        "read it."
    )


@dataclass
class ImportReport:
    """What an import did: pages read, items added or updated, and what the pages lack.

    `outcomes` has the items of a page in the order that they have there.
    `missing` has file, section and item; `unread` has the file and the parts that are kept and
    shown to nobody; `notes` are sentences on what may surprise; `unknown` has the lines of ids that
    name nothing here, and these ids; `opened` has the titles of new regions that visitors see;
    `change` is None where nothing differed.
    """

    pages: int
    change: Change | None = None
    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def mark_seen(self, kind: str, item_id: int) -> None:
        """Record that a document has an item, as unchanged until `read_outcomes` is called."""
        self.outcomes[kind, item_id] = "unchanged"

    def mark_new(self, topic: Topic) -> None:
        """Record that a region is new, so that nothing becomes public unsaid."""
        if is_set_public(topic):
            self.opened.append(topic.title)

    def note_address(self, noun: str, title: str, address: str, *, stated: str = "") -> None:
        """Note that something new did not get the slug that is stated, or that its title makes."""
        reason = f"{stated or 'the one that its title makes'} is taken"
        self.notes.append(f"The address of the new {noun} “{title}” is {address}: {reason}.")

    def note_renamed(self, title: str, now: str) -> None:
        """Note that a page has a former title of its region; `now` is the present title."""
        self.notes.append(
            f"The page “{title}” is of the region “{now}”, which had this title once."
        )

    def note_merged(self, file: str, title: str, now: str) -> None:
        """Note that a page is left out, as its region was merged into another one."""
        self.notes.append(f"{file}: “{title}” was merged into “{now}”, so this page is left out.")

    def note_merged_end(self, title: str, named: str, now: str) -> None:
        """Note that a relation is left out, as the region that it names was merged."""
        self.notes.append(
            f"The page “{title}”: the relation to “{named}” is left out, as that region was merged "
            f"into “{now}”."
        )

    def note_closed(self, named: str, state: str, opening: str) -> None:
        """Note that what is private, or a draft, stays so although the files have it public."""
        note = stays_closed(named, state, opening)
        if note not in self.notes:  # several pages may have it
            self.notes.append(note)

    def note_unknown(self, file: str, line: int, anchor: str) -> None:
        """Note that an entry refers to an id that nothing here has."""
        self.unknown.append((line, anchor))
        where = f"{file}, line {line}".removeprefix(", ")
        self.notes.append(f"{where}: nothing here has the id {anchor}, so it is left out.")

    def note_unlinked(self, file: str, line: int, named: str) -> None:
        """Note that a text of another atlas links to something that no document has."""
        where = f"{file}, line {line}".removeprefix(", ")
        self.notes.append(f"{where}: no file has what {named} names, so the link to it is words.")

    def note_unseen(self, file: str, line: int, anchors: Sequence[str]) -> None:
        """Note that an entry keeps links which visitors do not see, as their documents lack them.

        `anchors` are what these lead to.
        """
        where = f"{file}, line {line}".removeprefix(", ")
        stay = "the link to it stays" if len(anchors) == 1 else "the links to them stay"
        self.notes.append(
            f"{where}: visitors do not see {', '.join(anchors)}, so {stay}, though the file lacks "
            "that. What is wrong there, take off in its form."
        )

    def note_stays_hidden(self, noun: str, title: str, region: str) -> None:
        """Note that files name a public region for something, and that it stays hidden."""
        note = (
            f"The {noun} “{title}” stays hidden from visitors, though the files have it in the "
            f"region “{region}”: name that region in its form if they may read it."
        )
        if note not in self.notes:
            self.notes.append(note)

    def note_restored(self, noun: str, title: str) -> None:
        """Note that something was deleted and is there again."""
        self.notes.append(f"The {noun} “{title}” was deleted, and is there again.")

    def read_outcomes(self, entry: Entry) -> None:
        """Read from the journal which items were added and which were updated."""
        self.change = entry.change
        for revision in entry.revisions:
            outcome: Outcome = "added" if revision.action == ADD else "updated"
            self.outcomes[revision.kind, revision.item_id] = outcome

    def has_seen(self, kind: str, item_id: int) -> bool:
        """Return whether a document of this import has an item."""
        return (kind, item_id) in self.outcomes

    def ids_of(self, kind: str) -> list[int]:
        """Return the ids of the items of a kind, in the order in which pages have them."""
        return [item_id for one, item_id in self.outcomes if one == kind]

    @property
    def counts(self) -> dict[str, Counter[Outcome]]:
        """Return how many items of each kind were added, updated and left unchanged."""
        counts: dict[str, Counter[Outcome]] = {}
        for (kind, _), outcome in self.outcomes.items():
            counts.setdefault(kind, Counter())[outcome] += 1
        return counts

    def opened_sentence(self) -> str:
        """Return a sentence on the new regions that visitors see, "" where there is none.

        It names at most MOST_NAMED of them, and says how many more there are.
        """
        names = [f"“{title}”" for title in self.opened[:MOST_NAMED]]
        if len(self.opened) > MOST_NAMED:
            count, named = len(self.opened), ", ".join(names)
            return f"{count:,} new regions are public: {named} and {count - MOST_NAMED:,} more."
        if len(names) > 1:
            return f"The new regions {', '.join(names[:-1])} and {names[-1]} are public."
        return f"The new region {names[0]} is public." if names else ""

    def sentence(self) -> str:
        """Return how many pages were read and how many items had each outcome, in words."""
        total = Counter(self.outcomes.values())
        pages = f"{counted(self.pages, 'page')} read"
        did = ", ".join(f"{total[outcome]:,} {outcome}" for outcome in OUTCOMES)
        missing = len(self.missing)
        lack = f" {missing:,} in the atlas but not in the files, and kept." if missing else ""
        return f"{pages}: {did}.{lack}"
