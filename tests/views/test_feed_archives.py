"""Long feeds lead on to their archives; OPML lists all feeds; a week goes out as a mail."""

import email
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, base_of
from tests.views.changelog_reading import let_settle, press, write
from tests.views.feed_reading import entries, log
from wiki.db import begin_writing, db
from wiki.journal import Signature, writer
from wiki.queries import announced
from wiki.queries.beliefs import triggers
from wiki.queries.changelog import archives
from wiki.sections import reading
from wiki.services.collections import add_shared

ATOM, RSS = "{http://www.w3.org/2005/Atom}link", "channel/{http://www.w3.org/2005/Atom}link"
HISTORY = "{http://purl.org/syndication/history/1.0}archive"


def links(client: FlaskClient, path: str) -> dict[str, str]:
    root = ElementTree.fromstring(client.get(path).data)
    found = root.findall(ATOM) + root.findall(RSS)
    return {link.attrib["rel"]: link.attrib["href"].partition("localhost")[2] for link in found}


def test_a_long_feed_leads_on_to_archives_that_hold_every_entry_once(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(announced, "MOST", 5)
    with app.app_context():
        begin_writing()
        for number in range(12):
            values = {"title": f"Work {number}", "takeaway": "Said.", "topics": [topic]}
            add_shared(reading.SECTION, values, Signature(None, TODAY), once="")
        db.session.commit()
    for form in ("rss", "atom"):
        path = f"/reading.{form}"
        assert links(client, path)["prev-archive"] == f"{path}?archive=2"
        last = links(client, f"{path}?archive=2")
        assert last["current"] == path
        assert last["self"] == f"{path}?archive=2"
        assert last["prev-archive"] == f"{path}?archive=1"
        assert "next-archive" not in last
        assert links(client, f"{path}?archive=1")["next-archive"] == f"{path}?archive=2"
        first = client.get(f"{path}?archive=1").data
        assert ElementTree.fromstring(first).find(f".//{HISTORY}") is not None
        told = [entry["title"] for n in (1, 2) for entry in entries(client, f"{path}?archive={n}")]
        assert sorted(told) == sorted(f"Work {number}" for number in range(10))
        log(author, title=f"New {form}", takeaway="Said.")
        assert client.get(f"{path}?archive=1").data == first  # what is in an archive stays there
    assert client.get("/reading.json").get_json()["next_url"].endswith("/reading.json?archive=2")
    for wrong in ("0", "3", "x", "-1", "9" * 30, ""):
        assert client.get(f"/reading.rss?archive={wrong}").status_code == 404
    assert client.get("/writing.atom?archive=1").status_code == 404
    assert "prev-archive" not in links(client, "/writing.atom")


def test_changes_and_triggers_have_archives_that_stay_as_they_are(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "CHANGES", 3)
    monkeypatch.setattr(triggers, "MOST", 2)
    let_settle(app)
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private", "once": "h"})
    for number in range(4):
        write(author, "beliefs", claim=f"Claim {number}", credence="60")
        write(author, "beliefs", slug="hidden", claim=f"Secret {number}", credence="60")
    for number in range(3):
        write(author, "triggers", observation=f"Seen {number}")
        seen = {"happened_on": "2026-11-02", "cause": ""}
        press(author, f"triggers/{number + 1}/happened", **seen)
    for path in ("/changes.rss", "/atlas/compute/changes.atom"):
        here, told = links(client, path)["prev-archive"], []
        newest = here
        while here:
            found = links(client, here)
            assert (found["self"], found["current"]) == (here, path)
            told += [entry["title"] for entry in entries(client, here)]
            if newer := found.get("next-archive"):
                assert links(client, newer)["prev-archive"] == here
            here = found.get("prev-archive", "")
        latest = [entry["title"] for entry in entries(client, path)]
        assert latest[: len(latest) - len(told)] + told == latest  # the feed has them all here
        assert len(latest) - len(told) < archives.CHANGES
        assert not any("Secret" in title for title in told)
        before = entries(client, newest)
        write(author, "beliefs", claim="Anew", credence="60")
        assert entries(client, newest) == before
    assert "?archive=" in client.get("/changes.json").get_json()["next_url"]
    assert links(client, "/triggers.rss")["prev-archive"] == "/triggers.rss?archive=1"
    held = [entry["title"] for entry in entries(client, "/triggers.rss?archive=1")]
    assert held == ["Seen 1", "Seen 0"]
    happened = client.get("/triggers/happened.json").get_json()
    assert happened["next_url"].endswith("/triggers/happened.json?archive=1")
    for path in ("/changes.atom", "/atlas/compute/changes.rss", "/triggers.atom"):
        for wrong in ("0", "99", "x", "9" * 30):
            assert client.get(f"{path}?archive={wrong}").status_code == 404
    monkeypatch.setattr(archives, "CHANGES", 50)  # none is full
    app.wsgi_app.cache.close()  # type: ignore[attr-defined]
    assert "prev-archive" not in links(client, "/changes.rss")


def test_every_feed_of_the_list_answers_and_none_of_a_private_region_is_in_it(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    for title, more in (("Hidden", {"visibility": "private"}), ("Bare", {})):
        data = {"title": title, "area": f"{title} area", "once": title} | more
        assert author.post("/atlas/new", data=data).status_code == 303
    both = log(author, title="Of both", takeaway="Read.", topics="hidden,bare")
    log(author, title="Of another", takeaway="Read.", topics="compute")
    answer = client.get("/feeds.opml")
    assert answer.mimetype == "text/x-opml"
    assert "Hidden" not in answer.text
    outlines = ElementTree.fromstring(answer.data).findall(".//outline[@xmlUrl]")
    assert len(outlines) == 12
    for outline in outlines:
        found = client.get(outline.attrib["xmlUrl"].removeprefix("http://localhost"))
        assert not feedparser.parse(found.data).bozo, outline.attrib
    assert {one.attrib["htmlUrl"].removeprefix("http://localhost") for one in outlines} == {
        *("/reading", "/writing", "/changes", "/triggers", "/atlas/compute"),
        *("/atlas/compute/changes", "/atlas/elsewhere", "/atlas/elsewhere/changes"),
        *("/areas/governance", "/areas/bare-area", "/atlas/bare", "/atlas/bare/changes"),
    }
    for form in ("rss", "atom", "json"):
        (entry,) = entries(client, f"/areas/bare-area/reading.{form}")
        assert entry["link"].endswith(f"/r/{both}")
        assert client.get(f"/areas/hidden-area/reading.{form}").status_code == 404
    assert "/feeds.opml" in client.get("/feeds").text


def test_a_week_goes_out_as_a_mail_and_a_quiet_one_as_none(
    app: Flask, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["digest"]).output == ""
    for days, number in ((30, "50"), (20, "55"), (2, "70"), (0, "90")):
        monkeypatch.setattr(writer, "utc_now", lambda days=days: now - timedelta(days=days))
        if number == "50":
            author.post("/atlas/new", data={"title": "Zähler", "once": "t"})
            belief = {"claim": "Counts <hold>", "credence": "50", "once": "b"}
            author.post("/atlas/zahler/beliefs", data=belief)
            continue
        form = author.get("/atlas/zahler/beliefs/1/edit").text
        moved = {"credence": number, "base": base_of(form), "reason": f"Why {number}"}
        assert author.post("/atlas/zahler/beliefs/1", data=moved).status_code == 303
    done = runner.invoke(args=["digest", "--to", "list@example.org"])
    assert done.exit_code == 0, done.output
    mail = email.message_from_string(done.output)
    assert mail["To"] == "list@example.org"
    assert mail["Subject"].startswith("An atlas of AI safety: ")
    body = str(mail.get_payload())
    assert "Zähler\n------" in body
    assert "Counts <hold>" in body
    assert "Why 70" in body
    assert "http://localhost/c/" in body
    assert "Why 55" not in body
    assert "Why 90" not in body  # today is left for the next mail
    assert max(map(len, body.splitlines())) <= 72
    assert runner.invoke(args=["digest", "--to", "a@b\nBcc: c@d"]).exit_code == 1
