"""A folder whose name asks for privacy asks for all that is in it, wherever it stands."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import signed_in
from tests.exchange.made import refused, run
from tests.writers import inside, reread
from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

NOTES = {"a.md": "# Alpha\n\nWords", "Trade/b.md": "# Beta\n\nWords"}
DOCUMENT = {"page.md": "---\natlas: 11111111-1111-4111-8111-111111111111\ntitle: Gamma\n---\n"}
HELD = "Private all the same, because of what the note, its file or its folder says:"
CLOSED = ["Private", "_drafts", "Trade (private)"]
OPEN = ["Vault", "Hidden Markov models"]


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def packed(path: Path, within: str, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{within}/{name}", text)
    return path


def found(app: Flask) -> dict[str, str]:
    with inside(app):
        return {topic.title: topic.visibility for topic in list_topics(reader=AUTHOR)}


def areas(app: Flask) -> list[str]:
    with inside(app):
        topics = map(reread, list_topics(reader=AUTHOR))
        return [topic.shown_area.title if topic.shown_area else "" for topic in topics]


@pytest.mark.parametrize("way", ["in a folder", "the folder", "in a zip", "two deep in a zip"])
@pytest.mark.parametrize("name", [*CLOSED, *OPEN])
@pytest.mark.parametrize("files", [NOTES, DOCUMENT])
def test_the_name_of_the_one_folder_that_all_is_in_counts(
    app: Flask, tmp_path: Path, files: Mapping[str, str], name: str, way: str
) -> None:
    place = written(tmp_path / "vault" / name, files)
    path = {
        "in a folder": place.parent,
        "the folder": place,
        "in a zip": packed(tmp_path / "a.zip", name, files),
        "two deep in a zip": packed(tmp_path / "b.zip", f"Vault/{name}", files),
    }[way]
    told = run(app, "import", "--public", path).splitlines()
    wanted = "private" if name in CLOSED else "public"
    assert set(found(app).values()) == {wanted}
    assert (HELD in told) == (name in CLOSED)
    if way in ("the folder", "in a zip") and files is NOTES:
        assert sorted(areas(app)) == ["", "Trade"]


def test_a_page_that_says_that_it_is_public_is_so_in_any_folder(app: Flask, tmp_path: Path) -> None:
    text = DOCUMENT["page.md"].replace("title", "visibility: public\ntitle")
    run(app, "import", packed(tmp_path / "a.zip", "Private", {"page.md": text}))
    assert found(app) == {"Gamma": "public"}


@pytest.mark.parametrize(
    ("within", "named"),
    [("", "private/page.md"), ("private", "page.md"), ("private", "in/page.md"), ("", "/")],
)
def test_a_page_named_by_itself_is_not_opened_in_a_closed_folder(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within: str, named: str
) -> None:
    places = ("private/page.md", "private/in/page.md")
    here = written(tmp_path, dict.fromkeys(places, DOCUMENT["page.md"]))
    monkeypatch.chdir(here / within)
    said = refused(app, "import", here / "private" / "page.md" if named == "/" else named)
    assert "page.md, line 1: “private” may be meant to keep this page from visitors" in said
    assert found(app) == {}
    text = DOCUMENT["page.md"].replace("title", "visibility: public\ntitle")
    written(here, {"private/in/page.md": text})
    run(app, "import", here / "private" / "in" / "page.md")
    assert found(app) == {"Gamma": "public"}


def test_the_browser_reads_the_name_of_the_folder_in_a_zip(app: Flask, tmp_path: Path) -> None:
    author = signed_in(app, "Ada")
    data = packed(tmp_path / "a.zip", "Private", NOTES).read_bytes()
    sent = {"file": (io.BytesIO(data), "a.zip"), "public": "1"}
    page = author.post("/import", data=sent).text
    assert "2 private" in page
    assert HELD.rstrip(":") in page


@pytest.mark.parametrize(
    "head",
    [
        *("privacy: true", "privacy: 2026", "secrecy: yes", "permissions: on", "stop-sharing: yes"),
        *("public: true\nsecrecy: on", "publish: true\nprivacy: yes"),
    ],
)
def test_a_note_whose_key_asks_for_privacy_by_a_yes_is_private_in_a_public_folder(
    app: Flask, tmp_path: Path, head: str
) -> None:
    notes = {"a.md": f"---\n{head}\n---\nWords", "b.md": "Others"}
    run(app, "import", "--public", written(tmp_path / "vault", notes))
    assert found(app) == {"a": "private", "b": "public"}
