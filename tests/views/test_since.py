"""`?since=`: what changed in terms of views from a day on."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Once
from tests.test_archive import clock
from tests.views.test_archive import NO_DAYS, moment
from tests.writers import Writer, inside, section
from wiki.db import db
from wiki.journal import DatedCredence, record
from wiki.models import Topic
from wiki.queries.topics import get_topic
from wiki.sections.belief import Belief
from wiki.services.items import delete_item, do_verb
from wiki.services.relocate import relocate_item
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

ada = Writer()


def compute() -> Topic:
    return get_topic("compute", reader=AUTHOR)


def part(page: str, name: str) -> str:
    """Return the words of a part of the page, empty where it is not there."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


@pytest.fixture
def page(app: Flask, client: FlaskClient, once: Once) -> str:
    """A region written on 3 May, of which much changed on 9 May and later."""
    with inside(app):
        once(write_page)
    return client.get("/atlas/compute?since=2026-05-09").text


def write_page() -> None:
    with clock(moment(3)):
        ada.topic("Compute")
        ada.add(compute(), "stance", body="I think so.")
        names = ("Moves", "Stays", "Ends", "Goes", "Reads otherwise")
        beliefs = [
            ada.add(compute(), "beliefs", claim=n, credence=Decimal(50), why="").item for n in names
        ]
        question = ada.add(compute(), "uncertainties", question="Why?", why_it_matters="").item
        seen = ada.add(compute(), "triggers", observation="A sight", effect="").item
    with clock(moment(9)):
        with ada.saving() as by, record(by, reason="I counted") as entry:
            entry.alter(beliefs[0], credence=Decimal(70))
        ada.save(compute(), "beliefs", beliefs[0], claim="Moves", credence=Decimal(60), why="")
        doing: list[tuple[str, str, Any, dict[str, Any]]] = [
            ("beliefs", "affirm", beliefs[1], {}),
            ("beliefs", "retire", beliefs[2], {"outcome": "true", "on": None}),
            ("uncertainties", "settle", question, {"state": "answered", "cause": ""}),
            ("triggers", "happened", seen, {"happened_on": "2026-05-08", "cause": ""}),
        ]
        for name, verb, item, said in doing:
            found = section(name).verb(verb)
            assert found
            with ada.saving() as by:
                do_verb(section(name), found, compute(), item, said, by)
        with ada.saving() as by:
            delete_item(section("beliefs"), compute(), beliefs[3], by)
        with ada.saving() as by, record(by) as entry:
            entry.record_point(beliefs[1], DatedCredence(Decimal(10), moment(1, 1).date()))
        claim = "Reads quite otherwise"
        ada.save(compute(), "beliefs", beliefs[4], claim=claim, credence=Decimal(50), why="")
        ada.add(compute(), "beliefs", claim="Comes", credence=Decimal(30), why="")
        ada.add(compute(), "beliefs", claim="<a slot>", credence=None, why="")
        values = {"title": "On chips", "takeaway": "Count them.", "topics": []}
        ada.add(compute(), "reading", **values)


@pytest.mark.parametrize("path", ["/atlas/compute", "/map"])
def test_a_day_and_what_changed_since_one_are_not_asked_for_at_once(
    client: FlaskClient, page: str, path: str
) -> None:
    answer = client.get(f"{path}?at=2026-05-09&since=2026-05-03")
    assert answer.status_code == 400
    assert path == "/map" or "leave out `at` or `since`" in answer.text


def test_a_belief_that_moved_is_told_step_by_step_with_reasons(page: str) -> None:
    assert "Moves 50% → 70% : I counted" in part(page, "moved").replace("%:", "% :")
    assert "70% → 60%" in part(page, "moved")
    assert "Stays still 50%" in part(page, "moved")
    assert "10%" not in page  # recalled from the past, so nothing moved


def test_what_else_became_of_views_is_told(page: str) -> None:
    assert (
        part(page, "ended-beliefs")
        == "Resolved or dropped Ends Resolved true, 20 Nov 2026; last 50%"
    )
    assert part(page, "ended-uncertainties") == "Uncertainties settled Why? Answered"
    assert "A sight Happened 8 May 2026" in part(page, "ended-triggers")
    assert part(page, "new-beliefs") == "New: Current beliefs Comes 30%"
    assert "Goes" not in page  # what was deleted since is gone with its past
    assert part(page, "new-reading") == "New: Recent reading On chips Count them."
    assert "a slot" not in page


def test_changed_words_are_folded(page: str) -> None:
    folded = page.partition("<details")[2].partition("</details>")[0]
    assert "Words that changed (1)" in folded
    assert "Reads <ins>quite</ins> otherwise" in folded
    assert "I think so" not in page


