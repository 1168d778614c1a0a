"""What comes back after its name was taken is refused with a sentence, and nothing is written."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.feed_reading import rename
from tests.writers import check_journal, counted, inside

TAKEN = "There is {} called “{}” by now, so nothing was brought back: rename it."


def newest_change(author: FlaskClient, address: str) -> str:
    found = re.search(r'action="/c/(\d+)/undo"', author.get(address).text)
    assert found
    return found[1]


def revisions(app: Flask) -> int:
    with inside(app):
        check_journal()
        return counted()


@pytest.mark.parametrize("way", ["restore", "undo"])
def test_a_deleted_region_stays_deleted_where_another_has_its_title(
    app: Flask, author: FlaskClient, topic: str, way: str
) -> None:
    author.post(f"/atlas/{topic}/delete")
    change = newest_change(author, "/")
    author.post("/atlas/new", data={"title": "COMPUTE", "slug": "chips"})
    before = revisions(app)
    address = f"/atlas/{topic}/restore" if way == "restore" else f"/c/{change}/undo"
    answer = author.post(address)
    assert answer.status_code == 409
    assert TAKEN.format("a region", "Compute") in answer.text
    assert revisions(app) == before
    assert author.get(f"/atlas/{topic}").status_code == 404


def test_a_rename_is_not_undone_where_another_has_the_old_title(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    rename(author)
    change = newest_change(author, "/atlas/chips")
    author.post("/atlas/new", data={"title": "Compute", "slug": "another"})
    before = revisions(app)
    answer = author.post(f"/c/{change}/undo", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert TAKEN.format("a region", "Compute") in answer.text
    assert revisions(app) == before
    assert ">Chips</h1>" in author.get("/atlas/chips").text


def test_other_edits_are_undone_whoever_has_the_title(author: FlaskClient, topic: str) -> None:
    form = author.get(f"/atlas/{topic}/edit").text
    base = base_of(form)
    author.post(f"/atlas/{topic}/edit", data={"base": base, "summary": "Other"})
    change = newest_change(author, f"/atlas/{topic}")
    assert author.post(f"/c/{change}/undo").status_code == 303


def test_a_deleted_area_stays_deleted_where_another_has_its_title(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    author.post("/areas/governance/delete")
    change = newest_change(author, "/")
    author.post("/areas/new", data={"title": "Governing"})
    base = base_of(author.get("/areas/governing/edit").text)
    author.post("/areas/governing/edit", data={"base": base, "title": "GOVERNANCE"})
    before = revisions(app)
    answer = author.post(f"/c/{change}/undo")
    assert answer.status_code == 409
    assert TAKEN.format("an area", "Governance") in answer.text
    assert revisions(app) == before


def test_a_document_brings_no_deleted_region_back_to_a_taken_title(
    app: Flask, author: FlaskClient, topic: str, tmp_path: Path
) -> None:
    author.post(f"/atlas/{topic}/delete")
    author.post("/atlas/new", data={"title": "Compute", "slug": "chips"})
    file = tmp_path / "page.md"
    file.write_text("---\ntitle: Compute\nslug: compute\n---\n\n## Uncertainties\n")
    before = revisions(app)
    done = app.test_cli_runner().invoke(args=["import", str(file)])
    assert done.exit_code == 1
    assert f"{file}, line 2: {TAKEN.format('a region', 'Compute')}" in done.output
    assert revisions(app) == before
