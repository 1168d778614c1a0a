"""The command behind `make run` in a checkout of its own, for tests to start and stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 60
# A sign-in of which the last 47 bytes are still to come.
HALF = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\n\r\nname=Ada&pass"

SERVE = ("-m", "wiki", "serve")
Start = Callable[[], subprocess.Popen[str]]


def workers(server: int) -> set[int]:
    """Return the processes that the server keeps to answer with."""
    origins = fork_servers(server)
    forked = {child for origin in origins for child in children(origin, b"multiprocessing")}
    return forked | children(server, b"spawn_main")


def fork_servers(server: int) -> set[int]:
    """Return the processes that the server's workers are forked from."""
    return children(server, b"multiprocessing.forkserver")


def children(parent: int, said: bytes) -> set[int]:
    """Return the processes that another one started, and whose commands say something."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            above = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if above == parent and said in (process / "cmdline").read_bytes():
                found.add(int(process.name))
    return found


def is_deaf(worker: int) -> bool:
    """Return whether Ctrl-C does nothing to a worker: it leaves that to the first process."""
    with suppress(OSError):
        said = (Path("/proc") / str(worker) / "status").read_text()
        blocked = re.search(r"^SigBlk:\s*([0-9a-f]+)$", said, re.MULTILINE)
        return bool(blocked and int(blocked[1], 16) >> (signal.SIGINT - 1) & 1)
    return False


def make_checkout(folder: Path) -> Path:
    """Return a folder that is the checkout, but for its own empty `instance/`."""
    for name in ("app.py", "wiki", "templates", "static"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def copy_parts(parts: Iterable[str], folder: Path) -> None:
    """Copy files and folders of the checkout into another folder."""
    ours = shutil.ignore_patterns("__pycache__")
    for part in parts:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=ours)
        else:
            shutil.copy(ROOT / part, folder / part)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


def start_server(
    checkout: Path, port: int, words: Iterable[str] = SERVE, **environ: str
) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WIKI_")}
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=checkout,
        env=kept | {"WIKI_PORT": str(port), "WIKI_AUTHOR_NAME": "Ada"} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def serving(start: Start) -> Iterator[list[str]]:
    """Give what the server says first; then stop it as Ctrl-C does, with everything it started."""
    with start() as server:
        assert server.stdout
        try:
            yield [server.stdout.readline().strip() for _ in range(3)]
        finally:
            # A worker that Ctrl-C meets while Python itself starts dies with a traceback.
            deadline = time.monotonic() + SECONDS
            while not all(map(is_deaf, workers(server.pid))) and time.monotonic() < deadline:
                time.sleep(0.1)
            os.killpg(server.pid, signal.SIGINT)
            _, errors = server.communicate(timeout=SECONDS)
    assert server.returncode == 0
    # What takes long is said every two seconds, which may be often on a busy machine.
    assert [line for line in errors.splitlines() if not line.endswith(" …")] == []
