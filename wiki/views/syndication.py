"""Writing feeds as RSS, Atom and JSON Feed, such that no feed reader shows an entry twice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from wiki.db import utc_now
from wiki.queries.readings import last_public_change
from wiki.text import without_controls
from wiki.views import feed_page
from wiki.views.feed_formats import XML, write_json, write_xml
from wiki.views.feed_parts import FeedEntry, FeedInfo

FORMS = "<any(rss,atom,json):form>"
SECOND = timedelta(seconds=1)
T = TypeVar("T")


def make_entries(items: Iterable[T], make: Callable[[T], FeedEntry]) -> list[FeedEntry]:
    """Return the feed entry of every item, made by `make`; items that fail are logged and left out.

    Errors of the database are raised, so that the feed reader asks again.
    """
    entries = []
    for item in items:
        try:
            entries.append(make(item))
        except SQLAlchemyError:
            raise
        except Exception:
            current_app.logger.exception("Left out of a feed: %.200r", item)
    return entries


def write_feed(form: str, about: FeedInfo, entries: Sequence[FeedEntry]) -> Response:
    """Return a feed in the format `form`: rss, atom or json.

    An entry that cannot be written is left out and logged, so that readers get the others. A
    browser that opens a feed in XML gets a page.
    """
    about, entries = _without_controls(about), [_without_controls(entry) for entry in entries]
    if feed_page.is_opened():
        return feed_page.show_feed(about, entries)
    write, mimetype = _writer(form)
    try:
        body = write(about, entries)
    except Exception:  # noqa: BLE001 - whichever entry it was is logged below
        body = write(about, [entry for entry in entries if _can_be_written(write, about, entry)])
    answer = Response(body, content_type=f"{mimetype}; charset=utf-8")
    if form in XML:
        answer.vary.add(feed_page.HEADER)
    answer.last_modified = _last_modified(last_public_change())
    return answer


Said = TypeVar("Said", FeedEntry, FeedInfo)
Write = Callable[[FeedInfo, Sequence[FeedEntry]], str]


def _without_controls(value: Said) -> Said:
    """Return the entry without control characters, which would make the feed invalid."""
    texts = {name: text for name, text in vars(value).items() if isinstance(text, str)}
    changes: dict[str, Any] = {name: without_controls(text) for name, text in texts.items()}
    if isinstance(value, FeedEntry):
        changes["topics"] = [without_controls(topic) for topic in value.topics]
    return replace(value, **changes)


def _can_be_written(write: Write, about: FeedInfo, entry: FeedEntry) -> bool:
    try:
        write(about, [entry])
    except Exception:
        current_app.logger.exception("Left out of a feed: %s", entry.link)
        return False
    return True


def _writer(form: str) -> tuple[Write, str]:
    if form == "json":
        return write_json, "application/feed+json"
    feed, mimetype = XML[form]
    return partial(write_xml, feed), mimetype


def _last_modified(moment: datetime | None) -> datetime | None:
    """Return a moment for Last-Modified in whole seconds, None for None.

    While its second is not over, the second before is returned: more may change in it, and feed
    readers that compare whole seconds would miss that.
    """
    if moment is None:
        return None
    second = moment.replace(microsecond=0)
    return second if utc_now() >= second + SECOND else second - SECOND
