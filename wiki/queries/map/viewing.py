"""Reading which part or selection of the map an address asks for, from its query parameters."""

from dataclasses import dataclass
from datetime import date, tzinfo

from wiki.errors import Invalid
from wiki.map.sketch import Sketch, View
from wiki.models import RELATION_KINDS
from wiki.projections.addresses import find_address
from wiki.queries.map.recent import changed_since
from wiki.queries.topics import was_seen_at
from wiki.statuses import STATUSES
from wiki.text import name_key
from wiki.visibility import Reader

UNWRITTEN, NONE = "not written yet", "none"
# The values of the status filter: every status, and what a region without one is called.
STAGES = (*STATUSES, NONE, UNWRITTEN)
SMALLEST, LARGEST = 60, 200_000  # width and height of a bounding box, in units of the map
ROADS, CROWD = 2, 60  # a neighbourhood: relations to its farthest region, and most regions


@dataclass(frozen=True)
class MapQuery:
    """The query parameters of a map's address as text; all are empty for the whole map."""

    focus: str = ""
    area: str = ""
    status: str = ""
    kind: str = ""
    since: str = ""
    box: str = ""


def read_view(
    query: MapQuery, sketch: Sketch, *, since: date | None, zone: tzinfo, reader: Reader
) -> View:
    """Return the view of the map that the parameters ask for; `since` is the day of `query.since`.

    Raises Invalid, with a sentence, for a parameter that has no such value.
    """
    filters = [
        _in_area(query.area, sketch),
        _with_status(query.status, sketch),
        _with_kind(query.kind, sketch),
        _changed(since, sketch, zone, reader=reader),
    ]
    centre = _centre(query.focus, sketch, reader=reader)
    if centre is not None:
        filters.append(_around(centre, sketch, query.kind))
    matches = [each for each in filters if each is not None]
    shown = tuple(sorted(set.intersection(*matches))) if matches else None
    return View(shown, _box(query.box), query.kind, centre)


def _in_area(slug: str, sketch: Sketch) -> set[int] | None:
    if not slug:
        return None
    numbers = {land.slug: land.number for land in sketch.lands} | {NONE: -1}
    if slug not in numbers:
        raise Invalid("area", f"There is no area “{_short(slug)}” on this map.")
    return {i for i, node in enumerate(sketch.nodes) if node.land == numbers[slug]}


def _with_status(word: str, sketch: Sketch) -> set[int] | None:
    if not word:
        return None
    if word not in STAGES:
        raise Invalid("status", f"There is no status “{_short(word)}”: try {_listed(STAGES)}.")
    if word == UNWRITTEN:
        return {i for i, node in enumerate(sketch.nodes) if node.stub}
    status = "" if word == NONE else word
    return {i for i, node in enumerate(sketch.nodes) if node.status == status}


def _with_kind(word: str, sketch: Sketch) -> set[int] | None:
    if not word:
        return None
    if word not in RELATION_KINDS:
        kinds = _listed(tuple(RELATION_KINDS))
        raise Invalid("kind", f"There is no kind of relation “{_short(word)}”: try {kinds}.")
    return {end for tie in sketch.ties if tie.kind == word for end in (tie.source, tie.target)}


def _changed(day: date | None, sketch: Sketch, zone: tzinfo, *, reader: Reader) -> set[int] | None:
    if day is None:
        return None
    topics = changed_since(day, zone, reader=reader)
    return {i for i, node in enumerate(sketch.nodes) if node.id in topics}


def _centre(name: str, sketch: Sketch, *, reader: Reader) -> int | None:
    """Return the index in the sketch of the region with this slug or title. Raises Invalid.

    A visitor is not led from a slug that the region had only while it was private.
    """
    if not name:
        return None
    slugs = {node.slug: i for i, node in enumerate(sketch.nodes)}
    titles = {name_key(node.title): i for i, node in enumerate(sketch.nodes)}
    found = slugs.get(name, titles.get(name_key(name)))
    former = find_address("topic", name) if found is None else None
    if former and (reader.sees_private or was_seen_at(former, name)):
        found = next((i for i, node in enumerate(sketch.nodes) if node.id == former), None)
    if found is None:
        raise Invalid("focus", f"There is no region “{_short(name)}” on this map.")
    return found


def _around(centre: int, sketch: Sketch, kind: str) -> set[int]:
    """Return the indexes of a region, its neighbours and, unless these are too many, theirs."""
    around = {centre}
    ends = [{tie.source, tie.target} for tie in sketch.ties if kind in ("", tie.kind)]
    for road in range(ROADS):
        wider = around.union(*(pair for pair in ends if pair & around))
        if road and len(wider) > CROWD:
            break
        around = wider
    return around


def _box(typed: str) -> tuple[int, int, int, int] | None:
    if not typed:
        return None
    try:
        left, top, wide, high = (int(part if len(part) < 9 else "") for part in typed.split(","))
    except ValueError:
        left = top = wide = high = 0
    sane = max(abs(left), abs(top)) <= LARGEST and SMALLEST <= wide <= LARGEST
    if not (sane and SMALLEST <= high <= LARGEST and wide / 8 <= high <= 8 * wide):
        raise Invalid(
            "box",
            "A part of the map is four whole numbers, such as -300,-200,900,600: where it begins "
            "from the left and from the top, how wide it is and how high.",
        )
    return left, top, wide, high


def _short(typed: str) -> str:
    return typed if len(typed) <= 80 else typed[:79] + "…"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1]
