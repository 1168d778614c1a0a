"""The beliefs of a past day: what was known by then, of what visitors may read now."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import TODAY
from tests.test_archive import clock
from tests.writers import Writer, check_projections, inside, section
from wiki.db import db
from wiki.journal import Change
from wiki.models import Topic
from wiki.queries.areas import find_area, get_area
from wiki.queries.beliefs.filters import BeliefFilter
from wiki.queries.names import find_topic
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.beliefs import list_past_beliefs, page_past_beliefs
from wiki.sections.belief import Belief
from wiki.services.items import delete_item, restore_item
from wiki.services.merge import merge_topic
from wiki.services.merge_areas import merge_area
from wiki.services.relocate import relocate_item
from wiki.services.topics import delete_topic, edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, Reader


@pytest.fixture
def moved(app: Flask) -> int:
    """Return the id of the change after which a belief of a public region stood at 70 per cent."""
    writer = Writer()
    with inside(app):
        topic = writer.topic("Chips", area="Hardware")
        belief = writer.add(topic, "beliefs", claim="It grows", credence=Decimal(50)).item
        change = writer.save(topic, "beliefs", belief, credence=Decimal(70)).change
        assert change
        return change.id


def chips() -> Topic:
    topic = find_topic("Chips")
    assert topic
    return topic


def listed(until: int, **sought: Any) -> list[tuple[str, Any, Any]]:
    """Return the claims listed after a change, each with its credence and that before it."""
    found = list_past_beliefs(BeliefFilter(**sought), PastAtlas(Reader(until=until), UTC))
    pairs = [(one.belief, one.standing.was) for one in found]
    return [(row.claim, row.credence, was.credence if was else None) for row, was in pairs]


def test_an_undo_is_known_from_its_change_on_and_not_before(app: Flask, moved: int) -> None:
    writer = Writer()
    with inside(app):
        undone = db.session.get_one(Change, moved)
        for expected in (("It grows", 50, None), ("It grows", 70, 50)):
            with writer.saving() as by:
                last = undo_change(undone, by)
            assert last
            undone = last
            check_projections()
            assert listed(last.id) == [expected]
            assert listed(moved) == [("It grows", 70, 50)]


def test_what_is_deleted_is_gone_from_the_past_until_it_is_restored(app: Flask, moved: int) -> None:
    writer, beliefs = Writer(), section("beliefs")
    with inside(app):
        belief = db.session.scalars(select(Belief)).one()
        for do, expected in ((delete_item, []), (restore_item, [("It grows", 70, 50)])):
            with writer.saving() as by:
                do(beliefs, chips(), belief, by)
            check_projections()
            assert listed(moved) == expected


def test_nothing_of_a_region_that_is_private_now_is_listed_or_counted(
    app: Flask, moved: int
) -> None:
    writer = Writer()
    with inside(app):
        for visibility, expected in (("private", 0), ("public", 1)):
            with writer.saving() as by:
                edit_topic(chips(), {"visibility": visibility}, by)
            atlas = PastAtlas(Reader(until=moved), UTC)
            assert len(list_past_beliefs(BeliefFilter(), atlas)) == expected
            assert page_past_beliefs(BeliefFilter(), 1, atlas).total == expected
            check_projections()


def test_what_was_said_in_private_never_shows_in_the_past(app: Flask) -> None:
    writer = Writer()
    with inside(app):
        topic = writer.topic("Chips", visibility="private")
        belief = writer.add(topic, "beliefs", claim="It grows", credence=Decimal(50)).item
        secret = writer.save(topic, "beliefs", belief, credence=Decimal(60)).change
        with writer.saving() as by:
            shown = edit_topic(topic, {"visibility": "public"}, by)
        moved = writer.save(topic, "beliefs", belief, credence=Decimal(70)).change
        assert secret
        assert shown
        assert moved
        assert listed(secret.id) == []
        assert listed(shown.id) == [("It grows", 60, None)]
        assert listed(moved.id) == [("It grows", 70, Decimal(60))]


def test_the_past_of_a_merged_region_goes_with_the_region_that_took_it(app: Flask) -> None:
    writer = Writer()
    with inside(app):
        merged, into, third = (writer.topic(title) for title in ("Chips", "Compute", "Trade"))
        belief = writer.add(merged, "beliefs", claim="It grows", credence=Decimal(20)).item
        writer.save(merged, "beliefs", belief, credence=Decimal(90))
        with writer.saving() as by:
            relocate_item(section("beliefs"), merged, belief, third.slug, by)
        with writer.saving() as by:
            merge_topic(merged, into.slug, by, publish=True)
        check_projections()
        with writer.saving() as by:
            delete_topic(into, by)
        check_projections()


def test_filters_ask_for_what_was_so_then(app: Flask, moved: int) -> None:
    writer = Writer()
    with inside(app):
        topic = chips()
        with writer.saving() as by:
            edit_topic(topic, {"area": "Elsewhere"}, by)
        writer.topic("Trade", area="Hardware")  # so that visitors see that area still
        hardware, elsewhere = find_area("Hardware"), find_area("Elsewhere")
        grown = [("It grows", 70, 50)]
        assert listed(moved, area=hardware) == grown
        assert listed(moved, area=elsewhere) == []
        assert listed(moved + 1, area=hardware) == []
        assert listed(moved, at_least=Decimal(70), at_most=Decimal(70)) == grown
        assert listed(moved, at_least=Decimal("70.000001")) == []
        assert listed(moved, moved_since=TODAY) == grown
        assert listed(moved, moved_since=TODAY + timedelta(days=1)) == []
        assert listed(moved, not_affirmed_since=TODAY) == grown


def test_a_page_beyond_the_last_of_a_past_day_is_an_error(client: FlaskClient, moved: int) -> None:
    assert moved
    assert client.get("/beliefs?at=2026-11-28&page=2").status_code == 404


def test_a_past_list_is_narrowed_to_an_area_that_was_merged_since(
    app: Flask, client: FlaskClient
) -> None:
    writer = Writer()
    with inside(app):
        with clock(datetime(2026, 5, 3, 12, tzinfo=UTC)):
            for title, area in (("Chips", "Hardware"), ("Norms", "Rules")):
                topic = writer.topic(title, area=area)
                writer.add(topic, "beliefs", claim=f"Claim of {title}", credence=50, why="")
        with clock(datetime(2026, 5, 9, 12, tzinfo=UTC)), writer.saving() as by:
            merge_area(get_area("rules", reader=AUTHOR), "Hardware", by)

    def claims(query: str) -> list[str]:
        listed = client.get(f"/beliefs.json?{query}").get_json()["beliefs"]
        return [row["claim"] for row in listed]

    assert claims("at=2026-05-04&area=rules") == ["Claim of Norms"]
    assert claims("at=2026-05-04&area=hardware") == ["Claim of Chips"]
    assert claims("at=2026-05-10&area=rules") == claims("area=rules")
    assert sorted(claims("area=rules")) == ["Claim of Chips", "Claim of Norms"]
    page = client.get("/beliefs?at=2026-05-04&area=rules").text
    assert "Claim of Norms" in page
    assert "Claim of Chips" not in page
