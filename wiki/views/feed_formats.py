"""A feed as text in one of three formats: RSS, Atom and JSON Feed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import json

from wiki.queries.readings import last_public_change
from wiki.text import without_controls
from wiki.views.context import settings, site
from wiki.views.feed_parts import FeedEntry, FeedInfo

HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
# Texts of RSS that are no HTML. Some readers take them for HTML all the same, the fewest where the
# signs of markup are written as these numbers (RSS Advisory Board, RSS Best Practices Profile).
PLAIN_TEXT = re.compile("(?<=<title>)[^<]+|(?<=<category>)[^<]+")
SIGNS = {"&lt;": "&#x3C;", "&gt;": "&#x3E;", "&amp;": "&#x26;"}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Atom(Atom1Feed):  # type: ignore[misc]  # the library has no types
    """Atom with links to the archives of a feed (RFC 5005)."""

    about: FeedInfo

    def root_attributes(self) -> dict[str, str]:
        """Return the attributes of the root, with the namespace of archives."""
        return dict(super().root_attributes()) | _namespace(self.about)

    def add_root_elements(self, handler: Any) -> None:
        """Add the links to archives to the root."""
        super().add_root_elements(handler)
        _add_links(handler, "link", self.about)


class _Rss(Rss201rev2Feed):  # type: ignore[misc]  # the library has no types
    """RSS with links to the archives of a feed (RFC 5005)."""

    about: FeedInfo

    def rss_attributes(self) -> dict[str, str]:
        """Return the attributes of the root, with the namespace of archives."""
        return dict(super().rss_attributes()) | _namespace(self.about)

    def add_root_elements(self, handler: Any) -> None:
        """Add the links to archives to the root."""
        super().add_root_elements(handler)
        _add_links(handler, "atom:link", self.about)


def _namespace(about: FeedInfo) -> dict[str, str]:
    return {"xmlns:fh": HISTORY} if about.archive else {}


def _add_links(handler: Any, tag: str, about: FeedInfo) -> None:
    for rel, address in about.links.items():
        handler.addQuickElement(tag, "", {"rel": rel, "href": address})
    if about.archive:
        handler.addQuickElement("fh:archive", "")


XML = {"rss": (_Rss, "application/rss+xml"), "atom": (_Atom, "application/atom+xml")}


def write_xml(writer: Any, about: FeedInfo, entries: Sequence[FeedEntry]) -> str:
    """Return a feed as RSS or Atom; `writer` is one of the classes in `XML`."""
    feed: Any = writer(
        title=about.title,
        link=settings().base_url + about.link,
        feed_url=about.address(about.archive),
        description=about.description,
        language=site().language,
        author_name=without_controls(site().author_name),
        feed_guid=about.guid,
    )
    feed.about = about
    if not entries:  # by default it is the present time, so the feed would change at every request
        feed.latest_post_date = lambda: last_public_change() or NEVER
    is_atom = issubclass(writer, _Atom)
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description=None if is_atom else entry.content,
            content=entry.content if is_atom else None,
            unique_id=entry.guid,
            unique_id_is_permalink=False,
            pubdate=entry.at,
            updateddate=entry.updated,
            categories=entry.topics,
        )
    written = str(feed.writeString("utf-8"))
    return written if is_atom else PLAIN_TEXT.sub(_with_numbers, written)


def _with_numbers(text: re.Match[str]) -> str:
    return re.sub("|".join(SIGNS), lambda sign: SIGNS[sign[0]], text[0])


def write_json(about: FeedInfo, entries: Sequence[FeedEntry]) -> str:
    """Return a feed as JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": settings().base_url + about.link,
        "feed_url": about.address(about.archive),
        **({"next_url": about.address(about.older)} if about.older else {}),
        "description": about.description,
        "language": site().language,
        "authors": [{"name": site().author_name}],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False)


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": entry.guid,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.content,
        "date_published": _iso(entry.at),
        "date_modified": _iso(entry.updated),
        "tags": entry.topics,
    }
    return data | ({"external_url": entry.url} if entry.url else {})


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
