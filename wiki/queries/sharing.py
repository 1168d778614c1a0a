"""The sharing cards of pages, the pictures beside shared links: what each shows, for visitors.

A card shows the present day; past pages have none.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wiki.anchors import Anchor
from wiki.cards.content import ATLAS, REGION, CardBelief, CardCredence, CardPoint, SharingCard
from wiki.dates import stated_date
from wiki.errors import NotFound
from wiki.map.drawing import Map
from wiki.models import Essay, Topic
from wiki.projections.credence_paths import FormerCredence, Standing, Step, per_cent
from wiki.queries.beliefs.closing import format_closing
from wiki.queries.beliefs.standings import read_paths, standings_of
from wiki.queries.card import by_firmness
from wiki.queries.map.around import read_around
from wiki.queries.map.graph import read_map
from wiki.queries.modified import atlas_modified, item_modified, topic_modified
from wiki.queries.plain_words import words_for
from wiki.queries.sources import PresentAtlas
from wiki.queries.surroundings import Surroundings
from wiki.related import find_row, load_related
from wiki.sections.belief import Belief
from wiki.sections.belief_verbs import OUTCOMES
from wiki.site import Site
from wiki.text import counted
from wiki.visibility import VISITOR, is_visible_to_visitors

SHOWN = 2  # beliefs on the card of a region
LATEST = 60  # numbers on the chart of a belief
LONGEST = 400  # characters of a text: more than there is room for


def read_card_of(subject: str, site: Site, *, today: date) -> SharingCard:
    """Return the sharing card of a subject, such as `atlas`, `region-3` or `b-12`.

    Raises NotFound where visitors do not see it, or it has no card.
    """
    if subject == ATLAS:
        return atlas_card(read_map(reader=VISITOR, today=today), site)
    kind, _, item_id = subject.rpartition("-")
    if kind == REGION:
        topic = _get_row(Topic, int(item_id))
        around = Surroundings(topic, PresentAtlas(VISITOR, site.time_zone), day=today)
        return region_card(topic, around, topic_modified(topic), site)
    anchor = Anchor.parse(subject)
    if anchor and anchor.kind == "belief":
        return belief_card(_get_row(Belief, anchor.id), site, today=today)
    if anchor and anchor.kind == "essay":
        return essay_card(_get_row(Essay, anchor.id), site, today=today)
    raise NotFound


def atlas_card(shown: Map, site: Site) -> SharingCard:
    """Return the sharing card of the atlas: its map, with title and date."""
    return SharingCard.with_map(
        shown,
        subject=ATLAS,
        title=_line(site.site_title),
        meta=_line(site.site_summary) or counted(shown.total, "region"),
        site=_line(site.site_title),
        author=_line(site.author_name),
        day=_day(atlas_modified(), site),
    )


def region_card(
    topic: Topic, around: Surroundings, modified: datetime | None, site: Site
) -> SharingCard:
    """Return the sharing card of a region: its map, and its beliefs that moved or are firmest."""
    load_related(topic, "area")
    firmest, read = by_firmness(around.beliefs), words_for(VISITOR)
    moved = sorted(firmest, key=lambda item: around.was.get(item.id) is None)[:SHOWN]
    area = topic.shown_area.title if topic.shown_area else ""
    return SharingCard.with_map(
        around.neighbourhood,
        subject=f"{REGION}-{topic.id}",
        title=_line(topic.title),
        meta=" · ".join(filter(None, (_line(area), topic.status))),
        site=_line(site.site_title),
        author=_line(site.author_name),
        day=_day(modified, site),
        beliefs=tuple(
            CardBelief(
                _line(read(item.claim)), _card_credence(item.credence, around.was.get(item.id))
            )
            for item in moved
        ),
    )


def belief_card(row: Belief, site: Site, *, today: date) -> SharingCard:
    """Return the sharing card of a belief: the claim, its credence, and how that moved."""
    steps: Sequence[Step] = read_paths([row.id], reader=VISITOR)[row.id]
    standing = standings_of([row], {row.id: steps}).get(row.id, Standing())
    outcome = OUTCOMES.get(row.outcome or "", "") + format_closing(row, reader=VISITOR)
    return SharingCard.with_map(
        read_around(row.topic, reader=VISITOR, today=today),
        subject=str(Anchor.of(row)),
        title=_line(words_for(VISITOR)(row.claim)),
        meta=" · ".join(filter(None, (_line(row.topic.title), outcome))),
        site=_line(site.site_title),
        author=_line(site.author_name),
        day=_day(item_modified(row), site),
        credence=None if row.credence is None else _card_credence(row.credence, standing.was),
        points=tuple(map(_point, steps[-LATEST:])),
    )


def essay_card(row: Essay, site: Site, *, today: date) -> SharingCard:
    """Return the sharing card of an essay: its title, over the local map of a region.

    The region is the first of the essay's that visitors find; without one, there is no map. `today`
    is the day of that map; the day on the card is when the essay was last altered.
    """
    seen = [topic for topic in row.topics if is_visible_to_visitors(topic)]
    return SharingCard.with_map(
        read_around(seen[0], reader=VISITOR, today=today) if seen else None,
        subject=str(Anchor.of(row)),
        title=_line(words_for(VISITOR)(row.title)),
        meta=" · ".join(_line(topic.title) for topic in seen[:2]) or "Essay",
        site=_line(site.site_title),
        author=_line(site.author_name),
        day=_day(item_modified(row), site),
    )


def find_item_card(row: Any, site: Site, *, today: date) -> SharingCard | None:
    """Return the sharing card of a belief or an essay that visitors find, None for other items."""
    match row:
        case Belief():
            return belief_card(row, site, today=today)
        case Essay():
            return essay_card(row, site, today=today)
    return None


def _point(step: Step) -> CardPoint:
    credence, held_on, moment = step
    day = date.fromisoformat(held_on)
    return CardPoint(day, per_cent(credence), stated_date(day, moment))


def _card_credence(now: Decimal, was: FormerCredence | None) -> CardCredence:
    return CardCredence(now, was.credence if was else None)


def _get_row(model: Any, item_id: int) -> Any:
    """Return a row that visitors find, by id. Raises NotFound."""
    row = find_row(model, item_id)
    if row is None or not is_visible_to_visitors(row):
        raise NotFound
    return row


def _line(text: str) -> str:
    """Return a text as one line, cut to the most that a card may need."""
    return " ".join(text.split())[:LONGEST]


def _day(moment: datetime | None, site: Site) -> date | None:
    return moment.astimezone(site.time_zone).date() if moment else None
