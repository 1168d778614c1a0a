"""The list of beliefs across regions, as a page and as JSON."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from wiki.charts.dots import PlottedBelief, draw_dots
from wiki.models import Area
from wiki.queries.areas import list_areas, number_areas
from wiki.queries.beliefs.belief_list import list_beliefs, page_beliefs
from wiki.queries.beliefs.filters import SORTS, BeliefFilter, ListedBelief
from wiki.queries.beliefs.standings import LastNumber, last_numbers
from wiki.queries.paging import ListPage
from wiki.queries.past.beliefs import list_past_beliefs, page_past_beliefs
from wiki.queries.resolvers import resolver
from wiki.text import is_placeholder
from wiki.views.access import current_reader
from wiki.views.archive import memento, render_past, requested_past
from wiki.views.cache_rules import forbid_if_beyond
from wiki.views.json_page import absolute, json_value
from wiki.views.query_values import (
    answering,
    query_area,
    query_choice,
    query_credence,
    query_day,
    query_page,
    query_texts,
)
from wiki.visibility import VISITOR, Reader

bp = Blueprint("beliefs", __name__)
NAMES = ("area", "at_least", "at_most", "moved_since", "not_affirmed_since", "sort")


@bp.get("/beliefs")
@answering
def index() -> ResponseReturnValue:
    """Show the beliefs that match the filters, as they are, or as they were at `?at=`."""
    if past := requested_past():
        atlas = past.begun_atlas
        found = page_past_beliefs(_belief_filter(atlas.areas), query_page(), atlas)
        return render_past(
            "beliefs/index.html",
            past,
            removed=atlas.items.count_removed(["belief"]),
            removed_noun="belief",
            resolve=atlas.resolver(tail=past.tail),
            last_numbers=_last_numbers(found, atlas.reader),
            **_page_values(found, atlas.areas),
        )
    reader = current_reader()
    found = page_beliefs(_belief_filter(), query_page(), reader=reader)
    return render_template(
        "beliefs/index.html",
        resolve=resolver(reader=reader),
        last_numbers=_last_numbers(found, reader),
        **_page_values(found, list_areas(reader=reader)),
    )


@bp.get("/beliefs.json")
@answering
def as_json() -> ResponseReturnValue:
    """Return the public beliefs that match the filters as JSON, all on one page.

    Authors get the same as visitors.
    """
    past = requested_past()
    if past:
        atlas = past.begun_atlas
        reader, found = atlas.reader, list_past_beliefs(_belief_filter(atlas.areas), atlas)
    else:
        reader, found = VISITOR, list_beliefs(_belief_filter(), reader=VISITOR)
    had_number = last_numbers((each.belief for each in found), reader=reader)
    withdrawn = {number for number, last in had_number.items() if last.was_given}
    answer = jsonify({"beliefs": [_data(each, withdrawn) for each in found]})
    return memento(answer, past) if past else answer


def _last_numbers(page: ListPage[ListedBelief], reader: Reader) -> dict[int, LastNumber]:
    """Return, by id, the last number of those beliefs that have none any more."""
    return last_numbers((listed.belief for listed in page.items), reader=reader)


def _page_values(page: ListPage[ListedBelief], areas: Sequence[Area]) -> dict[str, Any]:
    """Return what the page shows: a list, its picture, and the hue of each area on the map."""
    numbered = [each for each in page.items if each.belief.credence is not None]
    areas_shown, numbers = {each.belief.topic.shown_area for each in numbered}, number_areas(areas)
    return {
        "page": forbid_if_beyond(page),
        "areas": areas,
        "asked": query_texts(NAMES),
        "plot": draw_dots(_plotted(page.items)),
        "by_id": {each.belief.id: each for each in numbered},
        "moved": any(each.standing.was for each in numbered),
        "shown_areas": {area.title if area else "" for area in areas_shown},
        "hues": {area.title: numbers[area.id] for area in areas},
    }


def _plotted(listed: Sequence[ListedBelief]) -> Iterator[PlottedBelief]:
    for each in listed:
        if (credence := each.belief.credence) is not None:
            was = each.standing.was
            yield PlottedBelief(each.belief.id, credence, was.credence if was else None)


def _belief_filter(past_areas: Sequence[Area] = ()) -> BeliefFilter:
    """Return the filter in the request's query string. Raises Invalid for what makes no sense.

    On a past page, `past_areas` are the areas of that day, of which one may be named.
    """
    return BeliefFilter(
        area=query_area(past_areas=past_areas),
        at_least=query_credence("at_least"),
        at_most=query_credence("at_most"),
        moved_since=query_day("moved_since"),
        not_affirmed_since=query_day("not_affirmed_since"),
        sort=query_choice("sort", SORTS, "Sort by movement, firmness or region.") or "movement",
    )


def _data(listed: ListedBelief, withdrawn: Collection[int]) -> dict[str, Any]:
    belief, standing = listed.belief, listed.standing
    area, was = belief.topic.shown_area, standing.was
    days = {
        "since": standing.stated_since,
        "moved_on": standing.stated_moved,
        "affirmed_on": standing.stated_affirmed,
    }
    return {
        "id": belief.id,
        "claim": belief.claim,
        "credence": json_value(belief.credence),
        "withdrawn": belief.id in withdrawn,
        "range": belief.range or None,
        "resolves_on": belief.resolves_on or None,
        "why": None if is_placeholder(belief.why) else belief.why or None,
        "topic": belief.topic.slug,
        "title": belief.topic.title,
        "area": area.title if area else None,
        "was": json_value(was.credence) if was else None,
        "was_on": was.stated_date if was else None,
        **{name: day or None for name, day in days.items()},
        "url": absolute(f"/b/{belief.id}"),
    }
