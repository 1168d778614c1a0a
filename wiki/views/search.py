"""Search: a page, its results alone for htmx, the same as JSON, and a description for browsers."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.models import Topic
from wiki.queries.areas import list_areas
from wiki.queries.search.results import Result, SearchResults, count, search
from wiki.queries.search.spelling import near_words
from wiki.queries.search.terms import NOUNS, SearchTerms, parse_search
from wiki.sections import find_kind
from wiki.statuses import STATUSES
from wiki.views.access import current_reader
from wiki.views.context import is_htmx
from wiki.views.json_page import absolute
from wiki.views.links import address_of
from wiki.views.query_values import answering, query_page, query_text, query_texts
from wiki.visibility import VISITOR, Reader

bp = Blueprint("search", __name__)
# The filters of the form; each may also be typed, as in `belief:>70`.
FILTERS = ("kind", "area", "status", "is", "belief", "read")
OPENSEARCH = "application/opensearchdescription+xml"


@bp.get("/search")
@answering
def index() -> ResponseReturnValue:
    """Show the results of a search; to htmx, only the results."""
    reader = current_reader()
    found, wanted, near = _search(reader=reader)
    template = "search/_results.html" if is_htmx() else "search/index.html"
    return render_template(
        template,
        page=found,
        results=[(result, noun_of(result.item), address_of(result.item)) for result in found.items],
        near=near,
        unread=wanted.unread,
        asked=query_texts(("q", *FILTERS)),
        areas=list_areas(reader=reader),
        nouns=NOUNS,
        ladder=STATUSES,
    )


@bp.get("/search.json")
@answering
def as_json() -> ResponseReturnValue:
    """Return a page of the results that visitors get as JSON; authors get the same."""
    found, wanted, near = _search(reader=VISITOR)
    return jsonify(
        {
            "results": [_data(result) for result in found.items],
            "total": found.total,
            "is_all": found.is_all,
            "page": found.number,
            "pages": found.pages,
            "did_you_mean": near or None,
            "not_understood": [typed for typed, _ in wanted.unread],
        }
    )


@bp.get("/opensearch.xml")
def describe() -> ResponseReturnValue:
    """Return the OpenSearch description, by which a browser offers to search here."""
    address = absolute(url_for("search.index")) + "?q={searchTerms}"
    return Response(render_template("search/opensearch.xml", address=address), mimetype=OPENSEARCH)


def _search(*, reader: Reader) -> tuple[SearchResults, SearchTerms, str]:
    """Return the results, the parsed search, and for no results a better spelling of it, or ""."""
    typed, filters = query_text("q"), dict(query_texts(FILTERS))
    wanted = parse_search(typed, filters, reader=reader)
    found = search(wanted, query_page(), reader=reader)
    if found.total:
        return found, wanted, ""
    near = near_words(wanted, reader=reader)
    other = re.sub(r"\w+", lambda word: near.get(word[0].lower(), word[0]), typed)
    is_better = near and count(parse_search(other, filters, reader=reader), reader=reader)
    return found, wanted, other if is_better else ""


def noun_of(item: Any) -> str:
    """Return the noun for an item's kind, such as “belief”, or “region”."""
    if isinstance(item, Topic):
        return "region"
    section = find_kind(item.__kind__)
    return section.noun if section else item.__kind__


def _data(result: Result) -> dict[str, Any]:
    return {
        "kind": noun_of(result.item),
        "url": absolute(address_of(result.item)),
        "heading": "".join(piece.words for piece in result.heading) or None,
        "text": "".join(piece.words for piece in result.body) or None,
        "topics": [topic.slug for topic in result.topics],
    }
