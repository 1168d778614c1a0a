from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, create_environ

from wiki import create_app
from wiki.views.security import CROSS_SITE, HEADERS, LARGEST_REQUEST, Proxies, is_cross_site

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


def seen(trusted: str, peer: str, **forwarded: str) -> tuple[str, str, str]:
    """Return who asks, by which scheme and for which host, as the application sees it."""
    found: dict[str, Any] = {}
    headers = {f"X-Forwarded-{name}": value for name, value in forwarded.items()}
    environ = create_environ(headers=headers, base_url="http://inside:8000/")
    environ["REMOTE_ADDR"] = peer
    networks = tuple(ip_network(name) for name in trusted.split())

    def asked(environ: dict[str, Any], start_response: object) -> list[bytes]:
        found.update(environ)
        return []

    list(Proxies(asked, networks)(environ, lambda *_: lambda _: None))
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]


def test_what_a_stranger_forwards_counts_for_nothing() -> None:
    asked = seen("10.0.0.1", "192.0.2.9", For="127.0.0.1", Proto="https", Host="evil.example")
    assert asked == ("192.0.2.9", "http", "inside:8000")
    asked = seen("", "127.0.0.1", For="192.0.2.1", Proto="https", Host="evil.example")
    assert asked == ("127.0.0.1", "http", "inside:8000")


def test_what_a_trusted_proxy_forwards_counts() -> None:
    asked = seen("10.0.0.1", "10.0.0.1", For="192.0.2.1", Proto="https", Host="Atlas.example.org")
    assert asked == ("192.0.2.1", "https", "atlas.example.org")


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("198.51.100.7, 192.0.2.1", "192.0.2.1"),
        ("198.51.100.7, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        ("192.0.2.1,10.0.0.3,10.0.0.2", "192.0.2.1"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
        (",", "10.0.0.1"),
    ],
)
def test_the_visitor_is_the_nearest_address_that_is_no_proxy_of_ours(
    hops: str, address: str
) -> None:
    assert seen("10.0.0.0/8", "10.0.0.1", For=hops)[0] == address


def test_a_proxy_that_asks_by_a_mapped_address_is_known() -> None:
    assert seen("10.0.0.0/8", "::ffff:10.0.0.1", For="192.0.2.1")[0] == "192.0.2.1"


@pytest.mark.parametrize(
    ("named", "scheme"),
    [("http", "http"), ("http, https", "https"), ("gopher", "http"), ("", "http")],
)
def test_only_the_nearest_proxys_scheme_counts(named: str, scheme: str) -> None:
    assert seen("10.0.0.1", "10.0.0.1", Proto=named)[1] == scheme


def test_the_address_behind_a_proxy_is_the_one_that_attempts_are_counted_for(app: Flask) -> None:
    behind = create_app(Path(app.instance_path), {"WIKI_TRUSTED_PROXIES": "127.0.0.1"})
    client = behind.test_client()
    found = []
    for number in range(22):
        typed = {"name": f"name {number}", "password": "wrong horse"}
        headers = {"X-Forwarded-For": "198.51.100.1, 192.0.2.1" if number < 21 else "192.0.2.2"}
        found.append(client.post("/sign-in", data=typed, headers=headers).status_code)
    assert found == [422] * 20 + [429, 422]
