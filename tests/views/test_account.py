"""Name and password, and the sessions of an author: outside the journal."""

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from wiki.db import begin_writing, db
from wiki.gate import Gate
from wiki.queries.authors import find_author
from wiki.services.authors import check_password, make_author, set_password
from wiki.storage import Unavailable
from wiki.views.browsers import name_browser

OLD, NEW = "the old password", "a new password"


@pytest.fixture
def secured(app: Flask, author: FlaskClient) -> FlaskClient:
    """The browser of Ada, who has a password."""
    with app.app_context():
        begin_writing()
        ada = find_author("Ada")
        assert ada
        set_password(ada, OLD)
        db.session.commit()
    return author


def accepts(app: Flask, name: str, password: str) -> bool:
    with app.app_context():
        return check_password(find_author(name), password)


def is_signed_in(browser: FlaskClient) -> bool:
    return browser.get("/settings").status_code == 200


def test_a_new_password_signs_the_author_out_everywhere_else(
    app: Flask, secured: FlaskClient
) -> None:
    other = signed_in(app, "Ada")
    sent = {"name": "Ada", "old": OLD, "new": NEW}
    assert secured.post("/settings/password", data=sent).location == "/settings/password"
    assert "Saved. You are signed out everywhere else." in secured.get("/settings/password").text
    assert accepts(app, "Ada", NEW)
    assert is_signed_in(secured)
    assert not is_signed_in(other)
    assert "<li>" not in secured.get("/history").text


def test_where_the_sessions_cannot_be_ended_the_password_stays(
    app: Flask, secured: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(gate: Gate, author_id: int, *, own: str) -> int:
        raise Unavailable(gate.path, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(Gate, "close_others", fail)
    sent = {"name": "Grace", "old": OLD, "new": NEW}
    assert secured.post("/settings/password", data=sent).status_code == 503
    assert accepts(app, "Ada", OLD)


def test_a_name_is_changed_alone(app: Flask, secured: FlaskClient) -> None:
    other = signed_in(app, "Ada")
    assert secured.post("/settings/password", data={"name": "Grace", "old": OLD}).status_code == 303
    assert accepts(app, "Grace", OLD)
    assert is_signed_in(other)
    assert secured.post("/settings/password", data={"name": "grace", "old": OLD}).status_code == 303


def test_who_came_by_a_link_and_has_no_password_sets_one(app: Flask, author: FlaskClient) -> None:
    assert 'name="old"' not in author.get("/settings/password").text
    assert author.post("/settings/password", data={"name": "Ada", "new": NEW}).status_code == 303
    assert accepts(app, "Ada", NEW)
    assert 'name="old"' in author.get("/settings/password").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"old": "wrong"}, "The password is wrong."),
        ({"old": ""}, "The password is wrong."),
        ({"new": "short"}, "A password has at least 8 characters."),
        ({"new": "a" * 1001}, "A password has at most 1,000 characters."),
        ({"name": " "}, "Type the name that you sign in with."),
        ({"name": "a" * 101}, "A name has from 1 to 100 characters."),
        ({"name": "bob"}, "There is an author called bob already."),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_is_saved(
    app: Flask, secured: FlaskClient, sent: dict[str, str], said: str
) -> None:
    with app.app_context():
        begin_writing()
        make_author("Bob")
        db.session.commit()
    answer = secured.post("/settings/password", data={"name": "Eve", "old": OLD, "new": NEW} | sent)
    assert answer.status_code == 422
    assert f"<b>Error:</b> {said}" in answer.text
    assert answer.text.count("<b>Error:</b>") == 1
    assert accepts(app, "Ada", OLD)
    for secret in (OLD, NEW, "wrong", "short"):
        assert f'value="{secret}"' not in answer.text


def test_passwords_cannot_be_guessed_in_an_open_session(secured: FlaskClient) -> None:
    sent = {"name": "Ada", "old": "guessed", "new": NEW}
    answers = [secured.post("/settings/password", data=sent).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    held = secured.post("/settings/password", data=sent | {"old": OLD})
    assert held.status_code == 429
    assert "Too many attempts: try again in 15 minutes." in held.text


def test_a_stranger_who_guesses_a_password_keeps_nobody_from_changing_it(
    client: FlaskClient, secured: FlaskClient
) -> None:
    for _ in range(6):
        guessed = {"name": "Ada", "password": "guessed"}
        answer = client.post(
            "/sign-in", data=guessed, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}
        )
    assert answer.status_code == 429
    sent = {"name": "Ada", "old": OLD, "new": NEW}
    assert secured.post("/settings/password", data=sent).status_code == 303


def test_a_password_never_comes_back_to_who_was_signed_out_meanwhile(client: FlaskClient) -> None:
    answer = client.post("/settings/password", data={"name": "Ada", "old": OLD, "new": NEW})
    assert answer.status_code == 401
    assert OLD not in answer.text
    assert NEW not in answer.text
    assert "Ada" in answer.text


def names(browser: FlaskClient) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', browser.get("/settings/sessions").text)


def test_sessions_are_listed_with_their_browsers_and_ended_one_by_one(
    app: Flask, author: FlaskClient
) -> None:
    first, second = signed_in(app, "Ada"), signed_in(app, "Ada")
    stranger = signed_in(app, "Bob")
    assert author.get("/settings/sessions").text.count("<li>") == 3
    sent = {"session": names(author)[0]}
    assert author.post("/settings/sessions", data=sent).status_code == 303
    assert [is_signed_in(each) for each in (author, first, second, stranger)] == [
        True,
        True,
        False,
        True,
    ]
    again = author.post("/settings/sessions", data=sent)
    assert again.status_code == 422
    assert "That session has ended already, or it is this one." in again.text


def test_all_other_sessions_are_ended_at_once(app: Flask, author: FlaskClient) -> None:
    others, stranger = [signed_in(app, "Ada") for _ in range(2)], signed_in(app, "Bob")
    assert author.post("/settings/sessions", data={"session": "others"}).status_code == 303
    assert is_signed_in(author)
    assert is_signed_in(stranger)
    assert not any(map(is_signed_in, others))
    assert author.get("/settings/sessions").text.count("<li>") == 1


def test_nobody_ends_the_session_of_somebody_else(app: Flask, author: FlaskClient) -> None:
    first, second = signed_in(app, "Bob"), signed_in(app, "Bob")
    (name,) = names(first)
    for wanted in (name, "", "%", "x" * 5000, "\x00"):
        assert author.post("/settings/sessions", data={"session": wanted}).status_code == 422
    assert is_signed_in(first)
    assert is_signed_in(second)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
            "Gecko) Version/17.4 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/125 "
            "Mobile Safari/604.1",
            "Chrome on iPhone",
        ),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(said: str, name: str) -> None:
    assert name_browser(said) == name
