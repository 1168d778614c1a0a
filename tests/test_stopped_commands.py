"""Commands that a signal ends leave no copies of the atlas behind, nor do killed ones for long."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.disks import let_go
from wiki.installation import CHECKOUT

# The command is run with a function in it that sends its own process a signal.
STOPPED = """
import importlib, os, signal, sys, time
module, name, number, *words = sys.argv[1:]
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs behind a shell ignores it
def stop(*_given, **_named):
    os.kill(os.getpid(), int(number))
    time.sleep(5)
setattr(importlib.import_module(module), name, stop)
from wiki.__main__ import atlas
atlas(words, prog_name="atlas")
"""
WHERE = {
    "backup": ("wiki.backups.writing", "_write"),
    "restore": ("wiki.backups.restoring", "locked"),
    "doctor": ("wiki.cli.trials", "_try"),
}


def stopped(folder: Path, number: int, command: str, *words: str | Path) -> int:
    """Run a command that a signal ends in the middle of its work; return its status."""
    given = [*WHERE[command], str(int(number)), "--data", str(folder), command, *map(str, words)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WIKI_")}
    return subprocess.run(
        [sys.executable, "-c", STOPPED, *given],
        cwd=CHECKOUT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    ).returncode


def drafts(*folders: Path) -> list[str]:
    return sorted(path.name for folder in folders for path in folder.glob(".*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_a_command_in_order(
    app: Flask, instance: Path, author: FlaskClient, tmp_path: Path, number: int
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    (kept := instance / "backups").mkdir(exist_ok=True)
    app.test_cli_runner().invoke(args=["backup", str(kept / "own.zip")])
    let_go(app)
    app.wsgi_app.cache.close()  # type: ignore[attr-defined]  # the page cache is around it
    (elsewhere := tmp_path / "elsewhere").mkdir()
    status = 1 if number == signal.SIGINT else 128 + number
    assert stopped(instance, number, "backup", elsewhere / "atlas.zip") == status
    assert stopped(instance, number, "doctor") == status
    assert stopped(instance, number, "restore", kept / "own.zip") == status
    assert drafts(elsewhere, instance, kept) == [], "each would be a whole copy of the atlas"


def test_what_a_killed_command_leaves_is_removed_later(
    app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    (kept := instance / "backups").mkdir(exist_ok=True)
    file = kept / "own.zip"
    app.test_cli_runner().invoke(args=["backup", str(file)])
    let_go(app)
    assert stopped(instance, signal.SIGKILL, "backup", file) == -signal.SIGKILL
    assert stopped(instance, signal.SIGKILL, "doctor") == -signal.SIGKILL
    assert len(left := drafts(instance, kept)) == 3, left
    for folder in (instance, kept):
        for path in folder.glob(".*"):
            os.utime(path, (1000, 1000))
    app.test_cli_runner().invoke(args=["backup", str(file)])
    app.test_cli_runner().invoke(args=["doctor"])
    assert drafts(instance, kept) == []
