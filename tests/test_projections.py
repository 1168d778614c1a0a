"""Projections hold no fact of their own: they can be made again, and are compared on request."""

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, delete, inspect, select, text

from tests.test_interleavings import Crowd
from tests.writers import Writer, check_projections, inside
from wiki.db import begin_writing, db
from wiki.journal import Change, Revision, revision_topic
from wiki.recorded import Recorded
from wiki.services.undo import undo_change

Run = Callable[..., Result]
RIGHT = ("as the journal has it", "as it says", "all references are good")


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def demo(run: Run) -> None:
    assert run("demo").exit_code == 0


def change(app: Flask, statement: str) -> None:
    """Change the database behind the back of the journal."""
    with app.app_context():
        begin_writing()
        db.session.execute(text(statement))
        db.session.commit()


@pytest.mark.usefixtures("demo")
def test_check_counts_what_is_as_it_should_be(run: Run) -> None:
    checked = run("check")
    assert checked.exit_code == 0
    lines = checked.stdout.splitlines()
    assert lines[0] == "database: whole, and all references are good"
    assert re.fullmatch("journal: [0-9]+ revisions, and all rows are as it says", lines[1])
    assert [line.split(":")[0] for line in lines[2:]] == [
        "address",
        "topic_name",
        "belief_standing",
        "past_standing",
        "trigger_place",
        "unfilled",
        "announcement",
        "picture_use",
        "list_total",
        "search_text",
        "text_link",
    ]
    assert all(line.endswith(" rows, as the journal has it") for line in lines[2:])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("DELETE FROM address WHERE kind = 'area' AND item_id = 1", ": missing"),
        ("INSERT INTO address VALUES ('topic', 'nowhere', 9)", "topic nowhere: not in the journal"),
        (
            "UPDATE belief_standing SET movement = 7000000 WHERE belief_id = 2 AND sees_private",
            "belief_standing 2 True: movement is 7, not ",
        ),
        ("DELETE FROM search_text WHERE kind = 'topic' AND item_id = 1", "topic 1: missing"),
        (
            "INSERT INTO search_visitor(rowid, heading, body) VALUES (-1, 'nowhere', '')",
            "search_visitor: has other words than search_text",
        ),
    ],
)
def test_a_difference_is_told_and_mended(app: Flask, run: Run, statement: str, line: str) -> None:
    change(app, statement)
    checked = run("check")
    assert checked.exit_code == 1
    found = [told for told in checked.stdout.splitlines() if not told.endswith(RIGHT)]
    assert len(found) == 1
    assert line in found[0]
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("row", "state", "line"),
    [
        (
            "UPDATE trigger SET belief = 'b-9999' WHERE id = 1",
            "json_set(after, '$.belief', 'b-9999') WHERE kind = 'trigger' AND item_id = 1",
            "trigger 1: belief names b-9999, which is missing",
        ),
        (
            "UPDATE change SET cause_kind = 'reading', cause_id = 9999 WHERE id = 2",
            "after WHERE id = 1",
            "change 2: its cause, reading 9999, is missing",
        ),
    ],
)
def test_what_names_an_item_that_is_missing_is_told(
    app: Flask, run: Run, row: str, state: str, line: str
) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(text(row))
        db.session.execute(text(f"UPDATE revision SET after = {state}"))
        db.session.commit()
    checked = run("check")
    assert checked.exit_code == 1
    assert line in checked.stdout


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("seen_in", "is_right"), [("https://example.org/news", True), ("In the news", False)]
)
def test_an_address_at_which_a_trigger_was_seen_is_no_damage(
    app: Flask, run: Run, seen_in: str, is_right: bool
) -> None:
    state = f"json_set(after, '$.cause', '{seen_in}') WHERE kind = 'trigger' AND item_id = 1"
    change(app, f"UPDATE trigger SET cause = '{seen_in}' WHERE id = 1")
    change(app, f"UPDATE revision SET after = {state}")
    checked = run("check")
    assert (f"cause names {seen_in}, which is missing" in checked.stdout) is not is_right
    assert (checked.exit_code == 0) is is_right


