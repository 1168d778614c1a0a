"""What a feed is made of: its entries, and its title and addresses."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import request

from wiki.errors import NotFound
from wiki.views.context import settings


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry of a feed.

    Feed readers compare `guid` and `link`, which never change. `url` is the address on another site
    that the entry is about, or "". `at` is when it was new, `updated` when it last changed.
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

    A long feed has archives (RFC 5005), numbered from the oldest; `archive` is the number of the
    one that is written, 0 for the feed of the latest entries. `older` and `newer` are the numbers
    of those before and after it, 0 for none.
    """

    guid: str
    title: str
    link: str
    feed_url: str
    description: str
    archive: int = 0
    older: int = 0
    newer: int = 0

    def among(self, archives: int, archive: int) -> "FeedInfo":
        """Return the same feed as archive number `archive` of `archives`; 0 means the latest."""
        older = archive - 1 if archive else archives
        newer = archive + 1 if 0 < archive < archives else 0
        return replace(self, archive=archive, older=older, newer=newer)

    def address(self, archive: int) -> str:
        """Return the absolute address of an archive, or of the feed itself for 0."""
        whole = settings().base_url + self.feed_url
        return f"{whole}?archive={archive}" if archive else whole

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of the feed's other documents, by `rel` such as `prev-archive`."""
        numbers = {"prev-archive": self.older, "next-archive": self.newer}
        addresses = {rel: self.address(archive) for rel, archive in numbers.items() if archive}
        return addresses | ({"current": self.address(0)} if self.archive else {})


def requested_archive(archives: int) -> int:
    """Return the number in `?archive=`, 0 if there is none.

    Raises NotFound for a number that is not from 1 to `archives`.
    """
    typed = request.args.get("archive")
    if typed is None:
        return 0
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    if not 1 <= number <= archives:
        raise NotFound
    return number
