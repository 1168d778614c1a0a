"""Whether anybody has committed is seen from the `-shm` file, and nothing is asked in between."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from wiki.storage import open_sqlite, sibling_path
from wiki.storage.commits import Commits
from wiki.storage.wal_index import open_wal_index

ADD = "INSERT INTO word VALUES ('more')"
# Run in another process: takes the lock that keeps SQLite from emptying the `-shm` file.
TAKE_LOCK = """
import fcntl, os, sys
fcntl.lockf(os.open(sys.argv[1], os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
"""
WRITE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as other:
    other.execute(sys.argv[2])
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    """Return the path of a database in WAL mode, which a connection has open."""
    path = tmp_path / "words.sqlite"
    with closing(open_sqlite(path, may_make=True, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = wal")
        writer.execute("CREATE TABLE word (word TEXT)")
        yield path


def run(program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_commit_is_seen_whatever_becomes_of_the_wal(database: Path) -> None:
    random = Random(7)
    with (
        closing(Commits(database)) as commits,
        closing(open_sqlite(database, isolation_level=None)) as writer,
    ):
        seen = {commits.version()}
        for number in range(1, 300):
            writer.execute(ADD)
            assert commits.version() not in seen
            seen.add(commits.version())
            if random.random() < 0.2:
                mode = random.choice(("PASSIVE", "FULL", "RESTART", "TRUNCATE"))
                writer.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
                commits.version()
            assert commits.see().version == commits.version(), number
            seen.add(commits.version())


def test_a_wal_that_is_begun_anew_before_a_commit_is_no_commit(database: Path) -> None:
    with (
        closing(Commits(database)) as commits,
        closing(open_sqlite(database, isolation_level=None)) as writer,
    ):
        commits.version()  # opens the connection
        for _ in range(3):
            writer.execute(ADD)
            seen = commits.see().version
            header = sibling_path(database, "-shm").read_bytes()[:48]
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert sibling_path(database, "-shm").read_bytes()[:48] != header
            assert commits.version() == seen
            writer.execute(ADD)
            assert commits.version() != seen


def test_a_commit_of_another_process_is_seen(database: Path) -> None:
    with closing(Commits(database)) as commits:
        for _ in range(3):
            before = commits.version()
            assert run(WRITE, database, ADD).returncode == 0
            assert commits.version() != before


def test_nothing_is_asked_of_the_database_until_somebody_commits(database: Path) -> None:
    with closing(Commits(database)) as commits:
        commits.version()  # opens the connection
        commits.version()
        assert commits._connection is not None
        asked: list[str] = []
        commits._connection.set_trace_callback(asked.append)
        for _ in range(5):
            commits.version()
        assert asked == []
        with closing(sqlite3.connect(database)) as writer, writer:
            writer.execute(ADD)
        for _ in range(5):
            commits.version()
        assert asked == ["PRAGMA data_version"]


def test_looking_at_the_file_gives_up_no_lock_on_it(database: Path) -> None:
    shm = sibling_path(database, "-shm")
    for _ in range(3):
        with closing(Commits(database)) as commits:
            commits.version()
    assert "BlockingIOError" in run(TAKE_LOCK, shm).stderr
    with closing(Commits(database)) as commits:
        before = commits.version()
        assert run(WRITE, database, ADD).returncode == 0
        assert commits.version() != before
        assert shm.stat().st_size > 1000  # who opens a database first makes it empty


def test_a_removed_file_says_nothing_any_more(database: Path) -> None:
    index = open_wal_index(database)
    assert index is not None
    assert index.header()
    sibling_path(database, "-shm").unlink()
    assert open_wal_index(database) is None
    assert index.header() == b""


def test_a_database_without_the_file_is_asked_each_time(tmp_path: Path) -> None:
    path = tmp_path / "plain.sqlite"
    with closing(open_sqlite(path, may_make=True)) as writer, closing(Commits(path)) as commits:
        seen = set()
        for number in range(3):
            with writer:
                writer.execute(f"CREATE TABLE t{number} (word TEXT)")
            assert commits.version() == commits.version()
            seen.add(commits.version())
        assert len(seen) == 3
