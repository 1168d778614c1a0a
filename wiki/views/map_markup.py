"""The cache of drawings' HTML."""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from markupsafe import Markup

from wiki.map.drawing import Map
from wiki.map.drawing_cache import MOST_LOCAL
from wiki.views.context import site_unasked

MOST_CACHED = 24_000_000  # characters of HTML in the cache

Key = tuple[str, int, str, tuple[tuple[str, str], ...]]
# The map is stored with its HTML: while it is referenced, no other object can have its id(). Local
# maps are apart, so that as many are kept as of their drawings.
_cached: OrderedDict[Key, tuple[Map, Markup]] = OrderedDict()
_local: OrderedDict[Key, tuple[Map, Markup]] = OrderedDict()
_lock = Lock()


def render_map(template: str, shown: Map, **words: str) -> Markup:
    """Return the HTML that a template makes of a map, cached for as long as the map is.

    The template gets the map and `words` only, nothing about reader or address; the HTML is cached
    for each language of the site. That of a late drawing is not cached, as each request makes
    another.
    """
    language = site_unasked().language  # which marks what the author wrote
    key = (template, id(shown), language, tuple(sorted(words.items())))
    cache = _local if shown.centre else _cached
    with _lock:
        cached = cache.get(key)
        if cached:
            cache.move_to_end(key)
            return cached[1]
    # A template module is Markup by Jinja's own escaping; only wiki.text makes Markup otherwise.
    module = current_app.jinja_env.get_template(template).make_module({"map": shown, **words})
    markup = module.__html__()
    with _lock:
        if not shown.late:
            cache[key] = (shown, markup)
        while len(_local) > MOST_LOCAL:
            _local.popitem(last=False)
        while sum(len(text) for _, text in _cached.values()) > MOST_CACHED:
            _cached.popitem(last=False)
    return markup