@pytest.mark.usefixtures("demo")
def test_an_atlas_of_an_earlier_version_is_right_after_its_upgrade(app: Flask) -> None:
    with inside(app):
        downgrade(revision="0005")
        upgrade()
        assert db.session.scalar(text("SELECT count(*) FROM belief_standing")) > 50
        check_projections(with_rows=False)  # an earlier version had no place for some of it


def forget_later_kinds(connection: Connection) -> None:
    """Delete from the journal what is of kinds that have no table: an early atlas had none."""
    tables = inspect(connection).get_table_names()
    later = [
        kind
        for kind, model in Recorded.kinds.items()
        if str(inspect(model).local_table) not in tables
    ]
    revisions = select(Revision.id).where(Revision.kind.in_(later))
    connection.execute(delete(revision_topic).where(revision_topic.c.revision_id.in_(revisions)))
    connection.execute(delete(Revision).where(Revision.kind.in_(later)))
    connection.execute(delete(Change).where(Change.id.not_in(select(Revision.change_id))))


@pytest.mark.parametrize(
    ("version", "lacking"),
    [
        (
            "0006",
            "DROP INDEX ix_trigger_place_moved; ALTER TABLE trigger_place DROP COLUMN has_moved; "
            "DROP TABLE unfilled; DROP INDEX ix_belief_resolves_on",
        ),
        ("0025", "DROP TABLE map_version; DROP INDEX ix_revision_of_reading"),
    ],
)
@pytest.mark.usefixtures("topic", "noise")
def test_an_atlas_of_an_early_form_of_a_migration_can_be_upgraded(
    app: Flask, version: str, lacking: str
) -> None:
    with inside(app):
        downgrade(revision=version)
        with db.engine.begin() as connection:
            for statement in lacking.split("; "):
                connection.execute(text(statement))
            forget_later_kinds(connection)
        upgrade()
        check_projections()
        names = set(db.session.scalars(text("SELECT name FROM sqlite_master")))
        assert {"ix_belief_resolves_on", "ix_revision_of_reading"} < names
    assert app.test_client().get("/map").status_code == 200


@pytest.mark.usefixtures("demo")
def test_projections_follow_random_edits_of_the_demo(app: Flask) -> None:
    with inside(app):
        crowd = Crowd(Random(3))
        for _ in range(40):
            crowd.step()
            check_projections()
        assert crowd.done.total() > 10


def test_projections_follow_undo_and_its_undo(app: Flask) -> None:
    writer = Writer()
    with inside(app):
        topic = writer.topic("Chips")
        belief = writer.add(topic, "beliefs", claim="It grows", credence=Decimal(50)).item
        moved = writer.save(topic, "beliefs", belief, credence=Decimal(70)).change
        assert standing() == [50, 20]
        for expected in ([None, 0], [50, 20], [None, 0]):
            with writer.saving() as by:
                assert moved
                moved = undo_change(moved, by)
            assert standing() == expected
            check_projections()


def standing() -> list[Any]:
    """Return what the only belief was before, and how far it moved, for visitors."""
    query = "SELECT was / 1000000, movement / 1000000 FROM belief_standing WHERE NOT sees_private"
    return list(db.session.execute(text(query)).one())


def test_projections_follow_drafts_and_their_publishing(app: Flask, run: Run) -> None:
    writer = Writer()
    with inside(app):
        topic = writer.topic("Chips")
        reading = writer.add(topic, "reading", title="Unsaid", state="draft", topics=[]).item
        essay = writer.add(topic, "writing", title="Words", state="draft", topics=[]).item
        for state in ("published", "draft"):
            check_projections()
            writer.save(topic, "reading", reading, state=state)
            writer.save(topic, "writing", essay, state=state)
        check_projections()
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0
