"""The jump list: what matches, in which order, and for whom."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Once, signed_in
from tests.writers import Writer, inside

ada = Writer()
HTMX = {"HX-Request": "true"}


def names(client: FlaskClient, typed: str) -> list[str]:
    """Return the names in the list, as the page has them."""
    answer = client.get("/jump", query_string={"q": typed})
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2]
    return re.findall(r'<li><a href="/[^"]*" dir="auto">([^<]*)</a>', main)


@pytest.fixture
def places(app: Flask, once: Once) -> None:
    with inside(app):
        once(write_places)


def write_places() -> None:
    ada.topic("Race dynamics", area="Great powers")
    ada.topic("The human race")
    ada.topic("Traces of thought")
    ada.topic("Étude no. 7")
    ada.topic("Raced to a secret", visibility="private", area="Racing in private")
    for number in range(30):
        ada.topic(f"Filler {number}")


@pytest.mark.usefixtures("places")
def test_the_best_names_come_first_and_private_ones_for_the_author(app: Flask) -> None:
    visitor, author = app.test_client(), signed_in(app, "Ada")
    assert names(visitor, "race") == ["Race dynamics", "The human race", "Traces of thought"]
    assert names(visitor, "  DYN ra") == ["Race dynamics"]
    assert names(visitor, "etude") == ["Étude no. 7"]
    assert names(visitor, "powers") == ["Great powers"]
    assert names(visitor, "secret") == names(visitor, "racing") == []
    assert names(author, "raced") == ["Raced to a secret"]
    assert names(author, "racing") == ["Racing in private"]


@pytest.mark.usefixtures("places")
def test_a_long_list_is_cut_and_says_so(client: FlaskClient) -> None:
    assert names(client, "filler")[:3] == ["Filler 0", "Filler 1", "Filler 2"]
    said = client.get("/jump?q=filler").text
    assert "30 places match, 20 shown." in said
    assert 'href="/search?q=filler"' in said
    assert "1 place matches." in client.get("/jump?q=etude").text
    assert "Nothing has this in its name." in client.get("/jump?q=zzz").text
    assert "places, 34 shown." in client.get("/jump").text


@pytest.mark.usefixtures("places")
def test_every_action_and_page_leads_somewhere_and_actions_are_the_authors(app: Flask) -> None:
    visitor, author = app.test_client(), signed_in(app, "Ada")
    for browser in (visitor, author):
        choices = browser.get("/jump", headers=HTMX).text
        assert "<html" not in choices
        for address in re.findall(r'role="option"[^>]*data-href="([^"]*)"', choices):
            assert browser.get(address).status_code == 200, address
        assert ("New region" in choices) == (browser is author)
    assert names(visitor, "settings") == []
    assert names(author, "sett") == ["Settings"]
    assert names(author, "new")[:3] == ["New region", "New essay", "New area"]
    assert visitor.get("/jump").headers["Cache-Control"] == "public, no-cache"


def test_what_is_typed_is_text(client: FlaskClient) -> None:
    said = client.get("/jump", query_string={"q": '<b>"&\x00'}, headers=HTMX).text
    assert "<b>" not in said
    assert "&lt;b&gt;" in said
