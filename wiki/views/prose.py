"""Text as HTML for the reader of a request: only the author is told of unreadable formulas."""

from flask import request
from markupsafe import Markup

from wiki import text
from wiki.media.headers import Size
from wiki.text import Resolver
from wiki.views.access import editable
from wiki.views.cache_rules import forbid
from wiki.views.context import pictures


def _for_author() -> bool:
    """Return whether an author reads a page of today; past pages are the same for everybody."""
    return editable() and not {"at", "since"} & request.args.keys()


def prose(source: str, *, resolve: Resolver, ids: str = "") -> Markup:
    """Return Markdown as HTML for the reader of this request; see `wiki.text.render`."""
    for_author = _for_author()
    return text.render(source, resolve=resolve, ids=ids, for_author=for_author, measure=_measure)


def _measure(name: str) -> Size | None:
    """Return a picture's width and height; None if it is missing, and the page is not cached."""
    size = pictures().size(name)
    if size is None:
        forbid()
    return size


def line(source: str, *, resolve: Resolver) -> Markup:
    """Return a one-line field as HTML for the reader of this request."""
    return text.render_line(source, resolve=resolve, for_author=_for_author())
