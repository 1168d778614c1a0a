"""A damaged gate costs sign-ins and nothing else; `doctor` names all that is damaged."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.disks import let_go
from wiki.cli.server import invite

Run = Callable[..., Result]
DAMAGE = {
    "random bytes": Random(1).randbytes(5000),
    "text": b"One line.\n",
}
STARTS = ("ok     ", "note   ", "wrong  ")


@pytest.fixture
def run(app: Flask, topic: str) -> Run:
    """Run a command as a process of its own would, on an atlas with a region."""

    def run_command(*words: str, given: str = "") -> Result:
        let_go(app)
        return app.test_cli_runner().invoke(args=words, input=given)

    return run_command


def remove(path: Path) -> None:
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()


def other_database(path: Path) -> None:
    remove(path)
    with closing(sqlite3.connect(path)) as other:
        other.executescript("CREATE TABLE thing (id); PRAGMA user_version = 4;")


@pytest.fixture(params=[*DAMAGE, "another database"])
def gate(request: pytest.FixtureRequest, run: Run, instance: Path) -> Path:
    """The path of a gate that is damaged."""
    path = instance / "gate.sqlite"
    remove(path)
    if request.param in DAMAGE:
        path.write_bytes(DAMAGE[request.param])
    else:
        other_database(path)
    path.chmod(0o600)
    return path


def test_with_a_damaged_gate_the_atlas_is_served_and_says_what_to_do(
    gate: Path, app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        said = invite()
    assert said.startswith(f"Nobody can sign in. The file {gate} cannot be used")
    assert "remove that file alone: a new one is made" in said
    assert "backup" not in said
    assert client.get("/atlas/compute").status_code == 200
    answer = client.post("/sign-in", data={"name": "Ada", "password": "correct horse"})
    assert answer.status_code == 503
    assert "remove that file alone" in answer.text


def test_commands_that_need_the_gate_say_what_to_do_and_that_helps(gate: Path, run: Run) -> None:
    for words, given in ((("sign-in-link",), ""), (("author", "Bob"), "a long password\n")):
        refused = run(*words, given=given)
        assert refused.exit_code == 1
        assert f"{gate} cannot be used" in refused.stderr
        assert "remove that file alone" in refused.stderr
        assert "backup" not in refused.stderr
    examined = run("doctor")
    assert examined.exit_code == 1
    (wrong,) = [line for line in examined.stdout.splitlines() if line.startswith("wrong")]
    assert f"{gate} cannot be used" in wrong
    remove(gate)
    assert run("sign-in-link").exit_code == 0
    assert run("author", "Bob", given="a long password\n").exit_code == 0
    assert run("doctor").exit_code == 0


def test_a_new_atlas_keeps_what_it_is_filled_with_beside_a_damaged_gate(
    app: Flask, instance: Path
) -> None:
    (instance / "gate.sqlite").write_bytes(b"One line.\n")
    with app.app_context():
        assert invite().startswith("Nobody can sign in.")
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM topic").fetchone()[0] > 10


def examined(run: Run) -> str:
    """Return what `doctor` said of an atlas that is not well, which are whole lines."""
    done = run("doctor")
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit)
    lines = done.stdout.splitlines()
    assert all(line.startswith(STARTS) for line in lines), lines
    assert len(set(lines)) == len(lines)
    assert any("browsers reach the atlas" in line for line in lines), "it went on"
    return done.stdout


def test_doctor_goes_on_where_the_database_is_damaged(run: Run, instance: Path) -> None:
    path = instance / "atlas.sqlite"
    for first in (100, 5000):
        run("doctor")
        whole = path.read_bytes()
        path.write_bytes(whole[:first] + Random(1).randbytes(4096) + whole[first + 4096 :])
        said = examined(run)
        assert "MB free in" in said
        assert "gate.sqlite" in said
        for command in ("check", "rebuild"):
            done = run(command)
            assert done.exception is None or isinstance(done.exception, SystemExit)
        path.write_bytes(whole)
    path.write_bytes(b"One line.\n" * 1000)
    assert "is no SQLite database" in examined(run)


def test_doctor_names_a_database_that_is_missing_and_makes_none(run: Run, instance: Path) -> None:
    run("check")
    remove(instance / "atlas.sqlite")
    assert "there is no atlas yet" in examined(run)
    assert not (instance / "atlas.sqlite").exists()


@pytest.mark.parametrize("version", ["", "0001"])
def test_doctor_asks_for_no_page_where_the_tables_are_old_or_missing(
    app: Flask, run: Run, instance: Path, version: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as the program has it
    run("check")
    path = instance / "atlas.sqlite"
    if version:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = ?", (version,))
    else:
        remove(path)
        path.touch()
    said = examined(run)
    assert "run `flask db upgrade`" in said
    assert "the first page" not in said
    assert not caplog.records


def test_a_file_in_the_place_of_the_folder_of_backups_is_named(
    run: Run, instance: Path, author: FlaskClient
) -> None:
    (instance / "backups").write_text("No folder")
    assert "backups stands where the folder of backups should be" in examined(run)
    assert author.get("/purge").status_code == 200
