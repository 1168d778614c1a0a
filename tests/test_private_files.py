"""Which files the atlas makes, and who may read them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine

from tests.conftest import ENVIRON, TODAY, signed_in
from tests.disks import let_go
from tests.new_pages import create_topic
from wiki import create_app
from wiki.config import read
from wiki.config.variables import ConfigError
from wiki.db import begin_writing, db
from wiki.journal import Signature
from wiki.views.compiled_templates import FOLDER as COMPILED

# What an export of everything has beside the pages.
PARTS = ("areas.yaml", "files.json", "forecasts.csv", "journal.jsonl", "reading.json")


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
    }


def made(instance: Path, **environ: str) -> Flask:
    """Return an app over a new atlas with one region."""
    app = create_app(instance, ENVIRON | environ)
    with app.app_context():
        upgrade()
        begin_writing()
        create_topic({"title": "Compute"}, Signature(None, TODAY))
        db.session.commit()
    return app


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    create_app(tmp_path / "new" / "instance", {})  # with a secret key of its own
    app = made(tmp_path / "new" / "instance")
    with app.app_context(), db.engine.connect() as reading:
        reading.exec_driver_sql("SELECT 1 FROM topic")
        signed_in(app, "Ada").post("/atlas/new", data={"title": "Elsewhere", "once": "a"})
        run = app.test_cli_runner().invoke
        for words in (
            ["export", "--all", str(tmp_path / "new" / "out" / "pages")],
            ["map", "export", str(tmp_path / "new" / "map.svg")],
        ):
            result = run(args=words)
            assert result.exit_code == 0, result.output
        found = modes(tmp_path)
    let_go(app)
    compiled = f"new/instance/{COMPILED}"
    folders = {"new", "new/instance", compiled, "new/out", "new/out/pages"}
    files = {"atlas.sqlite", "atlas.sqlite-wal", "atlas.sqlite-shm", "gate.sqlite", "secret-key"}
    files = {f"new/instance/{name}" for name in files}
    files |= {f"new/out/pages/{name}" for name in ("compute.md", "elsewhere.md", *PARTS)}
    files.add("new/map.svg")
    files |= {name for name in found if name.startswith(f"{compiled}/")}
    assert {name for name, mode in found.items() if mode == 0o700} == folders
    assert {name for name, mode in found.items() if mode == 0o600} == files
    assert found.keys() == folders | files


def test_a_file_of_an_earlier_export_is_replaced_by_one_for_its_owner_alone(tmp_path: Path) -> None:
    app = made(tmp_path / "instance")
    out = tmp_path / "out"
    out.mkdir(mode=0o755)
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["export", "--all", str(out)])
        let_go(app)
        assert result.exit_code == 0
        assert (out / "compute.md").read_text() != "Older."
        (out / "compute.md").write_text("Older.")
        assert modes(out) == dict.fromkeys(["compute.md", *PARTS], 0o600)
        (out / "compute.md").chmod(0o644)
    assert stat.S_IMODE(out.stat().st_mode) == 0o755  # a folder that was there stays as it is


def test_two_atlases_of_one_checkout_have_a_gate_each(tmp_path: Path) -> None:
    """Author number 1 of one atlas is somebody else than author number 1 of the other."""
    instance, elsewhere = tmp_path / "instance", tmp_path / "elsewhere"
    elsewhere.mkdir()
    urls = ["", f"sqlite:///{elsewhere}/atlas.sqlite", "sqlite:///second.sqlite"]
    apps = [made(instance, WIKI_DATABASE_URL=url) for url in urls]
    browser = signed_in(apps[0], "Ada")
    cookie = browser.get_cookie("atlas")
    assert cookie
    for app in apps[1:]:
        signed_in(app, "Ben")
        other = app.test_client()
        other.set_cookie("atlas", cookie.value)
        assert "Sign out" not in other.get("/").text
        let_go(app)
    assert "Sign out" in browser.get("/").text
    let_go(apps[0])
    assert {path.name for path in instance.iterdir()} == {
        "atlas.sqlite",
        COMPILED,
        "gate.sqlite",
        "second.sqlite",
        "second.sqlite-gate",
    }
    assert {path.name for path in elsewhere.iterdir()} == {"atlas.sqlite", "gate.sqlite"}


@pytest.mark.parametrize("name", ["a?b", "a%20b", "a%2Fb", "a#b", "a b", "new\nline", "b\udcff"])
def test_a_data_folder_of_any_name_holds_its_own_database(tmp_path: Path, name: str) -> None:
    app = made(tmp_path / "data" / name)
    assert app.test_client().get("/").status_code == 200
    let_go(app)
    assert [path.name for path in (tmp_path / "data").iterdir()] == [name]
    assert (tmp_path / "data" / name / "atlas.sqlite").exists()


@pytest.mark.parametrize("name", ["my%20atlas.sqlite", "my atlas.sqlite"])
def test_the_address_of_a_database_is_read_one_way(tmp_path: Path, name: str) -> None:
    app = made(tmp_path, WIKI_DATABASE_URL=f"sqlite:///{name}")
    assert app.extensions["atlas.settings"].database_path == tmp_path / "my atlas.sqlite"
    assert (tmp_path / "my atlas.sqlite").exists()
    let_go(app)


@pytest.mark.parametrize(
    ("url", "gate"),
    [
        ("", "instance/gate.sqlite"),
        ("sqlite:///atlas.sqlite", "instance/gate.sqlite"),
        ("sqlite:///{0}/instance/atlas.sqlite?timeout=9", "instance/gate.sqlite"),
        ("sqlite:///{0}/atlas.sqlite", "gate.sqlite"),
        ("sqlite:///{0}/my.db", "my.db-gate"),
        ("sqlite:///{0}/my.sqlite", "my.sqlite-gate"),
        ("sqlite:///{0}/link.sqlite", "instance/gate.sqlite"),
    ],
)
def test_the_gate_lies_beside_the_database_it_belongs_to(
    tmp_path: Path, url: str, gate: str
) -> None:
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "instance" / "atlas.sqlite")
    (tmp_path / "instance").mkdir()
    environ = ENVIRON | {"WIKI_DATABASE_URL": url.format(tmp_path)}
    assert read(environ, tmp_path / "instance").gate_path == tmp_path / gate


@pytest.mark.parametrize(
    "name",
    [
        *("gate.sqlite", "my.sqlite-gate", "file:atlas.sqlite", "atlas.sqlite-wal"),
        *("settings.toml", "secret-key", "backups", "media", "link", "../null"),
    ],
)
def test_a_database_cannot_have_the_name_of_another_file_or_an_address_of_sqlites_own(
    tmp_path: Path, name: str
) -> None:
    (instance := tmp_path / "instance").mkdir()
    (instance / "link").symlink_to("settings.toml")
    (tmp_path / "null").symlink_to("/dev/null")
    with pytest.raises(ConfigError) as refused:
        read(ENVIRON | {"WIKI_DATABASE_URL": f"sqlite:///{name}"}, instance)
    assert str(refused.value).startswith("WIKI_DATABASE_URL has to be the address of ")


def test_a_database_in_memory_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with create_engine("sqlite://").connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert modes(tmp_path) == {}
