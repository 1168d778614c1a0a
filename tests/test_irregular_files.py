"""Folders, named pipes and links to nothing where the atlas looks for a file of its own."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.disks import bound_by_permissions, let_go
from tests.pictures import add_picture
from wiki.backups.rotation import find_daily
from wiki.cli.daily import make_if_due
from wiki.cli.server import invite
from wiki.config import read
from wiki.config.variables import ConfigError

Run = Callable[..., Result]
SECONDS = 60  # after which a pipe counts as waited for
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = {
    "folder": "it is a folder and no file",
    "pipe": "it is a named pipe and no file",
    "dangling link": "it is a link that leads nowhere",
}


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Fail where something waits for the other end of a pipe."""

    def fail(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("a pipe was waited for")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(params=WORDS)
def what(request: pytest.FixtureRequest) -> str:
    """What stands where a file should be."""
    return str(request.param)


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command of the program."""

    def run_command(*words: str) -> Result:
        try:
            return app.test_cli_runner().invoke(args=words)
        finally:
            let_go(app)

    return run_command


def put(what: str, path: Path) -> None:
    """Put something that is no file at a path, in the place of what is there."""
    path.parent.mkdir(exist_ok=True, parents=True)
    path.unlink(missing_ok=True)
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path.parent / "missing" / "file")


@pytest.fixture
def stopped(app: Flask, topic: str) -> Flask:
    """An atlas with a region, which no process has open."""
    let_go(app)
    return app


def test_what_is_named_like_the_copy_of_today_is_none(
    stopped: Flask, instance: Path, run: Run, what: str
) -> None:
    settings = stopped.extensions["atlas.settings"]
    put(what, instance / "backups" / "daily-2026-03-02.sqlite")
    make_if_due(settings, NOW)
    make_if_due(settings, NOW)
    (copy,) = find_daily(instance / "backups", settings.database_path)
    assert copy.path.name == "daily-2026-03-02-2.sqlite"
    examined = run("doctor")
    assert f"daily-2026-03-02.sqlite is named like a backup, but {WORDS[what]}" in examined.stdout
    assert f"ok     {copy.path.name} was restored for a trial" in examined.stdout
    assert examined.exit_code == 1


def test_a_file_that_is_no_database_stands_for_no_daily_copy(
    stopped: Flask, instance: Path
) -> None:
    settings = stopped.extensions["atlas.settings"]
    (instance / "backups").mkdir()
    foreign = instance / "backups" / "daily-2026-03-02.sqlite"
    foreign.write_bytes(b"rubbish")
    make_if_due(settings, NOW)
    (copy,) = find_daily(instance / "backups", settings.database_path)
    assert copy.path.name == "daily-2026-03-02-2.sqlite"
    assert foreign.read_bytes() == b"rubbish"


def test_what_stands_where_the_folder_of_backups_should_be_is_told(
    stopped: Flask, instance: Path, run: Run, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if what == "folder":
        pytest.skip("that is where it should be")
    put(what, instance / "backups")
    make_if_due(stopped.extensions["atlas.settings"], NOW)
    assert "No backup could be made today: " in capsys.readouterr().err
    assert "stands where the folder of backups should be" in run("doctor").stdout


@pytest.mark.parametrize("name", ["secret-key", "settings.toml"])
def test_settings_and_key_are_read_from_files_alone(tmp_path: Path, what: str, name: str) -> None:
    put(what, tmp_path / name)
    with pytest.raises(ConfigError) as refused:
        read({}, tmp_path)
    assert f"{tmp_path / name}" in str(refused.value)
    assert WORDS[what] in str(refused.value)


def test_a_gate_that_is_no_file_is_told_and_the_atlas_is_served(
    stopped: Flask, instance: Path, run: Run, client: FlaskClient, what: str
) -> None:
    put(what, instance / "gate.sqlite")
    with stopped.app_context():
        assert invite().startswith("Nobody can sign in. ")
    assert client.get("/atlas/compute").status_code == 200
    answer = client.post("/sign-in", data={"name": "Ada", "password": "correct horse"})
    assert answer.status_code == 503
    assert "remove that file alone" in answer.text
    assert WORDS[what] in run("doctor").stdout
    assert WORDS[what] in run("sign-in-link").stderr


def test_what_stands_where_sqlite_has_a_file_is_told(
    stopped: Flask, instance: Path, run: Run, what: str
) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        put(what, beside := instance / f"atlas.sqlite{ending}")
        result = run("check")
        assert result.exit_code == 1
        assert f"{beside} has the name of a file of the database" in result.stderr
        assert WORDS[what] in result.stderr
        beside.rmdir() if what == "folder" else beside.unlink()


def test_a_picture_that_is_no_file_is_missing_and_left_out_of_a_backup(
    stopped: Flask, instance: Path, run: Run, author: FlaskClient, what: str
) -> None:
    name = add_picture(author, alt="A square").rpartition("/")[2]
    for file in (f"{name}.txt", name):
        put(what, instance / "media" / file)
        assert author.get("/media").status_code == 200
        assert author.get(f"/media/{name}").status_code == (404 if file == name else 200)
    result = run("backup", str(instance.parent / "b.zip"))
    assert result.exit_code == 0
    for file in (name, f"{name}.txt"):
        assert f"Left out, as it is damaged: {instance / 'media' / file}. " in result.stderr


def test_no_backup_is_made_where_the_folder_of_pictures_cannot_be_reached(
    stopped: Flask, instance: Path, run: Run, tmp_path: Path
) -> None:
    """It may be on a disk that is not there today: a backup without pictures would replace one."""
    (earlier := tmp_path / "b.zip").touch()
    put("dangling link", instance / "media")
    result = run("backup", str(earlier))
    assert result.exit_code == 1
    assert f"No backup was made: {instance / 'media'}: {WORDS['dangling link']}." in result.stderr
    assert earlier.stat().st_size == 0
    assert f"{instance / 'media'} cannot be used: {WORDS['dangling link']}" in run("doctor").stdout


@pytest.mark.parametrize("words", [("--all",), ("compute",)])
def test_nothing_is_exported_where_the_folder_of_pictures_cannot_be_reached(
    stopped: Flask, instance: Path, run: Run, author: FlaskClient, words: tuple[str], tmp_path: Path
) -> None:
    """An export without pictures would take the place of one with them."""
    name = add_picture(author, alt="A square").rpartition("/")[2]
    author.post("/atlas/new", data={"title": "Compute", "once": "c"})
    text = {"body": f"![A square](/media/{name})", "once": "s"}
    assert author.post("/atlas/compute/stance", data=text).status_code == 303
    out = str(tmp_path / "out")
    assert run("export", *words, out).exit_code == 0
    (instance / "media").rename(instance / "elsewhere")
    put("dangling link", instance / "media")
    result = run("export", *words, out)
    assert result.exit_code == 1
    assert str(instance / "media") in result.stderr
    assert WORDS["dangling link"] in result.stderr
    assert (tmp_path / "out" / "media" / name).exists()
    assert name in author.get("/export").text
    (instance / "media").unlink()
    (instance / "elsewhere").rename(instance / "media")
    (instance / "media").chmod(0o000)
    with bound_by_permissions():
        result = run("export", *words, out)
    (instance / "media").chmod(0o700)
    assert result.exit_code == 1
    assert "Permission denied" in result.stderr
    assert (tmp_path / "out" / "media" / name).exists()


def test_an_export_waits_for_no_pipe(stopped: Flask, run: Run, tmp_path: Path, what: str) -> None:
    for name in ("files.json", ".files.json.begun"):
        put(what, tmp_path / name / name)
        result = run("export", "--all", str(tmp_path / name))
        if what == "dangling link" and name == "files.json":  # links are replaced
            assert result.exit_code == 0
        else:
            assert result.exit_code == 1
            assert name in result.stderr


def test_a_frozen_site_is_not_kept_waiting_by_a_pipe_among_its_pages(
    stopped: Flask, run: Run, tmp_path: Path
) -> None:
    put("pipe", tmp_path / "site" / "page.md")
    assert run("freeze", str(tmp_path / "site")).exit_code == 0
