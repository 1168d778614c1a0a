"""The titles of regions that forms offer the author after `[[`."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from wiki.queries.names import list_titles
from wiki.text import Region, escape_marks, link_to
from wiki.views.access import signed_in_only
from wiki.views.query_values import query_text
from wiki.visibility import AUTHOR

bp = Blueprint("titles", __name__)
MOST = 1_000


@bp.get("/titles.json")
@signed_in_only
def index() -> ResponseReturnValue:
    """Return titles as JSON, with `?q=` those that contain it, and whether these are all.

    If something else than the title has to stand between the brackets, it is given as `link`.
    """
    found, is_all = list_titles(query_text("q"), reader=AUTHOR, most=MOST)
    return jsonify({"titles": [_data(region) for region in found], "all": is_all})


def _data(region: Region) -> dict[str, str]:
    link = link_to(region)
    if link == region.title:
        return {"title": region.title}
    return {"title": region.title, "link": f"{link}|{escape_marks(region.title)}"}
