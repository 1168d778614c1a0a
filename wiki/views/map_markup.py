"""The markup of a drawing: rendered once, and kept while the drawing is asked for."""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from markupsafe import Markup

from wiki.map.drawing import Map

MOST_KEPT = 24_000_000  # characters

# Each with its map: while that is held here, no other can have its id.
_kept: OrderedDict[tuple[str, int, tuple[tuple[str, str], ...]], tuple[Map, Markup]]
_kept = OrderedDict()
_lock = Lock()


def drawn(template: str, shown: Map, **words: str) -> Markup:
    """Return what a template says of a map.

    It knows the map and these words alone, nothing of the reader or the address. A map that is
    late is not kept: there is another for each who asks.
    """
    key = (template, id(shown), tuple(sorted(words.items())))
    with _lock:
        found = _kept.get(key)
        if found:
            _kept.move_to_end(key)
            return found[1]
    # Jinja says itself that what an escaping template makes is safe: only wiki.text says so too.
    made = current_app.jinja_env.get_template(template).make_module({"map": shown, **words})
    markup = made.__html__()
    with _lock:
        if not shown.late:
            _kept[key] = (shown, markup)
        while sum(len(text) for _, text in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
    return markup
