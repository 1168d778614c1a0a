"""Who asks, and for which host: forwarded headers, and a `Host` that is none."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ, run_wsgi_app

from tests.conftest import ENVIRON
from tests.hostile import HOSTS
from wiki import create_app
from wiki.views.hosts import NO_HOST, ProxyMiddleware, is_host
from wiki.views.security import HEADERS

GOOD = ["localhost", "LOCALHOST", "atlas.example.org", "atlas.example.org.", "127.0.0.1:8000"]
GOOD += ["[::1]", "[::1]:8000", "a:1", "a:65535", "xn--bcher-kva.example", "xn--", "a" * 63]
BAD = ["x..y", ".x", "x..", ".", "", "a" * 64, ".".join(["a" * 60] * 5), "x:", "x:0", "x:65536"]
BAD += ["x:99999", "x:y", "x:-1", "x:8000:1", "a b", " ", "[", "[::1", "[]", "[x]", "[1:2]", "::1"]
BAD += ["[::1%lo]", "[::1]x", "[127.0.0.1]", "x,y", "a/b", "a@b", "a?b", "a#b", "a\\b", "\xe9", "²"]
BAD += ["x:\u0661", "a_b", "%61", "x" * 70_000]
WAYS = [("GET", "/"), ("HEAD", "/"), ("GET", "/static/css/atlas.css"), ("GET", "/no/such/page")]
WAYS += [("POST", "/sign-in"), ("OPTIONS", "/map"), ("FOO", "/"), ("GET", "/reading.rss")]
WAYS += [("GET", "/healthz"), ("GET", "//"), ("POST", "/static/none"), ("GET", "/atlas/%ff")]


def ask(app: Flask, method: str, path: str, host: str) -> tuple[int, Headers, str]:
    """Ask as a server would: the test client would fail on some of these hosts by itself."""
    environ = create_environ(path, method=method)
    environ["HTTP_HOST"] = host.encode("utf-8", "surrogatepass").decode("latin-1")
    parts, status, headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return int(status.split()[0]), headers, b"".join(parts).decode()


@pytest.mark.parametrize("host", GOOD)
def test_a_host_that_there_can_be_is_answered(app: Flask, host: str) -> None:
    assert is_host(host)
    for method, path in WAYS:
        status, _, _ = ask(app, method, path, host)
        assert status in (200, 308, 404, 405, 422), (method, path)


@pytest.mark.parametrize("host", BAD, ids=lambda host: ascii(host[:20]))
def test_any_other_host_is_told_so_at_every_address_with_the_headers(app: Flask, host: str) -> None:
    assert not is_host(host)
    for method, path in WAYS:
        status, headers, text = ask(app, method, path, host)
        assert status == 400
        assert text == ("" if method == "HEAD" else f"{NO_HOST}\n")
        assert headers["Cache-Control"] == "no-store"
        for name, value in HEADERS.items():
            assert headers.getlist(name) == [value]


@pytest.fixture(scope="module")
def site(empty_instance: Path) -> Flask:
    made = create_app(empty_instance, ENVIRON)
    made.testing = True
    return made


@given(host=st.one_of(st.text(), st.from_regex(r"[a-z0-9.:\[\]x-]*", fullmatch=True), HOSTS))
def test_whatever_the_host_the_answer_is_no_server_error(site: Flask, host: str) -> None:
    for path in ("/sign-in", "/no/such/page"):
        status, headers, _ = ask(site, "GET", path, host)
        assert status in ((200, 404) if is_host(host) else (400,))
        assert headers["X-Frame-Options"] == "DENY"


def test_http_of_before_hosts_names_none(client: FlaskClient) -> None:
    older = {"SERVER_PROTOCOL": "HTTP/1.0", "HTTP_HOST": ""}
    assert client.get("/sign-in", environ_overrides=older).status_code == 200


def test_a_host_that_a_proxy_forwards_has_to_be_one_too(app: Flask) -> None:
    behind = create_app(Path(app.instance_path), {"WIKI_TRUSTED_PROXIES": "127.0.0.1"})
    answer = behind.test_client().get("/sign-in", headers={"X-Forwarded-Host": "x..y"})
    assert (answer.status_code, answer.text) == (400, f"{NO_HOST}\n")


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

    list(ProxyMiddleware(asked, networks)(environ, lambda *_: lambda _: None))
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
