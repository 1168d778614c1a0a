"""The filters and values that every template can use."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request

from wiki import credence, dates, text
from wiki.addresses import bare_url
from wiki.anchors import Anchor
from wiki.charts.strip import draw_strip
from wiki.clock import day_in
from wiki.credence_pairs import bounds
from wiki.exchange.highwire import make_tags
from wiki.exchange.reference import site_author
from wiki.forms.quotes import write_quotes
from wiki.models import BEARINGS, Essay, Shared, Topic
from wiki.models.essay import shown_day
from wiki.queries.atlas import Identity, read_identity
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.trigger import before_effect
from wiki.sections.uncertainty import STATES
from wiki.statuses import GROUNDS, STATUSES, TINTS
from wiki.views.access import editable
from wiki.views.citation_tags import page_tags, work_tags
from wiki.views.conflicts import differing_fields
from wiki.views.context import (
    current_author,
    fetcher,
    opening_author_id,
    sent_by_htmx,
    settings,
    site,
    site_if_readable,
    site_unasked,
    this_atlas_id,
)
from wiki.views.forms import chosen
from wiki.views.json_page import absolute, short_authors
from wiki.views.linked_data import about_data, article_data, home_data
from wiki.views.map_markup import render_map
from wiki.views.notices import pending_notice
from wiki.views.opened_forms import begun_name, opened_at
from wiki.views.prose import line, plain, plain_if_filled, prose
from wiki.views.publishing import button_value
from wiki.views.query_values import query_shown
from wiki.views.quotes import page_words, shown_quotes
from wiki.visibility import AUTHOR, VISITOR, visible_tags

TEXT_TYPES = [
    "text/html",
    "text/css",
    "text/plain",
    "text/markdown",
    "text/javascript",
    "application/json",
    "application/feed+json",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/manifest+json",
    "image/svg+xml",
]
FIGURES = {"counted": text.counted, "decimal": text.decimal_text, "share": text.share_text}


def init_app(app: Flask) -> None:
    """Register the filters, global values and shared context of all templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(_filters() | FIGURES)
    app.jinja_env.globals.update(_globals())
    app.context_processor(_shared)


def _filters() -> dict[str, Callable[..., Any]]:
    """Return the filters by the names that templates use."""
    return {
        "absolute": absolute,
        "anchor": anchor,
        "bare_address": bare_url,
        "before_effect": before_effect,
        "bounds": bounds,
        "citation_tags": make_tags,
        "credence": credence.format_credence,
        "day_written": day_written,
        "essay_day": essay_day,
        "in_words": credence.in_words,
        "is_placeholder": text.is_placeholder,
        "iso_day": iso_day,
        "line": line,
        "local_date": local_date,
        "local_day": local_day,
        "local_time": local_time,
        "long_date": dates.format_date,
        "machine_time": machine_time,
        "names_a_field": text.names_a_field,
        "page_words": page_words,
        "pictures_without_words": text.pictures_without_words,
        "placeholder_words": text.placeholder_words,
        "plain": plain,
        "plain_if_filled": plain_if_filled,
        "prose": prose,
        "question_mark": text.question_mark,
        "quote_lines": write_quotes,
        "sentences": sentences,
        "short_authors": short_authors,
        "shorten": text.shorten,
        "short_date": dates.format_short,
        "shown_quotes": shown_quotes,
        "shown_topics": shown_topics,
        "time_of_day": clock,
    }


def anchor(item_id: int, kind: str) -> str:
    """Return the anchor of an item, such as `b-12`, by its id and its kind."""
    return str(Anchor(kind, item_id))


def _globals() -> dict[str, Any]:
    """Return the values that all templates can use, and macros too, which have no context."""
    return {
        "about_data": about_data,
        "article_data": article_data,
        "begun_name": begun_name,
        "differing_fields": differing_fields,
        "draw_strip": draw_strip,
        "render_map": render_map,
        "home_data": home_data,
        "opened_at": opened_at,
        "own_lang": own_lang,
        "page_tags": page_tags,
        "button_value": button_value,
        "chosen_for_deleted": chosen,
        "site_author": site_author,
        "this_atlas": this_atlas,
        "this_atlas_id": this_atlas_id,
        "opening_author_id": opening_author_id,
        "tints": TINTS,
        "grounds": GROUNDS,
        "work_tags": work_tags,
    }


def this_atlas() -> Identity:
    """Return the identity of this atlas, read once per request."""
    identity: Identity | None = g.get("this_atlas")
    if identity is None:
        identity = g.this_atlas = read_identity()
    return identity


def own_lang() -> str:
    """Return the attribute ` lang="…"` for the author's text, empty for English."""
    return text.language_attribute(site_unasked().language)


def shown_topics(item: Shared, editable: bool) -> list[Topic]:
    """Return the topics to name beside an item: all if it is `editable`, else the public ones."""
    return visible_tags(item, reader=AUTHOR if editable else VISITOR)


def iso_day(day: date | None) -> str:
    """Return a day as `2026-05-01`, "" for None."""
    return day.isoformat() if day else ""


def machine_time(when: str | date) -> str:
    """Return a day, month, year or moment as text for `<time datetime>`.

    Moments are given to the second; HTML allows at most three digits after it.
    """
    if isinstance(when, str) and len(when) > len("2026-05-01"):
        when = datetime.fromisoformat(when)
    if isinstance(when, datetime):
        return when.isoformat(timespec="seconds")
    return when if isinstance(when, str) else when.isoformat()


def sentences(markdown: str) -> int:
    """Return how many sentences a text has."""
    return text.count_sentences(text.plain(markdown))


def local_time(moment: datetime) -> str:
    """Return a moment in the site's time zone: `1 May 2026, 14:05`."""
    here = moment.astimezone(site().time_zone)
    return f"{dates.format_date(here.date().isoformat())}, {here:%H:%M}"


def local_day(moment: datetime) -> str:
    """Return the day of a moment in the site's time zone: `9 Nov 2026`."""
    return dates.format_short(local_date(moment).isoformat())


def local_date(moment: datetime) -> date:
    """Return the date of a moment in the site's time zone."""
    return moment.astimezone(site().time_zone).date()


def essay_day(essay: Essay) -> str:
    """Return the date to show for an essay, "" if it has none."""
    return shown_day(essay, site().time_zone)


def day_written(iso: str) -> str:
    """Return the day of a stored moment in the site's time zone; a stored date unchanged."""
    return day_in(site().time_zone, iso)


def clock(moment: datetime) -> str:
    """Return the time of day of a moment in the site's time zone: `14:05`."""
    return f"{moment.astimezone(site().time_zone):%H:%M}"


def render_alone(template: str, **values: object) -> str:
    """Render a page as for visitors, without asking the database or the gate.

    So error pages work where one of them fails.
    """
    values |= {"site": site_unasked(), "author": None, "editable": False}
    return current_app.jinja_env.get_template(template).render(**_fixed(), **values)


def _shared() -> dict[str, object]:
    return _fixed() | {
        "site": site_if_readable(),
        "author": current_author(),
        "editable": editable(),
    }


def _fixed() -> dict[str, object]:
    return {
        "base_url": settings().base_url,
        "statuses": STATUSES,
        "outcomes": OUTCOMES,
        "bearings": BEARINGS,
        "settlings": STATES,
        "pending_notice": pending_notice,
        "here": absolute(request.path),
        "asked_here": absolute(request.path + query_shown()),
        "path": request.path,
        "clock": clock,
        "fetches": lambda: fetcher() is not None,
        "htmx": sent_by_htmx(),
    }
