"""What was deleted while somebody wrote on it: the text comes back, to be saved as a new one."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way

FORMS = {
    "/reading/1": {"title": "Counting", "takeaway": "Not to be lost", "topics": "compute"},
    "/writing/my-own": {"title": "My own", "body": "Not to be lost", "slug": "my-own"},
}


def press(author: FlaskClient) -> dict[str, str]:
    """Return what a button sends that stands in a form without fields."""
    found = re.search(r'name="atlas" value="([^"]*)"', author.get("/atlas/new").text)
    assert found
    return {"atlas": found[1]}


@pytest.mark.parametrize("address", FORMS)
def test_a_deleted_reading_or_essay_gives_the_text_back_to_be_saved_as_a_new_one(
    author: FlaskClient, topic: str, address: str
) -> None:
    kind = address.split("/")[1]
    author.post(f"/{kind}/new", data=FORMS[address])
    author.post(f"{address}/delete")
    answer = author.post(f"{address}/edit", data=FORMS[address] | {"base": "1"})
    assert answer.status_code == 409
    noun = "reading" if kind == "reading" else "essay"
    assert re.search(rf"This {noun} was deleted at \d\d:\d\d\.", answer.text)
    assert "Not to be lost</textarea>" in answer.text
    assert "Save as a new one" in answer.text
    assert f'action="/{kind}/new"' in answer.text
    names = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', answer.text)
    fields = dict(names) | {n: v for n, v in FORMS[address].items() if n in ("takeaway", "body")}
    saved = author.post(f"/{kind}/new", data=fields)
    assert saved.status_code == 303, saved.text
    assert "Not to be lost" in author.get(saved.location, follow_redirects=True).text


def test_a_reading_taken_off_a_page_is_not_said_to_be_deleted(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Norms"})
    sent = {"title": "Counting", "takeaway": "One.", "topics": "Norms", "once": "a-token"}
    author.post(f"/atlas/{topic}/reading", data=sent)
    author.post(f"/atlas/{topic}/reading/1/delete", data=press(author))
    answer = author.post(f"/atlas/{topic}/reading", data=sent | {"takeaway": "Two."})
    assert answer.status_code == 409
    assert re.search(r"This reading was taken off this page at \d\d:\d\d\.", answer.text)
    assert "Two.</textarea>" in answer.text


@pytest.mark.parametrize("address", [*FORMS, "/areas/governance", "/atlas/compute"])
def test_what_is_deleted_twice_is_deleted_and_nothing_was_to_be_saved(
    author: FlaskClient, topic: str, address: str
) -> None:
    if address in FORMS:
        author.post(f"/{address.split('/')[1]}/new", data=FORMS[address])
    button = {
        "atlas": re.findall(r'name="atlas" value="([^"]*)"', author.get("/atlas/new").text)[0]
    }
    first = author.post(f"{address}/delete", data=button)
    assert "Undo available." in author.get(first.location).text
    entries = author.get("/history").text.count("<li")
    second = author.post(f"{address}/delete", data=button)
    assert second.status_code == 303
    assert second.location == first.location
    assert "It was deleted already." in author.get(second.location).text
    assert author.get("/history").text.count("<li") == entries


def test_a_button_for_what_is_deleted_says_that_nothing_was_changed(
    author: FlaskClient, topic: str
) -> None:
    button = {
        "atlas": re.findall(r'name="atlas" value="([^"]*)"', author.get("/atlas/new").text)[0]
    }
    author.post("/atlas/compute/delete")
    answer = author.post("/atlas/compute/reviewed", data=button)
    assert answer.status_code == 409
    assert "Nothing was changed: what this was about is not here any more." in answer.text
    assert 'href="/atlas/compute"' in answer.text  # which offers to restore it
    assert "Not saved" not in answer.text
    missing = author.post("/areas/nowhere/empty", data=button)
    assert missing.status_code == 404
    assert "press Save again" not in missing.text


def test_what_never_was_stays_404(author: FlaskClient, topic: str) -> None:
    for address in ("/reading/99/edit", "/writing/nowhere/edit", "/areas/nowhere/edit"):
        assert author.post(address, data={"title": "x"}).status_code == 404


def test_a_deleted_area_gives_the_text_back(author: FlaskClient, topic: str) -> None:
    author.post("/areas/governance/delete")
    answer = author.post("/areas/governance/edit", data={"title": "Not to be lost", "base": "1"})
    assert answer.status_code == 409
    assert "Not to be lost" in answer.text


def test_an_essay_deleted_on_its_page_is_saved_as_a_new_one_at_a_free_address(
    way: Way, topic: str
) -> None:
    form = FORMS["/writing/my-own"] | {"topics": topic}
    way.post(f"/atlas/{topic}/writing", form)
    way.post(f"/atlas/{topic}/writing/1/delete")
    answer = way.post(f"/atlas/{topic}/writing/1", form | {"base": "1"})
    assert answer.status_code == 409
    assert "Save as a new one" in answer.text
    assert 'name="slug" value=""' in answer.text
