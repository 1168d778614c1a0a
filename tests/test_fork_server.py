"""Workers are forked from a process that has imported the application; whatever dies, all end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.served import (
    ROOT,
    SECONDS,
    SERVE,
    fork_servers,
    free_port,
    make_checkout,
    start_server,
    workers,
)
from tests.test_serve import is_running
from wiki.cli.server import LONGEST_STOP_SECONDS, WORKERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a fork server here")
ALTERED = """
import tempfile
from wiki.cli import fork_server
{}
from wiki.__main__ import atlas
atlas(["serve"])
"""
# As pip writes it for the command `atlas`.
PROGRAM = """
from wiki.__main__ import atlas
if __name__ == "__main__":
    atlas()
"""
Server = subprocess.Popen[str]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_checkout(tmp_path)


@contextmanager
def answering(start: Callable[[int], Server]) -> Iterator[tuple[Server, int]]:
    """Start a server, give it and its port once all its workers are there, and end it."""
    port = free_port()
    with start(port) as server:
        try:
            wait_until(lambda: answers(port) and len(workers(server.pid)) == WORKERS, server)
            yield server, port
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], server: Server | None = None) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert server is None or server.poll() is None, server.communicate(timeout=SECONDS)[1]
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with suppress(URLError, ConnectionError):
        return int(urlopen(f"http://127.0.0.1:{port}/atlas/timelines", timeout=5).status) == 200
    return False


def has_imported(process: int) -> bool:
    """Return whether a process has loaded the library of the web server."""
    return "_granian" in (Path("/proc") / str(process) / "maps").read_text()


def everybody(server: Server) -> set[int]:
    """Return all processes of a server but the first."""
    return workers(server.pid) | fork_servers(server.pid)


def test_workers_are_forked_from_one_thread_that_has_no_file_open(checkout: Path) -> None:
    with answering(lambda port: start_server(checkout, port)) as (server, _):
        (origin,) = fork_servers(server.pid)
        assert has_imported(origin)
        here = Path("/proc") / str(origin)
        assert len(list((here / "task").iterdir())) == 1
        opened = {os.readlink(link) for link in (here / "fd").iterdir()}
        assert all(name.startswith(("pipe:", "socket:", "anon_inode:", "/dev/")) for name in opened)
        assert not [name for name in opened if name.startswith("socket:")][1:], "one is its own"


@pytest.mark.parametrize(
    ("number", "to_all"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGTERM, False)],
    ids=["Ctrl-C", "all are told", "the first is told"],
)
def test_all_processes_end_quietly_whoever_is_told_to(
    checkout: Path, number: signal.Signals, to_all: bool
) -> None:
    with answering(lambda port: start_server(checkout, port)) as (server, _):
        all_others = everybody(server)
        assert len(all_others) == WORKERS + 1
        begun = time.monotonic()
        (os.killpg if to_all else os.kill)(server.pid, number)
        _, errors = server.communicate(timeout=SECONDS)  # all of them hold its other end
        assert time.monotonic() - begun < 2 * LONGEST_STOP_SECONDS
        assert (server.returncode, errors) == (0, "")
        wait_until(lambda: not any(map(is_running, all_others)))
    assert not list(checkout.glob("core*"))


def test_all_processes_end_after_the_first_one_was_killed(checkout: Path) -> None:
    with answering(lambda port: start_server(checkout, port)) as (server, _):
        all_others = everybody(server)
        server.kill()
        wait_until(lambda: not any(map(is_running, all_others)))


def test_all_workers_are_replaced_after_the_fork_server_was_killed(checkout: Path) -> None:
    with answering(lambda port: start_server(checkout, port)) as (server, port):
        (origin,), before = fork_servers(server.pid), workers(server.pid)
        os.kill(origin, signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, before)), server)
        wait_until(lambda: len(workers(server.pid)) == WORKERS, server)
        wait_until(lambda: answers(port), server)
        (another,) = {one for one in fork_servers(server.pid) if is_running(one)}
        assert another != origin
        assert has_imported(another)
        server.terminate()
        server.communicate(timeout=SECONDS)
        assert server.returncode == 0


def test_the_server_works_where_the_fork_server_could_import_nothing(checkout: Path) -> None:
    words = "-c", ALTERED.format("fork_server.PRELOADED = 'no.such.module'")
    with answering(lambda port: start_server(checkout, port, words)) as (server, _):
        (origin,) = fork_servers(server.pid)
        assert not has_imported(origin)


def test_the_server_works_where_there_is_no_place_for_the_socket_of_a_fork_server(
    checkout: Path,
) -> None:
    words = "-c", ALTERED.format("tempfile.tempdir = '/no/such/folder'")
    with answering(lambda port: start_server(checkout, port, words)) as (server, _):
        assert not fork_servers(server.pid)


def test_the_fork_server_imports_what_the_first_process_does_and_not_what_lies_around(
    tmp_path: Path,
) -> None:
    (tmp_path / "wiki.py").write_text("raise RuntimeError('another program')")
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs" / "run.py"
    program.write_text(PROGRAM)
    places = {"WIKI_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}

    def start(port: int) -> Server:
        return start_server(tmp_path, port, (str(program),), **places)

    with answering(start) as (server, _):
        (origin,) = fork_servers(server.pid)
        assert has_imported(origin)


def test_workers_have_the_folder_that_was_named_and_the_rest_of_the_first_process(
    checkout: Path,
) -> None:
    words = ("-m", "wiki", "--data", "elsewhere", "serve")
    environ = {"WIKI_SITE_TITLE": "A title from the environment"}
    with answering(lambda port: start_server(checkout, port, words, **environ)) as (server, port):
        page = urlopen(f"http://127.0.0.1:{port}/").read().decode()
        assert environ["WIKI_SITE_TITLE"] in page
        assert (checkout / "elsewhere" / "atlas.sqlite").is_file()
        assert not (checkout / "instance").exists()
        for worker in workers(server.pid):
            here = Path("/proc") / str(worker)
            assert os.readlink(here / "cwd") == str(checkout)
            assert umask_of(worker) == umask_of(server.pid)


def umask_of(process: int) -> str:
    said = (Path("/proc") / str(process) / "status").read_text()
    return said.partition("Umask:")[2].split()[0]


def test_the_command_of_flask_serves_as_well(checkout: Path) -> None:
    words = ("-m", "flask", "--app", "app", SERVE[-1])
    with answering(lambda port: start_server(checkout, port, words)) as (server, _):
        (origin,) = fork_servers(server.pid)
        assert has_imported(origin)
