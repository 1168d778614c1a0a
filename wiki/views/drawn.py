"""The markup of a drawing: rendered once, and kept while the drawing is asked for."""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from markupsafe import Markup

from wiki.drawing.chart import Map

KEPT = 16  # at most some 2 MB each

# Each with its map: while that is held here, no other can have its id.
_kept: OrderedDict[tuple[str, int, tuple[tuple[str, str], ...]], tuple[Map, Markup]]
_kept = OrderedDict()
_lock = Lock()


def drawn(template: str, map: Map, **words: str) -> Markup:
    """Return what a template says of a map.

    It knows the map and these words alone, nothing of the reader or the address.
    """
    key = (template, id(map), tuple(sorted(words.items())))
    with _lock:
        found = _kept.get(key)
        if found:
            _kept.move_to_end(key)
            return found[1]
    markup = Markup(current_app.jinja_env.get_template(template).render(map=map, **words))
    with _lock:
        _kept[key] = (map, markup)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return markup
