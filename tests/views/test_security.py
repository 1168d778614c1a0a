from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wiki import create_app
from wiki.views.bodies import LARGEST_REQUEST
from wiki.views.security import CROSS_SITE, HEADERS, is_cross_site

OWN = {"https://atlas.example.org", "http://127.0.0.1:8000"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)


def check_headers(answer: TestResponse) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]


def test_the_headers_are_those_promised() -> None:
    assert HEADERS["Content-Security-Policy"] == POLICY
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["X-Frame-Options"] == "DENY"
    assert HEADERS["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"
    assert HEADERS["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in HEADERS["Permissions-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/sign-in", 200),
        ("HEAD", "/sign-in", 200),
        ("GET", "/favicon.ico", None),
        ("GET", "/static/css/atlas.css", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/no/such/page", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/sign-in", 422),
        ("POST", "/sign-out", 303),
        ("OPTIONS", "/sign-in", 200),
        ("OPTIONS", "*", 404),
        ("HEAD", "/no/such/page", 404),
        ("HEAD", "/static/css/atlas.css", 200),
        ("POST", "/static/css/atlas.css", 405),
        ("FOO", "/sign-in", 405),
        ("get", "/sign-in", 200),
        ("TRACE", "/", 405),
        ("CONNECT", "/", 405),
        ("GET", "//sign-in", 308),
    ],
)
def test_every_answer_carries_the_headers(
    client: FlaskClient, method: str, path: str, status: int | None
) -> None:
    answer = client.open(path, method=method, buffered=True)
    assert status in (None, answer.status_code)
    check_headers(answer)


def test_a_refused_and_an_oversized_request_carry_the_headers_too(client: FlaskClient) -> None:
    refused = client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})
    large = client.post("/sign-in", data={"name": "a" * (LARGEST_REQUEST + 1)})
    assert (refused.status_code, large.status_code) == (403, 413)
    check_headers(refused)
    check_headers(large)


def test_a_failure_of_the_server_carries_the_headers_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "sign_in.form", lambda: 1 / 0)
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 500
    check_headers(answer)


def test_a_failure_outside_of_all_views_is_one_sentence_with_the_headers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    monkeypatch.setattr(app, "handle_exception", lambda error: 1 / 0)
    monkeypatch.setitem(app.view_functions, "sign_in.form", lambda: 1 / 0)
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 500
    assert answer.text == "Something went wrong on the server: try again in a moment.\n"
    check_headers(answer)


def test_browsers_are_told_to_stay_with_https_only_behind_it(
    app: Flask, client: FlaskClient
) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    safe = create_app(Path(app.instance_path), {"WIKI_BASE_URL": "https://atlas.example.org"})
    answer = safe.test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("method", "site", "origin", "refused"),
    [
        # What changes nothing may come from anywhere.
        ("GET", "cross-site", "https://evil.example", False),
        ("HEAD", "cross-site", None, False),
        ("OPTIONS", "cross-site", None, False),
        # Sec-Fetch-Site decides where there is one.
        ("POST", "same-origin", None, False),
        ("POST", "same-origin", "null", False),
        ("POST", "none", None, False),
        ("POST", "same-site", "https://other.example.org", True),
        ("POST", "same-site", "https://atlas.example.org", True),
        ("POST", "cross-site", None, True),
        ("POST", "cross-site", "https://atlas.example.org", True),
        ("POST", "", None, True),
        ("POST", "same-origin,cross-site", None, True),
        ("POST", "Same-Origin", None, True),
        # Without it, Origin has to be ours.
        ("POST", None, "https://atlas.example.org", False),
        ("POST", None, "http://127.0.0.1:8000", False),
        ("POST", None, "http://atlas.example.org", True),
        ("POST", None, "https://atlas.example.org:8443", True),
        ("POST", None, "https://atlas.example.org.evil.example", True),
        ("POST", None, "https://evil.example", True),
        ("POST", None, "null", True),
        ("POST", None, "", True),
        # What sends neither is no browser.
        ("POST", None, None, False),
        # Whatever is not known to be harmless is checked.
        ("DELETE", "cross-site", None, True),
        ("PUT", None, "https://evil.example", True),
        ("get", "cross-site", None, True),
    ],
)
def test_a_write_from_another_site_is_told_by_its_headers(
    method: str, site: str | None, origin: str | None, refused: bool
) -> None:
    assert is_cross_site(method, site=site, origin=origin, own=OWN) is refused


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/no/such/page", "/static/css/atlas.css"]
)
def test_a_cross_site_write_is_refused_before_anything_else_happens(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    path: str,
) -> None:
    monkeypatch.setattr(app.extensions["atlas.gate"], "count_attempt", None)
    answer = client.post(path, data={"name": "Ada", "password": "correct horse"}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_sentence_says_what_to_do() -> None:
    assert "nothing was changed" in CROSS_SITE


@pytest.mark.parametrize("origin", ["http://localhost", "http://10.0.0.7:8000"])
def test_the_base_url_and_the_host_asked_for_are_both_our_origin(
    client: FlaskClient, origin: str
) -> None:
    asked = client.post("/sign-out", base_url="http://10.0.0.7:8000", headers={"Origin": origin})
    assert asked.status_code == 303
