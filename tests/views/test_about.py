"""The page "About": its default text, editing it, and what it says to programs."""

import re

from flask.testing import FlaskClient

from tests.conftest import Way
from wiki.site.about import DEFAULT_ABOUT

EDIT = "/about/edit"


def base(way: Way) -> str:
    found = re.search(r'name="base" value="(\d+)"', way.get(EDIT).text)
    assert found
    return found[1]


def test_everybody_reads_how_to_read_the_atlas(client: FlaskClient) -> None:
    page = client.get("/about").text
    for word in ("~70%", "from 55%", "Evidence", "triggers", "The map", "?at=2026-05-01"):
        assert word in page, word
    assert "/about/edit" not in page
    assert 'href="/about" aria-current="page"' in page


def test_every_address_that_the_default_text_names_exists(client: FlaskClient) -> None:
    for address in re.findall(r"\]\((/[^)]*)\)", DEFAULT_ABOUT):
        assert client.get(address).status_code == 200, address


def test_the_author_writes_a_text_of_their_own(way: Way, client: FlaskClient) -> None:
    assert "This is an atlas of what I think." in way.get(EDIT).text
    answer = way.post(EDIT, {"body": "Hello **you**, [[Nowhere]].", "base": base(way)})
    assert answer.status_code == 200
    assert "Saved. About." in answer.text
    page = client.get("/about").text
    assert "<strong>you</strong>" in page
    assert "This is an atlas of what I think." not in page


def test_an_emptied_text_is_the_default_again(way: Way, client: FlaskClient) -> None:
    way.post(EDIT, {"body": "Mine.", "base": base(way)})
    assert "Mine." in client.get("/about").text
    way.post(EDIT, {"body": "  \n", "base": base(way)})
    assert "This is an atlas of what I think." in client.get("/about").text


def test_saving_the_default_text_as_it_stands_is_no_change(way: Way) -> None:
    way.post(EDIT, {"body": DEFAULT_ABOUT, "base": base(way)})
    assert way.get("/history").text.count("<li>") == 0


def test_a_save_is_one_change_with_undo(way: Way, client: FlaskClient) -> None:
    answer = way.post(EDIT, {"body": "Mine.", "base": base(way)})
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    way.post(undo[1], {"next": "/about"})
    assert "This is an atlas of what I think." in client.get("/about").text
    assert client.get("/about/history").status_code == 404
    assert way.get("/about/history").status_code == 200


def test_a_text_that_was_saved_meanwhile_is_shown_beside_what_was_typed(
    way: Way, client: FlaskClient
) -> None:
    stale = base(way)
    way.post(EDIT, {"body": "Theirs.", "base": stale})
    answer = way.post(EDIT, {"body": "Mine.", "base": stale})
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Mine.</textarea>" in answer.text
    assert re.findall(r"<(\w+)[^>]* autofocus", answer.text) == ["h2"]
    assert "Theirs." in client.get("/about").text
    again = re.search(r'name="base" value="(\d+)"', answer.text)
    assert again
    assert way.post(EDIT, {"body": "Mine.", "base": again[1]}).status_code == 200
    assert "Mine." in client.get("/about").text


def test_the_same_text_sent_twice_is_no_conflict(way: Way) -> None:
    stale = base(way)
    way.post(EDIT, {"body": "Mine.", "base": stale})
    assert way.post(EDIT, {"body": "Mine.", "base": stale}).status_code == 200


def test_a_text_that_is_too_long_is_given_back(way: Way, client: FlaskClient) -> None:
    answer = way.post(EDIT, {"body": "word " * 30_000, "base": base(way)})
    assert answer.status_code == 413
    assert "Too long: 149,999 of 120,000 characters." in answer.text
    assert "This is an atlas of what I think." in client.get("/about").text


def test_a_preview_saves_nothing(way: Way, client: FlaskClient) -> None:
    answer = way.post(EDIT, {"body": "A *draft*.", "base": base(way), "preview": "1"})
    assert "<em>draft</em>" in answer.text
    assert "draft" not in client.get("/about").text


def test_an_edit_is_cancelled_in_place(author: FlaskClient) -> None:
    part = author.get("/about?focus=edit", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="about"')
    assert "autofocus" in part


def test_versions_are_compared_by_everybody_and_restored_by_the_author(
    way: Way, client: FlaskClient
) -> None:
    way.post(EDIT, {"body": "The first.", "base": base(way)})
    first = base(way)
    way.post(EDIT, {"body": "The second.", "base": first})
    compared = client.get(f"/about/history?from={first}&to={base(way)}").text
    assert "first" in compared
    assert client.post("/about/history/restore", data={"version": first}).status_code == 401
    way.post("/about/history/restore", {"version": first, "base": base(way)})
    assert "The first." in client.get("/about").text
