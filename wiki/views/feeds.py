"""The reading log, whole or of a topic or an area, and the essays, as RSS, Atom and JSON Feed."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.models import Area, Essay, Reading, Topic
from wiki.queries.announced import (
    Announced,
    announced_essays,
    announced_readings,
    count_essay_archives,
    count_reading_archives,
)
from wiki.queries.areas import get_area
from wiki.queries.atlas import Name, permanent_ids
from wiki.queries.beliefs.consequences import Consequences, read_consequences
from wiki.queries.plain_words import words_for, words_if_filled
from wiki.queries.resolvers import resolver
from wiki.queries.topics import get_topic
from wiki.text import Resolver, absolute, plain
from wiki.text.people import split_authors
from wiki.views.context import settings, site
from wiki.views.feed_parts import FeedEntry, FeedInfo, requested_archive
from wiki.views.syndication import FORMS, make_entries, write_feed
from wiki.visibility import VISITOR, is_public

bp = Blueprint("feeds", __name__)


@bp.get(f"/reading.{FORMS}")
def reading(form: str) -> ResponseReturnValue:
    """Return the feed of all readings, in the format `form`."""
    return _readings(form, None)


@bp.get(f"/atlas/<slug:slug>/reading.{FORMS}")
def topic_reading(form: str, slug: str) -> ResponseReturnValue:
    """Return the feed of the readings on one topic, in the format `form`."""
    return _readings(form, get_topic(slug, reader=VISITOR))


@bp.get(f"/areas/<slug:slug>/reading.{FORMS}")
def area_reading(form: str, slug: str) -> ResponseReturnValue:
    """Return the feed of the readings on one area's topics, in the format `form`."""
    return _readings(form, get_area(slug, reader=VISITOR))


@bp.get(f"/writing.{FORMS}")
def writing(form: str) -> ResponseReturnValue:
    """Return the feed of the essays, in the format `form`."""
    name, resolve = permanent_ids(), resolver(reader=VISITOR)
    archives = count_essay_archives()
    about = FeedInfo(
        guid=name("writing", 0),
        title=f"{site().site_title}: writing",
        link=url_for("writing.index"),
        feed_url=url_for("feeds.writing", form=form),
        description=f"Essays by {site().author_name}.",
    ).among(archives, requested_archive(archives))
    items = announced_essays(archive=about.archive)
    entries = make_entries(items, lambda item: _essay(item, name, resolve))
    return write_feed(form, about, entries)


def _readings(form: str, within: Topic | Area | None) -> ResponseReturnValue:
    name, archives = permanent_ids(), count_reading_archives(within)
    about = _about(form, within, name).among(archives, requested_archive(archives))
    items = announced_readings(within, archive=about.archive)
    return write_feed(form, about, _entries(items, name))


def _about(form: str, within: Topic | Area | None, name: Name) -> FeedInfo:
    """Return the title and addresses of a feed."""
    if within is None:
        return FeedInfo(
            guid=name("feed", 0),
            title=f"{site().site_title}: reading",
            link=url_for("reading.index"),
            feed_url=url_for("feeds.reading", form=form),
            description=f"What {site().author_name} reads, with takeaways.",
        )
    is_area = isinstance(within, Area)
    page, feed = ("areas", "area_reading") if is_area else ("topics", "topic_reading")
    summary = words_if_filled(words_for(VISITOR))(within.summary)
    return FeedInfo(
        guid=name("feed of area" if is_area else "feed", within.id),
        title=f"{within.title}: reading",
        link=url_for(f"{page}.show", slug=within.slug),
        feed_url=url_for(f"feeds.{feed}", slug=within.slug, form=form),
        description=summary or f"Reading on {within.title}.",
    )


def _entries(items: list[Announced[Reading]], name: Name) -> list[FeedEntry]:
    resolve = resolver(reader=VISITOR)
    did = read_consequences([item.item.id for item in items], reader=VISITOR)
    return make_entries(items, lambda item: _entry(item, name, resolve, did.get(item.item.id)))


def _entry(
    item: Announced[Reading], name: Name, resolve: Resolver, did: Consequences | None
) -> FeedEntry:
    reading = item.item
    link = f"{settings().base_url}/r/{reading.id}"
    return FeedEntry(
        guid=name("reading", reading.id),
        link=link,
        title=plain(reading.title, resolve=resolve),
        content=_content(reading, resolve, link, did),
        topics=[topic.title for topic in reading.live_topics if is_public(topic)],
        url=reading.url,
        at=item.at,
        updated=item.updated,
    )


def _essay(item: Announced[Essay], name: Name, resolve: Resolver) -> FeedEntry:
    """Return the entry of an essay; its content is the whole text."""
    essay = item.item
    link = f"{settings().base_url}/e/{essay.id}"
    html = render_template("writing/_feed_item.html", essay=essay, resolve=resolve)
    return FeedEntry(
        guid=name("essay", essay.id),
        link=link,
        title=plain(essay.title, resolve=resolve),
        content=str(absolute(html.strip(), link)),
        topics=[topic.title for topic in essay.live_topics if is_public(topic)],
        url=essay.url,
        at=item.at,
        updated=item.updated,
    )


def _content(reading: Reading, resolve: Resolver, link: str, did: Consequences | None) -> str:
    """Return an entry's HTML, with absolute addresses: the takeaway, the work, what it set off."""
    authors = ", ".join(split_authors(reading.authors))
    html = render_template(
        "reading/_feed_item.html", reading=reading, authors=authors, did=did, resolve=resolve
    )
    return str(absolute(html.strip(), link))
