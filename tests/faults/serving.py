"""The real server in processes of its own, and clients that save over HTTP and count answers."""

import atexit
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

from tests.faults.atlas import QUIET, fields
from tests.served import ROOT, free_port, workers

SECONDS = 120  # on a machine that is busy with other things
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SERVE = ("-m", "wiki", "serve", "--empty")


class Server:
    """`atlas serve` over a folder; with a target, another application in its place."""

    def __init__(self, folder: Path, target: str = "") -> None:
        self.folder, self.port = folder, free_port()
        words = ("-m", "bench.load", target, str(self.port)) if target else SERVE
        places = {"WIKI_DATA": str(folder), "WIKI_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | QUIET | places,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(self._end)  # a scenario that fails leaves no server behind

    def wait(self) -> float:
        """Return how many seconds after its start it answered with a page of a region."""
        while time.monotonic() < self.begun + SECONDS:
            try:
                if ask(self.port, "/atlas/region-1")[0] == 200:
                    return time.monotonic() - self.begun
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """Kill all of its processes at once."""
        with suppress(ProcessLookupError):  # it has ended already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)

    def _end(self) -> None:
        if self.process.poll() is None:
            self.kill()

    def kill_main(self) -> set[int]:
        """Kill the main process alone, and return its workers."""
        found = workers(self.process.pid)
        self.process.kill()
        self.process.wait(SECONDS)
        return found


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of a page. Raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class Client(Thread):
    """Saves one belief again and again until the server ends, and keeps what was acknowledged."""

    def __init__(self, server: Server, place: str, name: str) -> None:
        super().__init__(daemon=True)
        self._port, self._place, self._name = server.port, place, name
        self._headers = {"Cookie": f"atlas-{server.port}={(server.folder / 'cookie').read_text()}"}
        self.acknowledged: list[str] = []
        self.times: list[float] = []
        self.refused: list[int] = []
        self.stopped = Event()

    def run(self) -> None:
        """Save until the server is gone or `stopped` is set."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        number = 0
        try:
            while not self.stopped.is_set():
                number += 1
                self._save(connection, f"{self._name}-{number}")
        except (OSError, http.client.HTTPException):
            pass  # the server is gone
        finally:
            connection.close()

    def _save(self, connection: http.client.HTTPConnection, stamp: str) -> None:
        connection.request("GET", f"{self._place}/edit", headers=self._headers)
        form = connection.getresponse().read().decode()
        base = form.partition('name="base" value="')[2].partition('"')[0]
        begun = time.monotonic()
        body = urlencode(fields(base, stamp))
        connection.request("POST", self._place, body, self._headers | FORM)
        answer = connection.getresponse()
        if answer.status == 303:  # acknowledged as soon as the head is here
            self.acknowledged.append(stamp)
            self.times.append(time.monotonic() - begun)
        else:
            self.refused.append(answer.status)
        answer.read()
