import io
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.writers import newest
from wiki.cli import context
from wiki.db import db
from wiki.installation import MIGRATIONS
from wiki.queries.authors import list_authors
from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

PASSWORD = "correct horse"

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wiki.services.authors.COST", 2)


@pytest.fixture
def run(app: Flask) -> Run:
    def run_command(*words: str, typed: str | bytes | io.BytesIO | None = None) -> Result:
        return app.test_cli_runner().invoke(args=words, input=typed)

    return run_command


def refused(result: Result) -> str:
    """Return the one sentence with which a command ended."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    sentence = result.stderr.removeprefix("Error: ").removesuffix("\n")
    assert "\n" not in sentence
    return sentence


def names(app: Flask) -> Sequence[str]:
    with app.app_context():
        return [author.name for author in list_authors()]


def may_sign_in(client: FlaskClient, name: str, password: str) -> bool:
    return client.post("/sign-in", data={"name": name, "password": password}).status_code == 303


@pytest.mark.parametrize(
    "command", ["author", "sign-in-link", "demo", "import", "export", "serve", "db upgrade"]
)
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"flask {command}" in result.stdout


def test_an_author_is_made_with_the_password_on_standard_input(
    run: Run, client: FlaskClient
) -> None:
    result = run("author", "Ada Lovelace", typed=f"{PASSWORD}\nand more\n")
    assert result.exit_code == 0
    assert "Ada Lovelace is an author now." in result.stdout
    assert PASSWORD not in result.output
    assert may_sign_in(client, "ada lovelace", PASSWORD)


@pytest.mark.parametrize(
    "typed", [b"caf\xc3\xa9 con leche", b"\xef\xbb\xbfcaf\xc3\xa9 con leche\r\n"]
)
def test_a_password_file_may_end_its_line_or_not(
    run: Run, client: FlaskClient, typed: bytes
) -> None:
    assert run("author", "Ada", typed=typed).exit_code == 0
    assert may_sign_in(client, "Ada", "café con leche")


def test_a_new_password_ends_the_authors_sessions(
    app: Flask, run: Run, client: FlaskClient
) -> None:
    run("author", "Ada", typed=PASSWORD)
    assert may_sign_in(client, "Ada", PASSWORD)
    result = run("author", "ADA", typed="another horse")
    assert "Ada has a new password." in result.stdout
    assert client.get("/sign-in").status_code == 200
    assert not may_sign_in(client, "Ada", PASSWORD)
    assert may_sign_in(client, "Ada", "another horse")
    assert names(app) == ["Ada"]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("Ada", b"short", "A password has at least 8 characters."),
        ("Ada", b"", "A password has at least 8 characters."),
        ("Ada", b"a" * 1001, "A password has at most 1,000 characters."),
        ("Ada", b"\xff" * 9, "The password is not UTF-8 text: save it as such."),
        (" ", b"correct horse", "A name has from 1 to 100 characters."),
        ("\u200b", b"correct horse", "A name has from 1 to 100 characters."),
        ("a" * 101, b"correct horse", "A name has from 1 to 100 characters."),
    ],
)
def test_an_unusable_name_or_password_makes_no_author(
    app: Flask, run: Run, name: str, typed: bytes, sentence: str
) -> None:
    assert refused(run("author", name, typed=typed)) == sentence
    assert names(app) == []


def test_a_sign_in_link_makes_the_author_of_a_new_atlas_and_signs_in(
    app: Flask, run: Run, client: FlaskClient
) -> None:
    result = run("sign-in-link")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://localhost/sign-in/")
    assert names(app) == ["The author"]
    path = result.stdout.strip().removeprefix("http://localhost")
    assert client.post(path).status_code == 303
    assert client.get("/sign-in").status_code == 303


def test_a_sign_in_link_is_for_the_only_author_there_is(app: Flask, run: Run) -> None:
    run("author", "Ada", typed=PASSWORD)
    assert run("sign-in-link").exit_code == 0
    assert names(app) == ["Ada"]


def test_of_several_authors_the_one_to_sign_in_has_to_be_named(app: Flask, run: Run) -> None:
    run("author", "Ada", typed=PASSWORD)
    run("author", "Ben", typed=PASSWORD)
    assert '--author "Ada"' in refused(run("sign-in-link"))
    assert run("sign-in-link", "--author", "ben").exit_code == 0
    assert "There is no author called Cleo" in refused(run("sign-in-link", "--author", "Cleo"))
    assert names(app) == ["Ada", "Ben"]


@pytest.mark.parametrize(
    "words", [("author", "Ada"), ("sign-in-link",), ("demo",), ("export", "--all", "out")]
)
def test_without_tables_a_command_says_how_to_make_them(
    app: Flask, run: Run, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with app.app_context():
        file = Path(db.engine.url.database or "")
        db.engine.dispose()
    file.unlink()
    sqlite3.connect(file).close()
    assert "run `flask db upgrade` first" in refused(run(*words, typed=PASSWORD))


def test_models_and_tables_are_compared_and_what_differs_is_named(
    app: Flask, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    assert run("db", "check").exit_code == 0
    assert "add_column" not in caplog.text
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE note DROP COLUMN body"))
    assert run("db", "check").exit_code == 1
    assert "'add_column', None, 'note', Column('body'" in caplog.text


def test_no_migration_is_written_where_models_and_tables_agree(run: Run, tmp_path: Path) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, migrations)
    before = sorted(migrations.rglob("*.py"))
    assert run("db", "migrate", "--directory", str(migrations)).exit_code == 0
    assert sorted(migrations.rglob("*.py")) == before


def test_a_file_that_is_no_database_is_named_as_the_trouble(app: Flask, run: Run) -> None:
    path = Path(app.instance_path) / "atlas.sqlite"
    with app.app_context():
        db.engine.dispose()
    for kept in path.parent.glob("atlas.sqlite*"):
        kept.unlink()
    path.write_text("This is a diary, not a database. " * 100)
    assert "see WIKI_DATABASE_URL" in refused(run("sign-in-link"))


PAGE = """---
title: Compute
area: Governance
---

