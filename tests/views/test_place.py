"""A region's place on the map, typed by the author."""

import pytest
from flask.testing import FlaskClient

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
    [("east", "1", "whole number"), ("", "", "whole number"), ("1", "999999", "off the map")],
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
