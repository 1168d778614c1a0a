"""The command behind `make run`, as a process of its own in a checkout of its own."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.served import (
    SECONDS,
    Start,
    free_port,
    is_deaf,
    make_checkout,
    serving,
    start_server,
    workers,
)
from wiki.cli.ports import listen_error, listening_processes


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_checkout(tmp_path)


@pytest.fixture
def port() -> int:
    """Return a port that nobody listens on yet."""
    return free_port()


@pytest.fixture
def start(checkout: Path, port: int) -> Start:
    return lambda: start_server(checkout, port)


def status(request: Request | str) -> int:
    try:
        with urlopen(request, timeout=SECONDS) as answer:
            found: int = answer.status
            return found
    except HTTPError as error:
        with error:
            return error.code


def test_a_new_checkout_serves_the_demo_and_the_next_start_keeps_everything(
    start: Start, port: int, checkout: Path
) -> None:
    here = f"http://127.0.0.1:{port}"
    with serving(start) as said:
        assert said[0] == f"The atlas is at {here}"
        found = re.fullmatch(rf"Sign in as Ada, once and within 15 minutes: ({here}/\S+)", said[1])
        assert found
        link = found[1]
        assert status(f"{here}/healthz") == 200
        assert status(f"{here}/atlas/timelines") == 200
        with pytest.raises(HTTPError) as long, urlopen(f"{here}/{'a' * 65_000}", timeout=SECONDS):
            pass
        with long.value:
            assert long.value.code == 404
            assert "default-src 'none'" in long.value.headers["Content-Security-Policy"]
        assert status(Request(link, headers={"Sec-Fetch-Site": "cross-site"}, method="POST")) == 403
        assert status(link) == 200
        with start() as second:
            told, errors = second.communicate(timeout=SECONDS)
        assert (second.returncode, told) == (1, "")
        assert errors.startswith(f"Error: Nothing can be served on 127.0.0.1, port {port} (")
        assert errors.count("\n") == 1
        (holder,) = re.findall(
            r"process (\d+) \([^)]*-m wiki serve\) has it; stop that with", errors
        )
        assert workers(int(holder))
    kept = (checkout / "instance" / "secret-key").read_text()
    with serving(start) as said:
        assert status(f"{here}/atlas/timelines") == 200
        assert status(link) == 200
        assert status(Request(link, method="POST")) == 200
        assert status(link) == 404
        for day in range(1, 25):  # a worker ends quietly while it answers clients that went away
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"GET /?at=2026-09-%02d HTTP/1.1\r\nHost: localhost\r\n\r\n" % day)
                time.sleep(0.01)
    assert (checkout / "instance" / "secret-key").read_text() == kept


def test_workers_end_with_the_first_process_and_leave_the_port_to_the_next_start(
    start: Start, port: int
) -> None:
    with start() as server:
        assert server.stdout
        server.stdout.readline()
        left = workers(server.pid)
        assert left
        server.kill()
        server.communicate(timeout=SECONDS)
    with serving(start):
        assert status(f"http://127.0.0.1:{port}/healthz") == 200
        deadline = time.monotonic() + SECONDS
        while any(map(is_running, left)):
            assert time.monotonic() < deadline, "workers of a server that is gone are still there"
            time.sleep(0.1)


def is_running(process: int) -> bool:
    """Return whether a process is there, and more than an entry that nobody has asked about."""
    with suppress(OSError):
        return "\nState:\tZ" not in (Path("/proc") / str(process) / "status").read_text()
    return False


def test_who_has_a_port_is_named() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
        assert listening_processes(port) == []
        holder.listen()
        ((number, command),) = listening_processes(port)
        assert number == os.getpid()
        assert "py" in command
        assert isinstance(listen_error("127.0.0.1", port), OSError)
    assert listen_error("127.0.0.1", port) is None
    assert listening_processes(port) == []


def test_a_worker_that_is_killed_is_replaced_and_the_server_answers_on(
    start: Start, port: int
) -> None:
    started: list[subprocess.Popen[str]] = []

    def start_and_remember() -> subprocess.Popen[str]:
        started.append(start())
        return started[0]

    with serving(start_and_remember):
        server = started[0]
        before = workers(server.pid)
        victim = before.copy().pop()
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + SECONDS
        while len(now := {*filter(is_deaf, workers(server.pid) - {victim})}) < len(before):
            assert server.poll() is None, "the whole server ended"
            assert time.monotonic() < deadline, "no worker took its place"
            time.sleep(0.1)
        assert len(now) == len(before)
        for _ in range(20):
            # What was on its way to the dead one is lost; whoever asks again is answered.
            with suppress(URLError, ConnectionError):
                if status(f"http://127.0.0.1:{port}/healthz") == 200:
                    break
            time.sleep(0.2)
        assert {status(f"http://127.0.0.1:{port}/healthz") for _ in range(10)} == {200}
        assert server.poll() is None