## Where I currently stand

Chips can be counted.

## Current beliefs

- Chips can be counted ~70% — They are large

## Private note

Ask Ben about this.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with one page document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compute.md").write_text(PAGE)
    return tmp_path


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return [topic.title for topic in list_topics(reader=AUTHOR)]


def test_a_page_is_imported_and_exported_with_its_private_note(
    app: Flask, run: Run, folder: Path
) -> None:
    imported = run("import", "compute.md")
    assert imported.exit_code == 0
    assert imported.stdout.startswith("1 page read: ")
    assert titles(app) == ["Compute"]
    exported = run("export", "Compute", "out/deep")
    assert exported.stdout == "Wrote 1 page to out/deep\n"
    (file,) = (folder / "out" / "deep").iterdir()
    assert file.name == "compute.md"
    assert "Chips can be counted ~70% — They are large" in file.read_text()
    assert "Ask Ben about this." in file.read_text()


def test_a_change_made_by_import_names_the_author(app: Flask, run: Run, folder: Path) -> None:
    run("author", "Ada", typed=PASSWORD)
    run("import", "compute.md")
    with app.app_context():
        change = newest()
        assert change.author
        assert change.author.name == "Ada"


def test_importing_again_doubles_nothing_and_names_what_the_file_lacks(
    app: Flask, run: Run, folder: Path
) -> None:
    run("import", "compute.md")
    (folder / "compute.md").write_text(PAGE.replace("- Chips can", "- Chips could"))
    again = run("import", "compute.md")
    assert again.exit_code == 0
    assert "  not in compute.md, kept: Current beliefs: Chips can be counted" in again.stdout
    assert titles(app) == ["Compute"]


def test_a_file_may_begin_with_a_byte_order_mark(app: Flask, run: Run, folder: Path) -> None:
    (folder / "compute.md").write_bytes(b"\xef\xbb\xbf" + PAGE.encode())
    assert run("import", "compute.md").exit_code == 0
    assert titles(app) == ["Compute"]


def test_of_several_files_all_or_none_are_imported(app: Flask, run: Run, folder: Path) -> None:
    (folder / "bad.md").write_text(PAGE.replace("Compute", "Chips").replace("70%", "170%"))
    assert refused(run("import", "compute.md", "bad.md")).startswith("bad.md, line 12: ")
    assert titles(app) == []
    (folder / "bad.md").write_text(PAGE)
    assert refused(run("import", "compute.md", "bad.md")).startswith("bad.md, line ")
    assert titles(app) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name the files to import"),
        (("",), "Name the files to import"),
        (("none.md",), "none.md cannot be read: No such file or directory."),
        (("a\x00b",), "cannot be read"),
        (("folder",), "folder cannot be imported. There is no file in Markdown in it (.md)."),
        (("latin.md",), "latin.md, line 2: This is not UTF-8"),
        (("wide.md",), "wide.md, line 1: This is text in UTF-16: save it as UTF-8."),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(
    app: Flask, run: Run, folder: Path, words: tuple[str, ...], sentence: str
) -> None:
    (folder / "folder").mkdir()
    (folder / "latin.md").write_bytes(b"# Title\ncaf\xe9\n")
    (folder / "wide.md").write_bytes(PAGE.encode("utf-16"))
    assert sentence in refused(run("import", *words))
    assert titles(app) == []


