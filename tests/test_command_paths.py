"""What commands say to a path that is empty, taken, or cannot be written. They write nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.disks import let_go
from wiki.__main__ import atlas
from wiki.installation import CHECKOUT

Run = Callable[..., Result]
EMPTY = [
    ("freeze", ""),
    ("freeze", " "),
    ("freeze", "--base", "", "site"),
    ("export", "--all", ""),
    ("export", "--all", " "),
    ("export", "compute", ""),
    ("backup", ""),
    ("restore", ""),
    ("import", ""),
    ("import", "--pages", ""),
    ("import", "--dry-run", "page.md", ""),
    ("import", "--forecasts", ""),
    ("import", "--area", "", "pages"),
    ("map", "export", ""),
    ("digest", "--to", ""),
    ("author", ""),
    ("sign-in-link", "--author", ""),
    ("purge", ""),
]
TOO_LONG = "x" * 300
# A path that a command cannot write to, with a part of what it says.
UNWRITABLE = [
    (("freeze", "file"), "is a file"),
    (("freeze", "file/below"), "cannot be written"),
    (("freeze", "other"), "index.html is there, and no freeze made it"),
    (("freeze", "/"), "root of the disk"),
    (("freeze", "//"), "root of the disk"),
    (("export", "--all", "file"), "File exists"),
    (("export", "--all", "file/below"), "Not a directory"),
    (("export", "--all", "/"), "root of the disk"),
    (("export", "compute", "/"), "root of the disk"),
    (("backup", "other"), "is a directory"),
    (("backup", "/"), "is a directory"),
    (("backup", "file/below"), "file/below: Not a directory"),
    (("backup", "missing/atlas.zip"), "missing/atlas.zip: No such file or directory"),
    (("map", "export", "other"), "ends in .svg"),
    (("map", "export", "file/map.svg"), "Not a directory"),
    (("restore", "other"), "is a directory"),
    (("restore", "missing"), "There is no file missing"),
    (("restore", "file"), "is no backup of an atlas"),
    *(((command, TOO_LONG), "File name too long") for command in ("restore", "freeze", "import")),
    (("import", "missing"), "No such file"),
    (("import", "empty"), "no file in Markdown"),
    (("import", "--forecasts", "other"), "is a directory"),
    # Files without an end, and pipes into which nobody writes, are neither read on nor waited for.
    (("import", "/dev/zero"), "it is a device and no file"),
    (("import", "--forecasts", "/dev/zero"), "it is a device and no file"),
    (("import", "pipe.zip"), "There is nothing in this file"),
    (("import", "--forecasts", "pipe.zip"), "The file is empty"),
    (("restore", "pipe.zip"), "There is no file"),
    (("restore", "/dev/zero"), "There is no file"),
]


@pytest.fixture
def run(app: Flask, topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with files of somebody else's."""
    here = tmp_path / "here"
    for name in ("other", "empty", "pages"):
        (here / name).mkdir(parents=True)
    (here / "other" / "index.html").write_text("Not ours")
    (here / "file").write_text("Not ours")
    (here / "page.md").write_text("# A page\n\n## Current beliefs\n\n- One ~50%\n")
    os.mkfifo(here / "pipe.zip")
    monkeypatch.chdir(here)
    return lambda *words: app.test_cli_runner().invoke(args=words)


def files() -> dict[str, str]:
    """Return the files of the working folder with their texts, and its folders."""
    here = sorted(Path().rglob("*"))
    return {str(path): path.read_text() if path.is_file() else "" for path in here}


def said(result: Result) -> str:
    """Return the one sentence with which a command refused."""
    assert result.exit_code in (1, 2), result.output
    assert result.stdout == ""
    usage, _, sentence = result.stderr.rpartition("Error: ")
    assert (result.exit_code == 2) == usage.startswith("Usage:")
    assert sentence.count("\n") == 1
    return sentence


@pytest.mark.parametrize("words", EMPTY, ids=" ".join)
def test_an_empty_word_is_refused_and_nothing_is_written(run: Run, words: tuple[str, ...]) -> None:
    before = files()
    assert "Traceback" not in said(run(*words))
    assert files() == before


@pytest.mark.parametrize(("words", "part"), UNWRITABLE)
def test_a_path_that_cannot_be_used_is_named_and_nothing_is_written(
    run: Run, words: tuple[str, ...], part: str
) -> None:
    before = files()
    assert part in said(run(*words))
    assert files() == before


@pytest.mark.parametrize("words", [("page.md",), ("--forecasts", "page.md"), ("vault",)])
def test_of_a_file_that_grows_no_more_is_read_than_is_taken(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("wiki.cli.import_files.LARGEST", 20)
    monkeypatch.setattr("wiki.exchange.notes.files.LARGEST", 20)
    (vault := Path("vault")).mkdir()
    (vault / "a.md").write_text("A few words.")
    (vault / "b.md").write_text("Some more words.")
    os.mkfifo(vault / "c.md")
    assert "has more than" in said(run("import", *words)).replace("have", "has")


def test_a_pipe_is_imported_to_its_end(run: Run) -> None:
    text = Path("page.md").read_text()
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    done = run("import", f"/dev/fd/{reading}")
    os.close(reading)
    assert "1 page read: 2 added" in done.stdout, done.output


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="it stands for a full disk")
def test_where_the_words_of_a_command_find_no_room_one_sentence_says_so(
    app: Flask, instance: Path
) -> None:
    let_go(app)
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "wiki", "--data", str(instance), "check"],
            cwd=CHECKOUT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.endswith("command's words go to: No space left on device.\n")
    assert "Traceback" not in ended.stderr


def test_a_frozen_site_that_was_not_finished_can_be_frozen_again(run: Run) -> None:
    Path("site").mkdir()
    Path("site", "CNAME").write_text("atlas.example.org")
    assert run("freeze", "site").exit_code == 0
    Path("site", "map", "index.html").unlink()
    Path("site", ".atlas-frozen.json").write_text('{"files": []}')  # as it is until the end
    assert run("freeze", "site").exit_code == 0
    assert Path("site", "map", "index.html").exists()
    assert Path("site", "CNAME").read_text() == "atlas.example.org"


@pytest.mark.parametrize("folder", ["", " ", "/", "file"])
@pytest.mark.usefixtures("run")
def test_the_program_refuses_a_data_folder_that_is_none(folder: str) -> None:
    before = files()
    assert "--data" in said(CliRunner().invoke(atlas, ["--data", folder, "check"]))
    assert files() == before
