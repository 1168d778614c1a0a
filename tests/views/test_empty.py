"""An atlas without regions: to its author it says how to begin, to visitors something true."""

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

SAID = {
    "/": "Nothing is published here yet.",
    "/map": "Nothing is published here yet.",
    "/beliefs": "None written yet.",
    "/triggers": "None written yet.",
    "/reading": "Nothing logged yet.",
    "/writing": "No essays yet.",
    "/changes": "Nothing yet.",
    "/record": "Nothing has been resolved yet",
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
