"""The demo: its journal is what its diary makes, and it shows what a history is for."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import TODAY
from wiki.db import begin_writing, db
from wiki.demo import restore
from wiki.demo.replay import LAST_DAY, replay_diary
from wiki.demo.words import HERE, read_pages
from wiki.exchange.importing import import_documents
from wiki.exchange.journal.header import JOURNAL
from wiki.journal import Change, Signature


def test_the_journal_is_what_the_diary_makes_and_ends_where_the_pages_stand(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        made = "".join(replay_diary())
        assert made == (HERE / JOURNAL).read_text(encoding="utf-8"), "run `make demo`"
        pages = list(read_pages(LAST_DAY).items())
        assert import_documents(pages, Signature(None, LAST_DAY)).change is None
        db.session.rollback()


def test_the_demo_is_whole_and_has_two_years_of_changes(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        restore(Signature(None, TODAY))
        db.session.commit()
        first, last = db.session.execute(select(func.min(Change.at), func.max(Change.at))).one()
        assert (last - first).days >= 730
        days = select(func.count(func.distinct(func.date(Change.at))))
        assert (db.session.scalar(days) or 0) >= 100
        db.session.remove()
    checked = app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 0, checked.output
    assert "as the journal has it" in checked.output
    past = client.get("/?at=2025-06-01").text
    assert "Race dynamics" in past
    assert "Scalable oversight" not in past
    assert "36% → 40%" in client.get("/atlas/timelines?since=2025-01-01").text
    year = client.get("/year/2025").text
    assert all(words in year for words in ("14 beliefs moved", "5 regions opened", "7 resolved"))
    assert "noted now" not in client.get("/changes").text
    record = client.get("/record.json").get_json()
    assert record["n"] >= 12
    assert 0.3 < record["base_rate"] < 0.7
