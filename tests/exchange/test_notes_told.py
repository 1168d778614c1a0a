"""What an import of notes tells visitors of private ones: nothing that its author did not type."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

SAID = "Leaving Acme Corp in June"
ESSAY = "I talked to [[p7|a colleague]] and [[HR]], wrote [a plan](Journal/p8.md)."
SHOWN = "---\npublish: true\n---\n"
P7 = f"---\ntitle: {SAID}\naliases: [HR]\n---\nSee [[p8]] and [it](p8.md).\n\nA block. ^abc\n"
P8 = "# My divorce: steps\n\nSee [[p7]].\n"
HEADING = (
    "of public notes to what visitors cannot see, left as typed (in Markdown, the words alone):"
)


def told(app: Flask, folder: Path, files: dict[str, str], *options: str) -> list[str]:
    """Write files into a folder and import it; return the lines of the report."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    result = app.test_cli_runner().invoke(args=["import", *options, str(folder)])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "v"


def test_a_public_note_does_not_say_the_titles_of_private_ones(
    app: Flask, client: FlaskClient, author: FlaskClient, vault: Path
) -> None:
    files = {"Essay.md": SHOWN + ESSAY, "Journal/p7.md": P7, "Journal/p8.md": P8}
    tried = told(app, vault, files, "--dry-run")
    lines = told(app, vault, files)
    assert tried[:-1] == lines
    assert lines[:2] == [
        "3 notes, 3 new regions: 1 public, 2 private.",
        "5 links, none of them to a page that is not written yet.",
    ]
    assert lines[lines.index(f"3 links {HEADING}") + 1] == "  Essay.md (3)"
    kept = "I talked to [[p7|a colleague]] and [[HR]], wrote a plan."
    assert kept in client.get("/atlas/essay.md").text
    for address in ("/atlas/essay", "/atlas/essay.md", "/atlas/essay.json", "/changes", "/map"):
        text = client.get(address).text
        assert SAID not in text
        assert "divorce" not in text
        assert "leaving-acme" not in text
    private = author.get("/atlas/leaving-acme-corp-in-june.md").text
    assert "See [[My divorce: steps|p8]] and [[My divorce: steps|it]]." in private
    assert f"See [[{SAID}|p7]]." in author.get("/atlas/my-divorce-steps.md").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("![[p7]]", "![[p7]]"),
        ("[[p7#^abc]]", "[[p7#^abc]]"),
        ("[[p7#Steps|words]]", "[[p7#Steps|words]]"),
        ("[[Journal/p7]]", "[[Journal/p7]]"),
        ("[[Journal/p7.md|x]]", "[[Journal/p7.md|x]]"),
        ("#[[HR]]", "#[[HR]]"),
        ("[[leaving acme corp in june]]", "[[leaving acme corp in june]]"),
        ("| a |\n| --- |\n| [[p7\\|x]] |", "| [[p7\\|x]] |"),
        ("[x|y](Journal/p7.md)", "x|y."),
        ("[x](<Journal/p7.md#^abc> 'tip')", "x."),
        ("[x](Journal%2Fp7.md)", "x."),
        ("[two\nlines](Journal/p7.md)", "two\nlines."),
        ("[x][r]\n\n[r]: Journal/p7.md\n", "x"),
        ("[[Held]]", "[[Held]]"),
        ("[[#Own part]]", "[[Essay#Own part|Own part]]"),
        ("[[Open|x]]", "[[An open note|x]]"),
        ("`[[p7]] [x](Journal/p7.md)`", "`[[p7]] [x](Journal/p7.md)`"),
    ],
)
def test_links_of_every_form_stay_as_they_were_typed(
    app: Flask, client: FlaskClient, vault: Path, typed: str, kept: str
) -> None:
    files = {
        "Essay.md": f"{SHOWN}Words {typed}.",
        "Journal/p7.md": P7,
        "Held.md": "---\npublish: true\ndraft: true\ntitle: Never to be told\n---\n",
        "Open.md": "---\npublish: true\ntitle: An open note\n---\n",
    }
    lines = told(app, vault, files)
    text = client.get("/atlas/essay.md").text
    assert kept in text
    assert SAID not in text
    assert "told" not in text
    withheld = "Own" not in typed and "Open" not in typed and "`" not in typed
    assert (f"1 link {HEADING}" in lines) == withheld


def test_a_heading_of_a_note_whose_title_fits_no_link_leads_to_no_other_page(
    app: Flask, client: FlaskClient, vault: Path
) -> None:
    files = {"Essay.md": "---\ntitle: A|B\npublish: true\n---\nSo [[#Uncertainties|this]], [[#X]]."}
    lines = told(app, vault, files)
    assert not any("not written" in line and "none" not in line for line in lines), lines
    page = client.get("/atlas/a-b").text
    assert 'So <a href="/atlas/a-b#uncertainties">this</a>, #X.' in page


@pytest.mark.parametrize(("visibility", "shows"), [("private", False), ("public", True)])
def test_a_region_that_is_there_already_gives_its_title_only_where_visitors_see_it(
    app: Flask, client: FlaskClient, vault: Path, visibility: str, shows: bool
) -> None:
    page = f"---\natlas: 1\ntitle: {SAID}\nvisibility: {visibility}\n---\n"
    told(app, vault.parent / "before", {"page.md": page})
    files = {"Essay.md": SHOWN + "[[p7|a colleague]]", "p7.md": f"# {SAID}\n"}
    lines = told(app, vault, files)
    assert f"  p7.md: {SAID}" in lines
    assert (SAID in client.get("/atlas/essay.md").text) == shows
    assert (f"1 link {HEADING}" in lines) != shows


def test_a_document_in_the_folder_that_is_private_is_not_named(
    app: Flask, client: FlaskClient, vault: Path
) -> None:
    page = f"---\natlas: 1\ntitle: {SAID}\nvisibility: private\n---\n"
    told(app, vault, {"Essay.md": SHOWN + "[[p7]]", "p7.md": page})
    assert SAID not in client.get("/atlas/essay.md").text


@pytest.mark.parametrize("is_deleted", [False, True], ids=["there", "deleted"])
def test_a_document_that_opens_no_private_region_does_not_give_its_title_away(
    app: Flask, client: FlaskClient, author: FlaskClient, vault: Path, is_deleted: bool
) -> None:
    page = f"---\natlas: 1\ntitle: {SAID}\nvisibility: %s\n---\n"
    told(app, vault.parent / "before", {"page.md": page % "private"})
    if is_deleted:
        author.post("/atlas/leaving-acme-corp-in-june/delete")
    lines = told(app, vault, {"Essay.md": SHOWN + "[[p7]]", "p7.md": page % "public"})
    assert client.get("/atlas/leaving-acme-corp-in-june").status_code == 404
    assert "[[p7]]" in client.get("/atlas/essay.md").text
    assert f"1 link {HEADING}" in lines


def test_a_link_that_as_typed_would_lead_to_another_region_becomes_its_words(
    app: Flask, client: FlaskClient, vault: Path
) -> None:
    told(app, vault.parent / "before", {"HR.md": SHOWN + "A department."})
    body = "With [[HR]], [[HR|them]], ![[hr]], [[Journal/Map|a plan]], `[[HR]]`."
    files = {
        "Essay.md": SHOWN + body,
        "Map.md": SHOWN,
        "Journal/p7.md": P7,
        "Journal/Map.md": "---\ntitle: My divorce\n---\n",
    }
    lines = told(app, vault, files)
    assert "With HR, them, hr, a plan, `[[HR]]`." in client.get("/atlas/essay.md").text
    assert f"4 links {HEADING}" in lines
