"""What was read comes in from other programs and goes out to them again."""

import csv
import json
from io import StringIO

import pytest
from bibtexparser.entrypoint import parse_string
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pictures import send_picture
from tests.views.feed_reading import log
from tests.views.test_importing import hidden
from tests.writers import count_changes
from wiki.db import db
from wiki.models import Reading

BIB = r"""@book{hill87, author = {Hill, {\'E}dith and Low, Ed}, title = {{\TeX} \& the sea},
  year = 1987, url = {https://example.org/sea}, note = {SECRET-NOTE}}
@article{sum, author = {Roe, Ana}, title = {=SUM(A1)}, year = 2001, doi = {10.1000/Ab}}
@misc{none, note = {no title}}
"""
RIS = (
    "TY  - BOOK\nTI  - TEX & the SEA\nAU  - Hill, Edith\nPY  - 1987/05\nER  - \n"
    "TY  - GEN\nTI  - Anew\nER  - \n"
)


def send(author: FlaskClient, text: str, **fields: str) -> TestResponse:
    """Return the page that says what importing a file would do."""
    return send_picture(author, text.encode(), "x.txt", to="/import", script=False, **fields)


def take(author: FlaskClient, text: str, **fields: str) -> str:
    """Import a file, and return the page that this leads to."""
    shown = send(author, text, **fields)
    assert shown.status_code == 200
    done = author.post("/import", data=hidden(shown.text))
    assert done.status_code == 303
    return author.get(done.location).text


def stored(app: Flask) -> dict[str, Reading]:
    with app.app_context():
        return {one.title: one for one in db.session.query(Reading).all()}


