"""Databases that commands meet: crashed, restored from a backup, too new, or no atlas at all."""

import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ENVIRON
from tests.disks import let_go
from wiki import create_app
from wiki.storage.wal import SECONDS, first_page

COMMANDS = [
    ["sign-in-link"],
    ["author", "Ada"],
    ["demo"],
    ["export", "--all", "out"],
    ["map", "relayout"],
    ["db", "upgrade"],
    ["db", "current"],
    ["serve"],
]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def crashed(app: Flask, instance: Path, tmp_path: Path, author: FlaskClient) -> Iterator[Path]:
    """The instance folder of a server that was killed after it had saved the region Compute.

    What it saved waits in `atlas.sqlite-wal`. A backup from before lies beside the folder.
    """
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database:
        database.execute("VACUUM INTO ?", (str(tmp_path / "backup"),))
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    yield killed(instance, tmp_path)
    let_go(app)


def killed(instance: Path, tmp_path: Path) -> Path:
    """Return a copy of an instance folder as it lies on the disk while a server runs."""
    folder = tmp_path / "killed"
    folder.mkdir()
    for name in ("atlas.sqlite", "atlas.sqlite-wal"):
        shutil.copy(instance / name, folder)
    assert (folder / "atlas.sqlite-wal").stat().st_size > 0
    return folder


def wait() -> None:
    """Let as much time pass as people need at least to put a file in place of another."""
    time.sleep(SECONDS + 0.1)


def run(instance: Path, *words: str) -> Result:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = str(free.getsockname()[1])
    app = create_app(instance, ENVIRON | {"WIKI_PORT": port})
    result = app.test_cli_runner().invoke(args=words, input="correct horse")
    let_go(app)
    return result


def refused(instance: Path, *words: str) -> str:
    """Return the sentence with which a command ended, which changed nothing."""
    before = content(instance)
    result = run(instance, *words)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert content(instance) == before
    return result.stderr


def content(instance: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in instance.iterdir()}


def exported(instance: Path) -> set[str]:
    """Return the files of the regions that an atlas has."""
    result = run(instance, "export", "--all", "pages")
    assert result.exit_code == 0, result.output
    return {path.name for path in Path("pages").glob("*.md")}


def test_what_waits_after_a_crash_is_not_lost(crashed: Path) -> None:
    wait()
    assert exported(crashed) == {"compute.md"}


@pytest.mark.parametrize("amount", ["all", "the first page"])
def test_what_waits_may_be_in_the_database_already_wholly_or_in_part(
    crashed: Path, amount: str
) -> None:
    """A crash while SQLite puts it there leaves the database newer than what waits."""
    wal = (crashed / "atlas.sqlite-wal").read_bytes()
    if amount == "all":
        with closing(sqlite3.connect(crashed / "atlas.sqlite")) as database:
            database.execute("SELECT 1 FROM topic")
        assert not (crashed / "atlas.sqlite-wal").exists()
    else:
        page = first_page(wal)
        assert page
        number, image = page
        with (crashed / "atlas.sqlite").open("r+b") as file:
            file.seek((number - 1) * len(image))
            file.write(image)
    (crashed / "atlas.sqlite-wal").write_bytes(wal)
    wait()
    (crashed / "atlas.sqlite").touch()
    assert exported(crashed) == {"compute.md"}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_backup_put_beside_what_was_left_is_told_and_nothing_changed(
    crashed: Path, words: list[str]
) -> None:
    wait()
    shutil.copy("backup", crashed / "atlas.sqlite")
    said = refused(crashed, *words)
    assert f"{crashed}/atlas.sqlite was replaced while atlas.sqlite-wal" in said
    assert f"delete {crashed}/atlas.sqlite-wal and {crashed}/atlas.sqlite-shm" in said
    assert f"run `touch {crashed}/atlas.sqlite-wal`" in said


@pytest.mark.parametrize("how", ["copied", "copied with its date", "moved", "by SQLite's backup"])
def test_a_backup_is_noticed_however_it_was_put_there(
    app: Flask, crashed: Path, instance: Path, author: FlaskClient, how: str
) -> None:
    target = crashed / "atlas.sqlite"
    if how == "by SQLite's backup":
        with (
            closing(sqlite3.connect(instance / "atlas.sqlite")) as database,
            closing(sqlite3.connect("backup")) as backup,
        ):
            database.backup(backup)
        author.post("/atlas/new", data={"title": "Elsewhere", "once": "b"})
        shutil.rmtree(crashed)
        killed(instance, crashed.parent)
    wait()
    if how == "moved":
        Path("backup").rename(target)
    elif how == "copied with its date":
        shutil.copy2("backup", target)
    else:
        shutil.copy("backup", target)
    assert "was replaced while" in refused(crashed, "sign-in-link")
    (crashed / "atlas.sqlite-wal").unlink()
    result = run(crashed, "sign-in-link")
    assert result.exit_code == 0, result.output
    if how == "by SQLite's backup":
        assert exported(crashed) == {"compute.md"}
    else:
        assert "is empty" in run(crashed, "export", "--all", "pages").stderr


