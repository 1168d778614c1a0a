"""Characters that no page and no feed may hold: no text, however typed, takes a feed down."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import SAMPLES, TODAY, base_of
from tests.new_pages import create_topic
from tests.views.changelog_reading import change, write
from tests.views.feed_reading import content, entries
from wiki.db import begin_writing, db
from wiki.journal import Signature
from wiki.sections import SECTIONS
from wiki.views import changelog, feeds, triggers
from wiki.views.feed_parts import FeedEntry

NAME = "A&#1;B&#x0B;C&#xFFFE;D&#xFFFF;E"
BROKEN = f"{NAME} [x](/map 't&#2;') [[F&#3;G]] `&#4;` <H&#5;>"
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORMS = ("rss", "atom", "json")
FEEDS = [f"{place}/{name}.{form}" for place in ("", "/atlas/compute") for name in
         ("reading", "changes") for form in FORMS]  # fmt: skip
FEEDS += ["/triggers.rss", "/triggers.atom", "/triggers/happened.json"]
PAGES = ["/", "/atlas/compute", "/atlas/compute.md", "/atlas/compute.json", "/map", "/map.json"]
PAGES += ["/map.svg", "/sitemap.xml", "/reading", "/writing", "/beliefs", "/beliefs.json", "/feeds"]
PAGES += ["/triggers", "/triggers.json", "/changes", "/changes/2026-11", "/changes/2026-11.md"]
PAGES += ["/record", "/record.json", "/record.csv", "/search?q=A", "/b/1/history", "/history"]
PAGES += ["/b/1/cite", "/b/1.bib", "/r/1.csl.json", "/atlas/compute.bib"]
SHORT = {"credence", "range", "resolves_on", "outcome", "belief", "size", "kind", "region", "url"}
SHORT |= {"read_on", "published_on", "topics", "happened_on", "cause", "bears", "slug"}


def fill(author: FlaskClient, words: str) -> None:
    """Write the words into every text of every kind, and let everything be news."""
    for section in SECTIONS:
        first, _ = SAMPLES[section.name]
        typed = {name: value if name in SHORT else words for name, value in first.items()}
        write(author, section.name, **typed)
    change(author, "beliefs/1", credence="20", reason=words)
    form = author.get("/atlas/compute/triggers/1/happened").text
    base = base_of(form)
    seen = {"base": base, "happened_on": "2026-11-01", "note": words, "reason": words}
    assert author.post("/atlas/compute/triggers/1/happened", data=seen).status_code == 303


@pytest.fixture
def broken(app: Flask, author: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        by = Signature(None, TODAY)
        create_topic({"title": f"Compute {NAME}", "slug": "compute", "summary": BROKEN}, by)
        create_topic({"title": "Elsewhere"}, by)
        db.session.commit()
    fill(author, BROKEN)


def check(client: FlaskClient, path: str) -> str:
    """Return what an address answers, which holds nothing unwanted and is sound XML if any."""
    answer = client.get(path)
    assert answer.status_code in (200, 404) if path in PAGES else answer.status_code == 200, path
    body = answer.get_data().decode()
    assert not UNWANTED.search(body.replace("\r\n", "\n")), path
    kind = answer.mimetype or ""
    if "xml" in kind:
        ElementTree.fromstring(body)
    if "json" in kind:
        assert not UNWANTED.search(json.dumps(answer.get_json(), ensure_ascii=False)), path
    return body


@pytest.mark.usefixtures("broken")
def test_what_markdown_makes_of_references_is_in_no_page_and_no_feed(client: FlaskClient) -> None:
    for path in [*PAGES, *FEEDS]:
        check(client, path)
    for path in FEEDS:
        told = [f"{entry['title']} {content(entry)}" for entry in entries(client, path)]
        assert told, path
        assert any("ABCDE" in words for words in told), (path, told)


@pytest.mark.usefixtures("broken")
def test_a_page_tells_whoever_signed_in_no_less(author: FlaskClient) -> None:
    for path in [*PAGES, "/review", "/atlas/compute/history", "/c/3"]:
        check(author, path)


def test_what_lies_in_the_tables_from_of_old_breaks_no_xml(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, tmp_path: Path
) -> None:
    fill(author, "Words")
    with app.app_context():
        for table, column in [
            ("topic", "title"),
            ("topic", "summary"),
            ("reading", "title"),
            ("reading", "takeaway"),
            ("belief", "claim"),
            ("trigger", "observation"),
        ]:
            db.session.execute(
                text(f"UPDATE {table} SET {column} = {column} || char(1, 11, 65534) || 'Z'")
            )
        db.session.commit()
    for path in [*FEEDS, "/map.svg", "/sitemap.xml"]:
        check(client, path)
    for path in FEEDS:
        assert entries(client, path), path
    for name in ("map.svg", "map.graphml"):
        file = tmp_path / name
        done = app.test_cli_runner().invoke(args=["map", "export", str(file)])
        assert done.exit_code == 0, done.output
        assert "ComputeZ" in "".join(ElementTree.parse(file).getroot().itertext())


def spoil(
    monkeypatch: pytest.MonkeyPatch, spoilt: set[str], how: Callable[[FeedEntry], FeedEntry]
) -> None:
    """Let every feed make some of its news, known by their ids, in a way that spoils them."""

    def spoiling(module: object, name: str) -> None:
        make = getattr(module, name)

        def make_spoilt(item: object, *more: object) -> FeedEntry:
            entry: FeedEntry = make(item, *more)
            return how(entry) if entry.guid in spoilt else entry

        monkeypatch.setattr(module, name, make_spoilt)

    for module, name in ((feeds, "_entry"), (changelog, "_feed_entry"), (triggers, "_entry")):
        spoiling(module, name)


def failing(entry: FeedEntry) -> FeedEntry:
    raise ValueError(entry.guid)


def unwritable(entry: FeedEntry) -> FeedEntry:
    vars(entry)["at"] = "never"
    return entry


@pytest.mark.parametrize("how", [failing, unwritable])
def test_an_entry_that_cannot_be_told_costs_nobody_the_others(
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    how: Callable[[FeedEntry], FeedEntry],
) -> None:
    fill(author, "Words")
    fill_again(author)
    whole = {path: [entry["id"] for entry in entries(client, path)] for path in FEEDS}
    spoil(monkeypatch, {ids[0] for ids in whole.values()}, how)
    author.post("/settings", data={"site_summary": "New"})  # so that no answer is kept
    for path in FEEDS:
        caplog.clear()
        assert [entry["id"] for entry in entries(client, path)] == whole[path][1:], path
        assert whole[path][1:]
        assert "Left out of a feed" in caplog.text


def fill_again(author: FlaskClient) -> None:
    """Add a second piece of news for every feed."""
    write(author, "reading", title="Another", url="", takeaway="Another")
    write(author, "triggers", observation="Another", happened_on="2026-11-02")
    form = author.get("/atlas/compute/triggers/2/happened").text
    base = base_of(form)
    seen = {"base": base, "happened_on": "2026-11-02"}
    assert author.post("/atlas/compute/triggers/2/happened", data=seen).status_code == 303
