"""Whatever keeps the server from saving: the answer says what it is and gives the text back."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from wiki.db import db

LONG = "Not to be lost, <b>whatever</b> happens. " + "And so on. " * 1_500
# Forms with a long text, by address: what is sent, which has to come back whatever fails.
FORMS = {
    "/atlas/compute/stance": {"body": LONG, "reason": "I read more", "once": "a"},
    "/atlas/compute/note": {"body": LONG, "base": "0"},
    "/writing/new": {"title": "An essay", "body": LONG, "once": "a"},
    "/reading/new": {"title": "A work", "takeaway": LONG, "topics": "Compute", "once": "a"},
}
TROUBLES = ("locked", "full", "read-only", "broken")
SENTENCES = {
    "locked": "The atlas is busy. Nothing was changed; try again in a moment.",
    "full": "The disk of the atlas is full. Nothing was changed",
    "read-only": "The files of the atlas are read-only, or their folder or disk is.",
    "broken": "The disk of the atlas could not be written or read; perhaps it is full.",
}
PRAGMAS = {
    "locked": "PRAGMA busy_timeout = 0",
    "full": "PRAGMA max_page_count = 1",
    "read-only": "PRAGMA query_only = ON",
}


@pytest.fixture(params=TROUBLES)
def trouble(
    request: pytest.FixtureRequest, app: Flask, instance: Path, author: FlaskClient, topic: str
) -> Iterator[str]:
    """Let the database fail as SQLite itself does, from the next request on."""

    def fail(connection: Any, *_more: Any) -> None:
        if request.param == "broken":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        connection.execute(PRAGMAS[request.param])

    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "checkout", fail)
    with closing(sqlite3.connect(instance / "atlas.sqlite", isolation_level=None)) as other:
        if request.param == "locked":
            other.execute("BEGIN IMMEDIATE")
        yield str(request.param)
    with app.app_context():
        event.remove(db.engine, "checkout", fail)
        db.engine.dispose()


@pytest.mark.parametrize("address", FORMS)
def test_a_database_that_cannot_be_written_costs_nobody_the_text(
    author: FlaskClient, trouble: str, address: str
) -> None:
    answer = author.post(address, data=FORMS[address])
    assert answer.status_code == 503
    assert SENTENCES[trouble] in answer.text
    assert f'action="{address}"' in answer.text
    for name, value in FORMS[address].items():
        assert f'name="{name}"' in answer.text
        assert value in unescape(answer.text)
    assert LONG not in answer.text  # it is escaped
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Retry-After"]


def test_under_htmx_the_sentence_suffices(author: FlaskClient, trouble: str) -> None:
    address = "/atlas/compute/stance"
    answer = author.post(address, data=FORMS[address], headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert SENTENCES[trouble] in answer.text


def test_the_text_given_back_can_be_saved_when_the_database_is_free_again(
    app: Flask, author: FlaskClient, instance: Path, topic: str
) -> None:
    address = "/atlas/compute/note"
    with closing(sqlite3.connect(instance / "atlas.sqlite", isolation_level=None)) as other:
        with app.app_context():
            db.engine.dispose()
            free = event.listens_for(db.engine, "checkout")(_impatient)
        other.execute("BEGIN IMMEDIATE")
        assert author.post(address, data=FORMS[address]).status_code == 503
        other.execute("ROLLBACK")
        with app.app_context():
            event.remove(db.engine, "checkout", free)
    assert author.post(address, data=FORMS[address]).status_code == 303


def _impatient(connection: Any, *_more: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 0")


def broken(*_args: Any, **_kwargs: Any) -> Any:
    raise ValueError("nobody foresaw this")


@pytest.fixture
def unforeseen(app: Flask, author: FlaskClient, topic: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let saving a private note fail as a mistake of ours would; return the note's address."""
    app.testing = False  # answered as it is in earnest
    monkeypatch.setattr("wiki.views.note.save_note", broken)
    return "/atlas/compute/note"


