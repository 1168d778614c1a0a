"""What is kept for maps in memory holds for as long as no map has to show anything else."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import TODAY
from tests.test_interleavings import crowded
from tests.writers import Writer, inside, section
from wiki.db import db
from wiki.models import Topic
from wiki.projections import rebuild
from wiki.projections.map_version import MapVersion
from wiki.queries.map import around, graph
from wiki.sections.belief import Belief
from wiki.services.items import delete_item
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR, VISITOR


def token() -> str:
    db.session.rollback()
    return db.session.scalars(select(MapVersion.token)).one()


def check_maps() -> None:
    """Fail unless what is kept for the maps is what is read anew for them."""
    db.session.rollback()
    for reader in (VISITOR, AUTHOR):
        for day in (TODAY, None):
            kept = graph.read_sketch(reader=reader, today=day)
            read = graph._read(reader=reader, today=day)
            assert kept == graph.sketch_for(read, reader=reader, today=day)
        for topic in db.session.scalars(select(Topic).where(Topic.deleted_at.is_(None))):
            kept_map = around.read_around(topic, reader=reader, today=TODAY)
            assert kept_map == around._read(topic, reader=reader, today=TODAY)


@pytest.mark.parametrize("seed", [52])
def test_kept_maps_are_those_read_anew_after_random_edits(app: Flask, seed: int) -> None:
    with inside(app):
        crowd = crowded(seed)
        crowd.writers[0].topic("Labs", visibility="private", area="Hardware")
        for _ in range(30):
            crowd.step()
            check_maps()


@pytest.fixture
def written(app: Flask) -> dict[str, Any]:
    """Return a writer and the rows of a region with a belief, to be used inside the app."""
    writer = Writer()
    with inside(app):
        topic = writer.topic("Chips")
        belief = writer.add(topic, "beliefs", claim="It grows", credence=Decimal(50)).item
        return {"writer": writer, "topic": topic.id, "belief": belief.id}


def test_words_and_readings_leave_the_map_as_it_is(app: Flask, written: dict[str, Any]) -> None:
    writer = written["writer"]
    with inside(app):
        before = token()
        topic = db.session.get_one(Topic, written["topic"])
        belief = writer.add(topic, "uncertainties", question="Why?").item
        writer.save(topic, "uncertainties", belief, question="How?")
        writer.add(topic, "reading", title="A work", takeaway="Read", topics=["Chips"])
        item = writer.add(topic, "triggers", observation="It stops").item
        writer.save(topic, "triggers", item, observation="It stopped")
        assert token() == before


def test_each_thing_that_a_map_shows_is_read_anew(app: Flask, written: dict[str, Any]) -> None:
    writer = written["writer"]
    with inside(app):
        chips, labs = db.session.get_one(Topic, written["topic"]), writer.topic("Labs", area="Out")
        tie = writer.add(chips, "regions", region="labs", kind="related", reason="Near").item
        check_maps()
        writer.save(chips, "regions", tie, region="labs", kind="leans on", reason="Near")
        check_maps()
        belief = db.session.get_one(Belief, written["belief"])
        writer.save(chips, "beliefs", belief, claim="<a claim>")
        check_maps()
        assert [node.stub for node in graph.read_sketch(reader=VISITOR).nodes] == [True, True]
        for values in ({"status": "Settled"}, {"title": "Laboratories"}, {"visibility": "private"}):
            with writer.saving() as by:
                edit_topic(labs, values, by)
            check_maps()
        with writer.saving() as by:
            delete_item(section("regions"), chips, tie, by)
        check_maps()
        assert len(graph.read_sketch(reader=VISITOR).nodes) == 1


def test_the_token_is_another_one_after_a_move_a_region_and_a_rebuild(
    app: Flask, written: dict[str, Any]
) -> None:
    writer = written["writer"]
    with inside(app):
        tokens = {token()}
        topic = db.session.get_one(Topic, written["topic"])
        belief = writer.add(topic, "beliefs", claim="Another", credence=Decimal(50)).item
        tokens.add(token())
        writer.save(topic, "beliefs", belief, claim="Other words", credence=Decimal(50))
        assert token() in tokens
        writer.save(topic, "beliefs", belief, credence=Decimal(70))
        tokens.add(token())
        writer.topic("Labs")
        tokens.add(token())
        with writer.saving():
            rebuild(db.session.connection())
        tokens.add(token())
        assert len(tokens) == 5
