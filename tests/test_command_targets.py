"""Commands do not write over the atlas, over files of others, or among files that others read."""

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.disks import let_go
from wiki.storage.whole_files import write_whole

Run = Callable[..., Result]
OWN = [
    "atlas.sqlite",
    "atlas.sqlite-wal",
    "atlas.sqlite-shm",
    "atlas.sqlite-journal",
    "gate.sqlite",
    "gate.sqlite-wal",
    "secret-key",
    "settings.toml",
    "media/drawing.zip",
    "backups/../atlas.sqlite",
]


@pytest.fixture
def run(app: Flask, topic: str) -> Run:
    """Run a command as a process of its own would, on an atlas with a region."""

    def run_command(*words: str | Path) -> Result:
        let_go(app)
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run_command


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def said(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    return result.stderr


def in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, but for those that SQLite makes and removes beside its own."""
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    own = ("-wal", "-shm")
    return {name: path.read_bytes() for name, path in files.items() if not name.endswith(own)}


@pytest.mark.parametrize("name", OWN)
def test_no_backup_takes_the_place_of_a_file_of_the_atlas(
    run: Run, instance: Path, name: str
) -> None:
    (instance / "backups").mkdir(exist_ok=True)
    before = in_folder(instance)
    assert "belongs to the atlas itself" in said(run("backup", instance / name))
    assert in_folder(instance) == before


def test_the_atlas_is_known_under_every_name(run: Run, instance: Path, tmp_path: Path) -> None:
    before = (instance / "atlas.sqlite").read_bytes()
    (tmp_path / "link.zip").symlink_to(instance / "atlas.sqlite")
    (tmp_path / "folder").symlink_to(instance)
    os.link(instance / "atlas.sqlite", tmp_path / "hard.svg")
    for name in ("link.zip", "folder/atlas.sqlite", "hard.svg"):
        assert "belongs to the atlas itself" in said(run("backup", tmp_path / name))
    assert "belongs to the atlas" in said(run("map", "export", tmp_path / "hard.svg"))
    assert (instance / "atlas.sqlite").read_bytes() == before
    assert (tmp_path / "hard.svg").samefile(instance / "atlas.sqlite")


def test_a_backup_replaces_an_earlier_one_and_nothing_else(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "atlas.zip"
    for content in (b"Mine.", b"PK\5\6" + bytes(18)):
        file.write_bytes(content)
        assert "is there, and is no earlier backup" in said(run("backup", file))
        assert file.read_bytes() == content
    file.write_bytes(b"")  # as `mktemp` makes it
    done(run("backup", file))
    first = file.stat().st_ino
    done(run("backup", file))
    assert file.stat().st_ino != first


def test_what_is_no_regular_file_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.svg", tmp_path / "link.svg"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.svg"))
        for path in (pipe, link, tmp_path / "socket.svg"):
            assert "no regular file" in said(run("backup", path))
            assert "no regular file" in said(run("map", "export", path))
            with pytest.raises(FileExistsError):
                write_whole(path, [b"Ours."])
    assert pipe.is_fifo()
    assert link.is_symlink()


@pytest.mark.parametrize("content", [b"", None])
def test_a_database_without_tables_is_named_for_what_it_is(
    run: Run, instance: Path, tmp_path: Path, content: bytes | None
) -> None:
    run("check")
    for path in instance.glob("atlas.sqlite*"):
        path.unlink()
    if content is None:
        sqlite3.connect(instance / "atlas.sqlite").execute("PRAGMA user_version = 0").close()
    (instance / "atlas.sqlite").touch()
    sentence = said(run("backup", tmp_path / "atlas.zip"))
    assert "has no tables yet, or old ones: run `flask db upgrade` first." in sentence
    assert ".part" not in sentence
    assert not (tmp_path / "atlas.zip").exists()


def test_a_site_is_not_frozen_among_private_files(run: Run, instance: Path, tmp_path: Path) -> None:
    out, parent = tmp_path / "out", instance.parent
    done(run("export", "--all", out))
    for folder, part in (
        (out, "files.json of an export"),
        (instance, "is the folder of an atlas"),
        (parent, "has the atlas in it"),
        (instance / "media", "belongs to the atlas"),
        (instance / "backups", "belongs to the atlas"),
    ):
        before = in_folder(parent)
        assert part in said(run("freeze", folder))
        assert in_folder(parent) == before
    (out / "files.json").unlink()
    assert "journal.jsonl of an export" in said(run("freeze", out))


def test_a_site_is_not_frozen_among_pages_that_were_exported_alone(
    run: Run, tmp_path: Path
) -> None:
    out, site = tmp_path / "out", tmp_path / "site"
    done(run("export", "compute", out))
    assert "compute.md of an export" in said(run("freeze", out))
    assert list(in_folder(out)) == ["compute.md"]
    site.mkdir()
    (site / "README.md").write_text("---\ntitle: Mine\n---\natlas: here\n")
    (site / "odd.md").write_bytes(b"---\n\xff")
    (site / "folder.md").mkdir()
    done(run("freeze", site))
    done(run("freeze", site))


def test_a_site_is_not_written_beside_an_export_that_came_to_no_end(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "reading.json").write_text("Mine.")
    assert "no export of this atlas made it" in said(run("export", "--all", out))
    assert (out / "compute.md").exists()
    assert ".files.json.begun of an export" in said(run("freeze", out))


def test_nothing_private_is_written_into_a_site_or_over_an_atlas(
    run: Run, instance: Path, tmp_path: Path
) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    done(run("freeze", site))
    other.mkdir()
    (other / "secret-key").write_text("Of another atlas.")
    for words in (("--all",), ("compute",)):
        assert "wrote the public site" in said(run("export", *words, site))
        assert "wrote the public site" in said(run("export", *words, site / "private"))
        assert "is the folder of an atlas" in said(run("export", *words, instance))
        assert "is the folder of an atlas" in said(run("export", *words, other))
        assert "belongs to the atlas" in said(run("export", *words, instance / "media"))
    assert "wrote the public site" in said(run("backup", site / "atlas.zip"))
    assert "wrote the public site" in said(run("map", "export", "--private", site / "mine.svg"))
    done(run("map", "export", site / "mine.svg"))
    assert not (site / "private").exists()


def test_a_freeze_leaves_alone_what_none_made(run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "reading.json").write_text("Mine.")
    assert "reading.json is there, and no freeze made it" in said(run("freeze", site))
    assert (site / "reading.json").read_text() == "Mine."
    (site / "reading.json").unlink()
    done(run("freeze", site))
    (site / "index.html").write_text("Altered.")
    (site / ".atlas-frozen.json").write_text('{"files": []}')
    # As after a freeze that was interrupted: its names are noted beside the list.
    (site / ".atlas-frozen.json.begun").write_text("index.html\n")
    done(run("freeze", site))
    assert "Altered" not in (site / "index.html").read_text()
    assert not (site / ".atlas-frozen.json.begun").exists()


def test_an_export_leaves_alone_what_none_made(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done(run("export", "compute", out))  # what has the same content is no obstacle
    done(run("export", "--all", out))
    (out / "compute.md").write_text("Altered.")
    done(run("export", "--all", out))
    assert "Altered" not in (out / "compute.md").read_text()
    (out / "files.json").unlink()
    (out / "areas.yaml").write_text("Mine.")
    assert "areas.yaml is there, and no export of this atlas made it" in said(
        run("export", "--all", out)
    )
    assert (out / "areas.yaml").read_text() == "Mine."
    # As after an export that was interrupted: its names are noted beside the list.
    with (out / ".files.json.begun").open("a") as begun:
        begun.write("areas.yaml\n../outside.md\n")
    done(run("export", "--all", out))
    assert "Mine" not in (out / "areas.yaml").read_text()
    (out / "files.json").write_text(json.dumps(["Mine."]))
    assert "files.json is there, and no export of this atlas made it" in said(
        run("export", "--all", out)
    )
    (out / "files.json").unlink()
    done(run("export", "--all", out))
    assert not (out / ".files.json.begun").exists()


@pytest.mark.parametrize(
    "listed",
    [
        {"files": ["thesis.txt", "src/main.c", "compute.md"]},
        {"format": "esm", "atlas": "maps", "files": ["thesis.txt", "src/main.c", "compute.md"]},
        {"format": 1, "files": ["thesis.txt"]},
        {"format": 1, "atlas": "of somebody else", "files": ["thesis.txt", "compute.md"]},
    ],
)
def test_a_list_of_another_program_or_atlas_names_no_files_of_an_export(
    run: Run, tmp_path: Path, listed: object
) -> None:
    out = tmp_path / "out"
    (out / "src").mkdir(parents=True)
    for name in ("thesis.txt", "src/main.c", "compute.md"):
        (out / name).write_text("Years of work.")
    (out / "files.json").write_text(json.dumps(listed))
    before = in_folder(out)
    refused = said(run("export", "--all", out))
    assert "files.json is there, and no export of this atlas made it. Name a new folder" in refused
    assert in_folder(out) == before


def test_a_page_replaces_an_earlier_one_and_nothing_else(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine, of_another = "---\ntitle: Compute\n---\n\natlas: mine\n", "---\natlas: another\n---\n"
    for content in ("Mine.", mine, of_another):
        (out / "compute.md").write_text(content)
        refused = said(run("export", "compute", out))
        assert "compute.md is there, and no export of this atlas made it" in refused
        assert in_folder(out) == {"compute.md": content.encode()}
    (out / "compute.md").unlink()
    done(run("export", "compute", out))
    with (out / "compute.md").open("a") as page:
        page.write("Altered.")
    done(run("export", "compute", out))
    assert "Altered" not in (out / "compute.md").read_text()


def test_a_backup_removes_what_an_earlier_one_left_and_no_drafts_of_others(
    run: Run, tmp_path: Path
) -> None:
    others = [".film.part", ".film.partial", ".atlas.7.part", ".database.zip.7.part"]
    left = [".atlas.zip.7.part", ".backup-abcdefgh.part", ".backup-abcdefgh.part-journal"]
    for name in (*others, *left):
        (tmp_path / name).write_text("Begun.")
        os.utime(tmp_path / name, (1000, 1000))
    before = set(in_folder(tmp_path))
    done(run("backup", tmp_path / "atlas.zip"))
    assert before - set(in_folder(tmp_path)) == set(left)