def test_works_are_shown_then_come_in_as_drafts_and_once(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    before = count_changes(app)
    shown = send(author, BIB)
    assert "3 works in BibTeX: 0 known, 2 new, 0 changed, 1 refused." in shown.text
    assert "It has neither a title nor a web address." in shown.text
    assert count_changes(app) == before
    done = author.post("/import", data=hidden(shown.text))
    assert done.location == "/reading"
    assert ">Undo<" in author.get("/reading").text
    assert author.post("/import", data=hidden(shown.text)).location == "/reading"
    assert "This file came in already" in author.get("/reading").text
    assert count_changes(app) == before + 1
    found = stored(app)
    sea = found["TeX & the sea"]
    assert (sea.state, sea.takeaway, sea.citation_key) == ("draft", "", "hill87")
    assert [quote["public"] for quote in sea.quotes] == [False, False]
    assert sea.quotes[0]["note"] == "SECRET-NOTE"
    assert "2 known, 0 new" in send(author, BIB).text
    take(author, RIS)
    assert len(stored(app)) == 3
    assert "SECRET" not in client.get("/reading").text
    assert client.get("/reading.csv").text.count("\n") == 1
    assert client.post("/reading/publish").status_code == 401
    for data in ("<opml version='2.0'/>", "@book{k, title={x"):
        refused = send(author, data)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
    assert len(stored(app)) == 3


def test_one_press_publishes_the_drafts_that_have_a_takeaway_and_none_of_their_quotes(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    take(author, BIB)
    assert "drafts that have a takeaway" not in author.get("/reading").text
    number = stored(app)["TeX & the sea"].id
    form = author.get(f"/reading/{number}/edit").text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    typed = {
        "base": base,
        "takeaway": "Waves.",
        "state": "draft",
        "quotes-0-text": "OPEN-WORDS",
        "quotes-0-page": "12",
        "quotes-0-public": "y",
        "quotes-1-note": "SECRET-NOTE",
    }
    assert author.post(f"/reading/{number}/edit", data=typed).status_code == 303
    assert "Publish the draft that has a takeaway" in author.get("/reading").text
    assert author.post("/reading/publish").status_code == 303
    page = client.get(f"/reading/{number}").text
    assert "OPEN-WORDS" in page
    assert "p. 12" in page
    states = {title: one.state for title, one in stored(app).items()}
    assert states == {"TeX & the sea": "published", "=SUM(A1)": "draft"}
    base = author.get(f"/reading/{number}/edit").text.partition('name="base" value="')[2]
    shut = {"base": base.partition('"')[0]}
    long = author.post(
        f"/reading/{number}/edit", data=shut | {"quotes-0-page": "9" * 300, "quotes-0-text": "x"}
    )
    assert (long.status_code, "Too long" in long.text) == (413, True)
    alone = author.post(f"/reading/{number}/edit", data=shut | {"quotes-2-page": "77"})
    assert (alone.status_code, 'value="77"' in alone.text) == (422, True)
    assert "A page has to have words or a note beside it." in alone.text
    lines = author.post(f"/reading/{number}/edit", data=shut | {"quotes": "neither"})
    assert (lines.status_code, "neither</textarea>" in lines.text) == (422, True)
    shut = typed | shut | {"quotes-0-note": "n"}
    del shut["quotes-0-public"], shut["state"]
    assert author.post(f"/reading/{number}/edit", data=shut).status_code == 303
    for address in (
        f"/reading/{number}",
        f"/r/{number}/history",
        f"/reading/{number}?at=2026-11-20",
    ):
        answer = client.get(address, follow_redirects=True)
        assert "SECRET" not in answer.text
        assert "OPEN-WORDS" not in answer.text
    base = author.get(f"/reading/{number}/edit").text.partition('name="base" value="')[2]
    emptied = {
        "base": base.partition('"')[0],
        "quotes-0-page": "12",
        "quotes-1-note": "SECRET-NOTE",
    }
    assert author.post(f"/reading/{number}/edit", data=emptied).status_code == 303
    assert [one["note"] for one in stored(app)["TeX & the sea"].quotes] == ["SECRET-NOTE"]


def test_quotes_are_hidden_from_visitors_in_documents_data_and_versions_and_round_trip(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    said = {
        "quotes-0-text": "First\n> line",
        "quotes-0-note": "note: mine\n\nend",
        "quotes-0-page": "3-4",
        "quotes-0-public": "y",
        "quotes-1-text": "SECRET-WORDS",
        "citation_key": "wave",
    }
    number = log(author, title="Waves", topics="compute", takeaway="Up.", read_on="2026-05", **said)
    for end in (".md", ".json", "/history", ""):
        assert "SECRET" not in client.get(f"/atlas/compute{end}").text
    assert "SECRET" not in client.get(f"/r/{number}/history", follow_redirects=True).text
    (data,) = client.get("/atlas/compute.json").get_json()["sections"]["reading"]
    first = {"text": "First\n> line", "page": "3-4", "note": "note: mine\n\nend", "public": True}
    assert data["quotes"] == [first]
    assert data["citation_key"] == "wave"
    (data,) = author.get("/atlas/compute.json").get_json()["sections"]["reading"]
    assert len(data["quotes"]) == 2
    document = author.get("/atlas/compute.md").text
    assert "SECRET-WORDS" in document
    before = stored(app)["Waves"].quotes
    open_document = client.get("/atlas/compute.md").text
    runner = app.test_cli_runner()
    for text in (document, document.replace("SECRET-WORDS", "Other"), open_document):
        with open(f"{app.instance_path}/page.md", "w") as file:
            file.write(text)
        assert runner.invoke(args=["import", file.name]).exit_code == 0
    after = stored(app)["Waves"].quotes
    assert after[0] == before[0]


def test_exports_read_back_to_the_same_works(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    take(author, BIB, publish="y")
    secret = log(author, title="SECRET-DRAFT", state="draft")
    log(author, title="Of the topic", topics="compute", authors="Ana Roe", read_on="2026-05-01")
    entries = parse_string(client.get("/reading.bib").text).entries
    assert {entry.key for entry in entries} >= {"hill87", "sum"}
    again = take(author, client.get("/reading.bib").text)
    assert "0 new" in again or "in the reading log already" in again
    for form in ("ris", "csl.json", "csv"):
        answer = client.get(f"/reading.{form}")
        assert answer.status_code == 200
        assert "SECRET" not in answer.text
        assert "SECRET-DRAFT" in author.get(f"/reading.{form}").text
        shown = send(author, answer.text)
        assert " 0 new" in shown.text
    items = json.loads(client.get("/reading.csl.json").data)
    (sea,) = [item for item in items if item["id"] == "hill87"]
    assert sea["issued"] == {"date-parts": [[1987]]}
    assert sea["author"][0] == {"family": "Hill", "given": "Édith"}
    rows = list(csv.DictReader(StringIO(client.get("/reading.csv").text)))
    assert {"title", "url", "authors", "published_on", "read_on", "takeaway"} <= rows[0].keys()
    assert "'=SUM(A1)" in {row["title"] for row in rows}
    of_topic = client.get("/reading.csl.json?topic=compute").get_json(force=True)
    assert [item["title"] for item in of_topic] == ["Of the topic"]
    words = client.get("/reading.csl.json?q=edith+SEA").get_json(force=True)
    assert [item["id"] for item in words] == ["hill87"]
    assert client.get("/reading.bib?topic=nowhere").status_code == 404
    # What the page finds is what the export has, drafts and works without a takeaway aside.
    for asked in (
        "q=topi",
        "author=roe&year=2026-05",
        "takeaway=with",
        'q="Of+the+topic"&year=2025',
    ):
        exported = client.get(f"/reading.csl.json?{asked}").get_json(force=True)
        assert any(item["title"] == "Of the topic" for item in exported) == (
            ">Of the topic<" in client.get(f"/reading?{asked}").text
        )
    assert client.get("/reading.csl.json?q=ea").get_json(force=True) == []  # no word begins so
    assert client.get("/reading.csv?year=soon").status_code == 400
    assert secret
    for form in ("bib", "ris", "csl.json", "csv"):
        assert f'href="/reading.{form}"' in client.get("/reading").text
        assert f'href="/reading.{form}"' in client.get("/export").text
    assert 'href="/reading.bib?topic=compute"' in client.get("/reading?topic=compute").text


@pytest.mark.parametrize("option", [[], ["--publish"]])
def test_the_command_imports_a_bibliography(app: Flask, option: list[str]) -> None:
    path = f"{app.instance_path}/anything.md"
    marks = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>\n<DT><A HREF='https://example.org/1'>One</A>\n"
        "<DT><A HREF='https://example.org/2' PRIVATE='1'>Two</A>\n</DL>"
    )
    with open(path, "w") as file:
        file.write(marks)
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["import", "--dry-run", *option, path])
    assert "2 works in bookmarks: 0 known, 2 new" in dry.output
    assert stored(app) == {}
    assert runner.invoke(args=["import", *option, path]).exit_code == 0
    states = {title: one.state for title, one in stored(app).items()}
    assert states == {"One": "published" if option else "draft", "Two": "draft"}
    with open(path, "w") as file:
        file.write("TY  - BOOK\nTI  - Cut")
    broken = runner.invoke(args=["import", path])
    assert broken.exit_code != 0
    assert "may have been cut short" in broken.output
    assert len(stored(app)) == 2
