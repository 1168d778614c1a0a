"""A deleted region or area gives up its title, never its address: restore it, or make another."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.writers import check_journal, counted, inside

RESTORE = 'name="{}" value="restore" class="offer">Restore “{}”'
ANEW = 'name="{}" value="anew" class="offer">Make a new one'


def written(app: Flask) -> int:
    with inside(app):
        check_journal()
        return counted()


@pytest.fixture
def gone(author: FlaskClient, topic: str) -> str:
    """The title of an area that was deleted; Compute, which stays, was in it."""
    author.post("/areas/governance/delete")
    return "Governance"


def test_a_new_region_in_a_deleted_area_is_asked_about_at_the_area(
    app: Flask, author: FlaskClient, gone: str
) -> None:
    before = written(app)
    answer = author.post("/atlas/new", data={"title": "New", "slug": "n", "area": "governance"})
    assert answer.status_code == 422
    assert 'id="area-error"' in answer.text
    assert 'id="title-error"' not in answer.text
    assert "The area “Governance” was deleted: restore it, or make a new one" in answer.text
    assert RESTORE.format("area_deleted", gone) in answer.text
    assert ANEW.format("area_deleted") in answer.text
    assert written(app) == before


@pytest.mark.parametrize(
    ("choice", "address", "holds"),
    [("restore", "governance", True), ("anew", "governance-2", False)],
)
def test_the_area_is_restored_or_made_anew_with_the_region_in_one_change(
    author: FlaskClient, gone: str, choice: str, address: str, holds: bool
) -> None:
    form = {"title": "Another", "area": gone, "area_deleted": choice, "once": "a"}
    assert author.post("/atlas/new", data=form).location == "/atlas/another"
    page = author.get(f"/areas/{address}").text
    assert "Another" in page
    assert ("Compute" in page) is holds


def test_a_header_saved_with_a_deleted_area_is_asked_about_at_the_area(
    way: Way, topic: str
) -> None:
    way.browser.post("/areas/governance/delete")
    base = base_of(way.browser.get("/atlas/elsewhere/edit").text)
    form = {"base": base, "area": "Governance", "summary": "Typed"}
    answer = way.post("/atlas/elsewhere/edit", form)
    assert answer.status_code == 422
    assert RESTORE.format("area_deleted", "Governance") in answer.text
    assert 'value="Typed"' in answer.text
    assert way.post("/atlas/elsewhere/edit", form | {"area_deleted": "restore"}).status_code == 200
    assert "Elsewhere" in way.browser.get("/areas/governance").text


@pytest.mark.parametrize(
    ("choice", "address"), [("restore", "governance"), ("anew", "governance-2")]
)
def test_a_new_area_of_a_deleted_ones_title_is_asked_about(
    author: FlaskClient, gone: str, choice: str, address: str
) -> None:
    form = {"title": "GOVERNANCE", "summary": "Typed"}
    answer = author.post("/areas/new", data=form)
    assert answer.status_code == 422
    assert RESTORE.format("deleted", gone) in answer.text
    assert ANEW.format("deleted") in answer.text
    assert (
        author.post("/areas/new", data=form | {"deleted": choice}).location == f"/areas/{address}"
    )
    assert "Typed" in author.get(f"/areas/{address}").text


def test_a_new_region_of_a_deleted_ones_title_is_asked_about(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/delete")
    before = written(app)
    answer = author.post("/atlas/new", data={"title": "COMPUTE", "summary": "Typed"})
    assert answer.status_code == 422
    assert RESTORE.format("deleted", "Compute") in answer.text
    assert 'name="slug" value="compute-2"' in answer.text
    assert 'value="Typed"' in answer.text
    assert written(app) == before
    made = author.post("/atlas/new", data={"title": "COMPUTE", "slug": "compute-2"})
    assert made.location == "/atlas/compute-2"


def test_a_region_is_restored_with_what_was_typed_and_one_undo_takes_all_of_it_back(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/stance", data={"body": "Where I stood.", "once": "a"})
    author.post(f"/atlas/{topic}/delete")
    form = {"title": "Compute", "summary": "Typed", "slug": "compute-2", "visibility": "public"}
    answer = author.post("/atlas/new", data=form | {"deleted": "restore", "once": "b"})
    assert answer.location == "/atlas/compute"
    page = author.get("/atlas/compute").text
    assert "Restored the region “Compute”." in page
    assert "Where I stood." in page
    assert "Typed" in page
    change = page.partition('action="/c/')[2].partition("/")[0]
    assert author.post(f"/c/{change}/undo").status_code == 303
    assert client.get("/atlas/compute").status_code == 404


def test_a_private_region_that_is_restored_stays_private(
    author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private", "once": "a"})
    author.post("/atlas/hidden/delete")
    form = {"title": "Hidden", "visibility": "public", "deleted": "restore", "once": "b"}
    assert author.post("/atlas/new", data=form).location == "/atlas/hidden"
    assert author.get("/atlas/hidden").status_code == 200
    assert client.get("/atlas/hidden").status_code == 404


def test_relating_to_a_deleted_region_offers_to_restore_it_or_to_make_a_new_one(
    way: Way, topic: str
) -> None:
    way.browser.post("/atlas/elsewhere/delete")
    form = {"region": "elsewhere", "reason": "Typed", "once": "a"}
    answer = way.post(f"/atlas/{topic}/regions", form)
    assert answer.status_code == 422
    assert RESTORE.format("deleted", "Elsewhere") in answer.text
    assert "Create “elsewhere” as a stub" in answer.text
    assert "Typed" in answer.text
    assert way.post(f"/atlas/{topic}/regions", form | {"deleted": "restore"}).status_code == 200
    assert "Typed" in way.browser.get(f"/atlas/{topic}").text
    assert f'href="/atlas/{topic}">Compute' in way.browser.get("/atlas/elsewhere").text


def test_relating_to_a_new_region_of_a_deleted_ones_title_makes_it_beside_it(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/elsewhere/delete")
    form = {"region": "Elsewhere", "create": "1", "once": "a"}
    assert author.post(f"/atlas/{topic}/regions", data=form).status_code == 303
    assert author.get("/atlas/elsewhere-2").status_code == 200
    assert author.get("/atlas/elsewhere").status_code == 404


def test_a_tag_of_a_deleted_region_is_refused_with_the_way_to_restore_it(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/elsewhere/delete")
    form = {"title": "Work", "topics": "Elsewhere", "takeaway": "Told", "once": "a"}
    answer = author.post("/reading/new", data=form)
    assert answer.status_code == 422
    assert "was deleted; /atlas/elsewhere offers to restore it." in answer.text
    assert "Restore it" in author.get("/atlas/elsewhere").text


@pytest.mark.parametrize("name", ["x]] y", "[[foo]]"])
def test_a_name_that_no_region_can_have_is_refused_at_once_and_nothing_is_offered(
    way: Way, topic: str, name: str
) -> None:
    form = {"region": name, "reason": "Typed", "once": "a"}
    for more in ({}, {"create": "1"}):
        answer = way.post(f"/atlas/{topic}/regions", form | more)
        assert answer.status_code == 422
        assert "A title cannot hold [[ or ]], which mark links to regions." in answer.text
        assert "as a stub" not in answer.text
        assert "Typed" in answer.text
    page = way.browser.get(f"/atlas/{quote(name)}")
    assert page.status_code == 404
    assert "A title cannot hold [[ or ]]" in page.text
    assert "as a stub" not in page.text


def test_the_page_of_a_link_offers_no_region_without_a_title_that_is_seen(
    author: FlaskClient, client: FlaskClient
) -> None:
    page = author.get("/atlas/nothing?title=%E2%A0%80")
    assert "Give the region a title." in page.text
    assert "as a stub" not in page.text
    assert "Give the region a title." not in client.get("/atlas/nothing?title=%E2%A0%80").text