def test_whoever_put_no_backup_there_keeps_what_was_saved_last(crashed: Path) -> None:
    wait()
    (crashed / "atlas.sqlite").chmod(0o600)
    assert "was replaced while" in refused(crashed, "sign-in-link")
    (crashed / "atlas.sqlite-wal").touch()
    assert exported(crashed) == {"compute.md"}


def test_a_command_beside_a_running_server_takes_nothing_for_left_over(
    app: Flask, instance: Path, author: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    assert (instance / "atlas.sqlite-wal").stat().st_size > 0
    wait()
    assert exported(instance) == {"compute.md"}
    author.post("/atlas/new", data={"title": "Elsewhere", "once": "b"})
    assert exported(instance) == {"compute.md", "elsewhere.md"}
    let_go(app)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_a_later_atlas_is_told_and_nothing_changed(
    instance: Path, words: list[str]
) -> None:
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    said = refused(instance, *words)
    assert f"{instance}/atlas.sqlite was written by a later version of the atlas" in said
    assert "9999 is not known" in said


@pytest.mark.parametrize("mode", ["delete", "wal"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_another_program_is_told_and_left_as_it_is(
    instance: Path, words: list[str], mode: str
) -> None:
    (instance / "atlas.sqlite").unlink()
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database, database:
        database.execute(f"PRAGMA journal_mode = {mode}")
        database.execute("CREATE TABLE recipe (title TEXT)")
    said = refused(instance, *words)
    assert f"{instance}/atlas.sqlite is the database of another program" in said
    assert "WIKI_DATABASE_URL" in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(
    instance: Path, words: list[str]
) -> None:
    (instance / "atlas.sqlite").write_text("This is a diary, not a database. " * 100)
    said = refused(instance, *words)
    assert f"{instance}/atlas.sqlite is no SQLite database: see WIKI_DATABASE_URL." in said


def test_a_backup_takes_the_place_of_no_database_of_another_program(
    instance: Path, tmp_path: Path
) -> None:
    (instance / "atlas.sqlite").rename(backup := tmp_path / "backup.sqlite")
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database, database:
        database.execute("CREATE TABLE recipe (title TEXT)")
    assert "of another program" in refused(instance, "restore", str(backup))


def test_a_backup_takes_the_place_of_no_text(instance: Path, tmp_path: Path) -> None:
    (diary := tmp_path / "diary").write_text("This is a diary, not a database.")
    environ = ENVIRON | {"WIKI_DATABASE_URL": f"sqlite:///{diary}"}
    app = create_app(instance, environ)
    said = app.test_cli_runner().invoke(args=["restore", str(instance / "atlas.sqlite")])
    let_go(app)
    assert (said.exit_code, "is no SQLite database" in said.stderr) == (1, True)
    assert diary.read_text() == "This is a diary, not a database."


@pytest.mark.parametrize("words", COMMANDS[:-1], ids=" ".join)
def test_a_database_that_is_cut_off_ends_no_command_with_a_traceback(
    instance: Path, words: list[str]
) -> None:
    path = instance / "atlas.sqlite"
    path.write_bytes(path.read_bytes()[: 4096 * 3])
    result = run(instance, *words)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stderr.count("\n") <= 1


def test_an_empty_file_becomes_a_new_atlas(instance: Path) -> None:
    (instance / "atlas.sqlite").write_bytes(b"")
    assert run(instance, "db", "upgrade").exit_code == 0
    assert run(instance, "sign-in-link").exit_code == 0


@pytest.mark.parametrize("wal", [b"", b"nothing", b"\0" * 5000, b"\x37\x7f\x06\x82" * 2000])
def test_what_is_no_wal_waits_for_nothing(instance: Path, wal: bytes) -> None:
    (instance / "atlas.sqlite-wal").write_bytes(wal)
    wait()
    (instance / "atlas.sqlite").touch()
    assert run(instance, "sign-in-link").exit_code == 0
