"""An import of documents names every new region that visitors see: none becomes public unsaid."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_importing import archive_of, hidden, send

Import = Callable[..., str]


def page(title: str, *, head: str = "") -> str:
    return f"---\natlas: 1\ntitle: {title}\n{head}---\n\n## Current beliefs\n\n- A claim ~70%\n"


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Import:
    """A function that imports pages of some titles, with options of the command."""

    def imported(titles: Sequence[str], *options: str, head: str = "") -> str:
        for title in titles:
            (tmp_path / f"{title}.md").write_text(page(title, head=head))
        files = [str(tmp_path / f"{title}.md") for title in titles]
        result = app.test_cli_runner().invoke(args=["import", *options, *files])
        assert result.exit_code == 0, result.output
        return result.stdout

    return imported


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        (["Fc"], "The new region “Fc” is public."),
        (["A", "B"], "The new regions “A” and “B” are public."),
        (["A", "B", "C"], "The new regions “A”, “B” and “C” are public."),
        (list("ABCDEFG"), "7 new regions are public: “A”, “B”, “C”, “D”, “E” and 2 more."),
    ],
)
def test_the_command_names_the_regions_that_visitors_see(
    run: Import, titles: list[str], sentence: str
) -> None:
    assert f"\n  {sentence}\n" in run(titles, "--dry-run")
    assert f"\n  {sentence}\n" in run(titles)
    assert "public" not in run(titles)  # they are there, and nothing opens


def test_a_new_region_that_is_private_is_not_said_to_be_public(run: Import) -> None:
    assert "public" not in run(["A"], head="visibility: private\n")


def test_a_merged_export_names_them(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for title, head in (("Open", ""), ("Closed", "visibility: private\n")):
        (tmp_path / "pages" / f"{title}.md").write_text(page(title, head=head))
    words = ["import", "--pages", str(tmp_path / "pages")]
    told = app.test_cli_runner().invoke(args=words).output
    assert "The new region “Open” is public." in told
    assert "Closed” is public" not in told


@pytest.mark.parametrize("folder", ["pages/private", "pages/Drafts/old", "pages (private)"])
def test_a_page_in_a_folder_for_what_is_private_is_not_opened(
    app: Flask, tmp_path: Path, folder: str
) -> None:
    within = tmp_path / folder
    within.mkdir(parents=True)
    top = tmp_path / folder.partition("/")[0]
    (top / "Open.md").write_text(page("Open", head="visibility: public\n"))
    (within / "Mine.md").write_text(page("Mine"))
    run = app.test_cli_runner().invoke
    refused = run(args=["import", "--pages", str(top)])
    assert refused.exit_code == 1
    assert "Mine.md, line 1: " in refused.output
    assert "may be meant to keep this page from visitors" in refused.output
    (within / "Mine.md").write_text(page("Mine", head="visibility: public\n"))
    told = run(args=["import", "--pages", str(top)]).output
    assert all(words in told for words in ("new regions", "“Mine”", "“Open”", "are public."))


def test_the_page_after_an_import_in_the_browser_names_them(author: FlaskClient) -> None:
    file = archive_of({"fc.md": page("Fc"), "two.md": page("Two")})
    shown = send(author, file, public="y").text
    done = author.post("/import", data=hidden(shown))
    assert "The new regions “Fc” and “Two” are public." in author.get(done.location).text
