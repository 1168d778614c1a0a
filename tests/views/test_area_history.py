"""The history of an area, as every other kind has one; and the links that lead to histories."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.test_versions import forms
from tests.writers import inside
from wiki.queries.areas import find_area

AREA = "/areas/governance"


@pytest.fixture
def edited(author: FlaskClient, topic: str) -> str:
    """An area whose title and summary were changed once; the address of its history."""
    for title, summary in (("Governance", "Rules"), ("Rules of the road", "Who goes first")):
        sent = {"base": base_of(author.get(f"{AREA}/edit").text)}
        sent |= {"title": title, "summary": summary}
        assert author.post(f"{AREA}/edit", data=sent).status_code == 303
    return f"{AREA}/history"


def test_an_area_tells_who_changed_what_and_compares_two_versions(
    author: FlaskClient, client: FlaskClient, edited: str
) -> None:
    for browser in (author, client):
        assert f'href="{edited}"' in browser.get(AREA).text
        page = browser.get(edited)
        assert page.status_code == 200
        assert "History of an area" in page.text
        assert "title Governance → Rules of the road" in page.text
        pair = re.search(r'href="([^"]*from=\d+&amp;to=\d+)"', page.text)
        assert pair
        compared = browser.get(pair[1].replace("&amp;", "&")).text
        assert "<del>Rules</del>" in compared
        assert "<ins>Who goes first</ins>" in compared


def test_the_history_of_the_atlas_leads_to_that_of_an_area(
    author: FlaskClient, client: FlaskClient, edited: str
) -> None:
    for browser in (author, client):
        assert f'<a href="{edited}">Edited area' in browser.get("/history").text


def test_an_older_version_of_an_area_comes_back_and_that_is_undone(
    app: Flask, author: FlaskClient, edited: str
) -> None:
    action, sent = forms(author, edited)[0]
    answer = author.post(action, data=sent)
    assert answer.location == edited
    page = author.get(edited).text
    assert "Restored the version of" in page
    with inside(app):
        area = find_area("Governance")
        assert area is not None
        assert area.summary == "Rules"
    undo = re.search(r'action="(/c/\d+/undo)"', page)
    assert undo
    author.post(undo[1], data={"next": edited})
    with inside(app):
        assert find_area("Rules of the road") is not None


def test_a_version_of_an_area_whose_title_was_taken_does_not_come_back(
    author: FlaskClient, edited: str
) -> None:
    assert author.post("/areas/new", data={"title": "Governance"}).status_code == 303
    action, sent = forms(author, edited)[0]
    answer = author.post(action, data=sent)
    assert answer.status_code == 409
    assert "There is an area called “Governance” by now" in answer.text


def test_visitors_find_no_history_of_an_area_that_they_do_not_see(
    author: FlaskClient, client: FlaskClient, edited: str
) -> None:
    action, sent = forms(author, edited)[0]
    assert client.post(action, data=sent).status_code == 401
    author.post(f"{AREA}/empty")
    assert author.get(edited).status_code == 200
    assert client.get(edited).status_code == 404
    assert edited not in client.get("/history").text


def test_a_history_in_which_visitors_are_told_nothing_says_so(
    author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/areas/new", data={"title": "Early"})
    author.post("/atlas/new", data={"title": "Region", "area": "Early"})
    assert (
        "Nothing has changed since visitors could first read it."
        in client.get("/areas/early/history").text
    )
    for address in ("/areas/early/history", "/atlas/region/history"):
        assert "Nothing on this page." in client.get(f"{address}?page=2").text


def test_what_has_a_page_of_its_own_links_to_its_history(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    work = {"title": "On counting", "takeaway": "Count."}
    author.post("/reading/new", data=work)
    author.post("/writing/new", data={"title": "My essay", "body": "Words.", "publish": "1"})
    pages = {"/reading/1": "/r/1/history", "/writing/my-essay": "/e/1/history"}
    for browser in (author, client):
        for page, history in pages.items():
            assert f'<a href="{history}">History</a>' in browser.get(page).text
            assert browser.get(history).status_code == 200
    for page, history in pages.items():
        assert history not in author.get(f"{page}?at=today", follow_redirects=True).text


def test_the_private_note_links_to_its_history_once_there_is_one(
    author: FlaskClient, topic: str
) -> None:
    note = f"/atlas/{topic}/note"
    assert "History</a></p>" not in author.get(note).text
    author.post(note, data={"body": "Mine", "base": "0"})
    assert f'<a href="{note}/history">History</a>' in author.get(note).text
    assert author.get(f"{note}/history").status_code == 200
