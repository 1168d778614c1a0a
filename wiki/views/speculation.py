"""Speculation rules: which links a browser may prerender when a visitor seems about to follow one.

Pages for visitors name the rules in a header. Only regions are prerendered: looking at one changes
nothing, and the script that remembers visits waits until the page is shown.
"""

import json

from flask import Blueprint, Response, request

from wiki.views.access import editable

bp = Blueprint("speculation", __name__)
ADDRESS = "/speculation-rules.json"
REGIONS = {
    "and": [
        {"href_matches": "/atlas/:slug"},
        {"not": {"href_matches": "/atlas/*.*"}},  # the same page as data
        {"not": {"href_matches": "/atlas/*\\?*=*"}},  # past days
        {"not": {"selector_matches": ".unwritten"}},
        {"not": {"href_matches": "/atlas/new"}},
    ]
}
RULES = {"prerender": [{"source": "document", "where": REGIONS, "eagerness": "moderate"}]}


@bp.get(ADDRESS)
def rules() -> Response:
    """Return the speculation rules as JSON."""
    return Response(json.dumps(RULES), mimetype="application/speculationrules+json")


@bp.after_app_request
def name_rules(answer: Response) -> Response:
    """Add the header that names the rules to pages for visitors."""
    is_page = answer.mimetype == "text/html" and request.method in ("GET", "HEAD")
    if is_page and answer.status_code == 200 and not editable():
        answer.headers["Speculation-Rules"] = f'"{ADDRESS}"'
    return answer
