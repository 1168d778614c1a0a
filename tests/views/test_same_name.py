"""One name however it is typed: in the forms, in links, in imports, on the map."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

CURLY, STRAIGHT = "What’s next – now", "what's next - NOW"


@pytest.fixture
def region(author: FlaskClient, topic: str) -> str:
    made = author.post("/atlas/new", data={"title": CURLY, "area": "Open – ends", "once": "a"})
    assert made.location == "/atlas/whats-next-now"
    return "whats-next-now"


@pytest.mark.usefixtures("region")
def test_a_relation_reaches_the_region_and_offers_no_second_one(author: FlaskClient) -> None:
    answer = author.post("/atlas/compute/regions", data={"region": STRAIGHT, "once": "b"})
    assert answer.status_code == 303
    assert CURLY in author.get("/atlas/compute").text


@pytest.mark.usefixtures("region")
def test_a_tag_reaches_the_region(author: FlaskClient) -> None:
    form = {"title": "Work", "topics": f"{STRAIGHT}, compute", "takeaway": "Told", "once": "b"}
    assert author.post("/reading/new", data=form).status_code == 303
    assert "Work" in author.get("/atlas/whats-next-now").text


@pytest.mark.usefixtures("region")
def test_a_second_region_of_the_name_is_refused_by_the_title_that_is_there(
    author: FlaskClient,
) -> None:
    answer = author.post("/atlas/new", data={"title": STRAIGHT, "slug": "other", "once": "b"})
    assert answer.status_code == 422
    assert f"There is a region called “{CURLY}” already." in answer.text


@pytest.mark.usefixtures("region")
def test_an_area_is_the_same_however_it_is_typed(author: FlaskClient) -> None:
    author.post("/atlas/new", data={"title": "Other", "area": "OPEN - ends", "once": "b"})
    assert "Other" in author.get("/areas/open-ends").text
    answer = author.post("/areas/new", data={"title": "open - ends", "once": "c"})
    assert answer.status_code == 422
    assert "There is an area called “Open – ends” already." in answer.text


@pytest.mark.usefixtures("region")
def test_a_link_and_the_map_reach_the_region(author: FlaskClient) -> None:
    author.post("/atlas/compute/stance", data={"body": f"See [[{STRAIGHT}]].", "once": "b"})
    assert f'<a href="/atlas/whats-next-now">{STRAIGHT}</a>'.replace("'", "&#39;") in author.get(
        "/atlas/compute"
    ).text.replace("what's", "what&#39;s")
    assert author.get("/map", query_string={"focus": STRAIGHT}).status_code == 200


@pytest.mark.usefixtures("region")
def test_a_document_brings_the_region_up_to_date(
    app: Flask, author: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / "page.md"
    file.write_text(f'---\ntitle: "{STRAIGHT}"\nsummary: New\n---\n\n## Current beliefs\n')
    done = app.test_cli_runner().invoke(args=["import", str(file)])
    assert done.exit_code == 0, done.output
    assert author.get(f"/atlas/{'whats-next-now'}-2").status_code == 404
    assert "New" in author.get("/atlas/whats-next-now").text


def test_a_deleted_region_stays_deleted_where_its_name_is_taken_in_other_signs(
    author: FlaskClient, region: str
) -> None:
    author.post(f"/atlas/{region}/delete")
    author.post("/atlas/new", data={"title": STRAIGHT, "slug": "other", "once": "b"})
    answer = author.post(f"/atlas/{region}/restore")
    assert answer.status_code == 409
    assert "so nothing was brought back" in answer.text


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Elsewhere", "Elsewhere"),
        ("Elsewhere", "elsewhere "),
        ("What’s next", "What's next"),
        ("Pre–training", "pre-training"),
        ("Straße", "STRASSE"),
        ("Naïve", "Nai\u0308ve"),
        ("Open weights", "open  WEIGHTS"),
    ],
)
@pytest.mark.parametrize("slug", ["", "elsewhere", "free"])
def test_a_new_region_of_a_title_that_is_there_is_refused_at_the_title_at_once(
    author: FlaskClient, topic: str, there: str, typed: str, slug: str
) -> None:
    author.post("/atlas/new", data={"title": there, "once": "a"})
    answer = author.post("/atlas/new", data={"title": typed, "slug": slug, "once": "b"})
    assert answer.status_code == 422
    assert f"There is a region called “{there}” already." in answer.text
    assert 'id="title-error"' in answer.text
    assert 'id="slug-error"' not in answer.text
    assert "is free" not in answer.text


def test_a_copy_is_not_refused_for_a_deleted_region_where_another_has_the_title(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/elsewhere/delete")
    author.post("/atlas/new", data={"title": "Elsewhere", "deleted": "anew", "slug": "other"})
    form = {"title": "Elsewhere", "kept": "none", "visibility": "public", "once": "b"}
    answer = author.post("/atlas/compute/duplicate", data=form)
    assert answer.status_code == 422
    assert "There is a region called “Elsewhere” already." in answer.text


def test_a_title_that_only_makes_the_same_address_is_offered_a_free_one(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "C++", "once": "a"})
    answer = author.post("/atlas/new", data={"title": "C#", "once": "b"})
    assert answer.status_code == 422
    assert "`c` is the address of C++, choose another: `c-2` is free." in answer.text
