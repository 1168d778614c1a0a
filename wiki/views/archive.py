"""Past pages: `?at=2026-05-01` for the end of a day, `?since=` for what changed from a day on.

A past page is a memento of the present one (RFC 7089), and says so.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, make_response, render_template, request

from wiki.anchors import Anchor
from wiki.clock import start_of
from wiki.dates import format_date
from wiki.db import utc_now
from wiki.models import Topic
from wiki.queries.map.graph import draw_past
from wiki.queries.page import read_page
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.days import end_of, reader_before
from wiki.queries.past.first_day import check_begun, get_past, get_past_item
from wiki.queries.past.items import OF_PAGES
from wiki.queries.past.readings import latest_past
from wiki.queries.past.since import read_since
from wiki.queries.plain_words import label_rows, words_with
from wiki.queries.surroundings import Surroundings
from wiki.queries.topics import find_merged, get_topic
from wiki.sections import SECTIONS
from wiki.views.access import current_reader
from wiki.views.cache_rules import forbid_if_late
from wiki.views.context import site
from wiki.views.json_page import absolute
from wiki.views.query_values import refusal
from wiki.views.requested_days import BadDay, read_requested_day, requested_day
from wiki.visibility import VISITOR

# The endpoints with past pages. Others refuse a day: today's answer would be wrong for it.
WITH_AT = "home.index topics.show topics.as_json topics.as_markdown beliefs.index beliefs.as_json"
WITH_AT += " reading.show writing.show cite.item cite.item_file cite.topic cite.topic_file"
HONOURED = {
    "at": {*WITH_AT.split(), "map.show"},
    "since": {"topics.show", "map.show"},
}
ELSEWHERE = {
    "at": "Only the first page, a region, a reading, an essay, the beliefs, the map and citations "
    "can be shown as of a day.",
    "since": "Only a region and the map can show what changed since a day.",
}

TOGETHER = "A page is shown as of a day, or with what changed since one: leave out `at` or `since`."


def init_app(app: Flask) -> None:
    """Refuse `?at=` and `?since=` with 400 at every address that does not support them."""
    app.after_request(_refuse_elsewhere)


class RequestedDay:
    """The day that `?at=` asks for: the atlas at its end, and what pages say of the day."""

    def __init__(self, day: date) -> None:
        self.day, zone = day, site().time_zone
        self.atlas = PastAtlas(reader_before(end_of(day, zone)), zone)

    def topic(self, topic: Topic) -> Topic:
        """Return a topic as it was at the end of the day. Raises NotBegun."""
        return get_past(topic, self.atlas, site().time_zone)

    def item(self, item: Any) -> Any:
        """Return an item of a topic's page as it was at the end of the day. Raises NotBegun."""
        return get_past_item(item, self.atlas, site().time_zone)

    @property
    def moment(self) -> datetime:
        """Return the last second of the day in the site's time zone; at most the present moment."""
        last = end_of(self.day, site().time_zone) - timedelta(seconds=1)
        return min(last, utc_now())

    @property
    def begun_atlas(self) -> PastAtlas:
        """Return the atlas at the end of the day. Raises NotBegun where it was still empty."""
        check_begun(self.atlas, site().time_zone)
        return self.atlas

    @property
    def tail(self) -> str:
        """Return the query string that links on a past page carry, such as `?at=2026-05-01`."""
        return f"?at={self.day}"

    @property
    def words(self) -> str:
        """Return the day in full, such as `1 May 2026`."""
        return format_date(self.day.isoformat())

    @property
    def now(self) -> str:
        """Return the path of the present page."""
        return request.path

    @property
    def address(self) -> str:
        """Return the absolute address of the past page, with its day."""
        return absolute(request.path) + self.tail


def requested_past() -> RequestedDay | None:
    """Return the day in `?at=`, None where there is none. Raises BadDay and OtherSpelling."""
    day = requested_day("at")
    return RequestedDay(day) if day else None


def requested_since() -> date | None:
    """Return the day in `?since=`, None where there is none. Raises BadDay and OtherSpelling."""
    return requested_day("since")


