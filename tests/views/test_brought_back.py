"""What comes back on the page of one region leaves no part of itself on one that was merged."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.test_relocating import check
from tests.writers import Writer, inside

ada = Writer()


@pytest.fixture(autouse=True)
def regions(app: Flask) -> None:
    with inside(app):
        for title in ("Aa", "Bb", "Cc"):
            ada.topic(title)


def merge(author: FlaskClient) -> None:
    assert author.post("/atlas/aa/merge", data={"into": "Bb"}).status_code == 303


@pytest.mark.parametrize(
    ("place", "slug", "field"), [("reading", "1", "takeaway"), ("writing", "work", "body")]
)
def test_what_several_regions_have_comes_back_where_the_merged_one_leads(
    app: Flask, author: FlaskClient, place: str, slug: str, field: str
) -> None:
    sent = {"title": "Work", "topics": "Aa, Cc", "publish": "1", field: "Said"}
    assert author.post(f"/{place}/new", data=sent).status_code == 303
    assert author.post(f"/{place}/{slug}/delete").status_code == 303
    merge(author)
    assert author.post(f"/atlas/cc/{place}/1/restore").status_code == 303
    for region in ("bb", "cc"):
        rows = author.get(f"/atlas/{region}.json").get_json()["sections"][place]
        assert [row["title"] for row in rows] == ["Work"]
    check(app)


def test_a_relation_comes_back_to_where_the_merged_region_leads(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/cc/regions", data={"region": "Aa", "reason": "They touch"})
    author.post("/atlas/cc/regions/1/delete")
    merge(author)
    assert author.post("/atlas/cc/regions/1/restore").status_code == 303
    for slug, other in (("bb", "cc"), ("cc", "bb")):
        regions = author.get(f"/atlas/{slug}.json").get_json()["sections"]["regions"]
        assert [one["slug"] for one in regions] == [other]
    check(app)


def test_a_relation_of_two_that_are_one_now_stays_deleted(app: Flask, author: FlaskClient) -> None:
    author.post("/atlas/bb/regions", data={"region": "Aa", "reason": "They touch"})
    author.post("/atlas/bb/regions/1/delete")
    merge(author)
    answer = author.post("/atlas/bb/regions/1/restore")
    assert (answer.status_code, "are one now" in answer.text) == (409, True)
    check(app)


@pytest.mark.parametrize("is_merged", [True, False])
def test_what_went_to_another_region_comes_back_only_where_there_is_a_page(
    app: Flask, author: FlaskClient, is_merged: bool
) -> None:
    author.post("/atlas/bb/beliefs", data={"claim": "Moved", "credence": "70"})
    form = "/atlas/bb/beliefs/1/relocate"
    sent = {"region": "aa", "base": base_of(author.get(form).text)}
    assert author.post(form, data=sent).status_code == 303
    author.post("/atlas/aa/beliefs/1/delete")
    if is_merged:
        merge(author)
    else:
        author.post("/atlas/aa/delete")
    answer = author.post("/atlas/bb/beliefs/1/restore")
    assert answer.status_code == (303 if is_merged else 409)
    assert is_merged or "bring the region back first" in answer.text
    claims = author.get("/atlas/bb.json").get_json()["sections"]["beliefs"]
    assert [one["claim"] for one in claims] == (["Moved"] if is_merged else [])
    check(app)
