"""The essays of a blog come in from its feed: as a file, by address, and by the command."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exchange.test_blog_feeds import RSS
from tests.pictures import send_picture
from tests.views.test_importing import hidden
from tests.writers import count_changes
from wiki.fetch import Fetcher

BLOG = "https://blog.example/"


def test_essays_are_shown_then_come_in_as_drafts_and_once(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    before = count_changes(app)
    shown = send_picture(author, RSS.encode(), "x.bib", to="/import", script=False)
    assert "4 essays in RSS: 1 known, 2 new, 0 changed, 1 refused." in shown.text
    assert "Nowhere to go" in shown.text
    assert "It has no web address." in shown.text
    assert count_changes(app) == before
    done = author.post("/import", data=hidden(shown.text))
    assert done.location == "/writing"
    assert ">Undo<" in author.get("/writing").text
    assert count_changes(app) == before + 1
    assert "dogs" not in client.get("/writing").text + client.get("/writing.rss").text
    again = send_picture(author, RSS.encode(), "x", to="/import", script=False)
    assert author.post("/import", data=hidden(again.text)).location == "/import"
    assert "Everything in it is among your essays already" in author.get("/import").text
    # One press publishes the drafts that lead elsewhere, and no other.
    author.post("/writing/new", data={"title": "Unfinished", "body": "Half", "later": "y"})
    assert "Publish the 2 drafts that are published elsewhere" in author.get("/writing").text
    assert client.post("/writing/publish").status_code == 401
    assert author.post("/writing/publish").location == "/writing"
    assert "Published 2 essays." in author.get("/writing").text
    assert "dogs" in client.get("/writing").text
    assert "Unfinished" not in client.get("/writing").text
    assert author.post("/writing/publish").status_code == 303
    other = RSS.replace("example/note", "example/more").encode()
    published = send_picture(author, other, "x", to="/import", script=False, publish="y")
    assert "published at once" in published.text
    assert author.post("/import", data=hidden(published.text)).location == "/writing"
    assert 'href="https://blog.example/more"' in client.get("/writing").text
    for wrong, said in (
        (b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'>&a;</rss>", "declares entities"),
        (b"<opml version='2.0'><body/></opml>", "list of feeds (OPML)"),
        (RSS.encode()[:600], "This feed is damaged"),
    ):
        refused = send_picture(author, wrong, "x", to="/import", script=False)
        assert (refused.status_code, said in refused.text) == (422, True)


def test_a_feed_is_fetched_by_address_only_where_that_is_allowed(
    app: Flask, author: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"address": BLOG}
    assert 'name="address"' not in author.get("/import").text
    assert "Choose a file" in author.post("/import", data=sent).text
    runner = app.test_cli_runner()
    assert "set WIKI_FETCH to 1" in runner.invoke(args=["import", BLOG]).output
    answers = {BLOG: RSS.encode()}
    app.extensions["atlas.fetcher"] = Fetcher(find_feed=lambda url, _seconds: answers.get(url))
    for wrong, said in (("nowhere", "An address begins with"), (f"{BLOG}2", "No feed of at most")):
        answer = author.post("/import", data={"address": wrong})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'name="address" value="{wrong}"' in answer.text
    assert "4 essays in RSS" in author.post("/import", data=sent).text
    assert "No feed of at most" in runner.invoke(args=["import", f"{BLOG}2"]).output
    dry = runner.invoke(args=["import", "--dry-run", BLOG])
    assert "line 15 refused (Nowhere to go): It has no web address." in dry.output
    (tmp_path / "feed").write_text(RSS)
    for source in (BLOG, str(tmp_path / "feed")):
        done = runner.invoke(args=["import", "--publish", source])
        assert done.exit_code == 0, done.output
    assert "3 known, 0 new" in done.output
