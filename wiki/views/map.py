"""The map: as a page with views, as JSON and as SVG."""

from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.errors import Invalid
from wiki.map.sketch import WHOLE, Node
from wiki.models import RELATION_KINDS
from wiki.queries.map.graph import read_graph, read_map, read_sketch
from wiki.queries.map.viewing import NONE, STAGES, MapQuery, read_view
from wiki.queries.sharing import atlas_card
from wiki.text import without_controls
from wiki.views.access import current_reader, editable
from wiki.views.archive import render_past_map, requested_past, requested_since
from wiki.views.cache_rules import forbid_if_late
from wiki.views.context import site, today
from wiki.views.json_page import absolute
from wiki.views.query_values import refusal

bp = Blueprint("map", __name__)

WHOLE_ONLY = "For a day in the past there is only the whole map: leave out the filters."
UNKNOWN = {"focus": 404, "area": 404}  # the other errors are unknown words and numbers


@bp.get("/map")
def show() -> ResponseReturnValue:
    """Show the map, or the part of it that the filters ask for, and its regions as a list."""
    reader, day = current_reader(), today()
    words = {
        name: request.args.get(name, "").strip() for name in (f.name for f in fields(MapQuery))
    }
    query = MapQuery(**words)
    if past := requested_past():
        return refusal(400, WHOLE_ONLY) if any(words.values()) else render_past_map(past)
    since = requested_since() if query.since else None
    try:
        sketch = read_sketch(reader=reader, today=day)
        view = read_view(query, sketch, since=since, zone=site().time_zone, reader=reader)
    except Invalid as error:
        return refusal(UNKNOWN.get(error.field, 400), error.message)
    drawing = forbid_if_late(read_map(reader=reader, today=day, view=view))
    whole = view == WHOLE and not editable()
    return render_template(
        "map/index.html",
        map=drawing,
        sharing_card=atlas_card(drawing, site()) if whole else None,
        asked=query,
        kept={name: word for name, word in asdict(query).items() if word and name != "box"},
        areas=sketch.lands,
        stages=STAGES,
        kinds=[kind for kind in RELATION_KINDS if kind in {tie.kind for tie in sketch.ties}],
        no_area=NONE,
    )


@bp.get("/map.json")
def as_json() -> ResponseReturnValue:
    """Return the map as JSON: nodes with places in map units, and links between their slugs.

    It has no more regions than a drawing; `total` counts all, of which those with most relations
    are given.
    """
    graph = read_graph(reader=current_reader(), today=today())
    links = [
        {"source": link.source.slug, "target": link.target.slug, "kind": link.kind}
        for link in graph.links
    ]
    nodes = [_node(node) for node in graph.nodes]
    return jsonify({"total": graph.total, "nodes": nodes, "links": links})


@bp.get("/map.svg")
def as_svg() -> ResponseReturnValue:
    """Return the map as an SVG file that needs no stylesheet."""
    svg = render_template(
        "map/map.svg",
        map=forbid_if_late(read_map(reader=current_reader(), today=today())),
        date=today().isoformat(),
        source=absolute(url_for("map.show")),
    )
    return Response(without_controls(svg), mimetype="image/svg+xml")


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.slug,
        "title": node.title,
        "area": node.area,
        "status": node.status or None,
        "stub": node.stub,
        "x": int(node.x),
        "y": int(node.y),
        # url_for() for each of 3,000 regions would take most of the time of the answer.
        "url": absolute(f"/atlas/{node.slug}"),
    }
