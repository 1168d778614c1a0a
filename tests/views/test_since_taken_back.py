"""`?since=`: what was told before the day and taken back after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.test_archive import moment
from tests.views.test_since import compute, part
from tests.writers import Writer, inside, newest, section
from wiki.db import db
from wiki.journal import Change, Entry, record
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.sections.trigger import Trigger
from wiki.services.items import delete_item, do_verb
from wiki.services.topics import edit_topic
from wiki.services.undo import undo_change

ada = Writer()
AFTER = "/atlas/compute?since=2026-05-08"


@contextmanager
def writing(app: Flask, day: int) -> Iterator[None]:
    with inside(app), clock(moment(day)):
        yield


def alter(act: Callable[[Entry], None], **said: Any) -> int:
    """Do something as one change and return its id."""
    with ada.saving() as by, record(by, **said) as entry:
        act(entry)
    return newest().id


def belief() -> Belief:
    return db.session.get_one(Belief, 1)


def undo(change_id: int) -> None:
    with ada.saving() as by:
        undo_change(db.session.get_one(Change, change_id), by)


def verb(name: str, called: str, item: Any, **said: Any) -> None:
    found = section(name).verb(called)
    assert found
    with ada.saving() as by:
        do_verb(section(name), found, compute(), item, said, by)


@pytest.fixture(autouse=True)
def region(app: Flask) -> None:
    """A region with an item of each kind that views are in, written on 3 May."""
    with writing(app, 3):
        ada.topic("Compute")
        values = {"claim": "It moves", "credence": Decimal(50), "range": "40-60", "why": ""}
        ada.add(compute(), "beliefs", **values)
        ada.add(compute(), "beliefs", claim="It ended", credence=Decimal(50), why="")
        ada.add(compute(), "uncertainties", question="Why?", why_it_matters="")
        ada.add(compute(), "triggers", observation="A sight", effect="", size="50 to 60")
        ada.add(compute(), "stance", body="I think so.")


def test_an_outcome_a_state_or_a_day_that_was_cleared_is_told(
    app: Flask, client: FlaskClient
) -> None:
    def item(name: str) -> Any:
        return db.session.get_one(section(name).model, 2 if name == "beliefs" else 1)

    with writing(app, 5):
        verb("beliefs", "retire", item("beliefs"), outcome="true", on=None)
        verb("uncertainties", "settle", item("uncertainties"), state="answered", cause="")
        happened = {"happened_on": "2026-05-04", "cause": ""}
        verb("triggers", "happened", item("triggers"), **happened)
    with writing(app, 9):
        verb("beliefs", "retire", item("beliefs"), outcome="", on=None)
        verb("uncertainties", "settle", item("uncertainties"), state="open", cause="")
        alter(lambda entry: entry.alter(item("triggers"), happened_on=""))
    page = client.get(AFTER).text
    assert "My views here did not change." not in page
    assert part(page, "reopened-beliefs") == "Held again It ended"
    assert part(page, "reopened-uncertainties") == "Open again Why?"
    assert part(page, "reopened-triggers") == "Not happened after all A sight"
    assert 'aria-labelledby="ended-' not in page
    page = client.get("/atlas/compute?since=2026-05-04").text  # open at both ends
    assert "My views here did not change." in page


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ({"credence": Decimal(70), "range": ""}, "70% → 50%"),
        ({"credence": None, "range": ""}, "no number → 50%"),
        ({"range": "45-55"}, "50%, range now 40–60%"),
        ({"range": ""}, "50%, range now 40–60%"),
    ],
)
def test_a_number_or_range_of_before_that_was_undone_is_told(
    app: Flask, client: FlaskClient, altered: dict[str, Any], told: str
) -> None:
    with writing(app, 5):
        change = alter(lambda entry: entry.alter(belief(), **altered), reason="I counted")
    with writing(app, 9):
        undo(change)
        undoing = newest().id
    page = client.get(AFTER).text
    assert part(page, "moved") == f"Beliefs that moved It moves {told} 9 May 2026"
    assert f'href="/c/{undoing}"' in page
    assert "did not change" in client.get("/atlas/compute?since=2026-05-04").text


def test_the_first_number_that_was_undone_is_told(app: Flask, client: FlaskClient) -> None:
    with writing(app, 5):
        alter(lambda entry: entry.alter(belief(), credence=None, range=""))
    with writing(app, 6):
        change = alter(lambda entry: entry.alter(belief(), credence=Decimal(30)))
    with writing(app, 9):
        undo(change)
    told = part(client.get(AFTER).text, "moved")
    assert told == "Beliefs that moved It moves 30% → withdrawn 9 May 2026"


def test_what_was_said_and_undone_since_is_not_told(app: Flask, client: FlaskClient) -> None:
    with writing(app, 9):
        undo(alter(lambda entry: entry.alter(belief(), credence=Decimal(70))))
    assert "My views here did not change." in client.get(AFTER).text


def test_a_number_given_after_an_undoing_begins_where_it_stood_on_the_day(
    app: Flask, client: FlaskClient
) -> None:
    with writing(app, 5):
        change = alter(lambda entry: entry.alter(belief(), credence=Decimal(70), range=""))
    with writing(app, 9):
        undo(change)
        alter(lambda entry: entry.alter(belief(), credence=Decimal(45)))
    told = part(client.get(AFTER).text, "moved")
    assert told.startswith("Beliefs that moved It moves 70% → 45%")
    assert told.count("→") == 1


def test_a_belief_ends_with_the_number_it_had_then(app: Flask, client: FlaskClient) -> None:
    with writing(app, 9):
        verb("beliefs", "retire", belief(), outcome="true", on=None)
        alter(lambda entry: entry.alter(belief(), credence=Decimal(99), range=""))
    page = client.get(AFTER).text
    assert part(page, "ended-beliefs").endswith("; last 50%")
    assert "50% → 99%" in part(page, "moved")
    with writing(app, 10):  # resolved otherwise after all, at the number of now
        verb("beliefs", "retire", belief(), outcome="false", on=None)
    assert part(client.get(AFTER).text, "ended-beliefs").endswith("; last 99%")


def test_a_number_with_which_a_belief_ended_in_secret_is_not_told(
    app: Flask, client: FlaskClient
) -> None:
    def show(visibility: str) -> None:
        with ada.saving() as by:
            edit_topic(compute(), {"visibility": visibility}, by)

    with writing(app, 9):
        show("private")
        alter(lambda entry: entry.alter(belief(), credence=Decimal(77), range=""))
        verb("beliefs", "retire", belief(), outcome="true", on=None)
        alter(lambda entry: entry.alter(belief(), credence=Decimal(60)))
        show("public")
    page = client.get(AFTER).text
    assert part(page, "ended-beliefs").endswith("; last 60%")
    assert "77%" not in page


def test_how_far_a_trigger_would_move_is_among_the_words(app: Flask, client: FlaskClient) -> None:
    with writing(app, 9):
        alter(lambda entry: entry.alter(db.session.get_one(Trigger, 1), size="50 to 90"))
    assert "50% → <del>60%</del>" in client.get(AFTER).text


def test_a_stance_that_is_only_a_slot_again_is_told(app: Flask, client: FlaskClient) -> None:
    with writing(app, 9):
        alter(lambda entry: entry.alter(db.session.get_one(Stance, 1), body="<what I think>"))
    page = client.get(AFTER).text
    assert "<del>I think so.</del>" in page
    with writing(app, 10), ada.saving() as by:
        delete_item(section("stance"), compute(), db.session.get_one(Stance, 1), by)
    assert "I think so" not in client.get(AFTER).text  # what is deleted is gone with its past
