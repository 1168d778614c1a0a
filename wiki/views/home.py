"""The first page, and the addresses that crawlers and programs ask every site for."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.queries.areas import list_areas
from wiki.queries.atlas import check_readable, list_areas_with_topics
from wiki.queries.beliefs.example import find_example
from wiki.queries.changelog.entries import latest_changes_of_mind
from wiki.queries.essays import list_essays
from wiki.queries.map.graph import read_map
from wiki.queries.names import list_names
from wiki.queries.readings import latest
from wiki.queries.resolvers import resolver
from wiki.queries.sharing import atlas_card
from wiki.text import is_placeholder, without_controls
from wiki.views.access import current_reader, editable
from wiki.views.archive import render_past_home, requested_past
from wiki.views.assets import send_file
from wiki.views.cache_rules import forbid_if_late
from wiki.views.context import site, today
from wiki.views.json_page import absolute
from wiki.visibility import VISITOR

bp = Blueprint("home", __name__)

MOST_FEEDS = 500  # areas and regions whose feeds are listed
MOST_ADDRESSES = 50_000  # in a sitemap (sitemaps.org)


# The names of crawlers that gather text to train models, as their owners state them.
TRAINING_CRAWLERS = (
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
    "PanguBot",
    "Timpibot",
    "Webzio-Extended",
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the first page: the map, areas with topics, latest changes and latest reading."""
    if past := requested_past():
        return render_past_home(past)
    reader = current_reader()
    drawing = forbid_if_late(read_map(reader=reader, today=today()))
    return render_template(
        "home/index.html",
        topics_by_area=list_areas_with_topics(reader=reader),
        map=drawing,
        sharing_card=None if editable() else atlas_card(drawing, site()),
        changes=latest_changes_of_mind(5, reader=reader),
        readings=latest(6, reader=reader),
        example=find_example(reader=reader),
        resolve=resolver(reader=reader),
    )


@bp.get("/status")
def status() -> ResponseReturnValue:
    """Show what each status of a region means."""
    return render_template("home/status.html")


@bp.get("/feeds")
def feeds() -> ResponseReturnValue:
    """List the feeds of the atlas, of areas and of regions, at most MOST_FEEDS of each."""
    topics, total = list_names(reader=VISITOR, most=MOST_FEEDS)
    areas = list_areas(reader=VISITOR)[:MOST_FEEDS]
    return render_template("home/feeds.html", areas=areas, topics=topics, more=total - len(topics))


@bp.get("/feeds.opml")
def opml() -> ResponseReturnValue:
    """Return the same list of feeds as OPML, for feed readers."""
    topics, _total = list_names(reader=VISITOR, most=MOST_FEEDS)
    areas = list_areas(reader=VISITOR)[:MOST_FEEDS]
    listed = without_controls(render_template("home/opml.xml", areas=areas, topics=topics))
    return Response(listed, content_type="text/x-opml; charset=utf-8")


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer 200 if the database can be read."""
    check_readable()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Return robots.txt: crawlers may read everything that is public.

    Where the author says so, those that train language models are asked to stay away.
    """
    lines = ["User-agent: *", "Disallow: /sign-in"]
    if site().refuses_crawlers:
        lines += ["", *(f"User-agent: {name}" for name in TRAINING_CRAWLERS), "Disallow: /"]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """Return the sitemap of the public pages, at most MOST_ADDRESSES."""
    paths = ["/", url_for("map.show"), url_for("reading.index"), url_for("writing.index")]
    paths += [url_for(f"{name}.index") for name in ("beliefs", "triggers", "record")]
    paths += [url_for("changelog.index"), url_for("about.show")]
    names, _ = list_names(reader=VISITOR, most=MOST_ADDRESSES)
    topics = [url_for("topics.show", slug=name.slug) for name in names]
    essays = [
        url_for("writing.show", slug=essay.slug)
        for essay in list_essays(reader=VISITOR, zone=site().time_zone)
        if essay.body and not is_placeholder(essay.body)
    ]
    addresses = [absolute(path) for path in (*paths, *essays, *topics)][:MOST_ADDRESSES]
    return Response(
        render_template("home/sitemap.xml", addresses=addresses), mimetype="application/xml"
    )


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Return the site's icon, which browsers and feed readers ask for without being told."""
    return send_file("favicon.ico")
