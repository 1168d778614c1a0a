"""Text as HTML for whoever asks: only the author is told of formulas that cannot be read."""

from markupsafe import Markup

from wiki import text
from wiki.text import Resolver
from wiki.views.access import editable
from wiki.views.context import pictures


def prose(source: str, *, resolve: Resolver, ids: str = "") -> Markup:
    """Return Markdown as HTML, as whoever asks may see it; see `wiki.text.render`."""
    measure = pictures().size
    return text.render(source, resolve=resolve, ids=ids, for_author=editable(), measure=measure)


def line(source: str, *, resolve: Resolver) -> Markup:
    """Return a one-line field as HTML, as whoever asks may see it."""
    return text.render_line(source, resolve=resolve, for_author=editable())
