"""Run within a network namespace of its own: fetches what must not be reached, counts connections.

Every forbidden address is one of this machine's here, with a server that notes who connects. Two
public addresses are, too: there stands a site that redirects to the forbidden ones. Prints one line
of JSON.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from typing import Any
from unittest.mock import patch

from wiki.fetch import Fetcher, allowed
from wiki.fetch.finding import find_feed, find_work

PUBLIC, PUBLIC_6 = "93.184.216.34", "2a00:1450:4001:80e::200e"
FORBIDDEN = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"]
FORBIDDEN += ["100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.88.99.1"]
FORBIDDEN_6 = ["::1", "fe80::9", "fd00:ec2::254", "fec0::1", "64:ff9b::7f00:1"]
FORBIDDEN_6 += ["2002:7f00:1::1", "2001:0:1::1", "2001:db8::1", "64:ff9b:1::7f00:1"]
FORBIDDEN_6 += ["2a00:1450:4001:80e:0:5efe:7f00:1"]  # ISATAP
# One address of every other forbidden range; no machine has one of its own for multicast.
RANGES = [*allowed.FORBIDDEN_4, *allowed.FORBIDDEN_6]
FORBIDDEN += [
    str(one[one.num_addresses // 2]) for one in RANGES if one.version == 4 and not one.is_multicast
]
FORBIDDEN_6 += [str(one[one.num_addresses // 2]) for one in RANGES if one.version == 6]
NOWHERE = ["0.0.0.0", "224.0.0.1", "255.255.255.255", "[::]", "[ff02::1]"]
PATIENT = 20  # seconds for what may be reached, on a machine that does much else
PAGE = b"<title>The public page</title>"
connected: list[str] = []
names: dict[str, Iterator[str]] = {}


class Site(BaseHTTPRequestHandler):
    """A site that answers with its page, redirects, and dawdles, as its path says."""

    def do_GET(self) -> None:
        """Answer."""
        sent = {name.lower() for name in self.headers}
        if sent & {"cookie", "authorization", "referer"}:
            connected.append("credentials")
        path, _, target = self.path.partition("?")
        if path == "/to":
            self.send_response(302)
            self.send_header("Location", target)
            self.send_header("Set-Cookie", "a=b")
            self.end_headers()
        elif path.startswith("/loop/"):
            self.send_response(301)
            self.send_header("Location", f"/loop/{int(path[6:]) - 1}" if path[6:] != "0" else "/")
            self.end_headers()
        elif path == "/slow":
            for byte in b"HTTP/1.1 200 OK\r\nA: " + b"a" * 500:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if path == "/names":  # a page that names a feed
                link = f"<link rel=alternate type=application/rss+xml href='{target}'>"
                self.wfile.write(link.encode())
            self.wfile.write(PAGE + (b" " * 10**7 if path == "/large" else b""))

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that notes each connection to an address that is not public."""

    daemon_threads = True

    def handle_error(self, *_said: Any) -> None:
        """Say nothing of clients that leave."""

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note the address that was connected to."""
        address = request.getsockname()[0]
        if address.removeprefix("::ffff:") not in (PUBLIC, PUBLIC_6):
            connected.append(address)
        super().process_request(request, client_address)


class Server6(Server):
    """The same for IPv6, where each address is bound by itself."""

    address_family = socket.AF_INET6


def look_up(host: str, port: int, *_others: Any, **_more: Any) -> list[Any]:
    """Return the next address that a name has; an address is its own."""
    address = next(names[host]) if host in names else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return [(family, socket.SOCK_STREAM, 6, "", (address, port))]


def serve() -> None:
    """Give this namespace all the addresses, and begin to serve on them."""
    run = ["ip", "link", "set", "lo", "up"]
    subprocess.run(run, check=True)
    own = {PUBLIC, PUBLIC_6, *FORBIDDEN, *FORBIDDEN_6} - {"127.0.0.1", "::1"}
    for address in sorted(own):
        bits = "128" if ":" in address else "32"
        add = ["ip", "addr", "add", f"{address}/{bits}", "dev", "lo"]
        subprocess.run([*add, "nodad"] if ":" in address else add, check=True)
    for port in (80, 8080):
        for made in (Server(("0.0.0.0", port), Site), Server6(("::", port), Site, False)):
            if isinstance(made, Server6):
                made.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                made.server_bind()
                made.server_activate()
            threading.Thread(target=made.serve_forever, daemon=True).start()


def attempts() -> list[str]:
    """Return addresses of which none may be connected to."""
    hosts = [*FORBIDDEN, *(f"[{address}]" for address in FORBIDDEN_6), "[::ffff:127.0.0.1]"]
    hosts += NOWHERE
    direct = [f"http://{host}/" for host in hosts]
    redirected = [f"http://{PUBLIC}/to?{address}" for address in direct]
    twice = [f"http://{PUBLIC}/to?http://{PUBLIC}/to?http://{host}/" for host in hosts[:3]]
    odd = ["http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"]
    odd += [f"http://{PUBLIC}:8080/", f"http://a:b@{PUBLIC}/", f"ftp://{PUBLIC}/", "file:///etc"]
    odd += [f"http://{PUBLIC}/to?file:///etc/passwd", f"http://{PUBLIC}/to?http://{PUBLIC}:8080/"]
    return [*direct, *redirected, *twice, *odd, "http://rebinding/to?http://rebinding/"]


def main() -> None:
    """Fetch everything and print what happened."""
    with patch.object(socket, "getfqdn", str):  # would wait for a name server that is not there
        serve()
    names["rebinding"] = chain([PUBLIC], repeat("127.0.0.1"))
    names["turning"] = iter([PUBLIC, *["10.1.2.3"] * 9])  # looked up again, it is another one
    with patch.object(socket, "getaddrinfo", look_up):
        said = fetch_all()
    # The system's own look-up reads odd forms of numbers.
    numeric = [f"http://{word}/" for word in ("2130706433", "0x7f000001", "127.1")]
    said["found"] += str([url for url in numeric if find_work(url, 2)])
    sys.stdout.write(json.dumps(said | {"connected": connected}))


def fetch_all() -> dict[str, str]:
    """Fetch what may be reached and what must not; return what came of each."""
    said = {
        "page": str(find_work(f"http://{PUBLIC}/", PATIENT)),
        "page_6": str(find_work(f"http://[{PUBLIC_6}]/", PATIENT)),
        "turning": str(find_work("http://turning/", PATIENT)),
        "large": str(find_work(f"http://{PUBLIC}/large", PATIENT)),
        "three": str(find_work(f"http://{PUBLIC}/loop/2", PATIENT)),
        "four": str(find_work(f"http://{PUBLIC}/loop/3", PATIENT)),
    }
    began = time.monotonic()
    said["slow"] = str(Fetcher().fetch(f"http://{PUBLIC}/slow", 1, seconds=0.5))
    said["seconds"] = str(time.monotonic() - began < 10)  # the whole answer would take 25
    said["found"] = str([url for url in attempts() if find_work(url, 2)])
    said["feed"] = str(find_feed(f"http://{PUBLIC}/names?feed", PATIENT))
    said["large_feed"] = str(find_feed(f"http://{PUBLIC}/large", PATIENT))
    named = [f"http://{PUBLIC}/names?{url}" for url in attempts()]
    names["rebinding"] = chain([PUBLIC], repeat("127.0.0.1"))
    said["feeds"] = str([url for url in (*attempts(), *named) if find_feed(url, 2)])
    return said


if __name__ == "__main__":
    main()
