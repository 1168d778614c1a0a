"""The reading log as RSS, Atom and JSON Feed, whole or for one topic."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import Blueprint, Response, json, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.db import utc_now
from wiki.models import Reading, Topic
from wiki.services.atlas import permanent_ids
from wiki.services.readings import Announced, announced, last_public_change
from wiki.services.topics import get_topic, resolver
from wiki.text import Resolver, absolute, plain, plain_if_filled
from wiki.views.context import settings
from wiki.views.data import split_authors

bp = Blueprint("feeds", __name__)
XML = {"rss": (Rss201rev2Feed, "application/rss+xml"), "atom": (Atom1Feed, "application/atom+xml")}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@bp.get("/reading.<any(rss,atom,json):form>")
def reading(form: str) -> ResponseReturnValue:
    """Return the feed of everything read."""
    return _feed(form, None)


@bp.get("/atlas/<slug:slug>/reading.<any(rss,atom,json):form>")
def topic_reading(form: str, slug: str) -> ResponseReturnValue:
    """Return the feed of what was read on one topic."""
    return _feed(form, get_topic(slug, private=False))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A reading as every form of the feed tells of it."""

    guid: str
    link: str
    title: str
    content: str
    topics: list[str]
    url: str
    at: datetime
    updated: datetime


def _feed(form: str, topic: Topic | None) -> ResponseReturnValue:
    entries = _entries(announced(topic))
    body, mimetype = _json(entries, topic) if form == "json" else _xml(form, entries, topic)
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


def _about(form: str, topic: Topic | None) -> dict[str, str]:
    """Return a feed's title, description and addresses."""
    base, site = settings().base_url, settings().site_title
    if topic is None:
        here, feed = url_for("reading.index"), url_for("feeds.reading", form=form)
        return {
            "title": f"{site}: reading",
            "link": base + here,
            "feed_url": base + feed,
            "description": f"What {settings().author_name} reads, with takeaways.",
        }
    here = url_for("topics.show", slug=topic.slug)
    feed = url_for("feeds.topic_reading", slug=topic.slug, form=form)
    return {
        "title": f"{topic.title}: reading",
        "link": base + here,
        "feed_url": base + feed,
        "description": plain_if_filled(topic.summary) or f"Reading on {topic.title}.",
    }


def _entries(items: list[Announced]) -> list[Entry]:
    name, resolve = permanent_ids(), resolver(private=False)
    return [
        Entry(
            guid=name("reading", item.reading.id),
            # Readers compare it: it never changes.
            link=f"{settings().base_url}/r/{item.reading.id}",
            title=plain(item.reading.title),
            content=_content(item.reading, resolve),
            topics=[topic.title for topic in item.reading.live_topics if topic.is_public()],
            url=item.reading.url,
            at=item.at,
            updated=item.updated,
        )
        for item in items
    ]


def _content(reading: Reading, resolve: Resolver) -> str:
    """Return the takeaway, then the work and its authors, with absolute addresses."""
    authors = ", ".join(split_authors(reading.authors))
    html = render_template(
        "reading/_feed_item.html", reading=reading, authors=authors, resolve=resolve
    )
    return str(absolute(html.strip(), settings().base_url))


def _xml(form: str, entries: list[Entry], topic: Topic | None) -> tuple[str, str]:
    writer, mimetype = XML[form]
    feed: Any = writer(
        **_about(form, topic),
        language="en",
        author_name=settings().author_name,
        feed_guid=permanent_ids()("feed", topic.id if topic else 0),
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


def _json(entries: list[Entry], topic: Topic | None) -> tuple[str, str]:
    about = _about("json", topic)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about["title"],
        "home_page_url": about["link"],
        "feed_url": about["feed_url"],
        "description": about["description"],
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
