"""The map of the atlas: as a page, as data and as a picture."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.drawing.chart import Node
from wiki.services.graph import read_map
from wiki.views.access import editable
from wiki.views.archive import asked_past, render_past_map
from wiki.views.context import today
from wiki.views.data import absolute

bp = Blueprint("map", __name__)


@bp.get("/map")
def show() -> ResponseReturnValue:
    """Show the map, and the same as a list."""
    if past := asked_past():
        return render_past_map(past)
    return render_template("map/index.html", map=read_map(private=editable()))


@bp.get("/map.json")
def as_json() -> ResponseReturnValue:
    """Return the map as nodes, in the drawing's coordinates, and links between their slugs."""
    drawing = read_map(private=editable())
    links = [
        {"source": link.source.slug, "target": link.target.slug, "kind": link.kind}
        for link in drawing.links
    ]
    return jsonify({"nodes": [_node(node) for node in drawing.nodes], "links": links})


@bp.get("/map.svg")
def as_svg() -> ResponseReturnValue:
    """Return the map as a picture that stands alone."""
    svg = render_template(
        "map/map.svg",
        map=read_map(private=editable()),
        date=today().isoformat(),
        source=absolute(url_for("map.show")),
    )
    return Response(svg, mimetype="image/svg+xml")


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.slug,
        "title": node.title,
        "area": node.area,
        "status": node.status or None,
        "stub": node.stub,
        "x": int(node.x),
        "y": int(node.y),
        "url": absolute(url_for("topics.show", slug=node.slug)),
    }
