"""Disks that are full, fail to keep what is written, are read-only, and databases that are locked.

What cannot be made durable must not be acknowledged, and everything works again afterwards.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.disks import read_only
from tests.faults.apart import apart
from tests.faults.atlas import PLACES, author_of, copied, judge, open_app, save
from tests.faults.outcome import Found, NotHere, Outcome
from tests.served import ROOT
from wiki.db import db

ROOM_BYTES = 6 * 2**20
SAVES, MOST_SAVES = 12, 3_000
READABLE = "/atlas/region-1"


def full(trials: int, chance: Random, broken: bool) -> Outcome:
    """Save onto a small disk until it is full, make room, and save again."""
    del chance
    return _in_program("full", trials, broken, ["unshare", "-rm"])


def failing_sync(trials: int, chance: Random, broken: bool) -> Outcome:
    """Save onto a disk whose `fsync` fails from some moment on."""
    watched = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", os.devnull]
    failing = f"inject=fsync,fdatasync:error=EIO:when={chance.randrange(6, 14)}+"
    faulty = [*watched, "-e", "trace=fsync,fdatasync", "-e", failing]
    return _in_program("failing", trials, broken, faulty)


def _in_program(name: str, trials: int, broken: bool, before: list[str]) -> Outcome:
    """Run a part of this module as a program under another, which makes the fault."""
    if shutil.which(before[0]) is None:
        raise NotHere(f"there is no {before[0]}")
    outcome = Outcome()
    for _ in range(trials):
        with copied() as folder:
            log = folder.parent / "acknowledged"
            words = ["-m", "tests.faults.disks", name, str(folder), str(log), str(int(broken))]
            begun = time.monotonic()
            done = subprocess.run(
                [*before, sys.executable, *words], cwd=ROOT, capture_output=True, text=True
            )
            if done.returncode and not log.exists():
                raise NotHere(f"{before[0]} may not run here: {done.stderr.strip()[-80:]}")
            acknowledged, *torn = log.read_text().split("\n---\n")
            found = judge(folder, acknowledged.split())
            found.torn += [line for part in torn for line in part.splitlines() if line]
            if done.returncode:
                found.torn.append(done.stderr.strip().splitlines()[-1])
            outcome.add(found, times=[time.monotonic() - begun])
    return outcome


def _full(folder: Path, broken: bool) -> Found:
    """Move the atlas onto a disk of a few megabytes, and save until it is full and after that."""
    small = Path(tempfile.mkdtemp())
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size + ROOM_BYTES}", "tmpfs", str(small)]
    subprocess.run(mount, check=True)
    shutil.copytree(folder, small, dirs_exist_ok=True)
    found, acknowledged = Found(), list[str]()
    _keep(folder, acknowledged, found)  # it could be mounted
    ballast = small / "ballast"
    with open(ballast, "wb") as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))
            if shutil.disk_usage(small).free < 2**19:
                break
    app = open_app(small)
    browser = author_of(app, small)
    if broken:
        _swallow()
    refused = 0
    for number in range(MOST_SAVES):
        status = save(browser, PLACES[number % 2], stamp := f"full-{number}")
        if status == 303:
            acknowledged.append(stamp)
        elif status == 503:
            refused += 1
        else:
            found.torn.append(f"a full disk was answered {status}")
        if refused >= 5 or (broken and number > 30):
            break
    if not refused:
        found.torn.append("the disk was never full")
    if app.test_client().get(READABLE, base_url="http://127.0.0.1:8000").status_code != 200:
        found.torn.append("a full disk keeps readers out")
    ballast.unlink()
    for number, place in enumerate(PLACES):
        if save(browser, place, stamp := f"after-{number}") == 303:
            acknowledged.append(stamp)
        else:
            found.torn.append("with room again, saving is refused")
    _close(app)
    shutil.copytree(small, folder, dirs_exist_ok=True)
    _keep(folder, acknowledged, found)
    return found


def _failing(folder: Path, broken: bool) -> Found:
    """Save while `fsync` begins to fail; what is acknowledged later is not on the disk."""
    app, found, acknowledged = open_app(folder), Found(), list[str]()
    browser = author_of(app, folder)
    if broken:

        @event.listens_for(Engine, "begin", insert=True)
        def let_go(connection: object) -> None:
            raw = connection.connection.dbapi_connection  # type: ignore[attr-defined]
            raw.execute("PRAGMA synchronous = OFF")

    refused, after = 0, 0
    for number in range(30):
        status = save(browser, PLACES[number % 2], stamp := f"sync-{number}")
        if status == 303:
            acknowledged.append(stamp)
            after += bool(refused)
        elif status == 503:
            refused += 1
        else:
            found.torn.append(f"a failing disk was answered {status}")
    if after or not refused:
        found.torn.append(f"{after or len(acknowledged)} saves were acknowledged without a disk")
    _keep(folder, acknowledged, found)
    os._exit(0)  # as if the machine had stopped: nothing is put right at the end


def _swallow() -> None:
    """Let commits fail in silence."""
    real = db.session.commit

    def commit() -> None:
        try:
            real()
        except Exception:  # noqa: BLE001  # this is the broken guard
            db.session.rollback()

    db.session.commit = commit  # type: ignore[method-assign]


def _keep(folder: Path, acknowledged: list[str], found: Found) -> None:
    text = "\n".join(acknowledged) + "\n---\n" + "\n".join(found.torn)
    (folder.parent / "acknowledged").write_text(text)


def _close(app: object) -> None:
    with app.app_context():  # type: ignore[attr-defined]
        db.session.remove()
        db.engine.dispose()


def unwritable(trials: int, chance: Random, broken: bool) -> Outcome:
    """Save into a read-only folder, and into a database that another program has locked."""
    outcome = Outcome()
    for number in range(trials):
        with copied() as folder:
            work = _read_only if number % 2 else _locked
            outcome.add(apart(work, folder, chance.randrange(2), broken))
    return outcome


def _locked(folder: Path, place: int, broken: bool) -> Found:
    """Save while another program holds the write lock, and after it has let go."""
    sys.modules["wiki.db"].BUSY_MILLISECONDS = 100  # type: ignore[attr-defined]
    app = open_app(folder)
    browser, found, acknowledged = author_of(app, folder), Found(), list[str]()
    with closing(sqlite3.connect(folder / "atlas.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("BEGIN IMMEDIATE" if not broken else "SELECT 1")
        _refused(save(browser, PLACES[place], "locked-1"), found)
        if app.test_client().get(READABLE, base_url="http://127.0.0.1:8000").status_code != 200:
            found.torn.append("a lock keeps readers out")
        if not broken:
            other.execute("ROLLBACK")
    return _afterwards(app, browser, folder, found, acknowledged, place)


def _read_only(folder: Path, place: int, broken: bool) -> Found:
    """Save into a folder where nothing can be written, and again when it can."""
    app = open_app(folder)
    browser, found, acknowledged = author_of(app, folder), Found(), list[str]()
    if broken:
        _refused(save(browser, PLACES[place], "locked-1"), found)
    else:
        with read_only(folder):
            _refused(save(browser, PLACES[place], "locked-1"), found)
    return _afterwards(app, browser, folder, found, acknowledged, place)


def _refused(status: int, found: Found) -> None:
    if status != 503:
        found.torn.append(f"what cannot be written was answered {status}")


def _afterwards(
    app: object, browser: object, folder: Path, found: Found, acknowledged: list[str], place: int
) -> Found:
    """Save again, which has to work now, and judge the atlas."""
    for number in count(2):
        status = save(browser, PLACES[place], stamp := f"locked-{number}")  # type: ignore[arg-type]
        if status == 303:
            acknowledged.append(stamp)
            break
        if number > 4:
            found.torn.append(f"saving is refused for good: {status}")
            break
    _close(app)
    judged = judge(folder, acknowledged)
    judged.torn += found.torn
    return judged


if __name__ == "__main__":
    {"full": _full, "failing": _failing}[sys.argv[1]](Path(sys.argv[2]), sys.argv[4] == "1")
