"""Notes whose import was undone can be imported again, at their addresses and as if new."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exchange.test_notes import Run, said, seen, stance, topics, zipped
from tests.exchange.test_notes import run as run
from tests.views.test_importing import hidden, send
from tests.writers import Writer, check_journal, count_changes

FIRST = {
    "N/A.md": "---\nsummary: One\nrating: 1\n---\nSee [[Bee]].",
    "M/B.md": "---\nslug: b\n---\n# Bee\n\nTwo.",
}
MADE_ANEW = "Regions whose import was undone, and that are made anew"
STAY_GONE = "Regions that were deleted, and stay so"


@pytest.fixture
def notes(tmp_path: Path) -> bytes:
    return zipped(tmp_path / "notes.zip", FIRST).read_bytes()


def imported(author: FlaskClient, data: bytes, **fields: str) -> str:
    """Import a zip, and return the address of the change that did it."""
    shown = send(author, data, **fields).text
    done = author.post("/import", data=hidden(shown))
    assert done.status_code == 303
    assert "/c/" in done.location
    return done.location


def undo(author: FlaskClient, change: str) -> None:
    assert author.post(f"{change}/undo").status_code == 303


def test_an_undone_import_can_be_done_again_otherwise(
    app: Flask, author: FlaskClient, client: FlaskClient, notes: bytes, tmp_path: Path
) -> None:
    undo(author, imported(author, notes))
    assert seen(app) == {}
    other = {"N/A.md": "---\nrating: 2\n---\nOther [[Bee]].", "M/B.md": FIRST["M/B.md"]}
    again = zipped(tmp_path / "again.zip", other).read_bytes()
    shown = send(author, again, public="y", area="Zed").text
    assert "2 notes, 2 new regions: 2 public, 0 private." in shown
    assert MADE_ANEW in shown
    assert STAY_GONE not in shown
    assert "is there again" not in shown
    change = author.post("/import", data=hidden(shown)).location
    assert seen(app) == {"A": "public", "Bee": "public"}
    with app.app_context():
        one, two = topics()["A"], topics()["Bee"]
        assert (one.slug, two.slug, one.summary) == ("a", "b", "")
        assert one.shown_area
        assert (one.shown_area.title, one.extra) == (
            "Zed",
            {"front_matter": {"rating": "rating: 2"}, "headings": []},
        )
        assert (stance("A"), stance("Bee")) == ("Other [[Bee]].", "Two.")
        check_journal()
    page = client.get("/atlas/a").text
    assert "Other" in page
    assert 'href="/atlas/b"' in page
    assert "One" not in client.get("/atlas/a/history").text
    undo(author, change)
    assert seen(app) == {}
    imported(author, notes)
    assert seen(app) == {"A": "private", "Bee": "private"}
    assert client.get("/atlas/a").status_code == 404
    with app.app_context():
        area = topics()["A"].shown_area
        assert area
        assert (area.title, area.slug) == ("N", "n")
        check_journal()


def test_what_was_deleted_or_worked_on_stays_away(
    app: Flask, author: FlaskClient, notes: bytes
) -> None:
    change = imported(author, notes)
    undo(author, change)
    imported(author, notes)
    for slug in ("a", "b"):
        assert author.post(f"/atlas/{slug}/delete").status_code == 303
    shown = send(author, notes, public="y").text
    assert "2 notes, 0 new regions" in shown
    assert STAY_GONE in shown
    assert MADE_ANEW not in shown


def test_what_was_written_in_it_meanwhile_is_not_opened(
    app: Flask, author: FlaskClient, notes: bytes
) -> None:
    change = imported(author, notes)
    with app.app_context():
        Writer().add(topics()["A"], "beliefs", claim="Ann leaves")
    undo(author, change)
    shown = send(author, notes, public="y").text
    assert "2 notes, 1 new region: 1 public, 0 private." in shown
    assert re.search(f'{STAY_GONE}</summary>\\s*<ul><li dir="auto">N/A.md: A</li></ul>', shown)


def test_where_nothing_is_new_no_import_is_offered(
    app: Flask, author: FlaskClient, notes: bytes
) -> None:
    imported(author, notes)
    before = count_changes(app)
    shown = send(author, notes).text
    assert "Nothing in it is new, so the import would change nothing." in shown
    assert ">Import</button>" not in shown
    assert "Choose another file" in shown
    assert count_changes(app) == before


def test_the_command_makes_it_anew_too(
    app: Flask, run: Run, author: FlaskClient, notes: bytes, tmp_path: Path
) -> None:
    said(run("import", tmp_path / "notes.zip"))
    undo(author, "/c/1")
    told = said(run("import", tmp_path / "notes.zip"))
    assert told.startswith("2 notes, 2 new regions: 0 public, 2 private.")
    assert f"{MADE_ANEW}:\n  M/B.md: Bee\n  N/A.md: A\n" in told
    said(run("check"))
