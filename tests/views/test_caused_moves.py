"""What pages tell of the moves of beliefs because of a reading or trigger."""

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.writers import Writer, inside, section
from wiki.db import db
from wiki.journal import record
from wiki.models import Topic
from wiki.queries.topics import get_topic
from wiki.sections.belief import Belief
from wiki.services.items import do_verb
from wiki.visibility import AUTHOR

ada = Writer()
R, T, NONE = "reading", "trigger", ""
Moves = list[tuple[str, str]]


def compute() -> Topic:
    return get_topic("compute", reader=AUTHOR)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def move(belief_id: int, because: str, number: str) -> None:
    """Move a belief because of the first reading, the first trigger or nothing."""
    with ada.saving() as by, record(by) as entry:
        belief = db.session.get_one(Belief, belief_id)
        if because:
            entry.set_cause(because, 1)
        entry.alter(belief, credence=Decimal(number))


def write(size: str, moves: Moves) -> None:
    """Write a belief at 50%, a reading, and a trigger that was seen in it; then move the belief."""
    ada.topic("Compute")
    ada.add(compute(), "beliefs", claim="It grows", credence=Decimal(50), why="")
    ada.add(compute(), "reading", title="On chips", takeaway="Count", topics=["Compute"])
    values = {"observation": "A sight", "effect": "", "belief": "b-1", "size": size}
    trigger = ada.add(compute(), "triggers", **values).item
    happened = section("triggers").verb("happened")
    assert happened
    with ada.saving() as by:
        said = {"happened_on": "2026-05-20", "cause": "r-1"}
        do_verb(section("triggers"), happened, compute(), trigger, said, by)
    for because, number in moves:
        move(1, because, number)


@pytest.mark.parametrize(
    ("size", "moves", "told"),
    [
        ("", [(R, "60"), (T, "80")], "60% → 80%"),
        ("70 to 80", [(R, "60"), (R, "70"), (T, "80")], "70% → 80%"),
        ("70 to 80", [(T, "70"), (T, "80"), (NONE, "20")], "70% → 80%"),
        ("50 to 80", [(T, "70"), (NONE, "20"), (R, "30")], "50% → 70% (promised 50% → 80%)"),
        ("50 to 80", [(T, "80"), (NONE, "20"), (T, "30")], "50% → 80%"),
        ("", [(T, "80"), (NONE, "20"), (T, "30")], "20% → 30%"),
        ("60 to 70", [(R, "60"), (R, "70")], "60% → 70%"),
        ("50 to 80", [(R, "80"), (T, "85")], "50% → 80%"),
        ("", [(R, "60"), (R, "70")], "50% → 70%"),
    ],
)
def test_a_trigger_tells_the_move_that_it_made_itself(
    app: Flask, client: FlaskClient, size: str, moves: Moves, told: str
) -> None:
    with inside(app):
        write(size, moves)
    page = words(client.get("/atlas/compute").text)
    assert f"Happened 20 May 2026 → {told} seen in On chips" in page
    numbers, _, promised = told.partition(" (")
    before, after = (int(end.rstrip("%")) for end in numbers.split(" → "))
    (data,) = client.get("/triggers.json").get_json()["triggers"]
    assert data["moved"] == {"from": before, "to": after}
    for address in ("/triggers", "/triggers.rss"):
        page = client.get(address).text
        assert f"→ {numbers}" in page
        assert ("promised" in page) == bool(promised)


def test_a_move_that_was_taken_back_for_the_same_trigger_is_none(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        write("", [(T, "60"), (T, "50")])
    (data,) = client.get("/triggers.json").get_json()["triggers"]
    assert data["moved"] is None
    assert "Happened 20 May 2026 seen in On chips" in words(client.get("/atlas/compute").text)


def test_two_moves_of_one_belief_are_told_of_one_belief(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        write("", [(R, "60"), (R, "70")])
        ada.add(compute(), "beliefs", claim="It ends", credence=Decimal(10), why="")
    page = words(client.get("/atlas/compute").text)
    assert "moved one belief, 50% → 60%, 60% → 70%" in page
    for address in ("/reading", "/reading/1"):
        assert "Moved It grows 50% → 60%, 60% → 70%" in words(client.get(address).text)
    with inside(app):
        move(2, R, "20")
    page = words(client.get("/atlas/compute").text)
    assert "moved 2 beliefs, 50% → 60%, 60% → 70%, 10% → 20%" in page
    for address in ("/reading", "/reading/1"):
        page = words(client.get(address).text)
        assert "Moved It grows 50% → 60%, 60% → 70%, and It ends 10% → 20%" in page
