"""The body of a request is read whole before anything happens, or the request is refused."""

from collections.abc import Iterator
from io import BytesIO
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from wiki.db import CONNECTIONS, db
from wiki.models import Topic
from wiki.views.bodies import BUSY, CUT_SHORT, LARGEST_REQUEST, MOST_READ, NO_LENGTH
from wiki.views.form_bodies import NOT_UTF8
from wiki.views.security import HEADERS

FORM = "application/x-www-form-urlencoded"


def send(client: FlaskClient, path: str, body: Any, length: int, **more: str) -> TestResponse:
    """POST a body that is said to have a length, true or not."""
    environ = {"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM} | more
    return client.open(path, method="POST", environ_overrides=environ)


def refused(answer: TestResponse, status: int, sentence: str) -> None:
    assert (answer.status_code, answer.text) == (status, f"{sentence}\n")
    assert answer.headers["Connection"] == "close"
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_form_that_was_cut_short_is_refused_and_not_saved_in_part(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    body = b"claim=Half+of+it&why=the+rest+was+on+its+w"
    refused(send(author, "/atlas/compute/beliefs", BytesIO(body), 60), 400, CUT_SHORT)
    assert "Half of it" not in client.get("/atlas/compute").text
    assert send(author, "/atlas/compute/beliefs", BytesIO(body), len(body)).status_code == 303
    assert "Half of it" in client.get("/atlas/compute").text


MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nMy new text\r\n'
LAST = b"--b--"
# Bodies in which a text arrives that no form can be read from, each with its headers.
UNREADABLE: dict[str, tuple[bytes, int, dict[str, str]]] = {
    "JSON": (b'{"why": "My new reason"}', 415, {"CONTENT_TYPE": "application/json"}),
    "no type": (b"why=My+new+reason", 400, {"CONTENT_TYPE": ""}),
    "compressed": (b"why=My+new+reason", 415, {"HTTP_CONTENT_ENCODING": "gzip"}),
    "not UTF-8": (b"why=My+new+reason+\xff", 400, {}),
    "encoded, not UTF-8": (b"why=My+new+r%E9ason", 400, {}),
    "encoded, no text": (b"why=My+new+reason+%FF%FE", 400, {}),
    "half a character": (b"why=My+new+reason+%ED%A0%80", 400, {}),
    "a name that is not UTF-8": (b"why=My+new+reason&%E9=1", 400, {}),
    "not UTF-8, in parts": (
        PART.replace(b"new", b"n\xe9w") + LAST,
        400,
        {"CONTENT_TYPE": MULTIPART},
    ),
    "no last boundary": (PART, 400, {"CONTENT_TYPE": MULTIPART}),
    "no boundary": (PART, 400, {"CONTENT_TYPE": "multipart/form-data"}),
    "nothing of the form": (b"other=1", 400, {}),
    "nothing": (b"", 400, {}),
}


def test_a_body_that_cannot_be_read_as_the_form_is_refused_and_changes_nothing(
    author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/compute/beliefs", data={"claim": "Chips matter", "credence": "60"})
    before = author.get("/atlas/compute.json").text
    addresses = ["/atlas/compute/beliefs/1", "/atlas/compute/edit", "/about/edit", "/settings"]
    for kind, (body, status, headers) in UNREADABLE.items():
        for address in addresses:
            answer = send(author, address, BytesIO(body), len(body), **headers)
            assert (answer.status_code, address) == (status, address), kind
            assert "nothing was changed" in answer.text
    verb = "/atlas/compute/beliefs/1/affirm"  # has no field, so an empty body is all of its form
    assert send(author, verb, BytesIO(b"{}"), 2, CONTENT_TYPE="text/plain").status_code == 415
    assert author.get("/atlas/compute.json").text == before
    assert send(author, verb, BytesIO(b""), 0).status_code == 303
    whole = PART.replace(b"new", "né\ufffdw".encode()) + LAST
    answer = send(author, "/about/edit", BytesIO(whole), len(whole), CONTENT_TYPE=MULTIPART)
    assert answer.status_code == 303
    assert "My né\ufffdw text" in author.get("/about").text


@pytest.mark.parametrize("title", [b"%E9t%E9", b"%FF%FE", b"\xe9t\xe9"])
def test_a_title_in_another_encoding_makes_no_region(
    app: Flask, author: FlaskClient, title: bytes
) -> None:
    body = b"title=" + title
    answer = send(author, "/atlas/new", BytesIO(body), len(body))
    assert answer.status_code == 400
    assert NOT_UTF8 in answer.text
    with app.app_context():
        assert db.session.scalars(select(Topic.title)).all() == []


class Counted(BytesIO):
    """A body that can say how much of it was read."""

    @property
    def left(self) -> int:
        return len(self.getvalue()) - self.tell()


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/sign-in", {"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ("/no/such/page", {}, 404),
        ("/map", {}, 405),
        ("/static/css/atlas.css", {}, 405),
        ("/atlas/new", {}, 401),
        ("/sign-out", {}, 303),
    ],
)
@pytest.mark.parametrize("length", [5, 70_000, LARGEST_REQUEST + 1])
def test_a_refused_request_was_read_to_its_end_so_that_the_connection_lives_on(
    client: FlaskClient, path: str, sent: dict[str, str], status: int, length: int
) -> None:
    body = Counted(b"a" * length + b"GET / HTTP/1.1")
    answer = send(client, path, body, length, **sent)
    assert answer.status_code in (status, 413)
    assert body.left == len(b"GET / HTTP/1.1")
    assert "Connection" not in answer.headers


def test_a_body_of_any_size_that_is_not_read_ends_the_connection(client: FlaskClient) -> None:
    body = Counted(b"")
    answer = send(client, "/sign-in", body, MOST_READ + 1)
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
    assert "more text than one form may send" in answer.text


def test_a_body_of_no_said_length_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", headers={"Transfer-Encoding": "chunked"})
    refused(answer, 411, NO_LENGTH)


class Stuck:
    """A body that never comes, until it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = Event(), Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        self.let_go.wait(30)
        return b""


@pytest.fixture
def held(app: Flask) -> Iterator[list[Stuck]]:
    """Hold back as many bodies as are read at once."""
    bodies = [Stuck() for _ in range(CONNECTIONS // 2)]
    threads = [
        Thread(target=send, args=(app.test_client(), "/sign-in", body, 9)) for body in bodies
    ]
    for thread, body in zip(threads, bodies, strict=True):
        thread.start()
        assert body.asked.wait(30)
    yield bodies
    for body in bodies:
        body.let_go.set()
    for thread in threads:
        thread.join()


def test_bodies_that_never_come_stop_no_reader_and_others_are_told_to_come_back(
    client: FlaskClient, held: list[Stuck]
) -> None:
    assert client.get("/status").status_code == 200
    answer = send(client, "/sign-in", BytesIO(b"name=Ada"), 8)
    refused(answer, 503, BUSY)
    assert answer.headers["Retry-After"] == "2"
    held[0].let_go.set()
    while (answer := send(client, "/sign-in", BytesIO(b"name=Ada"), 8)).status_code == 503:
        pass
    assert answer.status_code == 422
