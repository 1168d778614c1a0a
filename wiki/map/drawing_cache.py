"""The cache of drawings: a large map is drawn in the background and the former one shown meanwhile.

A drawing is stored under the digest of everything it shows; visitors and authors have separate
ones.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock, Thread

from wiki.map.drawing import Map
from wiki.map.selection import LARGE, map_without_picture
from wiki.map.sketch import WHOLE, Sketch, View
from wiki.memory import release_memory

PATIENCE_SECONDS = 3.0  # for a view of a large map whose ground is cached
MOST_AT_WORK = 4  # drawings made at the same time
MOST_LOCAL = 64  # local maps in the cache, of about 40 kB each
MOST_CACHED = 64  # drawings in the cache; most of them are views


@dataclass(frozen=True)
class _Last:
    """The last whole map that was drawn for a group of readers, and the regions on it."""

    ids: frozenset[int]
    drawn: Map


class Drawings:
    """The drawings that this process has cached."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._drawings: OrderedDict[tuple[str, View], Map] = OrderedDict()
        self._local: OrderedDict[tuple[str, int], Map] = OrderedDict()
        self._last: dict[str, _Last] = {}
        self._at_work: dict[tuple[str, View], Thread] = {}

    def get(self, readers: str, sketch: Sketch, view: View = WHOLE, *, wait: bool = False) -> Map:
        """Return the drawing of a sketch for a group of readers, or a substitute until it is ready.

        A small map, or any map with `wait`, is drawn at once; a large one is drawn by another
        thread. Its substitute is the last whole map, or a map without a picture. The last map is
        shown only if all its regions still exist for these readers: a region that is gone may have
        become private.
        """
        found = self._find(sketch, view)
        if found:
            return found
        if wait or len(sketch.nodes) <= LARGE:
            return self._draw(readers, sketch, view)
        last = self._last.get(readers)
        if not self._find(sketch, WHOLE):
            self._begin(readers, sketch, WHOLE)
        elif work := self._begin(readers, sketch, view):
            work.join(PATIENCE_SECONDS)
            if found := self._find(sketch, view):
                return found
        if view == WHOLE and last and last.ids <= {node.id for node in sketch.nodes}:
            return replace(last.drawn, late=True)
        return map_without_picture(sketch, view)

    def around(self, sketch: Sketch, centre: int, near: Sequence[int]) -> Map:
        """Return the local map of the node with the index `centre`, drawn or from the cache.

        `near` are the indexes of the nodes whose names come first on it.
        """
        key = (sketch.digest, centre)
        with self._lock:
            found = self._local.get(key)
        if found is None:
            # Imported here: what draws takes longer to import than all the rest.
            from wiki.map.local import draw_around

            found = draw_around(sketch, centre, near)
            with self._lock:
                self._local[key] = found
                while len(self._local) > MOST_LOCAL:
                    self._local.popitem(last=False)
        return found

    def _find(self, sketch: Sketch, view: View) -> Map | None:
        with self._lock:
            found = self._drawings.get((sketch.digest, view))
            if found:
                self._drawings.move_to_end((sketch.digest, view))
            return found

    def _draw(self, readers: str, sketch: Sketch, view: View) -> Map:
        from wiki.map.compose import draw  # here for the same reason

        drawn = draw(sketch, view)
        with self._lock:
            self._drawings[(sketch.digest, view)] = drawn
            while len(self._drawings) > MOST_CACHED:
                self._drawings.popitem(last=False)
            if view == WHOLE:
                self._last.pop(readers, None)
                while len(self._last) >= MOST_CACHED:
                    del self._last[next(iter(self._last))]
                self._last[readers] = _Last(frozenset(node.id for node in sketch.nodes), drawn)
        return drawn

    def _begin(self, readers: str, sketch: Sketch, view: View) -> Thread | None:
        """Draw in another thread, which is returned; None if too many are at work."""
        key = (sketch.digest, view)
        with self._lock:
            if key not in self._at_work and len(self._at_work) < MOST_AT_WORK:
                work = Thread(target=self._work, args=(readers, sketch, view), daemon=True)
                self._at_work[key] = work
                work.start()
            return self._at_work.get(key)

    def _work(self, readers: str, sketch: Sketch, view: View) -> None:
        try:
            self._draw(readers, sketch, view)
        finally:
            with self._lock:
                self._at_work.pop((sketch.digest, view))
            release_memory()


DRAWINGS = Drawings()
