"""The list of triggers across regions, and the feed of those that happened."""

from typing import Any

from flask import Blueprint, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.errors import Invalid
from wiki.queries.areas import list_areas
from wiki.queries.atlas import permanent_ids
from wiki.queries.beliefs.trigger_list import (
    TriggerFilter,
    list_choices,
    list_triggers,
    page_triggers,
)
from wiki.queries.beliefs.triggers import (
    HAPPENED,
    OPEN,
    HappenedTrigger,
    HappenedTriggers,
    ListedTrigger,
)
from wiki.queries.items import find_item
from wiki.queries.resolvers import resolver
from wiki.sections.belief import SECTION as BELIEFS
from wiki.text import Resolver, is_placeholder, plain
from wiki.text import absolute as absolute_links
from wiki.views.access import current_reader
from wiki.views.cache_rules import forbid_if_beyond
from wiki.views.context import settings, site
from wiki.views.feed_parts import FeedEntry, FeedInfo, requested_archive
from wiki.views.json_page import absolute, json_value
from wiki.views.query_values import (
    answering,
    query_area,
    query_choice,
    query_page,
    query_text,
    query_texts,
)
from wiki.views.syndication import make_entries, write_feed
from wiki.visibility import VISITOR, Reader, may_see_on_page

bp = Blueprint("triggers", __name__)
NAMES = ("area", "belief", "state")


@bp.get("/triggers")
@answering
def index() -> ResponseReturnValue:
    """Show the triggers that match the filters, open ones first."""
    reader = current_reader()
    conditions = _trigger_filter(reader=reader)
    return render_template(
        "triggers/index.html",
        page=forbid_if_beyond(page_triggers(conditions, query_page(), reader=reader)),
        areas=list_areas(reader=reader),
        choices=list_choices(conditions, reader=reader),
        asked=query_texts(NAMES),
        resolve=resolver(reader=reader),
    )


@bp.get("/triggers.json")
@answering
def as_json() -> ResponseReturnValue:
    """Return the public triggers that match the filters as JSON, all on one page.

    Authors get the same as visitors.
    """
    found = list_triggers(_trigger_filter(reader=VISITOR), reader=VISITOR)
    return jsonify({"triggers": [_data(each) for each in found]})


@bp.get("/triggers.<any(rss,atom):form>")
def feed(form: str) -> ResponseReturnValue:
    """Return the feed of triggers that happened; `form` is `rss` or `atom`.

    It is what visitors see, whoever asks, the last recorded first.
    """
    return _feed(form, url_for("triggers.feed", form=form))


@bp.get("/triggers/happened.json")
def json_feed() -> ResponseReturnValue:
    """Return the feed of triggers that happened, as JSON Feed.

    It has its own address because `/triggers.json` is the list of triggers.
    """
    return _feed("json", url_for("triggers.json_feed"))


def _trigger_filter(*, reader: Reader) -> TriggerFilter:
    return TriggerFilter(
        area=query_area(),
        belief=_query_belief(reader=reader),
        state=query_choice("state", (OPEN, HAPPENED), "A trigger is open or happened."),
    )


def _query_belief(*, reader: Reader) -> int | None:
    """Return the id of the belief in the filter.

    Raises Invalid where the reader sees no such belief.
    """
    if not (text := query_text("belief")):
        return None
    belief_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    belief = find_item(BELIEFS, belief_id)
    seen = (
        belief is not None and belief.deleted_at is None and may_see_on_page(belief, reader=reader)
    )
    if belief is None or not seen or is_placeholder(belief.claim):
        raise Invalid("belief", "There is no such belief.")
    return belief_id


def _data(watched: ListedTrigger) -> dict[str, Any]:
    trigger, area = watched.trigger, watched.trigger.topic.shown_area
    moved, promised, reading = watched.moved, watched.promised, watched.reading
    ends = {
        "promised": promised,
        "moved": (moved.before, moved.after) if moved else None,
    }
    return {
        "id": trigger.id,
        "observation": trigger.observation,
        "effect": None if is_placeholder(trigger.effect) else trigger.effect or None,
        "topic": trigger.topic.slug,
        "title": trigger.topic.title,
        "area": area.title if area else None,
        "belief": watched.belief.id if watched.belief else None,
        "happened_on": trigger.happened_on or None,
        **{
            name: {"from": json_value(pair[0]), "to": json_value(pair[1])} if pair else None
            for name, pair in ends.items()
        },
        "seen_in": absolute(f"/r/{reading.id}") if reading else watched.link or None,
        "url": absolute(f"/t/{trigger.id}"),
    }


def _feed(form: str, address: str) -> ResponseReturnValue:
    happened = HappenedTriggers()
    archive = requested_archive(happened.archives)
    about = FeedInfo(
        guid=permanent_ids()("feed of triggers", 0),
        title=f"{site().site_title}: what happened",
        link=url_for("triggers.index"),
        feed_url=address,
        description=f"What {site().author_name} said would change a view, once it happens.",
    ).among(happened.archives, archive)
    resolve, name = resolver(reader=VISITOR), permanent_ids()
    entries = make_entries(happened.listed(archive), lambda each: _entry(each, resolve, name))
    return write_feed(form, about, entries)


def _entry(happened: HappenedTrigger, resolve: Resolver, name: Any) -> FeedEntry:
    trigger = happened.listed.trigger
    html = render_template("triggers/_feed_item.html", watched=happened.listed, resolve=resolve)
    return FeedEntry(
        guid=name("trigger", trigger.id),
        link=absolute(f"/t/{trigger.id}"),
        title=plain(trigger.observation, resolve=resolve),
        content=str(absolute_links(html.strip(), settings().base_url)),
        topics=[trigger.topic.title],
        url=happened.listed.link,
        at=happened.at,
        updated=happened.updated,
    )
