"""The separate port at which Prometheus asks for metrics, on this machine only."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from wiki.monitoring.exposition import TYPE

LOOPBACK = "127.0.0.1"
# Names of this machine. A page on the web that has another name lead here is refused.
OWN_NAMES = {"127.0.0.1", "localhost"}
PATIENCE_SECONDS = 5
PATH = "/metrics"


def listen(port: int, read: Callable[[], str]) -> ThreadingHTTPServer:
    """Answer `/metrics` on a port of the loopback address until the returned server is closed.

    `read` returns the metrics as text. It works in other threads. Raises OSError where the port
    cannot be used.
    """
    handler = type("Handler", (_Handler,), {"read": staticmethod(read)})
    server = ThreadingHTTPServer((LOOPBACK, port), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_SECONDS
    server_version, sys_version = "Atlas", ""
    read: Callable[[], str]

    def do_GET(self) -> None:  # the name that the base class calls
        """Answer with the metrics; 403 for another host name, 404 for another path."""
        if self.headers.get("Host", "").rpartition(":")[0] not in OWN_NAMES:
            self.send_error(403, "Ask by the name of this machine, such as localhost.")
        elif urlsplit(self.path).path != PATH:
            self.send_error(404, f"There is only {PATH}.")
        else:
            self._answer(self.read().encode())

    do_HEAD = do_GET  # noqa: N815  # the name that the base class calls

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: these requests are no readers."""
