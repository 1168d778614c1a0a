"""A region serves as the template of a new one."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.changelog_reading import told
from tests.views.test_relocating import check
from tests.writers import Writer, count_changes, inside, newest_id

ada = Writer()


@pytest.fixture
def original(app: Flask) -> None:
    """A region with an item of every kind, and one belief that is a former one."""
    with inside(app):
        topic = ada.topic(
            "Chips", summary="On *chips*", area="Technical", status="Forming", review_days=30
        )
        ada.topic("Norms")
        ada.add(topic, "stance", body="Where I stand.[^1]\n\n[^1]: A note.")
        ada.add(topic, "beliefs", claim="Chips <b>count</b>", credence=Decimal(70), why="They do")
        ada.add(topic, "beliefs", claim="Over", credence=Decimal(9), why="", outcome="true")
        ada.add(topic, "uncertainties", question="How many?", why_it_matters="")
        ada.add(topic, "triggers", observation="A ban", effect="", belief="b-1", size="70 to 50")
        ada.add(topic, "reading", title="On chips", takeaway="Read.", url="", topics=["Chips"])
        ada.add(topic, "regions", region="Norms", kind="leans on", reason="They rule")


@pytest.mark.usefixtures("original")
def test_a_new_region_is_built_like_its_template_and_says_nothing_yet(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    before = client.get("/atlas/chips.json").text
    assert 'href="/atlas/chips/duplicate"' in author.get("/atlas/chips/edit").text
    assert "<h1>Use as a template</h1>" in author.get("/atlas/chips/duplicate").text
    sent = {"title": "Fabs", "once": "a"}
    assert author.post("/atlas/chips/duplicate", data=sent).location == "/atlas/fabs"
    assert author.post("/atlas/chips/duplicate", data=sent).location == "/atlas/fabs"
    check(app)
    data = client.get("/atlas/fabs.json").get_json()
    held = data["sections"]
    assert (data["area"], data["status"], data["stub"]) == ("Technical", None, True)
    assert held["stance"]["body"].startswith("<Where I stand.")
    (belief,) = held["beliefs"]
    assert belief["placeholder"]
    assert belief["credence"] is None
    assert "Chips" in belief["claim"]
    assert [row["placeholder"] for row in held["uncertainties"]] == [True]
    (trigger,) = author.get("/atlas/fabs.json").get_json()["sections"]["triggers"]
    assert trigger["belief"] == f"b-{belief['id']}"
    assert held["reading"] == []
    assert [(row["slug"], row["kind"]) for row in held["regions"]] == [("norms", "leans on")]
    assert "Not written yet:" in client.get("/atlas/fabs").text
    assert told(client)[0].startswith("New region: Fabs")
    assert client.get("/atlas/chips.json").text == before
    number = newest_id(app)
    assert author.post(f"/c/{number}/undo").status_code == 303
    assert client.get("/atlas/fabs").status_code == 404
    check(app)


@pytest.mark.usefixtures("original")
def test_the_words_are_kept_where_asked_and_a_private_template_makes_a_private_region(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    sent = {"title": "Fabs", "items": "words", "once": "a"}
    assert author.post("/atlas/chips/duplicate", data=sent).status_code == 303
    held = client.get("/atlas/fabs.json").get_json()["sections"]
    assert held["stance"]["body"] == "Where I stand.[^1]\n\n[^1]: A note."
    assert [(row["claim"], row["credence"]) for row in held["beliefs"]] == [
        ("Chips <b>count</b>", None)
    ]
    base = base_of(author.get("/atlas/chips/edit").text)
    head = {"title": "Chips", "visibility": "private", "base": base}
    assert author.post("/atlas/chips/edit", data=head).status_code == 303
    assert 'value="private" selected' in author.get("/atlas/chips/duplicate").text
    bare = {"title": "Bare", "items": "none", "once": "b"}
    assert author.post("/atlas/chips/duplicate", data=bare).location == "/atlas/bare"
    assert client.get("/atlas/bare").status_code == 404
    assert author.get("/atlas/bare.json").get_json()["sections"]["beliefs"] == []
    # An answer that was lost: what was altered in the form before it was sent again is saved.
    open_to_all = bare | {"title": "Open", "visibility": "public", "once": "o"}
    assert author.post("/atlas/chips/duplicate", data=open_to_all).location == "/atlas/open"
    assert client.get("/atlas/open").status_code == 200
    hidden = open_to_all | {"title": "Closed", "visibility": "private"}
    assert author.post("/atlas/chips/duplicate", data=hidden).location == "/atlas/open"
    assert "<title>Closed" in author.get("/atlas/open").text
    assert client.get("/atlas/open").status_code == 404
    refused = author.post("/atlas/chips/duplicate", data=hidden | {"items": "words"})
    assert refused.status_code == 422
    assert "There is a region called “Closed” already." in refused.text
    before = count_changes(app)
    for fields, words in (
        ({"title": " "}, "Give the region a title."),
        ({"title": "norms"}, "There is a region called “Norms” already."),
        ({"title": "New", "items": "all"}, "It is one of slots, words, none."),
    ):
        answer = author.post("/atlas/chips/duplicate", data=fields | {"once": "c"})
        assert answer.status_code == 422
        assert words in answer.text
    assert author.post("/atlas/nowhere/duplicate", data={"title": "X"}).status_code == 404
    assert count_changes(app) == before
