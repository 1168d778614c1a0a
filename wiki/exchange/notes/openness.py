"""Which pages of a folder visitors will be able to see once it is imported."""

from collections.abc import Sequence

from wiki.exchange.comments import find_comments
from wiki.exchange.document import PageDocument
from wiki.exchange.notes.note import Note
from wiki.exchange.notes.report import FolderReport
from wiki.models import PRIVATE, PUBLIC
from wiki.queries.addresses import find_deleted, find_holder
from wiki.text import Names, Region
from wiki.text.region_names import AT

SHOWN = 80  # characters of a line that the report shows


def find_public(notes: Sequence[Note], report: FolderReport, *, public: bool) -> set[str]:
    """Return the titles of the new notes that will be public, and report on all of them.

    With `public` these are all that do not ask to be private.
    """
    found = set()
    for note in notes:
        is_wanted = public or note.head.shows
        if is_wanted and (words := note.hidden_by):
            report.held.append((note.path, words))
            is_wanted = False
        (report.public if is_wanted else report.private).append(note.title)
        if is_wanted:
            found.add(note.title)
            if comment := next(find_comments(enumerate(note.body.split("\n"))), None):
                report.commented.append((note.path, comment[1].strip()[:SHOWN]))
    return found


class Openness:
    """What visitors see of an atlas: `known` names all its regions, `seen` those that they see."""

    def __init__(self, known: Names, seen: Names) -> None:
        self.known, self.seen = known, seen

    def shows(self, region: Region) -> bool:
        """Return whether visitors see a region."""
        return self.seen.find(f"{AT}{region.slug}") == region

    def shows_title(self, title: str) -> bool:
        """Return whether visitors find a region by a title, and the author finds no other one."""
        region = self.seen.find(title)
        return region is not None and region == self.known.find(title)

    def will_show(self, page: PageDocument) -> bool:
        """Return whether visitors will see the region of a document, under the title it has there.

        A document opens no region: only that of a new one is as visible as it says.
        """
        if page.visibility == PRIVATE:
            return False
        region = self.known.find(page.title) or self.known.find(f"{AT}{page.slug}")
        if region is None:
            gone = find_holder("topic", page.slug) or find_deleted("topic", page.title)
            return gone is None or gone.visibility == PUBLIC
        is_former = self.known.is_former(page.title)
        return self.shows(region) and (not is_former or self.shows_title(page.title))