def requested_topic(slug: str) -> Topic:
    """Return the topic with this slug that the reader may see; with a day, that visitors may see.

    For `?at=` and a day before the topic was merged into another one, it is the topic itself and
    not the other one. Raises NotFound and AddressChanged.
    """
    merged = find_merged(slug) if "at" in request.args else None
    with suppress(BadDay):  # whether there was a region is nothing to learn from a refused day
        day = read_requested_day("at") if merged else None
        if merged and day and RequestedDay(day).atlas.topics.get(merged.id):
            return merged
    of_visitors = any(name in request.args for name in HONOURED)
    return get_topic(slug, reader=VISITOR if of_visitors else current_reader())


def memento(answer: Response, past: RequestedDay) -> Response:
    """Add headers that say of which moment an answer is and where the present page is (RFC 7089).

    The answer is also marked as not to be indexed.
    """
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "at"]
    present = absolute(request.path) + (f"?{urlencode(query)}" if query else "")
    answer.headers["Memento-Datetime"] = format_datetime(past.moment, usegmt=True)
    answer.headers["Link"] = f'<{present}>; rel="original"'
    return unlisted(answer)


def unlisted(answer: Response) -> Response:
    """Mark an answer as not to be indexed: search engines should find the present page."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def render_past_topic(topic: Topic, past: RequestedDay) -> Response:
    """Return the page of a topic as it was at the end of a day."""
    around = Surroundings(topic, past.atlas, day=past.day, tail=past.tail)
    return render_past(
        "topics/show.html",
        past,
        page=read_page(topic, past.atlas),
        removed=past.atlas.items.count_removed(OF_PAGES, topic),
        topic=topic,
        resolve=around.resolve,
        surroundings=around,
    )


def render_since(topic: Topic, day: date) -> Response:
    """Return what changed on a page from a day on, to visitors' eyes, whoever asks."""
    zone = site().time_zone
    now = PastAtlas(reader_before(utc_now() + timedelta(days=1)), zone)
    before = PastAtlas(reader_before(start_of(day, zone)), zone)
    found = read_since(get_past(topic, now, zone), before, now)
    ended = (item.row for items in found.ended.values() for item in items)
    named = (getattr(row, name) for row in ended for name in row.__anchors__)
    page = render_template(
        "archive/since.html",
        topic=topic,
        day=day,
        since=found,
        removed=before.items.count_removed(OF_PAGES, topic),
        names=label_rows(
            now.by_anchor({one for text in named if (one := Anchor.parse(text))}),
            read=words_with(now.resolver()),
        ),
        resolve=now.resolver(),
        sections=[section for section in SECTIONS if section.name in found.added],
        ending=[section for section in SECTIONS if section.ending],
        editable=False,
    )
    return unlisted(make_response(page))


def render_past_home(past: RequestedDay) -> Response:
    """Return the first page as it was at the end of a day."""
    atlas = past.begun_atlas
    return render_past(
        "home/index.html",
        past,
        topics_by_area=atlas.areas_with_topics,
        removed=atlas.topics.count_removed(),
        removed_noun="region",
        map=forbid_if_late(draw_past(atlas.sketch(past.day), past.day)),
        readings=latest_past(atlas.items, 6, until=atlas.until),
        resolve=atlas.resolver(tail=past.tail),
    )


def render_past_map(past: RequestedDay) -> Response:
    """Return the map as it was at the end of a day."""
    drawing = forbid_if_late(draw_past(past.begun_atlas.sketch(past.day), past.day))
    removed = past.atlas.topics.count_removed()
    return render_past(
        "archive/map.html", past, map=drawing, removed=removed, removed_noun="region"
    )


def render_past(template: str, past: RequestedDay, **values: Any) -> Response:
    """Render the template of a past page, without controls even for authors."""
    values = values | {"past": past, "tail": past.tail, "editable": False}
    return memento(make_response(render_template(template, **values)), past)


def _refuse_elsewhere(answer: Response) -> Response:
    # Redirects from old addresses and 404 come before the refusal.
    if request.method not in ("GET", "HEAD") or answer.status_code != 200:
        return answer
    for name, endpoints in HONOURED.items():
        if name in request.args and request.endpoint not in endpoints:
            answer.close()  # it may hold a file
            return make_response(*refusal(400, ELSEWHERE[name]))
    if all(request.args.get(name) for name in HONOURED):
        answer.close()
        return make_response(*refusal(400, TOGETHER))
    return answer
