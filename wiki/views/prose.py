"""Text as HTML for the reader of a request: only the author is told of unreadable formulas."""

from typing import Any

from flask import request
from jinja2 import pass_context
from markupsafe import Markup

from wiki import text
from wiki.media.headers import Size
from wiki.queries.resolvers import resolver
from wiki.text import Resolver
from wiki.views.access import current_reader, editable
from wiki.views.cache_rules import forbid
from wiki.views.context import pictures


def _for_author() -> bool:
    """Return whether an author reads a page of today; past pages are the same for everybody."""
    return editable() and not {"at", "since"} & request.args.keys()


def prose(source: str, *, resolve: Resolver, ids: str = "") -> Markup:
    """Return Markdown as HTML for the reader of this request; see `wiki.text.render`."""
    for_author = _for_author()
    html = text.render(source, resolve=resolve, ids=ids, for_author=for_author, measure=_measure)
    return text.mark_addresses(html)


def _measure(name: str) -> Size | None:
    """Return a picture's width and height; None if it is missing, and the page is not cached."""
    size = pictures().size(name)
    if size is None:
        forbid()
    return size


def line(source: str, *, resolve: Resolver) -> Markup:
    """Return a one-line field as HTML for the reader of this request."""
    html = text.render_line(source, resolve=resolve, for_author=_for_author())
    return text.mark_addresses(html)


@pass_context
def plain(context: Any, source: str, *, resolve: Resolver | None = None) -> str:
    """Return Markdown as plain text, items that it links to by their words.

    Macros have to say the resolver of a page; elsewhere it is that of the page, where it has one,
    and else one for the reader of this request.
    """
    return text.plain(source, resolve=resolve or context.get("resolve") or _resolve_for_reader)


@pass_context
def plain_if_filled(context: Any, source: str) -> str:
    """Return the same, "" for a placeholder."""
    return "" if text.is_placeholder(source) else plain(context, source)


def _resolve_for_reader(typed: str) -> str | text.Target | None:
    """Return where a link leads for the reader of this request, on pages without a resolver."""
    return resolver(reader=current_reader())(typed)
