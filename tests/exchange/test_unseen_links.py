"""What a visitor's document cannot show stays as it is where that document is imported."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exchange.made import run
from tests.writers import Writer, count_changes, inside, reread
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.editing import edit_document, read_document
from wiki.journal import record
from wiki.models import Topic
from wiki.recorded import Recorded

ada = Writer("Ada")
LINKS: dict[str, dict[str, Any]] = {
    "trigger": {"belief": "b-1", "cause": "r-1", "happened_on": "2026-06-01"},
    "uncertainty": {"cause": "b-1", "settled": "answered"},
    "reading": {"bears": {"b-1": "for", "b-2": "against"}},
}
SEEN: dict[str, dict[str, Any]] = {
    "trigger": {"belief": "b-2", "cause": "r-2"},
    "uncertainty": {"cause": "b-2"},
    "reading": {"bears": {"b-2": "against"}},
}


def alter(values: dict[str, dict[str, Any]]) -> None:
    with ada.saving() as by, record(by) as entry:
        for kind, said in values.items():
            entry.alter(the(kind), **said)


def the(kind: str) -> Any:
    """Return the last row of a kind, which is the one on the public page."""
    model = Recorded.kinds[kind]
    return reread(db.session.query(model).order_by(model.id.desc()).first())


def links() -> dict[str, dict[str, Any]]:
    return {k: {name: getattr(the(k), name) for name in said} for k, said in SEEN.items()}


def hidden() -> dict[str, dict[str, Any]]:
    return {kind: {name: LINKS[kind][name] for name in said} for kind, said in SEEN.items()}


@pytest.fixture
def atlas(app: Flask) -> Flask:
    """An atlas whose open page leads to items of a page that is hidden."""
    with inside(app):
        for title, visibility in (("Hidden", "private"), ("Open", "public")):
            topic = ada.topic(title, visibility=visibility)
            ada.add(topic, "beliefs", claim=f"{title} claim", credence=50)
            work = {"title": f"{title} work", "read_on": "2026-05-01", "takeaway": "Mine"}
            ada.add(topic, "reading", **work)
            if title == "Open":
                ada.add(topic, "uncertainties", question="How fast?")
                ada.add(topic, "triggers", observation="It rains")
        alter(LINKS)
    return app


def written(folder: Path, text: str) -> Path:
    (folder / "open.md").write_text(text)
    return folder / "open.md"


def test_the_document_of_visitors_takes_no_hidden_link_away(
    atlas: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    text = client.get("/atlas/open.md").text
    assert not re.search(r"\b[br]-1\b", text)  # nor does the atlas's id count
    changes = count_changes(atlas)
    told = run(atlas, "import", written(tmp_path, text))
    assert "0 added, 0 updated, 5 unchanged" in told
    assert told.count("visitors do not see b-1, so the link to it stays") == 2
    assert told.count("visitors do not see b-1, r-1, so the links to them stay") == 1
    assert count_changes(atlas) == changes
    with inside(atlas):
        assert links() == hidden()


def test_what_it_says_otherwise_counts_all_the_same(
    atlas: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    text = client.get("/atlas/open.md").text
    text = text.replace("bears: b-2 against", "bears: b-2 for")
    text = text.replace("settled: answered", "settled: answered\n  cause: b-2")
    run(atlas, "import", written(tmp_path, text))
    with inside(atlas):
        assert the("reading").bears == {"b-1": "for", "b-2": "for"}
        assert the("uncertainty").cause == "b-2"
        assert the("trigger").belief == "b-1"


def test_a_link_that_visitors_see_goes_with_its_line(
    atlas: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    with inside(atlas):
        alter(SEEN)
    text = client.get("/atlas/open.md").text
    for line in ("  belief: b-2\n", "  cause: r-2\n", "  cause: b-2\n", "  bears: b-2 against\n"):
        for end in (line, line.replace("\n", " ^")):
            text = text.replace(end, "" if end == line else "  ^")
    text = text.replace("\n  ^", " ^")
    told = run(atlas, "import", written(tmp_path, text))
    assert "visitors do not see" not in told
    with inside(atlas):
        assert links() == {
            "trigger": {"belief": "", "cause": ""},
            "uncertainty": {"cause": ""},
            "reading": {"bears": {}},
        }


def test_an_author_who_edits_the_page_as_one_text_takes_any_link_off(atlas: Flask) -> None:
    with inside(atlas):
        topic = db.session.query(Topic).filter_by(slug="open").one()
        before = read_document(topic, UTC)
        text = before.text.replace("bears: b-1 for, b-2 against", "bears: b-2 against")
        text = text.replace("  cause: b-1 ^", "  ^").replace("\n  ^", " ^")
        clock = Clock(datetime.now(UTC), ZoneInfo("UTC"))
        with ada.saving() as by:
            edit_document(topic, text, by, base=before.version, clock=clock)
        assert the("reading").bears == {"b-2": "against"}
        assert the("uncertainty").cause == ""
        assert the("trigger").cause == "r-1"


def test_the_document_of_a_page_that_visitors_do_not_have_means_what_it_lacks(
    atlas: Flask, tmp_path: Path
) -> None:
    with inside(atlas):
        topic = db.session.query(Topic).filter_by(slug="open").one()
        text = read_document(topic, UTC).text.replace("visibility: public", "visibility: private")
        with ada.saving() as by, record(by) as entry:
            entry.alter(topic, visibility="private")
    text = text.replace("bears: b-1 for, b-2 against", "bears: b-2 against")
    run(atlas, "import", written(tmp_path, text))
    with inside(atlas):
        assert the("reading").bears == {"b-2": "against"}
