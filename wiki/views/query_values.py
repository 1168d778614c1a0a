"""Query parameters of filters: each is read, or refused with one sentence and status 400."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wiki.credence import CredenceError, parse_bound
from wiki.dates import first_day
from wiki.errors import AddressChanged, Invalid, NotFound
from wiki.models import Area
from wiki.queries.areas import find_among, get_area
from wiki.views.access import current_reader
from wiki.views.requested_days import BadDay, read_iso

P = ParamSpec("P")
# The parameters that choose what a page shows; others are ignored, and not repeated on the page.
SHOWN = {"at", "since", "from", "to", "page", "before", "focus", "q", "sort", "kind", "state"}
SHOWN |= {"area", "topic", "region", "belief", "status", "is", "read", "author", "year", "takeaway"}
SHOWN |= {"at_least", "at_most", "moved_since", "not_affirmed_since"}
LAST_PAGE = 10_000  # no list has more; SQLite takes no number of any size


class NoSuchChoice(Invalid):
    """A parameter is none of the words that its list offers."""


def query_shown() -> str:
    """Return the query of this request as far as it chooses what the page shows, with its `?`.

    "" for a form that was sent.
    """
    if request.method not in ("GET", "HEAD"):
        return ""
    pairs = request.query_string.decode("ascii", "replace").split("&")
    shown = "&".join(pair for pair in pairs if pair.partition("=")[0] in SHOWN)
    return f"?{shown}" if shown else ""


def refusal(
    status: int, sentence: str, *, instead: tuple[str, str] | None = None
) -> tuple[str, int]:
    """Return the error page with a sentence; `instead` is the title and address of another page."""
    html = render_template("errors/error.html", status=status, sentence=sentence, instead=instead)
    return html, status


def answering(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Decorate a view so that it answers 400 if it raises Invalid for a parameter."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except Invalid as error:
            return _refused(error)

    return answered


def _refused(error: Invalid) -> tuple[str, int]:
    """Return the sentence, and on a page also a form that keeps all other parameters."""
    if "." in request.path:
        return refusal(400, error.message)
    left_out = (error.field, "page")
    others = [pair for pair in request.args.items(multi=True) if pair[0] not in left_out]
    html = render_template(
        "errors/filter.html",
        sentence=error.message,
        field=error.field,
        is_typed=not isinstance(error, NoSuchChoice),
        asked=request.args,
        others=others,
        without=request.path + ("?" + urlencode(others) if others else ""),
    )
    return html, 400


def query_text(name: str) -> str:
    """Return a parameter's text, "" where it is missing."""
    return request.args.get(name, "").strip()


def query_texts(names: Collection[str]) -> Mapping[str, str]:
    """Return those of the parameters that are set, for the form and for links to other pages."""
    return {name: query_text(name) for name in names if query_text(name)}


def query_choice(name: str, choices: Collection[str], message: str) -> str:
    """Return a query parameter, "" where it is missing. Raises Invalid unless `choices` has it."""
    word = query_text(name)
    if word and word not in choices:
        raise NoSuchChoice(name, message)
    return word


def query_area(name: str = "area", *, past_areas: Iterable[Area] = ()) -> Area | None:
    """Return the area whose slug is given, or None. Raises Invalid.

    It is looked for first in `past_areas`, those of a past day, when it was perhaps not merged yet.
    """
    if not (slug := query_text(name)):
        return None
    if found := find_among(past_areas, slug):
        return found
    try:
        return get_area(slug, reader=current_reader())
    except AddressChanged as error:
        return get_area(error.slug, reader=current_reader())
    except NotFound as error:
        raise NoSuchChoice(name, "There is no such area.") from error


def query_credence(name: str) -> Decimal | None:
    """Return a parameter as a credence in per cent, None if it is missing. Raises Invalid."""
    try:
        return parse_bound(query_text(name))
    except CredenceError as error:
        raise Invalid(name, error.message) from error


def query_day(name: str) -> date | None:
    """Return a parameter as a day, None if missing; a month or year is its first day.

    Raises Invalid.
    """
    try:
        return first_day(read_iso(query_text(name)))
    except BadDay as error:
        raise Invalid(name, str(error)) from error


def query_page() -> int:
    """Return the page number, from 1 to LAST_PAGE; 1 where the parameter is no number."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
