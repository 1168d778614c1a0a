"""What a feed is made of: its entries, and its title and addresses."""

from dataclasses import dataclass
from datetime import datetime

from wiki.views.context import settings


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry of a feed.

    Feed readers compare `guid` and `link`, which never change. `url` is an address on another
    site.
    """

    guid: str
    link: str
    title: str
    content: str
    topics: list[str]
    url: str = ""
    at: datetime
    updated: datetime


@dataclass(frozen=True, kw_only=True)
class FeedInfo:
    """The title and addresses of a feed; addresses are paths on this site.

    A long feed has `archives` (RFC 5005), numbered from the oldest; `archive` is the number of the
    one that is written, 0 for the feed of the latest entries.
    """

    guid: str
    title: str
    link: str
    feed_url: str
    description: str
    archive: int = 0
    archives: int = 0

    @property
    def older(self) -> int:
        """Return the number of the archive before this document, 0 for none."""
        return self.archive - 1 if self.archive else self.archives

    @property
    def newer(self) -> int:
        """Return the number of the archive after this one, 0 for none."""
        return self.archive + 1 if 0 < self.archive < self.archives else 0

    def address(self, archive: int) -> str:
        """Return the whole address of an archive, or of the feed itself for 0."""
        whole = settings().base_url + self.feed_url
        return f"{whole}?archive={archive}" if archive else whole

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of other documents of the feed, by their relation to this one."""
        found = {"prev-archive": self.older, "next-archive": self.newer}
        known = {rel: self.address(number) for rel, number in found.items() if number}
        return known | ({"current": self.address(0)} if self.archive else {})
