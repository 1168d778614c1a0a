"""The proxy that the operator's document describes, as a real nginx before a real server."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.served import HALF, SECONDS, free_port, make_checkout, serving, start_server
from wiki.views.security import HEADERS

ROOT = Path(__file__).parent.parent
PROGRAM = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed")
HELD = 500
# What Debian's own file has around a site, in a folder that needs no rights.
AROUND = """
master_process off;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def documented_site(front: int, behind: int) -> str:
    """Return the document's own text, with ports that anybody may use and without certificates."""
    document = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    (site,) = re.findall(r"sites-available/atlas <<'END'\n(.*?)\nEND\n", document, re.DOTALL)
    site = re.sub(r"listen \[::\]:.*;", "", site)  # not every machine has IPv6
    for there, here, times in [
        ("listen 80;", f"listen 127.0.0.1:{free_port()};", 1),
        ("listen 443 ssl;", f"listen 127.0.0.1:{front};", 1),
        ("proxy_pass http://127.0.0.1:8000;", f"proxy_pass http://127.0.0.1:{behind};", 3),
    ]:
        assert site.count(there) == times
        site = site.replace(there, here)
    kept, certificates = re.subn(r"^ *ssl_certificate.*\n", "", site, flags=re.MULTILINE)
    assert certificates == 2
    return kept


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the demo behind nginx; return where."""
    folder = tmp_path_factory.mktemp("front")
    checkout = make_checkout(tmp_path_factory.mktemp("behind"))
    front, behind = free_port(), free_port()
    (folder / "site.conf").write_text(documented_site(front, behind))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    with serving(lambda: start_server(checkout, behind, WIKI_TRUSTED_PROXIES="127.0.0.1")):
        assert PROGRAM
        files = ["-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
        with subprocess.Popen([PROGRAM, *files], stderr=subprocess.DEVNULL) as nginx:
            try:
                wait_for(front, nginx, folder / "error.log")
                yield front
            finally:
                nginx.terminate()


def wait_for(port: int, nginx: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and nginx.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nginx does not answer: {log.read_text()}")


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def read(port: int, path: str) -> int:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=SECONDS) as answer:
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        found: int = answer.status
        return found


def sign_in(connection: socket.socket, rest: bytes) -> str:
    """Send the rest of a form; return the first line of the answer."""
    connection.sendall(rest)
    with connection.makefile("rb") as answer:
        return answer.readline().decode()


def test_half_sent_forms_stop_neither_readers_nor_authors(front: int) -> None:
    with ExitStack() as connections:
        held = [connections.enter_context(connect(front)) for _ in range(HELD)]
        for connection in held:
            connection.sendall(HALF)
        for path in ("/", "/atlas/timelines", "/map", "/reading.rss", "/healthz"):
            assert read(front, path) == 200
        with connect(front) as other:
            assert " 422 " in sign_in(other, HALF + b"x" * 47)
        assert " 422 " in sign_in(held[0], b"x" * 47)


def test_the_atlas_itself_says_what_is_too_large(front: int) -> None:
    length = 2 * 2**20 + 1
    head = ["POST /sign-in HTTP/1.1", "Host: localhost", "Connection: close"]
    with connect(front) as connection:
        connection.sendall("\r\n".join([*head, f"Content-Length: {length}", "", ""]).encode())
        connection.sendall(b"x" * length)
        with connection.makefile("rb") as answer:
            assert b" 413 " in answer.readline()
            told = answer.read().decode()
    assert "default-src 'none'" in told
    assert "more text than one form may send" in told
