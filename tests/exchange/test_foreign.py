"""Files that are no page of an atlas are refused by the command, and nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.writers import count_changes

Take = Callable[[str, str | bytes], Result]
PAGE = "---\ntitle: A page\n---\n\n## Current beliefs\n\n- A claim ~70%\n"
FORECASTS = "topic,claim,at,credence\nChips,They bind,2026-01-01,40\n"


@pytest.fixture
def take(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Take:
    """Import a text as a file of this name."""
    monkeypatch.chdir(tmp_path)

    def run(name: str, text: str | bytes) -> Result:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(args=["import", name])

    return run


@pytest.mark.parametrize(
    ("name", "text", "line", "told"),
    [
        ("forecasts.csv", FORECASTS, 1, "a CSV of forecasts"),
        ("page.md", FORECASTS, 1, "--forecasts"),
        ("forecasts.csv", "\ufeff" + FORECASTS, 1, "--forecasts"),
        ("forecasts.csv", FORECASTS.replace(",", ";"), 1, "--forecasts"),
        ("forecasts.tsv", FORECASTS.replace(",", "\t"), 1, "--forecasts"),
        ("table.csv", "name,born\nAda,1815\n", 1, "a table"),
        ("page.json", '{"title": "A page"}', 1, "JSON"),
        ("page.md", '[{"title": "Current beliefs"}]', 1, "JSON"),
        ("page.json", '{"title": "A page",', 1, "JSON"),
        ("page.md", "[" * 100_000, 1, "JSON"),
        ("page.html", "<!DOCTYPE html>\n<h2>\nCurrent beliefs\n</h2>\n", 1, "HTML"),
        ("page.md", "<html>\n## Current beliefs\n", 1, "HTML"),
        ("note.md", "# A note\n\nWith words.\n", 1, "a note"),
        ("note.md", "---\ntitle: A note\nslug: a-note\n---\n\nWith words.\n", 1, "a note"),
        ("note.md", "---\ntitle: A note\n---\n\n## Background\n\nWords.\n", 1, "a note"),
        ("note.md", "---\ntitle: A note\n---\n\n## Private note\n\nMine.\n", 1, "a note"),
        ("note.md", "[A link](https://x.org) is no JSON.\n", 1, "a note"),
        ("page.md", "---\ntitle: A page\n---\n\n# Current beliefs\n", 5, "“## Current beliefs”"),
    ],
)
def test_what_is_no_page_is_refused_with_what_it_looks_like(
    app: Flask, take: Take, name: str, text: str, line: int, told: str
) -> None:
    done = take(name, text)
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {name}, line {line}: ")
    assert told in done.output
    assert count_changes(app) == 0


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "---\ntitle: A page\natlas:\n---\n",
        "---\ntitle: A page\natlas: 7f1c\n---\n\nWords.\n",
        "# A page\n\n## Related regions\n",
        "A page\n\nIts summary.\n\nUncertainties\n\n• Why?\n",
    ],
)
def test_one_sign_of_a_page_is_enough(app: Flask, take: Take, text: str) -> None:
    assert take("page.md", text).exit_code == 0
    assert count_changes(app) == 1


def test_a_file_that_is_no_page_updates_no_region_of_its_name(app: Flask, take: Take) -> None:
    take("library.md", PAGE.replace("A page", "Library"))
    assert take("library.csv", "name,born\nAda,1815\n").exit_code == 1
    assert count_changes(app) == 1


def test_what_is_kept_and_shown_to_nobody_is_named(take: Take) -> None:
    text = PAGE.replace("\n---\n", "\ntags: [a]\n---\n\nFirst words.\n")
    told = take("page.md", f"{text}\n## Loose ends\n\nMore.\n").output.splitlines()
    assert told[1:] == [
        "  The new region “A page” is public.",
        "  in page.md, kept and not shown: `tags`",
        "  in page.md, kept and not shown: words before the headings",
        "  in page.md, kept and not shown: “## Loose ends”",
    ]
