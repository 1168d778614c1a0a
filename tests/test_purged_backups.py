"""A purge deletes the backups that hold what is removed, with all files of each, or names them."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.test_purging import files_with
from wiki.backups.own_copies import list_backups, list_copies

WORD = "quagga"
COPY = "before-restore-1-damaged.sqlite"
Purge = Callable[[], Result]


@pytest.fixture
def purge(app: Flask) -> Purge:
    words = ["purge", "b-1", "--yes", "--backups"]
    return lambda: app.test_cli_runner().invoke(args=words)


def copy_plain(instance: Path) -> Path:
    """Put a whole copy of the database among the backups."""
    (instance / "backups").mkdir(exist_ok=True)
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database:
        database.execute("VACUUM INTO ?", (str(instance / "backups" / COPY),))
    return instance / "backups" / COPY


def copy_changes(instance: Path, copy: Path) -> Path:
    """Put the latest changes beside a copy, as a restore does where it finds them."""
    wal = copy.with_name(f"{copy.name}-wal")
    shutil.copy(instance / "atlas.sqlite-wal", wal)
    copy.with_name(f"{copy.name}-shm").write_bytes(b"index")
    assert WORD.encode() in wal.read_bytes()
    return wal


def write(author: FlaskClient) -> None:
    belief = {"claim": f"{WORD} claim", "credence": "70"}
    assert author.post("/atlas/compute/beliefs", data=belief).status_code == 303


def test_a_copy_that_holds_it_is_deleted_with_the_files_beside_it(
    instance: Path, author: FlaskClient, topic: str, purge: Purge
) -> None:
    write(author)
    copy = copy_plain(instance)
    copy_changes(instance, copy)
    done = purge()
    assert (done.exit_code, f"{COPY}: deleted" in done.output) == (0, True), done.output
    assert [path.name for path in copy.parent.iterdir()] == []
    assert files_with(instance, WORD.encode()) == []


def test_of_changes_beside_a_copy_nobody_knows_what_they_hold(
    instance: Path, author: FlaskClient, topic: str, purge: Purge
) -> None:
    copy = copy_plain(instance)
    write(author)
    wal = copy_changes(instance, copy)
    assert f"backup {copy}: cannot be read" in purge().output
    assert (copy.exists(), wal.exists()) == (True, True)


def test_changes_that_an_earlier_purge_left_are_named_and_are_no_backup(
    instance: Path, author: FlaskClient, topic: str, purge: Purge
) -> None:
    write(author)
    copy = copy_plain(instance)
    wal = copy_changes(instance, copy)
    copy.unlink()
    assert (list_copies(copy.parent), list_backups(copy.parent, copy)) == ([wal], [])
    assert f"backup {wal}: cannot be read" in purge().output
    assert wal.exists()


def test_a_file_beside_a_copy_that_cannot_be_deleted_is_named(
    instance: Path, author: FlaskClient, topic: str, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(author)
    copy = copy_plain(instance)
    wal, unlink = copy_changes(instance, copy), Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path == wal:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    done = purge()
    assert (done.exit_code, str(wal) in done.output) == (1, True), done.output
    assert not copy.exists()
