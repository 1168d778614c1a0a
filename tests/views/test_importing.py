"""A folder of notes sent as a zip: what it would do is shown, then the author confirms it."""

import os
import re
import stat
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import base_of, signed_in
from tests.exchange.test_notes import TITLES, VAULT, seen
from tests.pictures import send_picture
from tests.writers import count_changes
from wiki.exchange.notes.waiting import WaitingFiles
from wiki.views import imports
from wiki.views.bodies import LARGE, Limits


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where a file waits until it is confirmed."""
    return Path(app.extensions["atlas.settings"].instance) / "imports"


def zipped() -> bytes:
    files = (path for path in VAULT.rglob("*.*") if path.is_file())
    return archive_of({str(path.relative_to(VAULT)): path.read_bytes() for path in files})


def archive_of(files: Mapping[str, bytes | str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def send(browser: FlaskClient, data: bytes, **fields: str) -> TestResponse:
    return send_picture(browser, data, "vault.zip", to="/import", script=False, **fields)


def hidden(page: str) -> dict[str, str]:
    """Return the fields of the form that confirms."""
    form = page[page.index('name="digest"') - 200 :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_what_an_import_would_do_is_shown_before_it_is_done(
    app: Flask, author: FlaskClient, client: FlaskClient, folder: Path
) -> None:
    assert 'href="/import"' in author.get("/settings").text
    assert 'name="public"' in author.get("/import").text
    before = count_changes(app)
    shown = send(author, zipped(), area="Notes & more")
    assert shown.status_code == 200
    assert "4 notes, 4 new regions: 1 public, 3 private." in shown.text
    assert "Nobody wrote this / nobody wrote this (2)" in shown.text
    assert seen(app) == {}
    assert count_changes(app) == before
    (waiting,) = folder.iterdir()
    assert stat.S_IMODE(waiting.stat().st_mode) == 0o600
    fields = hidden(shown.text)
    assert author.post("/import", data=fields | {"atlas": "another"}).status_code == 409
    done = author.post("/import", data=fields)
    assert done.status_code == 303
    assert "4 notes, 4 new regions" in author.get(done.location).text
    assert sorted(seen(app)) == TITLES
    assert count_changes(app) == before + 1
    assert list(folder.glob("*.zip")) == []
    assert "Chip exports" not in client.get(done.location).text
    again = author.post("/import", data=fields)
    assert (again.status_code, again.location) == (303, done.location)
    assert "This file came in already" in author.get(again.location).text
    assert count_changes(app) == before + 1
    anew = send(author, zipped(), public="y")
    assert "4 notes, 0 new regions" in anew.text
    assert "Regions already, and left as they are" in anew.text
    for _ in range(2):  # the file waits again
        assert author.post("/import", data=hidden(anew.text)).location == "/import"
    assert count_changes(app) == before + 1
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    late = author.post("/import", data=fields)
    assert late.status_code == 422
    assert "This file is not waiting any more" in late.text


@pytest.mark.parametrize("kind", ["notes", "works"])
def test_confirmed_in_two_windows_at_once_it_comes_in_once(
    app: Flask, author: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    notes, works = archive_of({"A note.md": "Some words."}), b"TY  - JOUR\nTI  - A\nER  -"
    fields = hidden(send(author, {"notes": notes, "works": works}[kind]).text)
    other, before, find = signed_in(app, "Ada"), count_changes(app), WaitingFiles.find
    asked: list[str] = []

    def found_too_early(files: WaitingFiles, digest: str) -> Path | None:
        """Find the file just before the other window is done with it."""
        path = find(files, digest)
        if not asked:
            asked.append(digest)
            assert other.post("/import", data=fields).status_code == 303
        return path

    monkeypatch.setattr(WaitingFiles, "find", found_too_early)
    answer = author.post("/import", data=fields)
    assert answer.status_code == 303
    assert "This file came in already" in author.get(answer.location).text
    assert count_changes(app) == before + 1
    assert list(folder.glob("*.zip")) == []


def test_what_cannot_be_imported_is_said_and_kept_nowhere(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert client.get("/import").status_code == 401
    assert send(client, zipped()).status_code == 401
    assert not folder.exists()
    for data, fields, sentence in (
        (b"", {}, "Choose a file: a zip of your folder of notes"),
        (b"words", {}, "none of the formats that can be imported"),
        (zipped(), {"area": "x" * 2001}, "Too long: 2,001 of 2,000 characters."),
    ):
        answer = send(author, data, **fields)
        assert answer.status_code == 422
        assert sentence in answer.text
    for digest in ("../atlas", "0" * 64, "x"):
        assert author.post("/import", data={"digest": digest}).status_code == 422
    monkeypatch.setattr(imports, "MOST_NOTES", 3)
    many = send(author, zipped())
    assert many.status_code == 422
    assert "This zip has 4 notes. The browser takes 3 at a time: divide it" in many.text
    monkeypatch.setitem(LARGE, "/import", Limits(1000, 9000))
    answer = send(author, b"0" * 2000)
    assert answer.status_code == 413
    assert "A zip may have 64 MiB" in answer.text
    assert seen(app) == {}
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_document_does_not_open_what_is_private_and_the_page_to_confirm_says_so(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    file = archive_of({"compute.md": author.get("/atlas/compute.md").text})
    at = "/atlas/compute/edit"
    sent = {"title": "Compute", "visibility": "private", "base": base_of(author.get(at).text)}
    assert author.post(at, data=sent).status_code == 303
    shown = send(author, file).text
    assert "The region “Compute” stays private, though the files have it public: choose" in shown
    assert author.post("/import", data=hidden(shown)).status_code == 303
    assert client.get("/atlas/compute").status_code == 404
    heading = "## Current beliefs\n\n"
    page = author.get("/atlas/compute.md").text.replace(heading, f"{heading}- Chips count ~60%\n\n")
    shown = send(author, archive_of({"compute.md": page})).text
    done = author.post("/import", data=hidden(shown))
    assert "Imported. 1 page read: 1 added, 0 updated, " in author.get(done.location).text
