"""A region that comes back to the map, by whichever way, takes no other region's place."""

import re
from collections.abc import Callable
from itertools import combinations
from math import dist

import pytest
from flask.testing import FlaskClient

from wiki.queries.map.places import NEAREST


def places(client: FlaskClient) -> dict[str, tuple[float, float]]:
    return {
        one["title"]: (one["x"], one["y"]) for one in client.get("/map.json").get_json()["nodes"]
    }


def make(author: FlaskClient, title: str) -> None:
    sent = {"title": title, "area": "Land", "once": title}
    assert author.post("/atlas/new", data=sent).status_code == 303


def undo(author: FlaskClient, page: str) -> None:
    found = re.search(r'action="(/c/\d+/undo)"', page)
    assert found
    assert author.post(found[1], data={"next": "/"}).status_code == 303


def by_its_button(author: FlaskClient) -> None:
    assert author.post("/atlas/one/restore").status_code == 303


def by_the_list(author: FlaskClient) -> None:
    assert author.post("/deleted", data={"anchor": "region:one"}).status_code == 303


def by_the_form_of_a_new_one(author: FlaskClient) -> None:
    sent = {"title": "One", "deleted": "restore", "once": "again"}
    assert author.post("/atlas/new", data=sent).status_code == 303


def by_relating_another_to_it(author: FlaskClient) -> None:
    sent = {"region": "One", "kind": "related", "deleted": "restore", "once": "related"}
    assert author.post("/atlas/two/regions", data=sent).status_code == 303


def by_undoing(author: FlaskClient) -> None:
    page = author.get("/history").text
    deleted = re.search(r'href="(/c/\d+)">(?:(?!href="/c/).)*?Deleted region “One”', page, re.S)
    assert deleted
    assert author.post(f"{deleted[1]}/undo", data={"next": "/"}).status_code == 303


WAYS = [by_its_button, by_the_list, by_the_form_of_a_new_one, by_relating_another_to_it, by_undoing]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_region_that_comes_back_stands_apart_from_the_others(
    author: FlaskClient, client: FlaskClient, way: Callable[[FlaskClient], None]
) -> None:
    make(author, "One")
    author.post("/atlas/one/delete")
    make(author, "Two")
    way(author)
    found = places(client)
    assert found.keys() == {"One", "Two"}
    assert all(dist(*pair) >= NEAREST for pair in combinations(found.values(), 2))


def test_a_region_that_an_undo_makes_public_stands_apart_from_the_others(
    author: FlaskClient, client: FlaskClient
) -> None:
    make(author, "One")
    base = re.search(r'name="base" value="(\d+)"', author.get("/atlas/one/edit").text)
    assert base
    hidden = {"base": base[1], "title": "One", "area": "Land", "visibility": "private"}
    closed = author.post("/atlas/one/edit", data=hidden)
    page = author.get(closed.location).text
    make(author, "Two")
    undo(author, page)
    found = places(client)
    assert found.keys() == {"One", "Two"}
    assert all(dist(*pair) >= NEAREST for pair in combinations(found.values(), 2))
