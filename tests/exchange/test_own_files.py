"""A backup or an export of an atlas, where notes or works are expected, is told as what it is."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.disks import let_go
from tests.pictures import send_picture
from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

Run = Callable[..., Result]
RESTORE, PAGES = "`flask restore`", "`flask import --pages`"
EXPORTED = ("compute.md", "essays/mine.md", "areas.yaml", "reading.json", "files.json")


@pytest.fixture
def run(app: Flask, topic: str, author: FlaskClient) -> Run:
    """Run a command on an atlas with a region and an essay."""
    written = {"title": "Mine", "body": "Words.", "topic": topic, "once": "e"}
    assert author.post("/writing/new", data=written).status_code == 303

    def run_command(*words: str | Path) -> Result:
        let_go(app)
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run_command


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return [one.title for one in list_topics(reader=AUTHOR)]


def is_refused(run: Run, author: FlaskClient, path: Path, advice: str) -> None:
    done = run("import", path)
    assert done.exit_code == 1, done.output
    assert advice in done.stderr
    assert done.stdout == ""
    if path.is_file():
        shown = send_picture(author, path.read_bytes(), path.name, to="/import", script=False)
        assert shown.status_code == 422
        assert advice in shown.text.replace("&#39;", "'")


def test_a_backup_is_for_restore(run: Run, app: Flask, author: FlaskClient, tmp_path: Path) -> None:
    file, unpacked, copy = tmp_path / "backup.zip", tmp_path / "backup", tmp_path / "copy.sqlite"
    assert run("backup", file).exit_code == 0
    with zipfile.ZipFile(file) as archive:
        archive.extractall(unpacked)
        copy.write_bytes(archive.read("atlas.sqlite"))
    before = titles(app)
    for path in (file, unpacked, copy):
        is_refused(run, author, path, RESTORE)
    assert RESTORE in run("import", "--pages", file).stderr
    assert titles(app) == before


@pytest.fixture
def export(run: Run, tmp_path: Path) -> Path:
    """An export as a folder, without its journal."""
    out = tmp_path / "out"
    assert run("export", "--all", out).exit_code == 0
    (out / "journal.jsonl").unlink()
    assert all((out / name).exists() for name in EXPORTED)
    return out


def packed(folder: Path, wrapper: str = "") -> Path:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in folder.rglob("*.*"):
            archive.write(path, f"{wrapper}{path.relative_to(folder)}")
    file = folder.with_suffix(".zip")
    file.write_bytes(data.getvalue())
    return file


def test_an_export_without_its_journal_is_for_pages(
    run: Run, app: Flask, author: FlaskClient, export: Path
) -> None:
    before = titles(app)
    is_refused(run, author, export, PAGES)
    for wrapper in ("", "out/"):
        is_refused(run, author, packed(export, wrapper), PAGES)
    (export / "files.json").unlink()  # then its essays still say it
    is_refused(run, author, packed(export), PAGES)
    assert titles(app) == before
    assert run("import", "--pages", packed(export)).exit_code == 0
    assert titles(app) == before


def test_other_files_of_these_names_are_no_export(run: Run, app: Flask, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "essays").mkdir(parents=True)
    (vault / "files.json").write_text('{"files": ["of another program"]}')
    (vault / "backup.json").write_text("{}")
    (vault / "essays" / "draft.md").write_text("---\nessay: a draft\n---\n\nessay: e-3\n")
    (vault / "atlas.sqlite").write_text("No database")
    done = run("import", vault)
    assert done.exit_code == 0, done.output
    assert "draft" in titles(app)
