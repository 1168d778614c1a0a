"""All regions on one page, as a book to be printed with the browser."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, make_response, render_template

from wiki.models import Area, Topic
from wiki.queries.areas import list_areas
from wiki.queries.page import Page, read_page
from wiki.queries.sources import PresentAtlas
from wiki.queries.surroundings import Surroundings
from wiki.queries.topics import list_topics
from wiki.views.archive import unlisted
from wiki.views.context import site, today
from wiki.visibility import VISITOR

bp = Blueprint("book", __name__)
MOST = 200  # regions


@bp.get("/print")
def show() -> Response:
    """Show the pages of all regions, as visitors see them, by area; at most MOST regions."""
    topics = list_topics(reader=VISITOR)
    areas = list_areas(reader=VISITOR)
    chapters = _by_area(topics, areas)
    topics_shown = [topic for _, some in chapters for topic in some][:MOST]
    ids = {topic.id for topic in topics_shown}
    page = render_template(
        "book/show.html",
        chapters=[
            (area, [topic for topic in some if topic.id in ids])
            for area, some in chapters
            if some and some[0].id in ids
        ],
        read=_read,
        more=len(topics) - len(topics_shown),
        editable=False,
        day=today(),
    )
    return unlisted(make_response(page))


def _read(topic: Topic) -> tuple[Page, Surroundings]:
    """Return the page of a topic, and what stands beside its rows."""
    source = PresentAtlas(VISITOR, site().time_zone)
    return read_page(topic, source), Surroundings(topic, source, day=today())


def _by_area(
    topics: Sequence[Topic], areas: Sequence[Area]
) -> list[tuple[Area | None, list[Topic]]]:
    """Return the topics by area, in the author's order; those without an area come last."""
    positions = {area.id: position for position, area in enumerate(areas)}

    def position(topic: Topic) -> int:
        return positions.get(topic.area_id or 0, len(areas))

    ordered = groupby(sorted(topics, key=position), key=position)
    return [(areas[at] if at < len(areas) else None, list(some)) for at, some in ordered]
