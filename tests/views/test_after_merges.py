"""What comes back from an earlier state names what is there: merged things lead on."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_relocating import check
from tests.views.test_versions import forms
from tests.writers import Writer, inside, newest_id
from wiki.queries.topics import get_topic
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

ada = Writer()
HEADER = "/atlas/norms/header/history"


def merge(area: str, into: str, author: FlaskClient) -> None:
    assert author.post(f"/areas/{area}/merge", data={"into": into}).status_code == 303


def edit(app: Flask, slug: str, **values: str) -> None:
    with inside(app), ada.saving() as by:
        edit_topic(get_topic(slug, reader=AUTHOR), values, by)


def area_of(client: FlaskClient, slug: str = "norms") -> Any:
    return client.get(f"/atlas/{slug}.json").get_json()["area"]


@pytest.fixture
def moved(app: Flask) -> int:
    """Norms was in Old and is in Fresh; return the change that moved it."""
    with inside(app):
        norms = ada.topic("Norms", area="Old")
        ada.topic("Other", area="Third")
        with ada.saving() as by:
            edit_topic(norms, {"area": "Fresh"}, by)
    return newest_id(app)


def restore_first(author: FlaskClient) -> str:
    """Restore the first version of the region's header, and return the page that says so."""
    address, sent = forms(author, HEADER)[-1]
    answer = author.post(address, data=sent)
    assert answer.status_code == 303
    return author.get(answer.location).text


@pytest.mark.usefixtures("moved")
def test_a_version_of_a_deleted_area_leaves_the_region_where_it_is_and_says_so(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    edit(app, "norms", summary="Later")
    author.post("/areas/old/delete")
    said = restore_first(author)
    assert "The area “Old” is deleted now: the region stays in the area “Fresh”." in said
    assert "Restored the version of" in said
    assert client.get("/atlas/norms.json").get_json()["summary"] is None
    assert area_of(client) == "Fresh"
    check(app)
    author.post("/areas/fresh/delete")
    said = restore_first(author)
    assert "The area “Old” is deleted now: the region stays without an area." in said


@pytest.mark.usefixtures("moved")
def test_a_version_of_a_merged_area_leads_to_the_one_that_it_was_merged_into(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    merge("old", "Third", author)
    assert "is deleted now" not in restore_first(author)
    assert area_of(client) == "Third"
    check(app)


def test_an_undo_leads_on_to_a_merged_area_and_is_refused_for_a_deleted_one(
    app: Flask, author: FlaskClient, client: FlaskClient, moved: int
) -> None:
    author.post("/areas/old/delete")
    deleted = newest_id(app)
    answer = author.post(f"/c/{moved}/undo")
    assert answer.status_code == 409
    assert "It came from the area “Old”, which is deleted now: bring the area back" in answer.text
    assert area_of(client) == "Fresh"
    assert author.post(f"/c/{deleted}/undo").status_code == 303
    merge("old", "Third", author)
    assert author.post(f"/c/{moved}/undo").status_code == 303
    assert area_of(client) == "Third"
    check(app)


@pytest.mark.usefixtures("moved")
def test_an_undo_goes_back_to_an_area_that_was_deleted_before(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/areas/third/delete")
    edit(app, "other", area="Fresh")
    assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
    assert area_of(client, "other") is None
    check(app)


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("way", ["undo", "restore", "restore in the list"])
def test_a_region_that_comes_back_is_in_the_area_that_its_own_was_merged_into(
    app: Flask, author: FlaskClient, client: FlaskClient, way: str
) -> None:
    author.post("/atlas/norms/delete")
    change = newest_id(app)
    merge("fresh", "Third", author)
    ways = {
        "undo": (f"/c/{change}/undo", {}),
        "restore": ("/atlas/norms/restore", {}),
        "restore in the list": ("/deleted", {"anchor": "region:norms"}),
    }
    at, sent = ways[way]
    assert author.post(at, data=sent).status_code == 303
    assert area_of(client) == "Third"
    check(app)


def test_a_version_of_a_reading_names_the_region_that_its_own_was_merged_into(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        norms, _, other = (ada.topic(title) for title in ("Norms", "Compute", "Other"))
        item = ada.add(
            norms, "reading", title="Read", takeaway="It.", url="", topics=["Norms"]
        ).item
        ada.save(norms, "reading", item, topics=[get_topic(other.slug, reader=AUTHOR)])
    author.post("/atlas/norms/merge", data={"into": "Compute"})
    address, sent = forms(author, "/r/1/history")[-1]
    assert author.post(address, data=sent).status_code == 303
    titles = [
        row["title"] for row in client.get("/atlas/compute.json").get_json()["sections"]["reading"]
    ]
    assert titles == ["Read"]
    check(app)


def test_a_version_of_a_relation_of_two_regions_that_are_one_now_is_refused(
    app: Flask, author: FlaskClient
) -> None:
    with inside(app):
        norms, _, _ = (ada.topic(title) for title in ("Norms", "Compute", "Other"))
        tie = ada.add(norms, "regions", region="Compute", kind="related", reason="").item
        ada.save(norms, "regions", tie, region="Other", kind="related", reason="")
    author.post("/atlas/compute/merge", data={"into": "Norms"})
    address, sent = forms(author, "/n/1/history")[-1]
    answer = author.post(address, data=sent)
    assert answer.status_code == 409
    assert "The two regions that it related are one now" in answer.text
