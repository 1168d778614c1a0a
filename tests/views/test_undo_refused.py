"""An undo that cannot be done says why, names what stands in its way, and leads back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.writers import count_changes, newest_id

BUTTON = 'class="control">Undo</button>'


@pytest.fixture
def edit(app: Flask, author: FlaskClient, topic: str) -> int:
    """Return the change that edited a belief."""
    author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "40"})
    save(author, "Chips count", "60")
    return newest_id(app)


def save(author: FlaskClient, claim: str, credence: str) -> None:
    base = base_of(author.get("/atlas/compute/beliefs/1/edit").text)
    form = {"claim": claim, "credence": credence, "base": base}
    assert author.post("/atlas/compute/beliefs/1", data=form).status_code == 303


def test_a_change_that_is_undone_offers_no_second_undo(app: Flask, way: Way, edit: int) -> None:
    assert BUTTON in way.browser.get(f"/c/{edit}").text
    assert way.browser.post(f"/c/{edit}/undo").status_code == 303
    undoing = newest_id(app)
    page = way.browser.get(f"/c/{edit}").text
    assert f'Undone by <a href="/c/{undoing}">a later change</a>.' in page
    assert BUTTON not in page
    answer = way.browser.post(f"/c/{edit}/undo", headers=way.headers)
    assert answer.status_code == 409
    assert "<h1>This change is undone already, so nothing was changed.</h1>" in answer.text
    assert f'href="/c/{edit}">Back to the change' in answer.text
    assert newest_id(app) == undoing
    assert BUTTON in way.browser.get(f"/c/{undoing}").text
    assert way.browser.post(f"/c/{undoing}/undo").status_code == 303
    page = way.browser.get(f"/c/{edit}").text
    assert "a later change</a>, which was undone itself." in page
    assert BUTTON in page


def test_edits_are_undone_one_after_the_other_and_done_again(
    app: Flask, way: Way, edit: int
) -> None:
    save(way.browser, "Chips can be counted", "80")
    later = newest_id(app)
    page = "/atlas/compute.json"
    for change, claim, credence in (
        (later, "Chips count", 60),
        (edit, "Chips count", 40),
        (edit + 3, "Chips count", 60),
        (edit + 2, "Chips can be counted", 80),
        (later, "Chips count", 60),
    ):
        answer = way.browser.post(f"/c/{change}/undo", headers=way.headers)
        assert answer.status_code == 303
        (belief,) = way.browser.get(page).get_json()["sections"]["beliefs"]
        assert (belief["claim"], belief["credence"]) == (claim, credence)


def test_a_change_whose_undo_was_undone_can_be_undone_again(
    app: Flask, way: Way, edit: int
) -> None:
    for change in (edit, edit + 1, edit):
        assert way.browser.post(f"/c/{change}/undo", headers=way.headers).status_code == 303
    assert "Undone by" in way.browser.get(f"/c/{edit}").text
    assert (
        way.browser.get("/atlas/compute.json").get_json()["sections"]["beliefs"][0]["credence"]
        == 40
    )


def test_numbers_that_were_said_again_are_not_withdrawn_twice(
    app: Flask, author: FlaskClient, edit: int
) -> None:
    form = {"claim": "Chips count", "credence": "60", "reason": "Still so"}
    form["base"] = base_of(author.get("/atlas/compute/beliefs/1/edit").text)
    assert author.post("/atlas/compute/beliefs/1", data=form).status_code == 303
    said = newest_id(app)
    assert said > edit
    assert author.post(f"/c/{said}/undo").status_code == 303
    before = count_changes(app)
    assert author.post(f"/c/{said}/undo").status_code == 409
    assert count_changes(app) == before


def test_what_stands_in_the_way_of_an_undo_is_named(app: Flask, way: Way, edit: int) -> None:
    save(way.browser, "Chips can be counted", "80")
    later = newest_id(app)
    answer = way.browser.post(f"/c/{edit}/undo", headers=way.headers)
    assert answer.status_code == 409
    assert (
        "<h1>Something was changed since, so nothing was undone or overwritten.</h1>" in answer.text
    )
    assert f'<a href="/c/{later}" dir="auto"' in answer.text
    assert "Edited belief “Chips can be counted”" in answer.text
    assert f'href="/c/{edit}">Back to the change' in answer.text
    assert newest_id(app) == later
