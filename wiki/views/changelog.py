"""The changelog: pages, feeds, and the digest of a month."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from flask import (
    Blueprint,
    Response,
    get_template_attribute,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wiki.dates import format_date
from wiki.models import Topic
from wiki.queries.atlas import Name, permanent_ids
from wiki.queries.beginning import begins_on
from wiki.queries.changelog.archives import (
    last_archive,
    list_archive,
    newer_archive,
    older_archive,
)
from wiki.queries.changelog.days import group_by_day
from wiki.queries.changelog.entries import (
    ChangelogEntry,
    RegionDigest,
    group_by_region,
    list_entries,
    list_for_feed,
    list_month,
)
from wiki.queries.plain_words import words_for, words_if_filled
from wiki.queries.topics import get_topic
from wiki.text import absolute, escape_marks, isolated
from wiki.views.access import current_reader
from wiki.views.context import settings, site, today
from wiki.views.feed_parts import FeedEntry, FeedInfo, requested_archive
from wiki.views.query_values import refusal
from wiki.views.syndication import FORMS, make_entries, write_feed
from wiki.visibility import VISITOR

bp = Blueprint("changelog", __name__)
PLACE = re.compile(r"[1-9][0-9]{0,8}")
NO_PLACE = "There is no such page of older changes: go back to the latest ones."


@bp.get("/changes")
def index() -> ResponseReturnValue:
    """Show the changelog of the atlas, newest first."""
    return _page(None)


@bp.get("/atlas/<slug:slug>/changes")
def topic_index(slug: str) -> ResponseReturnValue:
    """Show the changelog of one topic."""
    return _page(get_topic(slug, reader=current_reader()))


@bp.get(f"/changes.{FORMS}")
def feed(form: str) -> ResponseReturnValue:
    """Return the feed of the whole changelog, in the format `form`."""
    return _feed(form, None)


@bp.get(f"/atlas/<slug:slug>/changes.{FORMS}")
def topic_feed(form: str, slug: str) -> ResponseReturnValue:
    """Return the feed of one topic's changelog, in the format `form`."""
    return _feed(form, get_topic(slug, reader=VISITOR))


@bp.get("/changes/<month>")
def month(month: str) -> ResponseReturnValue:
    """Show the digest of a month (`2026-11`), by region; 400 or 404 for an invalid month."""
    first = begins_on(site().time_zone, reader=current_reader())
    if wrong := _wrong_month(month, first):
        return wrong
    return render_template(
        "changelog/month.html",
        month=month,
        groups=_groups(month),
        before=_near(month, -1, first),
        after=_near(month, 1, first),
    )


@bp.get("/changes/<month>.md")
def month_as_markdown(month: str) -> ResponseReturnValue:
    """Return the digest of a month as Markdown, to paste into a newsletter."""
    first = begins_on(site().time_zone, reader=current_reader())
    return _wrong_month(month, first) or Response(_digest(month), mimetype="text/markdown")


def _page(topic: Topic | None) -> ResponseReturnValue:
    typed = request.args.get("before")
    if typed is not None and not PLACE.fullmatch(typed):
        return refusal(400, NO_PLACE)
    before = int(typed) if typed else None
    entries, older = list_entries(topic, reader=current_reader(), before=before)
    days = group_by_day(entries, site().time_zone)
    months = [(month, list(group)) for month, group in groupby(days, key=attrgetter("month"))]
    return render_template(
        "changelog/index.html",
        topic=topic,
        months=months,
        years=sorted({month[:4] for month, _ in months}, reverse=True),
        before=before,
        older=entries[-1].change_id if older else None,
    )


def _feed(form: str, topic: Topic | None) -> ResponseReturnValue:
    name, last = permanent_ids(), last_archive(topic, reader=VISITOR)
    about = _about(form, topic, name)
    if archive := requested_archive(last):
        older = older_archive(topic, archive, reader=VISITOR)
        newer = newer_archive(topic, archive, last, reader=VISITOR)
        about = replace(about, archive=archive, older=older, newer=newer)
        entries = list_archive(topic, archive, reader=VISITOR)
    else:
        about = replace(about, older=last)
        entries = list_for_feed(topic, reader=VISITOR)
    return write_feed(form, about, _news(entries, name))


