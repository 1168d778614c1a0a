"""The list of beliefs of a past day, which the database sorts, is that of all rows of the day."""

from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.test_interleavings import crowded
from tests.writers import inside
from wiki.db import db
from wiki.journal import Change
from wiki.projections.credence_paths import EVEN, Standing
from wiki.queries.beliefs.filters import SORTS, BeliefFilter, ListedBelief
from wiki.queries.beliefs.standings import list_standings
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.beliefs import list_past_beliefs, page_past_beliefs
from wiki.text import is_placeholder, sort_key
from wiki.visibility import Reader

SEEDS = (901, 902)
FIELDS = ("id", "claim", "credence", "why", "range", "resolves_on")
Key = Callable[[Any], tuple[Any, ...]]


def told(listed: ListedBelief) -> tuple[Any, ...]:
    """Return everything that a list says of a belief."""
    belief = listed.belief
    area, standing = belief.topic.shown_area, listed.standing
    place = (belief.topic.slug, belief.topic.title, area.title if area else None)
    return tuple(getattr(belief, name) for name in FIELDS), place, standing


def by_region(listed: Any) -> tuple[Any, ...]:
    belief = listed.belief
    return sort_key(belief.topic.title), belief.topic_id, belief.position, belief.id


def by_movement(listed: Any) -> tuple[Any, ...]:
    was, moved_on = listed.standing.was, listed.standing.moved_on or date.min
    moved = abs(listed.belief.credence - was.credence) if was else Decimal(0)
    return -moved, -moved_on.toordinal(), *by_region(listed)


def by_firmness(listed: Any) -> tuple[Any, ...]:
    number = listed.belief.credence
    return number is None, -abs((EVEN if number is None else number) - EVEN), *by_region(listed)


KEYS: dict[str, Key] = {"movement": by_movement, "firmness": by_firmness, "region": by_region}


def read_all(atlas: PastAtlas, sort: str) -> list[Any]:
    """Return the list of a past day, made of every row that could be read on it."""
    held = [row for row in atlas.items.rows("belief") if not row.outcome]
    rows: list[Any] = [row for row in held if not is_placeholder(row.claim)]
    standings = list_standings(rows, reader=atlas.reader)
    listed = [ListedBelief(row, standings.get(row.id, Standing())) for row in rows]
    return sorted(listed, key=KEYS[sort])


def compare_days(dice: Random) -> int:
    """Compare the lists after some changes, the last one among them; return how many they hold."""
    ids = list(db.session.scalars(select(Change.id).order_by(Change.id)))
    compared = 0
    for until in {*dice.sample(ids, min(6, len(ids))), ids[-1]}:
        for sort in SORTS:
            atlas = PastAtlas(Reader(until=until), UTC)
            wanted = [told(one) for one in read_all(atlas, sort)]
            assert [
                told(one) for one in list_past_beliefs(BeliefFilter(sort=sort), atlas)
            ] == wanted
            page = page_past_beliefs(
                BeliefFilter(sort=sort), 1, PastAtlas(Reader(until=until), UTC)
            )
            assert (page.total, [told(one) for one in page.items]) == (len(wanted), wanted[:200])
            compared += len(wanted)
    return compared


@pytest.mark.parametrize("seed", SEEDS)
def test_a_list_of_the_past_is_that_of_all_rows_after_random_edits(app: Flask, seed: int) -> None:
    with inside(app):
        crowded(seed)
        assert compare_days(Random(seed)) > 0


def test_the_lists_of_the_demo_are_those_of_all_rows(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["demo"]).exit_code == 0
    with inside(app):
        assert compare_days(Random(5)) > 300
