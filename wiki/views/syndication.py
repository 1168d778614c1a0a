"""Writing feeds as RSS, Atom and JSON Feed, such that no feed reader shows an entry twice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import Response, current_app, json
from sqlalchemy.exc import SQLAlchemyError

from wiki.db import utc_now
from wiki.queries.readings import last_public_change
from wiki.text import without_controls
from wiki.views.context import settings, site

FORMS = "<any(rss,atom,json):form>"
HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
T = TypeVar("T")


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


def make_entries(items: Iterable[T], make: Callable[[T], FeedEntry]) -> list[FeedEntry]:
    """Return the entry of every item; those that fail are left out and logged.

    Errors of the database are raised, so that the feed reader asks again.
    """
    found = []
    for item in items:
        try:
            found.append(make(item))
        except SQLAlchemyError:
            raise
        except Exception:
            current_app.logger.exception("Left out of a feed: %.200r", item)
    return found


def write_feed(form: str, about: FeedInfo, entries: Sequence[FeedEntry]) -> Response:
    """Return a feed in one of the three formats.

    An entry that cannot be written is left out and logged, so that readers get the others.
    """
    about, entries = _without_controls(about), [_without_controls(entry) for entry in entries]
    write, mimetype = _writer(form)
    try:
        body = write(about, entries)
    except Exception:  # noqa: BLE001 - whichever entry it was is logged below
        body = write(about, [entry for entry in entries if _can_be_written(write, about, entry)])
    answer = Response(body, content_type=f"{mimetype}; charset=utf-8")
    answer.last_modified = _settled(last_public_change())
    return answer


Said = TypeVar("Said", FeedEntry, FeedInfo)
Write = Callable[[FeedInfo, Sequence[FeedEntry]], str]


def _without_controls(said: Said) -> Said:
    """Return the entry without control characters, which would make the feed invalid."""
    texts = {name: text for name, text in vars(said).items() if isinstance(text, str)}
    changes: dict[str, Any] = {name: without_controls(text) for name, text in texts.items()}
    if isinstance(said, FeedEntry):
        changes["topics"] = [without_controls(topic) for topic in said.topics]
    return replace(said, **changes)


def _can_be_written(write: Write, about: FeedInfo, entry: FeedEntry) -> bool:
    try:
        write(about, [entry])
    except Exception:
        current_app.logger.exception("Left out of a feed: %s", entry.link)
        return False
    return True


def _writer(form: str) -> tuple[Write, str]:
    if form == "json":
        return _json, "application/feed+json"
    feed, mimetype = XML[form]
    return partial(_xml, feed), mimetype


def _settled(moment: datetime | None) -> datetime | None:
    """Return a moment for Last-Modified in whole seconds, None for None.

    While its second is not over, the second before is returned: more may change in it, and feed
    readers that compare whole seconds would miss that.
    """
    if moment is None:
        return None
    second = moment.replace(microsecond=0)
    return second if utc_now() >= second + SECOND else second - SECOND


class _Atom(Atom1Feed):  # type: ignore[misc]  # the library has no types
    """Atom with links to the archives of a feed."""

    about: FeedInfo

    def root_attributes(self) -> dict[str, str]:
        """Name the namespace of archives."""
        return dict(super().root_attributes()) | _namespace(self.about)

    def add_root_elements(self, handler: Any) -> None:
        """Add the links."""
        super().add_root_elements(handler)
        _add_links(handler, "link", self.about)


class _Rss(Rss201rev2Feed):  # type: ignore[misc]  # the library has no types
    """RSS with the same links."""

    about: FeedInfo

    def rss_attributes(self) -> dict[str, str]:
        """Name the namespace of archives."""
        return dict(super().rss_attributes()) | _namespace(self.about)

    def add_root_elements(self, handler: Any) -> None:
        """Add the links."""
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


def _xml(writer: Any, about: FeedInfo, entries: Sequence[FeedEntry]) -> str:
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
    return str(feed.writeString("utf-8"))


def _json(about: FeedInfo, entries: Sequence[FeedEntry]) -> str:
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
