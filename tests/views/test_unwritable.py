"""The atlas on a full or read-only disk, and with files that somebody else has locked."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.disks import full_disk, let_go, no_more_files, read_only
from tests.pictures import drawing, send_picture
from wiki.cli.server import invite
from wiki.db import db
from wiki.views.context import gate
from wiki.views.security import HEADERS

FULL = "The disk of the atlas could not be written or read; perhaps it is full."
READ_ONLY = "The files of the atlas are read-only, or their folder or disk is."
BUSY = "The atlas is busy."
PASSWORD = "correct horse"
PAGES = ["/", "/atlas/compute", "/beliefs", "/reading", "/changes", "/map", "/changes.atom"]
AUTHORS_PAGES = [*PAGES, "/atlas/compute/beliefs/new", "/reading/new", "/review"]
WRITING = [
    "/atlas/compute/beliefs",
    "/atlas/compute/reviewed",
    "/reading/new",
    "/atlas/new",
    "/sign-out",
]
TYPED = {
    "claim": "A claim that took long to type",
    "credence": "70",
    "title": "A title",
    "once": "a-new-token",
}

Spoil = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=["full", "full from the start", "read-only from the start"])
def trouble(
    request: pytest.FixtureRequest, app: Flask, instance: Path, topic: str, author: FlaskClient
) -> Iterator[str]:
    """A disk that cannot be written, under an atlas that ran before or is started on it."""
    if "start" in request.param:
        let_go(app)
    else:
        author.get("/")
    full = request.param.startswith("full")
    with full_disk() if full else read_only(instance):
        yield FULL if full else READ_ONLY


@contextmanager
def locked(path: Path, *, whole: bool) -> Iterator[None]:
    """Hold a file as its writer, or `whole`, so that nobody can even read it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        if whole:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wiki.gate.file.BUSY_SECONDS", 0.05)


def is_whole(answer: TestResponse) -> bool:
    """Return whether an answer has all the headers that keep it safe, and says something."""
    return HEADERS.items() <= dict(answer.headers).items() and bool(answer.data)


@pytest.mark.parametrize("who", ["visitor", "author"])
def test_everything_can_be_read_where_nothing_can_be_written(
    trouble: str, client: FlaskClient, author: FlaskClient, who: str
) -> None:
    browser, pages = (author, AUTHORS_PAGES) if who == "author" else (client, PAGES)
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, (page, answer.text)
        assert is_whole(answer)
    assert "Sign out" in author.get("/").text
    assert "Sign out" not in client.get("/").text


def test_saving_says_what_is_wrong_with_the_disk(trouble: str, author: FlaskClient) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        for address in WRITING:
            answer = author.post(address, data=TYPED, headers=headers)
            assert answer.status_code == 503, (address, answer.text)
            assert trouble in answer.text
            assert answer.headers["Retry-After"]
            assert is_whole(answer)


def test_the_server_starts_and_says_that_nothing_can_be_saved(trouble: str, app: Flask) -> None:
    with app.app_context():
        said = invite()
    assert said.startswith("Nothing can be saved and nobody can sign in. ")
    assert trouble in said
    assert "\n" not in said


@pytest.fixture
def link(app: Flask, author: FlaskClient) -> str:
    """The address of a link that signs an author in."""
    with app.test_request_context():
        return f"/sign-in/{gate().make_link(1)}"


def test_signing_in_says_what_is_wrong_and_keeps_the_name(
    link: str, trouble: str, client: FlaskClient
) -> None:
    typed = {"name": "Ada", "password": PASSWORD, "next": "/map"}
    answer = client.post("/sign-in", data=typed)
    assert answer.status_code == 503
    assert trouble in answer.text
    assert 'value="Ada"' in answer.text
    assert PASSWORD not in answer.text
    assert is_whole(answer)
    followed = client.post(link)
    assert followed.status_code == 503
    assert is_whole(followed)
    assert client.post("/sign-in/some-link").status_code == 404


def test_saving_works_again_once_the_disk_has_room(
    app: Flask, instance: Path, topic: str, author: FlaskClient
) -> None:
    let_go(app)
    for spoiled in (full_disk(), read_only(instance)):
        with spoiled:
            assert author.get("/").status_code == 200
            assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 503
    assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 303
    assert "A claim that took long" in author.get("/atlas/compute").text


def test_what_another_process_saves_is_seen_while_this_one_cannot_write(
    app: Flask, instance: Path, topic: str, author: FlaskClient
) -> None:
    """A file read as one that never changes is opened anew for each request."""
    let_go(app)
    with read_only(instance):
        assert "Compute" in author.get("/").text
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as other, other:
        other.execute("UPDATE topic SET title = 'Calculation' WHERE title = 'Compute'")
    with read_only(instance):
        assert "Calculation" in author.get("/").text


def test_a_full_database_is_told_in_a_sentence(app: Flask, topic: str, author: FlaskClient) -> None:
    with app.app_context(), db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        raw = connection.connection.dbapi_connection
        assert raw
        raw.cursor().execute(f"PRAGMA max_page_count = {pages}")
    answer = author.post("/atlas/compute/stance", data={"body": "Long. " * 3_000, "base": "0"})
    assert answer.status_code == 503
    assert "The disk of the atlas is full. Nothing was changed" in answer.text
    assert is_whole(answer)