def test_a_mistake_of_ours_costs_nobody_the_text(author: FlaskClient, unforeseen: str) -> None:
    answer = author.post(unforeseen, data=FORMS[unforeseen])
    assert answer.status_code == 500
    assert "Something went wrong on the server." in answer.text
    assert LONG in unescape(answer.text)
    assert "nobody foresaw this" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_mistake_under_htmx_is_a_sentence(author: FlaskClient, unforeseen: str) -> None:
    answer = author.post(unforeseen, data=FORMS[unforeseen], headers={"HX-Request": "true"})
    assert answer.status_code == 500
    assert "Something went wrong on the server." in answer.text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device"), SENTENCES["full"]),
        (OSError(30, "Read-only file system"), SENTENCES["read-only"]),
        (OSError(5, "Input/output error"), SENTENCES["broken"]),
        (sqlite3.OperationalError("no such table: belief"), "Something went wrong on the server."),
        (sqlite3.DatabaseError("database disk image is malformed"), "Something went wrong"),
    ],
    ids=str,
)
def test_what_the_disk_says_is_said_in_a_sentence(
    author: FlaskClient,
    unforeseen: str,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    sentence: str,
) -> None:
    monkeypatch.setattr("wiki.views.note.save_note", _raising(error))
    answer = author.post(unforeseen, data=FORMS[unforeseen])
    assert answer.status_code >= 500
    assert sentence in answer.text
    assert LONG in unescape(answer.text)


def _raising(error: Exception) -> Callable[..., Any]:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("address", FORMS)
def test_a_file_of_sessions_that_fails_costs_nobody_the_text(
    app: Flask,
    author: FlaskClient,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    app.testing = False
    monkeypatch.setattr(sqlite3, "connect", _raising(sqlite3.OperationalError("disk I/O error")))
    answer = author.post(address, data=FORMS[address])
    assert answer.status_code in (401, 503)
    assert LONG in unescape(answer.text)
    assert "Content-Security-Policy" in answer.headers


def test_a_page_that_fails_when_it_is_read_says_so(
    app: Flask, author: FlaskClient, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    monkeypatch.setattr("wiki.views.note.find_note", broken)
    answer = author.get("/atlas/compute/note")
    assert answer.status_code == 500
    assert "Something went wrong on the server." in answer.text
    assert "<textarea" not in answer.text


def test_a_password_is_never_given_back(
    app: Flask, client: FlaskClient, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    monkeypatch.setattr("wiki.views.sign_in.find_author", broken)
    form = {"name": "Ada", "password": "very-secret"}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 500
    assert "very-secret" not in answer.text
    refused = author.post("/atlas/compute/edit", data=form)
    assert "very-secret" not in refused.text
    assert "very-secret" not in client.post("/atlas/compute/edit", data=form).text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/atlas/compute/stance", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/changes", {}, 405),
        ("/atlas/nowhere/stance", {}, 404),
        ("/reading/99/edit", {}, 404),
    ],
)
def test_any_other_refusal_gives_an_author_the_text_back(
    author: FlaskClient, topic: str, address: str, headers: dict[str, str], status: int
) -> None:
    answer = author.post(address, data={"body": LONG}, headers=headers)
    assert answer.status_code == status
    assert LONG in unescape(answer.text)
    # Where sending it again could do no good, it is there to be copied.
    assert ('<button type="submit" class="primary">Save' in answer.text) == (status == 404)


def test_a_stranger_gets_nothing_shown_that_another_site_sent(
    client: FlaskClient, topic: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/atlas/compute/stance", data={"body": LONG}, headers=headers)
    assert answer.status_code == 403
    assert "Not to be lost" not in answer.text


def test_a_verb_on_an_item_deleted_meanwhile_gives_back_what_was_typed(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/compute/beliefs", data={"claim": "Chips count"})
    author.post("/atlas/compute/beliefs/1/delete")
    answer = author.post(
        "/atlas/compute/beliefs/1/retire", data={"outcome": "dropped", "on": "1 May 2026"}
    )
    assert answer.status_code == 409
    assert "1 May 2026</textarea>" in answer.text
