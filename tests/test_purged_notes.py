"""A private note is removed for good by itself, and its region stays."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_purging import WORD, files_with
from tests.writers import check_projections

NOTE = "/atlas/compute/note"


@pytest.fixture
def note(author: FlaskClient, topic: str) -> str:
    """A region with a private note; the name by which the note is removed."""
    author.post(NOTE, data={"body": f"The {WORD} of [[Elsewhere]]", "base": "0"})
    return "note:compute"


def purge(author: FlaskClient, name: str) -> int:
    return author.post("/purge", data={"anchor": name, "confirm": name}).status_code


def test_a_private_note_goes_and_its_region_stays(
    app: Flask, instance: Path, author: FlaskClient, note: str
) -> None:
    assert f'href="/purge?anchor={note}"' in author.get(NOTE).text
    asked = author.get(f"/purge?anchor={note}").text
    assert "Private note: of Compute" in asked
    assert "Region:" not in asked
    assert files_with(instance, WORD.encode())
    assert purge(author, note) == 303
    assert files_with(instance, WORD.encode()) == []
    for page in ("/atlas/compute", NOTE, "/history", "/search?q=qua", "/atlas/compute.md"):
        answer = author.get(page)
        assert answer.status_code == 200
        assert WORD not in answer.text
    assert author.get(f"{NOTE}/history").status_code == 404
    with app.app_context():
        check_projections()


def test_a_region_gets_another_note_after_its_first_was_removed(
    author: FlaskClient, note: str
) -> None:
    assert purge(author, note) == 303
    again = author.get(f"/purge?anchor={note}")
    assert again.status_code == 422
    assert "was removed for good already" in again.text
    assert author.post(NOTE, data={"body": "Other words", "base": "0"}).status_code == 303
    assert "Other words" in author.get("/atlas/compute").text
    assert author.get(f"{NOTE}/history").status_code == 200
    assert purge(author, note) == 303
    assert "Other words" not in author.get("/atlas/compute").text


def test_a_region_without_a_note_has_none_to_remove(author: FlaskClient, topic: str) -> None:
    for name in ("note:elsewhere", "note:nowhere"):
        answer = author.get(f"/purge?anchor={name}")
        assert answer.status_code == 422
        assert "There is nothing called" in answer.text


def test_a_form_of_a_note_that_was_removed_keeps_its_text_and_says_so(
    author: FlaskClient, note: str
) -> None:
    base = author.get(NOTE).text.partition('name="base" value="')[2].partition('"')[0]
    assert purge(author, note) == 303
    answer = author.post(NOTE, data={"body": "Written on", "base": base})
    assert answer.status_code == 409
    assert "removed in another window" in answer.text
    assert "Written on" in answer.text
    assert author.post(NOTE, data={"body": "Written on", "base": "0"}).status_code == 303