@pytest.mark.usefixtures("impatient")
def test_a_gate_that_another_writes_into_stops_no_reader_and_no_author(
    instance: Path, topic: str, author: FlaskClient, client: FlaskClient
) -> None:
    with locked(instance / "gate.sqlite", whole=False):
        for page in AUTHORS_PAGES:
            assert author.get(page).status_code == 200
        assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 303
        answer = client.post("/sign-in", data={"name": "Ada", "password": PASSWORD})
        assert answer.status_code == 503
        assert BUSY in answer.text
        assert author.post("/sign-out").status_code == 503
    assert "Sign out" in author.get("/").text


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("state", ["locked", "damaged", "not to be read"])
def test_a_gate_that_cannot_be_read_leaves_public_pages_to_everybody(
    app: Flask, instance: Path, topic: str, author: FlaskClient, state: str
) -> None:
    """Whoever is asking then reads as a visitor, and is not told that they are signed out."""
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private", "once": "b"})
    path = instance / "gate.sqlite"
    with unreadable(path, state):
        for page in PAGES:
            answer = author.get(page)
            assert answer.status_code == 200
            assert is_whole(answer)
        assert "Hidden" not in author.get("/").text
        for answer in (
            author.get("/atlas/hidden"),
            author.get("/review"),
            author.post("/atlas/compute/beliefs", data=TYPED),
            author.post("/sign-out"),
        ):
            assert answer.status_code == 503
            assert "Nothing was changed" in answer.text
            assert is_whole(answer)
    assert "Hidden" in author.get("/").text


@contextmanager
def unreadable(path: Path, state: str) -> Iterator[None]:
    if state == "locked":
        with locked(path, whole=True):
            yield
        return
    if state == "not to be read":
        with read_only(path.parent):
            path.chmod(0)
            yield
        return
    kept = path.read_bytes()
    path.write_bytes(b"no database at all " * 1000)
    yield
    path.write_bytes(kept)


def test_a_damaged_database_is_told_to_visitors_and_authors(
    app: Flask, instance: Path, topic: str, author: FlaskClient, client: FlaskClient
) -> None:
    let_go(app)
    (instance / "atlas.sqlite").write_bytes(b"no database at all " * 1000)
    for answer in (client.get("/"), author.get("/"), author.post("/atlas/new", data=TYPED)):
        assert answer.status_code == 503
        assert "is damaged, or is no SQLite database" in answer.text
        assert is_whole(answer)


def test_a_database_that_is_removed_or_replaced_meanwhile_takes_no_save_with_it(
    app: Flask, instance: Path, topic: str, author: FlaskClient
) -> None:
    """What is written into a file that has no name any more is lost, though it seemed saved."""
    path, aside = instance / "atlas.sqlite", instance / "aside.sqlite"
    assert author.get("/").status_code == 200
    with app.app_context(), closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM INTO ?", (str(aside),))
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    refused = author.post("/atlas/compute/beliefs", data=TYPED)
    assert refused.status_code == 503
    assert "The files of the atlas cannot be opened." in refused.text
    assert TYPED["claim"] in refused.text
    assert is_whole(refused)
    assert not path.exists(), "no empty database is made in its place"
    aside.rename(path)
    assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 303
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT claim FROM belief").fetchall() == [(TYPED["claim"],)]


def test_a_data_folder_that_is_removed_meanwhile_is_not_made_again(
    instance: Path, topic: str, author: FlaskClient, client: FlaskClient
) -> None:
    away = instance.rename(instance.with_name("away"))
    for answer in (client.get("/reading"), author.post("/atlas/compute/beliefs", data=TYPED)):
        assert answer.status_code == 503
        assert "The files of the atlas cannot be opened." in answer.text
        assert is_whole(answer)
    assert not instance.exists()
    away.rename(instance)
    assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_file_in_the_place_of_the_folder_of_pictures_is_told(
    app: Flask, instance: Path, author: FlaskClient, headers: dict[str, str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    (instance / "media").write_text("No folder")
    for answer in (
        send_picture(author, drawing(), script=bool(headers), alt="Words that were typed"),
        author.get("/media", headers=headers),
    ):
        assert answer.status_code == 503
        assert "The files of the atlas cannot be opened." in answer.text
        assert is_whole(answer)


def test_too_many_open_files_are_told_with_the_text_kept(
    app: Flask, topic: str, author: FlaskClient, client: FlaskClient
) -> None:
    client.get("/healthz")
    let_go(app)
    with no_more_files():
        refused = author.post("/atlas/compute/beliefs", data=TYPED)
        page = client.get("/beliefs?sort=firmness")
    for answer in (refused, page):
        assert answer.status_code == 503
        assert "The files of the atlas cannot be opened." in answer.text
        assert is_whole(answer)
    assert TYPED["claim"] in refused.text
    assert author.post("/atlas/compute/beliefs", data=TYPED).status_code == 303
