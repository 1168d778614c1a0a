"""Servers and clients for benchmarks: granian with an application, and clients that request pages.

A client keeps several connections open, sends a request on each, then reads all answers. The
measured time is processor time, of all processes of the server: it is the same however busy the
machine is, and whatever the client costs.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from wiki.cli import server
from wiki.cli.server import run
from wiki.config import Settings

CONNECTIONS = 16
SECONDS = 60
LONGEST_STOP_SECONDS = 20


class Answer:
    """An HTTP answer: its head (status line and headers) and its body, as bytes."""

    def __init__(self, head: bytes, body: bytes) -> None:
        self.head, self.body = head, body

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return int(self.head.split(b" ", 2)[1])

    def header(self, name: str) -> str:
        """Return the value of a header, "" where it is missing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode().lower() == name.lower():
                return value.strip().decode()
        return ""


def request(path: str, **headers: str) -> bytes:
    """Return a GET request as bytes; `headers` are given with underscores for hyphens."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def read(connection: socket.socket) -> Answer:
    """Return the next answer on a connection. Raises SystemExit where the server closes it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    answer = Answer(head, body)
    length = int(answer.header("Content-Length") or 0) if answer.status != 304 else 0
    while len(answer.body) < length:
        answer.body += _some(connection)
    return answer


def ask(port: int, sent: bytes) -> Answer:
    """Send a request to a port of this machine; return the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(sent)
        return read(connection)


class Client:
    """Sends the same request to a server again and again, on CONNECTIONS connections."""

    def __init__(self, port: int, sent: bytes) -> None:
        self._sent = sent
        self._length = 0
        self._buffer = bytearray(2**20)
        address = ("127.0.0.1", port)
        self._open = [
            socket.create_connection(address, timeout=SECONDS) for _ in range(CONNECTIONS)
        ]
        for connection in self._open:
            connection.sendall(sent)
            answer = read(connection)
            self._length = len(answer.head) + 4 + len(answer.body)

    def ask(self, count: int) -> None:
        """Send the request `count` times on each connection, and read all answers."""
        for _ in range(count):
            for connection in self._open:
                connection.sendall(self._sent)
            for connection in self._open:
                missing = self._length
                while missing:
                    found = connection.recv_into(self._buffer, missing)
                    if not found:
                        raise SystemExit("The server closed a connection.")
                    missing -= found

    def close(self) -> None:
        """Close the connections."""
        for connection in self._open:
            connection.close()


class Program:
    """A program in processes of its own that listens on a port, or on a socket that has a file.

    Its output is dropped if `quiet` is true. Raises SystemExit if it does not listen.
    """

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        environ: Mapping[str, str],
        *,
        quiet: bool = False,
        socket: Path | None = None,
    ) -> None:
        self.port = port
        out = subprocess.DEVNULL if quiet else None
        self._process = subprocess.Popen(
            command, env={**os.environ, **environ}, stdout=out, stderr=out, start_new_session=True
        )
        try:
            self._wait(socket)
        except BaseException:  # such as Ctrl-C: nobody else knows of the process yet
            self.stop()
            raise

    def _wait(self, socket: Path | None) -> None:
        """Wait until the program listens. Raises SystemExit."""
        deadline = time.monotonic() + SECONDS
        while not (socket.exists() if socket else _is_open(self.port)):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise SystemExit(f"{self._process.args!r} does not answer.")
            time.sleep(0.05)

    def processor_seconds(self) -> float:
        """Return the processor time in seconds that all its processes have taken."""
        return processor_seconds(self._process.pid)

    def memory(self) -> float:
        """Return the megabytes of memory that the largest of its processes uses now."""
        return max(map(_megabytes, _processes(self._process.pid)))

    def stop(self) -> None:
        """Stop the program and wait for its end."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
        try:
            self._process.wait(LONGEST_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Server(Program):
    """Granian with an application; it serves `/metrics` on the port that BENCH_METRICS names."""

    def __init__(self, target: str, **environ: str) -> None:
        port = free_port()
        self.metrics_port = int(environ.get("BENCH_METRICS", "0"))
        super().__init__([sys.executable, "-m", "bench.load", target, str(port)], port, environ)


def processor_seconds(group: int) -> float:
    """Return the seconds of processor time that all processes of a process group have taken."""
    return sum(map(_nanoseconds, _processes(group))) / 1_000_000_000


@contextmanager
def servers(targets: dict[str, tuple[str, dict[str, str]]]) -> Iterator[dict[str, Server]]:
    """Start a server for each name and yield them by name; stop them at the end of the block.

    `targets` has the application, as `module:name`, and the environment variables of each.
    """
    with ExitStack() as started:
        found = {}
        for name, (target, environ) in targets.items():
            found[name] = Server(target, **environ)
            started.callback(found[name].stop)
        yield found


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(2**18)
    if not data:
        raise SystemExit("The server closed a connection.")
    return data


def _processes(group: int) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                yield process
        except ProcessLookupError:
            continue


def _nanoseconds(process: Path) -> int:
    """Return how long all threads of a process have run; no new ones start while we measure."""
    return sum(int(file.read_text().split()[0]) for file in process.glob("task/*/schedstat"))


def _megabytes(process: Path) -> float:
    status = (process / "status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    if workers := int(os.environ.get("BENCH_WORKERS", "0")):
        server.WORKERS, server.os.cpu_count = workers, lambda: workers  # type: ignore[attr-defined]
    here = Path(os.environ.get("WIKI_DATA", "."))
    known = Settings(
        instance=here,
        database_url=f"sqlite:///{here}/atlas.sqlite",
        secret_key="",
        port=int(sys.argv[2]),
        metrics_port=int(os.environ.get("BENCH_METRICS", "0")),
    )
    run(known, sys.argv[1])