def test_relations_and_what_is_no_text_are_told(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Compute")
            ada.topic("Chips")
            ada.topic("Labs")
            known = ada.add(compute(), "regions", region="Chips", kind="related", reason="Often")
            gone = ada.add(compute(), "regions", region="Labs", kind="related", reason="")
            values = {"claim": "Resolves", "credence": Decimal(50), "why": ""}
            held = ada.add(compute(), "beliefs", **values).item
        with clock(moment(9)):
            reads = {"region": "Chips", "kind": "leans on", "reason": "Seldom"}
            ada.save(compute(), "regions", known.item, **reads)
            with ada.saving() as by:
                delete_item(section("regions"), compute(), gone.item, by)
            ada.topic("Models")
            ada.add(compute(), "regions", region="Models", kind="leans on", reason="Of late")
            ada.save(compute(), "beliefs", held, **values, resolves_on="2027-01")
    page = client.get("/atlas/compute?since=2026-05-09").text
    assert part(page, "new-regions") == "New: Related regions Models Leans on — Of late"
    folded = page.partition("<details")[2].partition("</details>")[0]
    assert "<del>related</del>" in folded
    assert "<ins>leans on</ins>" in folded
    assert "<del>Often</del>" in folded
    assert "<ins>January 2027</ins>" in folded
    there = client.get("/atlas/chips?since=2026-05-09").text
    assert "<ins>supports</ins>" in there
    assert "Seldom" not in there


def test_another_takeaway_and_another_belief_of_a_trigger_are_told(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Compute")
            claims = ("It grows", "It is counted", "A secret")
            for claim in claims:
                ada.add(compute(), "beliefs", claim=claim, credence=Decimal(50), why="")
            seen = {"observation": "A sight", "effect": ""}
            triggers = [ada.add(compute(), "triggers", **seen, belief="b-1").item for _ in claims]
            read: dict[str, Any] = {"title": "On chips", "topics": [compute()]}
            work = ada.add(compute(), "reading", **read, takeaway="Count them.").item
        with clock(moment(9)):
            ada.save(compute(), "triggers", triggers[0], **seen, belief="b-2")
            ada.save(compute(), "triggers", triggers[1], **seen, belief="b-3")
            ada.save(compute(), "reading", work, **read, takeaway="Count them twice.")
            ada.topic("Drawer", visibility="private")
            with ada.saving() as by:
                secret = db.session.get_one(Belief, 3)
                relocate_item(section("beliefs"), compute(), secret, "Drawer", by)
    folded = client.get("/atlas/compute?since=2026-05-09").text.partition("<details")[2]
    assert "Words that changed (3)" in folded
    assert "is counted" in folded
    assert "twice" in folded
    assert "secret" not in folded


def test_what_moved_to_another_region_is_told_as_it_reads_there(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Compute")
            ada.topic("Chips")
            said = {"claim": "It grows", "why": ""}
            held = ada.add(compute(), "beliefs", **said, credence=Decimal(50)).item
        with clock(moment(9)):
            said = {"claim": "It grows by half", "why": ""}
            ada.save(compute(), "beliefs", held, **said, credence=Decimal(70))
            with ada.saving() as by:
                relocate_item(section("beliefs"), compute(), held, "Chips", by)
    page = client.get("/atlas/compute?since=2026-05-09").text
    gone = part(page, "gone-beliefs")
    assert gone == "Removed from the page: Current beliefs It grows by half Moved to Chips 70%"


def test_another_line_break_is_no_other_word(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Compute")
            stance = ada.add(compute(), "stance", body="I think\n\nso.").item
        with clock(moment(9)):
            ada.save(compute(), "stance", stance, body="I think so.")
    assert "My views here did not change." in client.get("/atlas/compute?since=2026-05-09").text


@pytest.mark.usefixtures("page")
def test_a_day_that_begins_later_tells_less_and_an_earlier_one_all(client: FlaskClient) -> None:
    assert "My views here did not change." in client.get("/atlas/compute?since=2026-05-10").text
    whole = client.get("/atlas/compute?since=2000-01-01").text
    assert "Moves 60%" in part(whole, "new-beliefs")
    assert "<ins>I think so.</ins>" in whole


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("day", [*NO_DAYS, "2999-01-01"])
def test_what_is_no_day_or_to_come_is_400(client: FlaskClient, day: str) -> None:
    text = day.encode("utf-8", "surrogatepass")
    assert client.get("/atlas/compute", query_string={"since": text}).status_code == 400


@pytest.mark.usefixtures("page")
def test_a_private_region_tells_nothing_of_what_changed(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app), ada.saving() as by:
        edit_topic(compute(), {"visibility": "private"}, by)
    for browser in (client, author):
        assert browser.get("/atlas/compute?since=2026-05-09").status_code == 404


def test_a_slot_is_no_text_that_changed(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Compute")
            values = {"claim": "Chips will be counted", "credence": None, "why": "<one-line why>."}
            chips = ada.add(compute(), "beliefs", **values).item
        with clock(moment(9)):
            ada.save(compute(), "beliefs", chips, **values | {"why": "Others were."})
    page = client.get("/atlas/compute?since=2026-05-09").text
    assert "<ins>Others were.</ins>" in page
    assert "one-line why" not in page