def test_all_regions_are_exported_and_files_of_their_names_replaced(
    run: Run, folder: Path, topic: str
) -> None:
    (folder / "out").mkdir()
    (folder / "elsewhere.txt").write_text("untouched")
    (folder / "out" / "compute.md").symlink_to(folder / "elsewhere.txt")
    (folder / "out" / "mine.txt").write_text("untouched")
    assert (
        run("export", "--all", "out").stdout
        == "Wrote 2 pages and the journal, 7 files in all, to out\n"
    )
    written = sorted(path.name for path in (folder / "out").iterdir())
    pages, parts = ["compute.md", "elsewhere.md", "mine.txt"], {"areas.yaml", "forecasts.csv"}
    assert written == sorted([*pages, *parts, "files.json", "journal.jsonl", "reading.json"])
    assert "title: Compute" in (folder / "out" / "compute.md").read_text()
    assert (folder / "elsewhere.txt").read_text() == "untouched"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name a region and a folder"),
        (("compute",), "Name a region and a folder"),
        (("--all",), "Name a region and a folder"),
        (("--all", "compute", "out"), "Name a region and a folder"),
        (("--all", ""), "Name a region and a folder"),
        (("nowhere", "out"), "There is no region called nowhere"),
        (("compute", "compute.md"), "compute.md cannot be written: File exists."),
        (("compute", "compute.md/out"), "cannot be written: Not a directory."),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    run: Run, folder: Path, topic: str, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in refused(run("export", *words))
    assert (folder / "compute.md").read_text() == PAGE
    assert not (folder / "out").exists()


def test_an_empty_atlas_has_nothing_to_export(run: Run, folder: Path) -> None:
    assert "is empty, so there is nothing" in refused(run("export", "--all", "out"))
    assert not (folder / "out").exists()


def test_the_demo_goes_into_an_empty_atlas_only(app: Flask, run: Run) -> None:
    assert run("demo").exit_code == 0
    found = titles(app)
    assert len(found) >= 12
    assert "an empty one only" in refused(run("demo"))
    assert titles(app) == found


def test_what_takes_long_says_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "PATIENCE_SECONDS", 0.01)
    with context.progress("Importing") as tell:
        time.sleep(0.05)
        tell(3, 40)
        time.sleep(0.05)
    said = capsys.readouterr()
    assert said.out == ""
    assert set(said.err.splitlines()) == {"Importing …", "Importing: 3 of 40 …"}


def test_what_is_quick_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with context.progress("Importing") as tell:
        tell(1, 1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", ["svg", "graphml"])
def test_map_is_written_as_its_suffix_says(run: Run, folder: Path, topic: str, suffix: str) -> None:
    assert run("map", "export", f"map.{suffix}").stdout == f"Wrote 2 regions to map.{suffix}\n"
    text = (folder / f"map.{suffix}").read_text()
    assert ElementTree.fromstring(text).tag.endswith(suffix)
    assert "Compute" in text


def test_map_is_written_for_graphviz_with_its_places(run: Run, folder: Path, topic: str) -> None:
    run("map", "export", "map.dot")
    text = (folder / "map.dot").read_text()
    assert text.startswith("digraph atlas {")
    assert re.search(r'"compute" \[label="Compute", pos="-?[\d.]+,-?[\d.]+!"\];', text)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [("map.png", "ends in .svg, .graphml or .dot"), ("no/map.svg", "cannot be written")],
)
def test_map_that_cannot_be_written_is_one_sentence(
    run: Run, folder: Path, topic: str, file: str, sentence: str
) -> None:
    assert sentence in refused(run("map", "export", file))


def test_map_is_laid_out_anew_on_request(run: Run, topic: str) -> None:
    assert run("map", "relayout").stdout.startswith("Laid out 2 regions: see http")


def test_the_demo_tells_what_was_held_before_and_how_some_of_it_turned_out(
    app: Flask, run: Run
) -> None:
    assert run("demo").exit_code == 0
    visitor = app.test_client()
    assert "from 40% · Mar 2025" in visitor.get("/atlas/timelines").text
    assert visitor.get("/record.json").get_json()["n"] >= 8
    assert visitor.get("/atlas/public-opinion.json").get_json()["stub"]
