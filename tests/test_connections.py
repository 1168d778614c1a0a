"""The real server on a raw connection: what is refused, half sent or odd stops nobody."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.served import HALF, SECONDS, free_port, make_checkout, serving, start_server
from wiki.db import CONNECTIONS
from wiki.views.bodies import LARGEST_REQUEST, MOST_READ
from wiki.views.security import HEADERS

WORKERS = 2
HELD = 100


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the demo; return the port at which it answers."""
    checkout, found = make_checkout(tmp_path_factory.mktemp("connections")), free_port()
    with serving(lambda: start_server(checkout, found)):
        yield found


class Line:
    """A connection that says what it is told, and reads one answer after the other."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.socket.sendall(part)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Return the status, headers and body of the next answer; 0 where the line was closed."""
        first = self.file.readline().decode()
        if not first:
            return 0, {}, b""
        headers: dict[str, str] = {}
        while line := self.file.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return int(first.split()[1]), headers, self.file.read(int(headers["content-length"]))


def head(method: str, path: str, length: int | None = None, **headers: str) -> bytes:
    sent = {"Host": "localhost"} | {name.replace("_", "-"): said for name, said in headers.items()}
    sent |= {} if length is None else {"Content-Length": str(length)}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {said}" for name, said in sent.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def get(port: int, path: str) -> int:
    with Line(port) as line:
        line.send(head("GET", path))
        return line.answer()[0]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/map", {}, 405),
        ("/no/such/page", {}, 404),
        ("/static/css/atlas.css", {}, 405),
        ("/sign-in", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/atlas/new", {}, 401),
        ("/sign-in", {"Content_Type": "application/x-www-form-urlencoded"}, 422),
        ("/map", {"Host": "x..y"}, 400),
    ],
)
@pytest.mark.parametrize("length", [5, 300_000])
def test_what_follows_a_refusal_on_the_same_connection_is_answered(
    port: int, path: str, headers: dict[str, str], status: int, length: int
) -> None:
    with Line(port) as line:
        for _ in range(5):
            line.send(head("POST", path, length, **headers), b"x" * (length - 1), b"x")
            refused, said, _ = line.answer()
            assert (refused, said.get("connection")) == (status, None)
            line.send(head("GET", "/healthz"))
            assert line.answer()[::2] == (200, b"ok\n")


def test_a_body_over_the_limit_is_read_and_told_so(port: int) -> None:
    with Line(port) as line:
        line.send(head("POST", "/sign-in", LARGEST_REQUEST + 9), b"x" * (LARGEST_REQUEST + 9))
        assert line.answer()[0] == 413
        line.send(head("GET", "/healthz"))
        assert line.answer()[0] == 200


def test_a_huge_body_is_refused_before_it_is_sent_and_the_connection_said_to_end(port: int) -> None:
    with Line(port) as line:
        line.send(head("POST", "/sign-in", MOST_READ + 1, Expect="100-continue"))
        status, headers, _ = line.answer()
        assert (status, headers["connection"]) == (413, "close")
        assert line.answer()[0] == 0


def test_a_body_of_no_said_length_is_refused(port: int) -> None:
    with Line(port) as line:
        line.send(head("POST", "/sign-in", Transfer_Encoding="chunked"), b"5\r\nname=\r\n")
        status, headers, _ = line.answer()
        assert (status, headers["connection"]) == (411, "close")


def test_bodies_that_stay_half_sent_stop_no_reader(port: int) -> None:
    with ExitStack() as lines:
        held = [lines.enter_context(Line(port)) for _ in range(HELD)]
        for line in held:
            line.send(HALF)
        assert [get(port, path) for path in ("/", "/atlas/timelines", "/map", "/healthz") * 5] == (
            [200] * 20
        )
        waiting = 0
        for line in held:
            line.socket.settimeout(0.2)
            try:
                status, headers, _ = line.answer()
            except TimeoutError:
                waiting += 1
            else:
                assert (status, headers["connection"], headers["retry-after"]) == (
                    503,
                    "close",
                    "2",
                )
        assert 0 < waiting <= WORKERS * CONNECTIONS // 2
    for _ in range(50):
        with Line(port) as line:
            line.send(head("POST", "/sign-in", 4), b"name")
            if line.answer()[0] == 422:
                return
    raise AssertionError("nobody can sign in after the half-sent bodies are gone")


METHODS = ["FOO", "get", "post", "X" * 500, "PROPFIND", "TRACE", "OPTIONS", "DELETE", "!"]
PATHS = ["/%ff", "/%00", "/%", "/%zz", "//", "//x//", "/../", "/../../etc/passwd", "/./map", "*"]
PATHS += ["/%2e%2e/", "/atlas/%ff", "/atlas/%ed%a0%80", "/atlas/" + "a" * 9000, "/atlas/old%0d"]
PATHS += ["/static/../../app.py", "/static/%00", "/static/%2e%2e/app.py", "/static//etc/passwd"]
PATHS += ["/static/" + "a" * 300, "/static/css", "/sign-in/%0a", "/tags/%0d%0aX:%20y"]
PATHS += ["/b/" + "9" * 400, "http://x..y/", "/map?%ff=%ff", "/map?focus=%00", "/map?&&&==="]
PATHS += ["/map?at=%ed%a0%80", "/?" + "a=1&" * 3000, "/changes?before=%C2%B2"]
PATHS += ["/sign-in?next=//evil.example%0d%0aX:y", "/atlas/Compute%20x?%ff"]
HOSTS = ["x..y", "", "a b", "[", "\xe9", "x:y", "a" * 64, "xn--a", "xn--", "a,b"]


@pytest.mark.parametrize("method", ["GET", "POST", *METHODS])
def test_every_method_at_every_address_is_an_answer_with_all_headers(
    port: int, method: str
) -> None:
    paths = PATHS if method in ("GET", "POST", "OPTIONS") else PATHS[::4]
    for path in ["/", "/map", "/static/css/atlas.css", "/reading.rss", *paths]:
        check(port, method, head(method, path, 3 if method == "POST" else None) + b"a=b", path)


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_is_an_answer_with_all_headers(port: int, host: str) -> None:
    for path in ("/", "/static/css/atlas.css", "/no/such"):
        for method in ("GET", "POST", "OPTIONS"):
            check(port, method, head(method, path, 0, Host=host), (host, path))


def check(port: int, method: str, request: bytes, said: object) -> None:
    with Line(port) as line:
        line.send(request)
        status, headers, body = line.answer()
    assert 200 <= status < 500, (said, status)
    for name, value in HEADERS.items():
        assert headers.get(name.lower()) == value, (said, status, body)
