"""Options of the import command: each does what it says, or is refused with a sentence."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.writers import count_changes

Run = Callable[..., Result]
FORECASTS = "topic,claim,at,credence\nChips,They bind,2026-01-01,40\n"
PAGE = "---\ntitle: A page\n---\n\n## Current beliefs\n\n- A claim ~70%\n"
WORKS = "@book{k, title = {A book}}\n"
GOODREADS = "Book Id,Title,Author,Exclusive Shelf\n1,A book,Ada Lovelace,read\n"
OPTIONS = {
    "--scale": ("percent",),
    "--as-is": (),
    "--public": (),
    "--area": ("Z",),
    "--pages": (),
    "--publish": (),
}
FILES = {
    "forecasts": ("--forecasts", "forecasts.csv"),
    "works": ("works.bib",),
    "page": ("page.md",),
    "notes": ("notes",),
    "zip": ("notes.zip",),
    "export": ("export",),
    "merged": ("--pages", "export"),
}
TAKEN = {
    "forecasts": {"--scale", "--as-is"},
    "works": {"--publish"},
    "page": {"--as-is"},
    "notes": {"--public", "--area", "--as-is", "--pages"},  # which says that it is no export
    "zip": {"--public", "--area", "--as-is", "--pages"},
    "export": {"--pages"},
    "merged": {"--pages", "--as-is"},
}


@pytest.fixture
def run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a folder with one file of each sort."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    for name, text in (
        ("forecasts.csv", FORECASTS),
        ("works.bib", WORKS),
        ("page.md", PAGE),
        ("notes/a.md", "A note.\n"),
    ):
        (tmp_path / name).write_text(text)
    with zipfile.ZipFile("notes.zip", "w") as file:
        file.writestr("a.md", "A note.\n")
    runner = app.test_cli_runner()
    (tmp_path / "before.md").write_text(PAGE.replace("A page", "Here before"))
    for words in (["import", "before.md"], ["export", "--all", "export"]):
        assert runner.invoke(args=words).exit_code == 0
    return lambda *words: runner.invoke(args=["import", *words])


@pytest.mark.parametrize("kind", ["forecasts", "works", "page", "notes", "zip", "merged"])
def test_a_dry_run_of_anything_writes_nothing_and_says_so(app: Flask, run: Run, kind: str) -> None:
    before = count_changes(app)
    done = run("--dry-run", *FILES[kind])
    assert done.exit_code == 0, done.output
    assert "This was a dry run: nothing was written." in done.output
    assert count_changes(app) == before


def test_a_dry_run_of_forecasts_says_what_the_import_would_say(app: Flask, run: Run) -> None:
    tried = run("--dry-run", *FILES["forecasts"]).output.splitlines()
    assert tried[:-1] == run(*FILES["forecasts"]).output.splitlines()
    assert count_changes(app) == 2


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("kind", FILES)
def test_an_option_that_would_do_nothing_is_refused(
    app: Flask, run: Run, kind: str, option: str
) -> None:
    before = count_changes(app)
    done = run(option, *OPTIONS[option], *FILES[kind])
    is_refused = f"{option} is for " in done.output
    assert is_refused == (option not in TAKEN[kind]), done.output
    if is_refused:
        assert done.exit_code == 1
        assert count_changes(app) == before


def test_all_options_that_do_nothing_are_named_at_once(run: Run) -> None:
    told = run("--public", "--publish", "--area", "Z", *FILES["forecasts"]).output
    assert all(f"{option} is for " in told for option in ("--public", "--publish", "--area"))


@pytest.mark.parametrize("option", ["--publish", "--dry-run", "--public"])
def test_a_file_that_is_no_page_is_named_before_an_option_is_refused(run: Run, option: str) -> None:
    assert "a CSV of forecasts" in run(option, "forecasts.csv").output
    Path("table.csv").write_text("name;born\nAda;1815\n")
    assert "This looks like a table" in run(option, "table.csv").output


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_table_of_works_may_have_other_signs_between_its_columns(run: Run, sign: str) -> None:
    Path("works.csv").write_text(GOODREADS.replace(",", sign), "utf-8-sig")
    assert "1 new" in run("works.csv").output


def test_a_file_of_works_in_json_is_still_told_from_a_page(run: Run) -> None:
    Path("works.json").write_text(json.dumps([{"type": "book", "title": "A book"}]))
    assert "--as-is is for " in run("--as-is", "works.json").output
