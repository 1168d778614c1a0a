"""The client's address and the requested host: forwarded headers and the `Host` header."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from wiki.config.network import Network
from wiki.views.plain import answer_plainly

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NO_HOST = "The Host header of this request is not a valid host name: use the address of this site."
LONGEST_NAME = 253
LABEL = re.compile(r"[a-z0-9-]{1,63}", re.ASCII | re.IGNORECASE)
PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
LAST_PORT = 65535


class ProxyMiddleware:
    """WSGI middleware: uses forwarded headers if the request comes from a trusted proxy."""

    def __init__(self, wsgi_app: "WSGIApplication", trusted: tuple[Network, ...]) -> None:
        self._wsgi_app = wsgi_app
        self._trusted = trusted

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Set the client's address, scheme and host from a trusted proxy's headers, then go on."""
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if peer and self._is_trusted(peer):
            self._believe(environ)
        return self._wsgi_app(environ, start_response)

    def _believe(self, environ: "WSGIEnvironment") -> None:
        hops = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        environ["REMOTE_ADDR"] = self._visitor(hops) or environ["REMOTE_ADDR"]
        if (scheme := last_value(environ, "HTTP_X_FORWARDED_PROTO")) in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        if host := last_value(environ, "HTTP_X_FORWARDED_HOST"):
            environ["HTTP_HOST"] = host

    def _visitor(self, hops: list[str]) -> str | None:
        """Return the last forwarded address that is no trusted proxy, None for none.

        Addresses before it may be forged.
        """
        nearest = None
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            nearest = str(address)
            if not self._is_trusted(address):
                break
        return nearest

    def _is_trusted(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted)


class HostMiddleware:
    """WSGI middleware: answers 400 where the `Host` header is not a valid host name.

    Flask cannot make addresses for such a request, so even its error page would fail.
    """

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self._wsgi_app = wsgi_app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Go on if the host is valid, else answer 400; HTTP before 1.1 may leave the host out."""
        host = environ.get("HTTP_HOST", "")
        if not host and environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
            environ.pop("HTTP_HOST", None)
        elif not is_host(host):
            return answer_plainly(environ, start_response, 400, NO_HOST)
        return self._wsgi_app(environ, start_response)


def is_host(text: str) -> bool:
    """Return whether a `Host` header has a valid host name and port.

    Browsers send names with non-ASCII letters as `xn--…`.
    """
    if text.startswith("["):
        name, end, rest = text[1:].partition("]")
        colon, port = rest[:1], rest[1:]
        address = _strict_address(name)
        named = isinstance(address, IPv6Address) and bool(end) and colon in ("", ":")
    else:
        name, colon, port = text.partition(":")
        labels = name.removesuffix(".").split(".")
        named = len(name) <= LONGEST_NAME and all(map(LABEL.fullmatch, labels))
    return named and (not colon or bool(PORT.fullmatch(port) and int(port) <= LAST_PORT))


def _strict_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def last_value(environ: "WSGIEnvironment", name: str) -> str:
    """Return the last of a header's comma-separated values in lower case: the nearest proxy's."""
    value: str = environ.get(name, "")
    return value.rpartition(",")[2].strip().lower()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address in a text that may have brackets and a port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
