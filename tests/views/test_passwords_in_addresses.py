"""An address with a password in it is refused wherever one is read, as visitors would read it."""

import json
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_capture import made_token
from tests.writers import Writer, count_changes, inside
from wiki.addresses import PASSWORD

SECRET = "https://ann:hunter2@a.example/x"
PAGE = f"---\natlas: 1\ntitle: Chips\n---\n\n## Recent reading\n\n- 2026-05-01 [A work]({SECRET})\n"
ENTRIES = {
    "works.bib": f"@misc{{ann, title = {{A work}}, url = {{{SECRET}}}}}",
    "works.json": json.dumps([{"id": "ann", "type": "webpage", "title": "A work", "URL": SECRET}]),
    "works.ris": f"TY  - ELEC\nTI  - A work\nUR  - {SECRET}\nER  - \n",
    "works.csv": f"Key,Item Type,Title,Date Added,Url\nK,webpage,A work,,{SECRET}\n",
    "works.html": f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="{SECRET}">A work</A></DL>',
}


@pytest.mark.parametrize("address", ["/reading/new", "/atlas/compute/reading", "/writing/new"])
def test_a_form_says_what_is_wrong_and_saves_nothing(
    app: Flask, author: FlaskClient, topic: str, address: str
) -> None:
    before = count_changes(app)
    sent = {"title": "A work", "url": SECRET, "takeaway": "Read.", "topics": "Compute", "once": "a"}
    answer = author.post(address, data=sent)
    assert answer.status_code == 422
    assert PASSWORD in unescape(answer.text)
    assert f'value="{SECRET}"' in answer.text  # the text stays in the form
    assert count_changes(app) == before


def test_a_program_that_sends_one_is_told(app: Flask, author: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    answer = author.post("/api/readings", json={"url": SECRET, "title": "A work"}, headers=bearer)
    assert answer.status_code == 422
    assert PASSWORD in answer.get_json()["error"]


def test_a_document_is_refused_with_the_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "chips.md"
    file.write_text(PAGE)
    result = app.test_cli_runner().invoke(args=["import", str(file)])
    assert result.exit_code == 1
    assert "line 8" in result.output
    assert PASSWORD in " ".join(result.output.split())


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_of_a_list_is_refused_and_named(app: Flask, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(ENTRIES[name])
    before = count_changes(app)
    result = app.test_cli_runner().invoke(args=["import", str(file)])
    assert PASSWORD in " ".join(result.output.split())
    assert f"{PASSWORD}\n" in result.output
    assert count_changes(app) == before


def test_a_reading_that_has_one_from_before_is_read_and_edited(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    with inside(app):
        Writer().add(
            Writer().topic("Chips"), "reading", title="A work", takeaway="Read.", url=SECRET
        )
    assert author.get("/r/1", follow_redirects=True).status_code == 200
    page = author.get("/atlas/chips/reading/1/edit").text
    sent = {"title": "A work", "url": SECRET, "takeaway": "Read again.", "topics": "Chips"}
    base = page.partition('name="base" value="')[2].partition('"')[0]
    answer = author.post("/atlas/chips/reading/1", data=sent | {"base": base})
    assert answer.status_code == 303, answer.text
    assert "Read again." in author.get("/r/1", follow_redirects=True).text
