"""An atlas without regions: to its author it says how to begin, to visitors something true."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wiki import config
from wiki.cli.server import invite
from wiki.config.variables import ConfigError
from wiki.db import db

SAID = {
    "/": "Nothing is published here yet.",
    "/map": "Nothing is published here yet.",
    "/beliefs": "No belief is held.",
    "/triggers": "None written yet.",
    "/reading": "Nothing logged yet.",
    "/writing": "No essays yet.",
    "/changes": "Nothing yet.",
    "/record": "Nothing that counts has been resolved yet",
}
OFFERED = ("Filter", "0 beliefs", "0 triggers", "0 readings", "newest first", "Latest")


@pytest.mark.parametrize("address", SAID)
def test_every_list_says_to_visitors_that_it_is_empty(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert SAID[address] in page.text
    main = page.text.partition("<main")[2].partition("</main>")[0]
    allowed = {"newest first"} if address == "/changes" else set()
    assert [words for words in OFFERED if words in main and words not in allowed] == []
    assert "/atlas/new" not in page.text


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("name", ["reading", "changes", "triggers"])
def test_feeds_of_an_empty_atlas_are_well_formed(client: FlaskClient, name: str, form: str) -> None:
    answer = client.get(f"/{name}.{form}")
    assert answer.status_code == 200
    assert "<item" not in answer.text
    ElementTree.fromstring(answer.text)


@pytest.mark.parametrize("address", ["/map.svg", "/map.json", "/feeds", "/sitemap.xml", "/status"])
def test_the_other_addresses_answer(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_the_first_page_guides_its_author(author: FlaskClient) -> None:
    page = author.get("/").text
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "A region is one topic of your field" in main
    assert main.count('href="/atlas/new"') == 1
    assert "Latest" not in main
    assert "Nothing is due, and nothing is half-finished." in author.get("/review").text
    assert "The map begins with the first region." in author.get("/map").text


def test_an_area_without_regions_is_listed_below_the_guide(author: FlaskClient) -> None:
    author.post("/areas/new", data={"title": "Carbon"})
    main = author.get("/").text.partition("<main")[2].partition("</main>")[0]
    assert main.index("Begin with one region") < main.index("Carbon</a>")
    assert main.count('href="/atlas/new"') == 1
    assert "No regions yet." in main


def test_the_guide_goes_with_the_first_region(author: FlaskClient) -> None:
    author.post("/atlas/new", data={"title": "Prices"})
    assert "Begin with one region" not in author.get("/").text
    assert "Latest changes of mind" in author.get("/").text


@pytest.mark.parametrize("with_demo", [True, False])
def test_the_server_fills_an_empty_atlas_only_where_it_may(
    app: Flask, client: FlaskClient, with_demo: bool
) -> None:
    with app.app_context():
        assert "http://localhost/sign-in/" in invite(with_demo=with_demo)
        db.session.remove()
    assert (client.get("/atlas/timelines").status_code == 200) is with_demo


@pytest.mark.parametrize(("said", "found"), [("0", False), ("1", True), ("", True)])
def test_a_variable_leaves_the_demo_out(tmp_path: Path, said: str, found: bool) -> None:
    assert config.read({"WIKI_DEMO": said}, tmp_path).demo is found


def test_a_wrong_value_of_it_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="WIKI_DEMO has to be 1 or 0, and no is not"):
        config.read({"WIKI_DEMO": "no"}, tmp_path)
