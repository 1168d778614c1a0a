"""Requests to sites of the public internet: no proxy, no cookies, no credentials.

The host name of a site is looked up once, and the address found is both checked and connected to,
so that a later change of the name makes no difference. The same holds after every redirect.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from wiki.addresses import ascii_site
from wiki.fetch.allowed import is_allowed

PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 3
MOST_BYTES = 1_000_000
CHUNK = 2**16
AGENT = "Atlas (fills in the title of a work that its reader adds)"


class NotFetched(Exception):
    """There is no usable answer; the text says why, for the log."""


@dataclass(frozen=True)
class FetchedAnswer:
    """A site's answer: the final address, the type of its body, and its first megabyte at most."""

    url: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Deadline:
    """The moment at which a request must be finished, by the monotonic clock."""

    at: float

    @property
    def remaining(self) -> float:
        """Return the seconds left until then. Raises NotFetched where there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise NotFetched("the time is over")
        return seconds


def ask(url: str, accept: str, deadline: Deadline) -> FetchedAnswer:
    """Return a site's answer, after at most three redirects. Raises NotFetched."""
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        try:
            with _connected(parts, deadline) as connection:
                answer = _send(connection, parts, accept)
                if answer.status not in REDIRECTS:
                    return _read(answer, url, deadline)
                url = urljoin(url, answer.headers.get("Location", ""))
        except (OSError, HTTPException, ValueError) as error:
            raise NotFetched(f"{type(error).__name__}: {error}") from error
    raise NotFetched("too many redirects")


def _checked(url: str) -> SplitResult:
    """Return the parts of an address that may be fetched. Raises NotFetched for any other."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise NotFetched("no address") from error
    if parts.scheme not in PORTS or not host:
        raise NotFetched("neither http nor https")
    if port not in (None, PORTS[parts.scheme]):
        raise NotFetched("not the usual port")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("credentials in the address")
    return parts


@contextmanager
def _connected(parts: SplitResult, deadline: Deadline) -> Iterator[HTTPConnection]:
    """Connect to the site of an address, for a `with` block. Raises NotFetched, OSError."""
    host, port = ascii_site(parts.hostname or ""), PORTS[parts.scheme]
    http = HTTPConnection(host, port)
    address = (_address_of(host, port), port)
    http.sock = socket.create_connection(address, timeout=deadline.remaining)
    try:
        if not is_allowed(http.sock.getpeername()[0]):
            raise NotFetched("a forbidden address")
        with _ended_by(http.sock, deadline):
            http.sock.settimeout(deadline.remaining)
            if parts.scheme == "https":
                context = ssl.create_default_context()
                http.sock = context.wrap_socket(http.sock, server_hostname=host)
            yield http
    finally:
        http.close()


@contextmanager
def _ended_by(connected: socket.socket, deadline: Deadline) -> Iterator[None]:
    """Close a connection at the deadline: a site may send a byte now and then for ever."""
    with connected.dup() as same:
        timer = Timer(deadline.remaining, _cut, [same])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _address_of(host: str, port: int) -> str:
    """Return an IP address of a host to connect to. Raises NotFetched, OSError.

    A host that also has a forbidden address is refused: it is no site of the public internet.
    """
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in entries]
    if not addresses or not all(map(is_allowed, addresses)):
        raise NotFetched("a forbidden address")
    return addresses[0]


def _send(http: HTTPConnection, parts: SplitResult, accept: str) -> HTTPResponse:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    http.putrequest("GET", path + query, skip_accept_encoding=True)
    headers: Mapping[str, str] = {
        "User-Agent": AGENT,
        "Accept": accept,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    for name, value in headers.items():
        http.putheader(name, value)
    http.endheaders()
    return http.getresponse()


def _read(answer: HTTPResponse, url: str, deadline: Deadline) -> FetchedAnswer:
    """Return the body of an answer, up to MOST_BYTES. Raises NotFetched, OSError."""
    if answer.status != 200:
        raise NotFetched(f"status {answer.status}")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotFetched("a compressed body")
    body = _read_some(answer.read1, deadline)
    return FetchedAnswer(url, answer.headers.get("Content-Type", ""), body)


def _read_some(read: Callable[[int], bytes], deadline: Deadline) -> bytes:
    parts, size = [], 0
    while size < MOST_BYTES and (part := read(min(CHUNK, MOST_BYTES - size))):
        parts.append(part)
        size += len(part)
        _ = deadline.remaining
    return b"".join(parts)
