"""Which pages of a folder visitors will be able to see once it is imported."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from wiki.exchange.comments import find_comments
from wiki.exchange.document import PageDocument
from wiki.exchange.importing import Documents
from wiki.exchange.notes.note import ImportedNote
from wiki.exchange.notes.report import FolderReport
from wiki.exchange.privacy import folder_hides
from wiki.models import PRIVATE, PUBLIC
from wiki.queries.addresses import find_deleted, find_holder
from wiki.text import Names, Region
from wiki.text.region_names import AT
from wiki.visibility import is_set_public

SHOWN = 80  # characters of a line that the report shows


def find_public(
    notes: Sequence[ImportedNote], report: FolderReport, *, public: bool, within: str = ""
) -> set[str]:
    """Return the titles of the new notes that will be public, and record all of them in the report.

    With `public` all are public except those that ask to be private, by themselves or by the name
    of the folder `within` that holds all notes; without it, only those that say so.
    """
    closed = within[:SHOWN] if folder_hides(within) else ""
    titles = set()
    for note in notes:
        if note.has_section:
            report.headed.append((note.path, note.title))
        is_wanted = public or note.head.is_public
        if is_wanted and (words := note.hidden_reason or closed):
            report.kept_private.append((note.path, words))
            is_wanted = False
        (report.public if is_wanted else report.private).append(note.title)
        if is_wanted:
            titles.add(note.title)
            if comment := next(find_comments(enumerate(note.body.split("\n"))), None):
                report.commented.append((note.path, comment[1].strip()[:SHOWN]))
    return titles


class Openness:
    """The regions of an atlas: `names` has all of them, `public_names` those that visitors see."""

    def __init__(self, names: Names, public_names: Names) -> None:
        self.names, self.public_names = names, public_names

    def shows(self, region: Region) -> bool:
        """Return whether visitors see a region."""
        return self.public_names.find(f"{AT}{region.slug}") == region

    def shows_title(self, title: str) -> bool:
        """Return whether a title leads visitors to a region, and the author to the same one."""
        region = self.public_names.find(title)
        return region is not None and region == self.names.find(title)

    def with_visibility(
        self, pages: Documents, report: FolderReport, *, public: bool, within: str = ""
    ) -> Documents:
        """Return pages of an atlas, of which each page of a new region has its visibility set.

        One that says no title has that of the region at its address.

        A page is private unless it, or the author by `public`, says otherwise. Where it says
        nothing and a folder of its path, or the folder `within` that holds all, asks for privacy,
        it is private in any case. The new regions are recorded in the report.
        """
        changed = []
        for path, page in pages:
            if self._is_new(page):
                closed = next(filter(folder_hides, (*PurePosixPath(path).parts[:-1], within)), "")
                if public and closed and not page.visibility:
                    report.kept_private.append((path, closed[:SHOWN]))
                usual = PUBLIC if public and not closed else PRIVATE
                page = replace(page, visibility=page.visibility or usual)
                listed = report.opened if page.visibility == PUBLIC else report.closed
                listed.append((path, page.title))
            elif not page.is_titled and (region := self.names.find(f"{AT}{page.slug}")):
                page = replace(page, title=region.title)
            changed.append((path, page))
        return changed

    def _is_new(self, page: PageDocument) -> bool:
        """Return whether the atlas neither has nor had the region of a page."""
        region = self.names.find(page.title) or self.names.find(f"{AT}{page.slug}")
        former = find_holder("topic", page.slug) or find_deleted("topic", page.title)
        return region is None and former is None

    def will_show(self, page: PageDocument) -> bool:
        """Return whether visitors will see the region of a document, under the document's title.

        A document opens no region: only a new region is as visible as its document says.
        """
        if page.visibility == PRIVATE:
            return False
        region = self.names.find(page.title) or self.names.find(f"{AT}{page.slug}")
        if region is None:
            deleted = find_holder("topic", page.slug) or find_deleted("topic", page.title)
            return deleted is None or is_set_public(deleted)
        is_former = self.names.is_former(page.title)
        return self.shows(region) and (not is_former or self.shows_title(page.title))
