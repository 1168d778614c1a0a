"""Notes with headings as pages of an atlas have them: they stay notes, and open nothing."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exchange.test_notes import Run, said, seen, stance, zipped
from tests.exchange.test_notes import run as run
from tests.views.test_importing import hidden, send

INTRO = "My chat with the boss went badly."
ASKED = f"{INTRO}\n\n## Uncertainties\n\n- Will Ann be fired?\n"
NAMED = "Notes all the same, though they have a heading of a page of an atlas"
OPENED = "Pages of an atlas that will be public:"


@pytest.mark.parametrize(
    ("path", "note"),
    [
        ("Diary/Salary.md", ASKED),
        ("_drafts/One.md", ASKED),
        ("Private/Two.md", ASKED),
        ("Log.md", f"{INTRO}\n\n## Recent reading\n\n- Ann\n"),
        ("Loose.md", f"{INTRO}\n\n## 1. **Uncertainties**\n\nAnn\n"),
        ("Nested.md", f"{INTRO}\n\n## Uncertainties\n\n- Will she?\n    - Ann\n    - Ben\n"),
        ("Related.md", f"{INTRO}\n\n## Related regions\n\n- Ann and Ben\n"),
        ("Title.md", f"---\ntitle: Talk\nslug: talk\n---\n{INTRO}\n\n## current beliefs\n\nAnn\n"),
    ],
)
def test_a_heading_of_ours_makes_no_page_of_a_note(
    app: Flask, run: Run, client: FlaskClient, tmp_path: Path, path: str, note: str
) -> None:
    file = tmp_path / "vault" / path
    file.parent.mkdir(parents=True)
    file.write_text(note)
    told = said(run("import", tmp_path / "vault"))
    assert told.startswith("1 note, 1 new region: 0 public, 1 private.\n")
    assert NAMED in told
    ((title, visibility),) = seen(app).items()
    assert f"  {path}: {title}\n" in told
    assert visibility == "private"
    with app.app_context():
        assert stance(title).startswith(f"{INTRO}\n\n## ")
        assert "Ann" in stance(title)
    assert "Ann" not in client.get("/changes").text
    said(run("export", "--all", tmp_path / "out"))
    assert ": 0 added, 0 updated, " in said(run("import", "--pages", tmp_path / "out"))


def test_the_browser_counts_and_names_such_notes(
    app: Flask, author: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    file = zipped(tmp_path / "v.zip", {"Diary/Salary.md": ASKED, "Diary/Plain.md": "Words."})
    shown = send(author, file.read_bytes()).text
    assert "2 notes, 2 new regions: 0 public, 2 private." in shown
    assert NAMED in shown
    assert '<li dir="auto">Salary.md: Salary</li>' in shown
    assert author.post("/import", data=hidden(shown)).status_code == 303
    assert client.get("/atlas/salary").status_code == 404
    assert INTRO in author.get("/atlas/salary").text


def test_a_note_with_the_title_of_a_region_changes_nothing_in_it(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "Salary.md").write_text("Words.")
    said(run("import", tmp_path / "before"))
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Salary.md").write_text(ASKED)
    told = said(run("import", tmp_path / "vault"))
    assert "Regions already, and left as they are:\n  Salary.md: Salary\n" in told
    with app.app_context():
        assert stance("Salary") == "Words."


@pytest.mark.parametrize(
    ("says", "options", "visibility"),
    [
        ("", [], "private"),
        ("", ["--public"], "public"),
        ("visibility: public\n", [], "public"),
        ("visibility: private\n", ["--public"], "private"),
    ],
)
def test_a_page_that_says_it_is_of_an_atlas_is_as_private_as_a_note(
    app: Flask, run: Run, tmp_path: Path, says: str, options: list[str], visibility: str
) -> None:
    page = f"---\natlas: x\ntitle: Salary\n{says}---\n\n## Uncertainties\n\n- Ann?\n"
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "page.md").write_text(page)
    told = said(run("import", *options, tmp_path / "v"))
    assert seen(app) == {"Salary": visibility}
    public = int(visibility == "public")
    assert f"Pages of an atlas: 1 new region: {public} public, {1 - public} private.\n" in told
    assert (f"{OPENED}\n  page.md: Salary\n" in told) == bool(public)


def test_a_page_without_a_word_on_who_sees_it_hides_no_region_that_is_there(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "v" / "page.md"
    page.parent.mkdir()
    page.write_text("---\natlas: x\ntitle: Tides\nvisibility: public\n---\n")
    said(run("import", page.parent))
    page.write_text("---\natlas: x\ntitle: Tides\nsummary: Words\n---\n")
    told = said(run("import", page.parent))
    assert seen(app) == {"Tides": "public"}
    assert "Pages of an atlas" not in told


def test_a_page_without_a_title_is_that_of_the_region_at_its_address(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "v" / "page.md"
    page.parent.mkdir()
    page.write_text("---\natlas: x\ntitle: How tides rise\nslug: tides\n---\n")
    said(run("import", "--public", page.parent))
    page.write_text("---\natlas: x\nslug: tides\nsummary: Words\n---\n")
    (page.parent / "Note.md").write_text("[[page]] and [[tides]]")
    told = said(run("import", page.parent))
    assert "2 links, none of them to a page that is not written yet." in told
    assert seen(app) == {"How tides rise": "public", "Note": "private"}


def test_the_browser_says_what_of_a_page_nobody_will_see(
    author: FlaskClient, tmp_path: Path
) -> None:
    page = f"---\natlas: x\n---\n{ASKED}\n## Colours\n\nRed.\n"
    shown = send(author, zipped(tmp_path / "v.zip", {"Salary.md": page}).read_bytes()).text
    assert "In the files, kept and not shown" in shown
    assert '<li dir="auto">Salary.md: words before the headings</li>' in shown


@pytest.mark.parametrize(
    "code",
    ["```\nmake", "````\n```\n````", "```\n~~~\n```", "    ```\nmake"],
)
def test_what_hides_a_note_is_found_below_its_code(
    app: Flask, run: Run, tmp_path: Path, code: str
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Talk.md").write_text(f"Words.\n\n{code}\n\nVisibility: private\n")
    said(run("import", tmp_path / "vault", "--public"))
    assert seen(app) == {"Talk": "private"}