def _about(form: str, topic: Topic | None, name: Name) -> FeedInfo:
    """Return the title and addresses of a feed."""
    if topic is None:
        return FeedInfo(
            guid=name("changes", 0),
            title=f"{site().site_title}: changes",
            link=url_for("changelog.index"),
            feed_url=url_for("changelog.feed", form=form),
            description=f"Where {site().author_name} changed their mind, and why.",
        )
    summary = words_if_filled(words_for(VISITOR))(topic.summary)
    return FeedInfo(
        guid=name("changes", topic.id),
        title=f"{topic.title}: changes",
        link=url_for("changelog.topic_index", slug=topic.slug),
        feed_url=url_for("changelog.topic_feed", slug=topic.slug, form=form),
        description=summary or f"Changes on {topic.title}.",
    )


def _news(entries: Sequence[ChangelogEntry], name: Name) -> list[FeedEntry]:
    return make_entries(entries, lambda entry: _feed_entry(entry, name("change", entry.change_id)))


def _feed_entry(entry: ChangelogEntry, guid: str) -> FeedEntry:
    base = settings().base_url
    # A macro, not render_template(): each of dozens of entries would cost as much as a small page.
    html = get_template_attribute("changelog/_feed_item.html", "content")(entry)
    return FeedEntry(
        guid=guid,
        link=f"{base}/c/{entry.change_id}",
        title=entry.title,
        content=str(absolute(html.strip(), base)),
        topics=entry.topics,
        at=entry.at,
        updated=entry.updated,
    )


def _groups(month: str) -> list[RegionDigest]:
    return group_by_region(list_month(month, site().time_zone, reader=current_reader()))


def _digest(month: str) -> str:
    """Return a digest as Markdown: a heading for each region, a list item for each sentence."""
    base = settings().base_url
    lines = [f"# {_named(site().site_title)}: {format_date(month)}"]
    for group in _groups(month):
        title = _named(group.region.title) if group.region else "Elsewhere"
        linked = group.region and group.region.address
        lines += ["", f"## [{title}]({base}{linked})" if linked else f"## {title}", ""]
        for line in group.lines:
            sentence, address = line.sentence, f"{base}/c/{line.change_id}"
            text = "".join(_marked(w.plain, w.link, base, w.quoted) for w in sentence.words)
            reason = f". {_named(sentence.reason)}" if sentence.reason else ""
            lines.append(f"- {text}{reason} ([link]({address}))")
            lines += [f"- [{line.more} more in this change]({address})"] if line.more else []
    if len(lines) == 1:
        lines += ["", "Nothing changed that month."]
    return "\n".join(lines) + "\n"


def _named(words: str) -> str:
    """Return words that somebody typed as they stand in a line, whichever way they are written."""
    return isolated(escape_marks(words))


def _marked(text: str, link: str, base: str, quoted: bool) -> str:
    words = escape_marks(text)
    words = f"*{words}*" if quoted else words
    return f"[{words}]({base}{link})" if link else words


def _wrong_month(month: str, first: date | None) -> ResponseReturnValue | None:
    """Return the error page for a month that cannot be read or has no changelog, else None."""
    try:
        is_month = len(month) == len("2026-11") and bool(date.fromisoformat(f"{month}-01"))
    except ValueError:
        is_month = False
    if not is_month:
        return refusal(400, "A month is written as a year and two digits, such as 2026-11.")
    if month > f"{today():%Y-%m}":
        return refusal(404, f"{format_date(month)} is still to come.")
    if first is None or month < f"{first:%Y-%m}":
        begins = f" It begins in {format_date(f'{first:%Y-%m}')}." if first else ""
        return refusal(404, f"{format_date(month)} is before this atlas began.{begins}")
    return None


def _near(month: str, step: int, first: date | None) -> str | None:
    """Return the next or previous month, None where that is before the atlas or in the future."""
    start = date.fromisoformat(f"{month}-01")
    other = start + timedelta(days=31) if step > 0 else start - timedelta(days=1)
    within = first and f"{first:%Y-%m}" <= f"{other:%Y-%m}" <= f"{today():%Y-%m}"
    return f"{other:%Y-%m}" if within else None
