"""How a list of news is written as RSS, Atom and JSON Feed, so that no reader hears twice of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import Response, json

from wiki.db import utc_now
from wiki.queries.readings import last_public_change
from wiki.views.context import settings

FORMS = "<any(rss,atom,json):form>"
XML = {"rss": (Rss201rev2Feed, "application/rss+xml"), "atom": (Atom1Feed, "application/atom+xml")}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of news as every form of a feed tells of it.

    Readers compare `guid` and `link`: neither ever changes. `url` is an address elsewhere.
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
class About:
    """What a feed says of itself: its addresses are paths on this site."""

    guid: str
    title: str
    link: str
    feed_url: str
    description: str


def write_feed(form: str, about: About, entries: Sequence[Entry]) -> Response:
    """Return the answer that a feed is, in one of its three forms."""
    body, mimetype = _json(about, entries) if form == "json" else _xml(form, about, entries)
    answer = Response(body, content_type=f"{mimetype}; charset=utf-8")
    answer.last_modified = _settled(last_public_change())
    return answer


def _settled(moment: datetime | None) -> datetime | None:
    """Return a moment as a validator of whole seconds can tell it.

    While its second lasts more may change in it, which readers that compare seconds would miss.
    """
    if moment is None:
        return None
    second = moment.replace(microsecond=0)
    return second if utc_now() >= second + SECOND else second - SECOND


def _xml(form: str, about: About, entries: Sequence[Entry]) -> tuple[str, str]:
    writer, mimetype = XML[form]
    feed: Any = writer(
        title=about.title,
        link=settings().base_url + about.link,
        feed_url=settings().base_url + about.feed_url,
        description=about.description,
        language="en",
        author_name=settings().author_name,
        feed_guid=about.guid,
    )
    if not entries:  # it would say that it changed just now, whenever it is asked
        feed.latest_post_date = lambda: last_public_change() or NEVER
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.content,
            unique_id=entry.guid,
            unique_id_is_permalink=False,
            pubdate=entry.at,
            updateddate=entry.updated,
            categories=entry.topics,
        )
    return str(feed.writeString("utf-8")), mimetype


def _json(about: About, entries: Sequence[Entry]) -> tuple[str, str]:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": settings().base_url + about.link,
        "feed_url": settings().base_url + about.feed_url,
        "description": about.description,
        "language": "en",
        "authors": [{"name": settings().author_name}],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False), "application/feed+json"


def _json_item(entry: Entry) -> dict[str, Any]:
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
