"""What happened lately: views that moved, and regions that changed."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.new_pages import create_topic
from wiki.db import begin_writing, utc_now
from wiki.journal import Change, Signature, record, undo
from wiki.models import Topic
from wiki.queries.map.recent import changed_since, moved_since
from wiki.sections.belief import Belief
from wiki.services.places import move_place
from wiki.services.topics import edit_topic, mark_reviewed
from wiki.visibility import AUTHOR, VISITOR

DAY = date(2026, 8, 22)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        begin_writing()
        yield


def on(day: date) -> Signature:
    return Signature(None, day)


def believe(topic: Topic, credence: str, day: date = DAY) -> Belief:
    with record(on(day)) as entry:
        return entry.add(Belief(topic_id=topic.id, claim="It holds", credence=Decimal(credence)))


def move(belief: Belief, credence: str, day: date) -> Change:
    with record(on(day)) as entry:
        entry.alter(belief, credence=Decimal(credence))
    assert entry.change
    return entry.change


def test_first_number_is_no_move_and_the_second_is_one() -> None:
    topic = create_topic({"title": "Alpha"}, on(DAY))
    belief = believe(topic, "70")
    assert moved_since(DAY, reader=VISITOR) == set()
    move(belief, "55", DAY + timedelta(days=1))
    assert moved_since(DAY, reader=VISITOR) == {topic.id}
    assert moved_since(DAY + timedelta(days=1), reader=VISITOR) == {topic.id}
    assert moved_since(DAY + timedelta(days=2), reader=VISITOR) == set()


def test_move_that_was_undone_is_none() -> None:
    topic = create_topic({"title": "Alpha"}, on(DAY))
    change = move(believe(topic, "70"), "55", DAY)
    with record(on(DAY), undoes=change) as entry:
        undo(change, entry)
    assert moved_since(DAY, reader=VISITOR) == set()


def test_move_of_a_deleted_belief_and_one_in_private_are_not_told() -> None:
    shown, hidden = (
        create_topic({"title": title, "visibility": visibility}, on(DAY))
        for title, visibility in (("Alpha", "public"), ("Beta", "private"))
    )
    gone = believe(shown, "70")
    move(gone, "10", DAY)
    with record(on(DAY)) as entry:
        entry.delete(gone)
    move(believe(hidden, "70"), "10", DAY)
    assert moved_since(DAY, reader=VISITOR) == set()
    assert moved_since(DAY, reader=AUTHOR) == {hidden.id}


def test_moving_on_the_map_and_reviewing_are_no_changes() -> None:
    topic = create_topic({"title": "Alpha"}, on(DAY))
    today = utc_now().date()
    assert changed_since(today, UTC, reader=VISITOR) == {topic.id}
    assert changed_since(today + timedelta(days=1), UTC, reader=VISITOR) == set()
    before = utc_now()
    move_place(topic, "300", "-200", on(DAY))
    mark_reviewed(topic, on(DAY))
    assert changed_since(before.date(), UTC, reader=VISITOR) == {topic.id}


def test_visitors_are_told_of_no_change_to_a_private_region() -> None:
    hidden = create_topic({"title": "Beta", "visibility": "private"}, on(DAY))
    edit_topic(hidden, {"title": "Gamma"}, on(DAY))
    today = utc_now().date()
    assert changed_since(today, UTC, reader=VISITOR) == set()
    assert changed_since(today, UTC, reader=AUTHOR) == {hidden.id}
