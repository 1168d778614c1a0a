"""The real server over an instance folder of its own, to be started, paused, killed and stopped."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Thread
from urllib.error import URLError

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels

from wiki import create_app
from wiki.cli.main_process import MainProcess

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0
# Nothing but what the test says, so that a WIKI_* variable of the developer's changes no test.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class Served:
    """A running server; `address` is where it answers."""

    def __init__(self, instance: Path, environ: dict[str, str]) -> None:
        self.instance = instance
        self.port = int(environ["WIKI_PORT"])
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = instance / "server.log"
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environ = kept | self._environ | {"ATLAS": str(self.instance)}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.serving"],
                env=environ,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait()
        except RuntimeError:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop it as an operator does."""
        if self._process:
            self._process.terminate()
            self._end()

    def kill(self) -> None:
        """End it in the middle of whatever it is doing."""
        if self._process:
            self._signal(signal.SIGKILL)
            self._end()

    def pause(self) -> None:
        """Let it hang: it takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on where it was."""
        self._signal(signal.SIGCONT)

    def _end(self) -> None:
        assert self._process
        self._process.communicate(timeout=PATIENCE_SECONDS)
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        os.killpg(self._process.pid, number)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except (URLError, ConnectionError):
                time.sleep(0.05)
        raise RuntimeError(f"The server does not answer:\n{self.log.read_text()}")


def make_app() -> Flask:
    """Return the application over the folder that `ATLAS` names; each worker calls this."""
    return create_app(Path(os.environ["ATLAS"]))


def end_with_the_tests() -> None:
    """Stop when the tests are gone, however they ended: they hold the other end of our input."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve as `make run` does, with one worker."""
    multiprocessing.set_start_method("spawn")
    Thread(target=end_with_the_tests, daemon=True).start()
    MainProcess(
        "tests.browser.serving:make_app",
        port=int(os.environ["WIKI_PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        websockets=False,
        log_level=LogLevels.error,
        factory=True,
    ).serve()


if __name__ == "__main__":
    main()
