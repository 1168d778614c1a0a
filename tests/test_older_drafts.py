"""An atlas made before readings and essays could be drafts opens, and all in it is published."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.writers import Writer, counted, inside, reread
from wiki.db import begin_writing, db
from wiki.models import Essay, Reading
from wiki.queries.past.history import read_item_history
from wiki.visibility import AUTHOR

ada = Writer()


@pytest.fixture
def old(app: Flask) -> Flask:
    """An atlas with a reading and an essay, as an earlier version left it."""
    with inside(app):
        page = ada.topic("Compute")
        ada.add(page, "reading", title="Counting", takeaway="Told", topics=[])
        ada.add(page, "writing", title="Weighing", body="Words", topics=[])
        begin_writing()
        for kind in ("reading", "essay"):
            journal = "UPDATE revision SET after = json_remove(after, '$.state') WHERE kind = :kind"
            db.session.execute(text(journal), {"kind": kind})
        db.session.commit()
        downgrade(revision="0006")
    return app


def test_what_an_older_atlas_holds_is_published(old: Flask, client: FlaskClient) -> None:
    with inside(old):
        upgrade()
    page = client.get("/atlas/compute").text
    assert ("Counting" in page, "Weighing" in page) == (True, True)
    assert "1 reading" in client.get("/changes").text
    assert "Counting" in client.get("/reading.rss").text


def test_a_save_after_that_says_nothing_of_a_state(old: Flask) -> None:
    with inside(old):
        upgrade()
        reading, essay = db.session.get_one(Reading, 1), db.session.get_one(Essay, 1)
        page, before = reread(reading).topics[0], counted()
        ada.save(page, "reading", reading, takeaway="Told")
        assert counted() == before
        ada.save(page, "reading", reading, takeaway="Told again")
        told = read_item_history("reading", 1, reader=AUTHOR).entries
        assert [one.sentence for one in told] == [
            "Edited reading “Counting”: takeaway",
            "Added reading “Counting”",
        ]
        ada.save(page, "writing", essay, state="draft")
        told = read_item_history("essay", 1, reader=AUTHOR).entries
        assert told[0].sentence == "Edited essay “Weighing”: back to a draft"
