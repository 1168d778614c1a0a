"""Backups: written, damaged, put back, made each day and before a migration, and tried out."""

import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade
from sqlalchemy import text

from tests.disks import let_go
from tests.pictures import add_picture, drawing
from wiki.backups import purged_items, reading
from wiki.backups.own_copies import list_backups
from wiki.backups.purged_items import Holding, find_holding
from wiki.backups.restoring import restore
from wiki.backups.rotation import Daily, find_daily, make_daily, to_remove
from wiki.backups.writing import AtlasPaths
from wiki.cli.daily import make_if_due
from wiki.db import begin_writing, db
from wiki.media.names import name_for
from wiki.monitoring.exposition import exposition
from wiki.storage.checkpoints import LARGE_BYTES, checkpoint, has_reset_bug, is_due
from wiki.views.compiled_templates import FOLDER

Run = Callable[..., Result]
PICTURE = drawing()


@pytest.fixture
def run(app: Flask) -> Run:
    def run_command(*words: str) -> Result:
        let_go(app)
        app.wsgi_app.cache.close()  # type: ignore[attr-defined]  # the page cache is around it
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run_command


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def sends(app: Flask, page: str) -> int:
    """Send a reading with the token that a page shows; return the status of the answer."""
    token = re.search(r'id="token" value="([\w-]{30,})" readonly', page)
    assert token, page
    bearer = {"Authorization": f"Bearer {token[1]}"}
    sent = {"title": "A work"}
    return app.test_client().post("/api/readings", json=sent, headers=bearer).status_code


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_backup_brings_back_what_was_lost_with_its_pictures(
    run: Run, app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    picture = name_for(PICTURE, "webp")
    app.extensions["atlas.pictures"].keep(picture, PICTURE, "A drawing")
    file = tmp_path / "atlas.zip"
    assert done(run("backup", file)).endswith("1 region, 1 change, 1 picture\n")
    assert mode(file) == 0o600
    assert zipfile.ZipFile(file).namelist()[:2] == ["backup.json", "atlas.sqlite"]
    app.extensions["atlas.pictures"].remove(picture)
    author.post("/atlas/compute/delete", data={})
    author.post("/atlas/new", data={"title": "Elsewhere", "once": "b"})
    token = author.post("/settings/tokens", data={"name": "phone"}).text
    restored = done(run("restore", file))
    assert "1 region, 1 change, 1 picture" in restored
    assert app.test_client().get("/atlas/compute").status_code == 200
    assert app.test_client().get("/atlas/elsewhere").status_code == 404
    assert app.extensions["atlas.pictures"].read(picture) == PICTURE
    assert app.extensions["atlas.pictures"].words(picture) == "A drawing"
    assert author.get("/atlas/new").status_code != 200, "everybody has to sign in again"
    assert sends(app, token) == 401, "programs too: their author may be another one"
    (kept,) = (instance / "backups").iterdir()
    assert mode(kept) == 0o600
    done(run("restore", kept))
    assert app.test_client().get("/atlas/elsewhere").status_code == 200
    assert not [name for name in names(instance) if name.endswith(".part")]


def test_a_damaged_picture_does_not_keep_the_rest_from_being_backed_up(
    run: Run, app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    other = drawing("blue")
    good, bad = name_for(PICTURE, "webp"), name_for(other, "webp")
    app.extensions["atlas.pictures"].keep(good, PICTURE, "A drawing")
    app.extensions["atlas.pictures"].keep(bad, other, "Another")
    file, shelf = tmp_path / "atlas.zip", instance / "media"
    done(run("backup", file))
    whole = file.read_bytes()
    for content in (other[:-1], b""):
        (shelf / bad).write_bytes(content)
        result = run("backup", file)
        assert done(result).endswith("1 region, 1 change, 1 picture\n")
        assert f"damaged: {shelf / bad}" in result.stderr
        assert f"media/{bad}" not in zipfile.ZipFile(file).namelist()
        assert "1 picture" in done(run("restore", file))
    file.write_bytes(whole)
    done(run("restore", file))
    assert (shelf / bad).read_bytes() == other, "an earlier backup brings it back"


def test_a_backup_names_the_pictures_that_texts_show_and_no_file_has(
    run: Run, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    shown = add_picture(author)
    author.post("/atlas/compute/stance", data={"body": f"![A drawing]({shown})"})
    whole = run("backup", tmp_path / "atlas.zip")
    assert done(whole).endswith("1 picture\n")
    assert "Missing" not in whole.stderr
    file = instance / "media" / shown.rpartition("/")[2]
    for lost in (file, file.parent):
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
        result = run("backup", tmp_path / "atlas.zip")
        assert done(result)
        assert f"Missing: {file}, which is shown at /atlas/compute" in result.stderr


def test_what_cannot_be_restored_is_refused_and_changes_nothing(
    run: Run, app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    done(run("backup", good))
    whole = good.read_bytes()
    before = (instance / "atlas.sqlite").read_bytes()
    middle = len(whole) // 2
    newer = tmp_path / "newer.sqlite"
    newer.write_bytes(before)
    with closing(sqlite3.connect(newer)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9000'")
        database.commit()
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE thing (id)")
    for content, said in (
        (whole[:-10], "its end is missing"),
        (whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :], "is damaged"),
        (b"", "is no backup"),
        (before[:5000], "is damaged"),
        (newer.read_bytes(), "a later version"),
        (other.read_bytes(), "another program"),
    ):
        bad.write_bytes(content)
        result = run("restore", bad)
        assert result.exit_code == 1
        assert said in result.stderr, result.stderr
        assert result.stderr.count("\n") == 1
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as server:
        server.execute("SELECT count(*) FROM topic").fetchone()
        assert "stop the server first" in run("restore", good).stderr
    assert (instance / "atlas.sqlite").read_bytes() == before
    assert names(instance) <= {"atlas.sqlite", "gate.sqlite", "secret-key", FOLDER}
    assert author.get("/atlas/compute").status_code == 200


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MOST_BYTES", "is too large for a picture"), ("free", "more room than is free on the disk")],
)
def test_a_backup_that_fits_neither_memory_nor_disk_is_refused_unread(
    run: Run,
    app: Flask,
    instance: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    said: str,
) -> None:
    app.extensions["atlas.pictures"].keep(name_for(PICTURE, "webp"), PICTURE)
    done(run("backup", file := tmp_path / "atlas.zip"))
    if limit == "free":
        disk = SimpleNamespace(free=1000)
        monkeypatch.setattr("wiki.backups.reading.shutil.disk_usage", lambda folder: disk)
    else:
        monkeypatch.setattr(reading, limit, len(PICTURE) - 1)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    result = run("restore", file)
    assert (result.exit_code, said in result.stderr) == (1, True)
    assert not [name for name in names(instance) if name.endswith(".part")]


def test_restores_within_one_second_keep_a_copy_each(
    run: Run, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    good, folder, now = tmp_path / "good.zip", instance / "backups", datetime(2026, 5, 1)
    done(run("backup", good))
    place = AtlasPaths(database=instance / "atlas.sqlite", media=instance / "media")
    copies = [restore(good, place, folder, now).copy for _ in range(2)]
    for _ in range(2):
        place.database.write_bytes(b"rubbish" * 1000)
        copies.append(restore(good, place, folder, now).copy)
    first = "before-restore-2026-05-01-000000"
    endings = [".sqlite", "-2.sqlite", "-damaged.sqlite", "-2-damaged.sqlite"]
    assert copies == [folder / f"{first}{ending}" for ending in endings]
    assert names(folder) == {path.name for path in copies if path}
    assert {one.path for one in list_backups(folder, instance / "atlas.sqlite")} == set(copies[:2])


def test_a_damaged_atlas_is_kept_and_a_left_over_wal_does_not_reach_the_backup(
    run: Run, app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    good = tmp_path / "good.zip"
    done(run("backup", good))
    database = instance / "atlas.sqlite"
    database.write_bytes(b"rubbish" * 1000)
    (instance / "atlas.sqlite-wal").write_bytes(b"left over")
    done(run("restore", good))
    assert app.test_client().get("/atlas/compute").status_code == 200
    (kept,) = (instance / "backups").glob("*-damaged.sqlite")
    assert kept.read_bytes() == b"rubbish" * 1000
    assert "journal: 1 revisions" in done(run("check"))


def test_daily_copies_are_rotated_and_a_migration_begins_with_a_copy(
    run: Run, app: Flask, instance: Path, author: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    let_go(app)
    settings, start = app.extensions["atlas.settings"], datetime(2026, 3, 2, 12, tzinfo=UTC)
    for day in range(40):
        make_if_due(settings, start + timedelta(day))
        make_if_due(settings, start + timedelta(day))
    days = [one.day for one in find_daily(instance / "backups", settings.database_path)]
    newest = date(2026, 4, 10)
    assert days[:7] == [newest - timedelta(number) for number in range(7)]
    assert days[7:] == [date(2026, 4, 3), *(date(2026, 3, day) for day in (29, 22, 15))]
    wrong = [Daily(day, Path(str(day))) for day in [date(2036, 1, 1), *days]]
    assert len(to_remove(wrong, days=7)) <= 2, "a clock that is wrong once costs no more"
    with app.app_context():
        downgrade(revision="0016")
    let_go(app)
    upgraded = run("db", "upgrade")
    assert upgraded.exit_code == 0
    (copy,) = (instance / "backups").glob("before-migration-from-0016-*.sqlite")
    assert str(copy) in upgraded.stderr
    examined = done(run("doctor"))
    assert f"ok     {copy.name} was restored for a trial and opened: 1 region" in examined
    assert "WAL-reset bug" in examined
    assert "wrong" not in examined
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as behind:
        behind.execute("UPDATE topic SET summary = 'Other' WHERE id = 1")
        behind.execute("UPDATE revision SET previous_id = 1 WHERE id = 1")
        behind.commit()
    checked = run("check")
    assert checked.exit_code == 1
    assert "topic 1: summary not as in revision 1" in checked.stdout
    assert run("doctor").exit_code == 1


def test_a_copy_of_another_atlas_in_the_folder_is_none_of_this_one(
    run: Run, app: Flask, instance: Path, author: FlaskClient, tmp_path: Path
) -> None:
    """The demo, in whose place an atlas began, or another database in the same data folder."""
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    other, settings = tmp_path / "other.sqlite", app.extensions["atlas.settings"]
    done(run("rebuild"))
    let_go(app)
    with closing(sqlite3.connect(instance / "atlas.sqlite")) as own:
        own.execute("VACUUM INTO ?", (str(other),))
    with closing(sqlite3.connect(other)) as database:
        database.execute("UPDATE atlas SET id = 'another'")
        database.commit()
    folder, start = instance / "backups", datetime(2026, 3, 2, 12, tzinfo=UTC)
    theirs = [make_daily(other, folder, start.date() + timedelta(day), days=7) for day in range(3)]
    (counts := instance / "counts").mkdir()
    assert "atlas_last_backup_time_seconds 1" not in exposition(counts, settings, 0.0)
    assert "note   there is no backup in" in done(run("doctor"))
    let_go(app)
    for day in range(20):
        make_if_due(settings, start + timedelta(day))
    ours = [one.day for one in find_daily(folder, settings.database_path)]
    assert ours[0] == date(2026, 3, 21)
    assert date(2026, 3, 8) in ours, "the copies of weeks are its own, too"
    assert all(path and path.exists() for path in theirs), "nothing of another atlas is removed"
    assert "atlas_last_backup_time_seconds 1" in exposition(counts, settings, 0.0)


def test_no_connection_makes_a_checkpoint_while_others_may_write(
    app: Flask, instance: Path, author: FlaskClient
) -> None:
    path = instance / "atlas.sqlite"
    author.post("/atlas/new", data={"title": "Compute", "once": "a"})
    with app.app_context():
        assert db.session.connection().exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == 0
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not checkpoint(path)
        other.execute("ROLLBACK")
    assert checkpoint(path)
    sizes = []
    for summary in ("x" * 2 * LARGE_BYTES, "Short", "Shorter"):
        with app.app_context():
            begin_writing()
            db.session.execute(text("UPDATE topic SET summary = :summary"), {"summary": summary})
            db.session.commit()
            sizes.append(is_due(path))
    assert sizes == [True, True, False], "a later write begins anew what was emptied"
    versions = {(3, 40, 1): True, (3, 44, 6): False, (3, 50, 6): True, (3, 51, 3): False}
    assert {one: has_reset_bug(one) for one in versions} == versions


@pytest.mark.parametrize("has_bug", [True, False])
def test_the_doctor_notes_the_one_checkpoint_that_may_go_on_without_the_lock(
    has_bug: bool, run: Run, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wiki.cli.doctor.has_reset_bug", lambda: has_bug)
    (line,) = (line for line in run("doctor").stdout.splitlines() if "WAL-reset bug" in line)
    assert line.startswith("note " if has_bug else "ok ")
    assert ("that of a purge" in line and "for 5 seconds" in line) == has_bug


def test_only_whole_backups_count_and_no_zip_is_unpacked_past_a_limit(
    run: Run, app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings = instance / "backups", app.extensions["atlas.settings"]
    folder.mkdir(exist_ok=True)
    done(run("backup", folder / "own.zip"))
    (folder / "before-restore-1-damaged.sqlite").write_bytes(b"SQLite format 3\0")
    left = [folder / ".daily.sqlite.7.part", folder / ".reading-7.part"]
    for number, path in enumerate([folder / "own.zip", folder / "notes.txt", *left]):
        path.touch()
        os.utime(path, (1000 + number, 1000 + number))
    (counts := instance / "counts").mkdir()
    said = exposition(counts, settings, 0.0)
    assert "atlas_last_backup_time_seconds 1000.0\n" in said
    found = list(find_holding(folder, "another atlas", {("belief", 1): 99}))
    assert found == [Holding(folder / "before-restore-1-damaged.sqlite", is_readable=False)]
    monkeypatch.setattr(purged_items, "MOST_BYTES", 1000)
    found = list(find_holding(folder, "another atlas", {("belief", 1): 99}))
    assert Holding(folder / "own.zip", is_readable=False) in found
    assert names(folder) == {"own.zip", "before-restore-1-damaged.sqlite", "notes.txt"}
