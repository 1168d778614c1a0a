"""A region's place on the map, typed by the author."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import base_of

ADDRESS = "/atlas/compute/place"


def spot(client: FlaskClient) -> tuple[int, int]:
    data = client.get("/map.json").get_json()
    node = next(node for node in data["nodes"] if node["id"] == "compute")
    return node["x"], node["y"]


def test_form_holds_the_place_the_region_has(author: FlaskClient, topic: str) -> None:
    x, y = spot(author)
    html = author.get(ADDRESS).text
    assert f'value="{x}"' in html
    assert f'value="{y}"' in html


def test_typed_place_is_kept_and_can_be_undone(author: FlaskClient, topic: str) -> None:
    before = spot(author)
    answer = author.post(ADDRESS, data={"x": "320", "y": "-110"})
    assert answer.status_code == 303
    assert spot(author) == (320, -110)
    page = author.get(answer.location).text
    assert "Moved “Compute” on the map." in page
    undo = page.partition('action="/c/')[2].partition('"')[0]
    assert author.post(f"/c/{undo}").status_code == 303
    assert spot(author) == before


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        *(("east", "1", "whole number"), ("\u0663", "1", "whole number"), ("", "", "whole number")),
        ("1", "999999", "off the map"),
    ],
)
def test_bad_coordinates_are_refused_with_what_was_typed(
    author: FlaskClient, topic: str, x: str, y: str, said: str
) -> None:
    before = spot(author)
    answer = author.post(ADDRESS, data={"x": x, "y": y})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{y}"' in answer.text
    assert spot(author) == before


def test_place_is_the_authors_alone(client: FlaskClient, topic: str) -> None:
    assert client.get(ADDRESS).status_code == 401
    assert client.post(ADDRESS, data={"x": "1", "y": "1"}).status_code == 401


def test_a_region_may_have_a_short_name_for_the_map(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = f"/atlas/{topic}/edit"
    values = {"title": "Compute", "base": base_of(author.get(address).text)}
    refused = author.post(address, data=values | {"short_title": "x" * 25})
    assert refused.status_code == 422
    assert "A short name for the map has at most 24 characters." in refused.text
    assert "x" * 25 in refused.text
    assert author.post(address, data=values | {"short_title": "Chips"}).status_code == 303
    assert client.get(f"/atlas/{topic}.json").get_json()["short_title"] == "Chips"
    assert "\nshort_title: Chips\n" in client.get(f"/atlas/{topic}.md").text
    sheet = client.get("/map").text.partition('<svg class="map-sheet')[2].partition("</svg>")[0]
    assert ">Chips</text>" in sheet
    assert ">Compute</text>" not in sheet
    assert ">Elsewhere</text>" in sheet
