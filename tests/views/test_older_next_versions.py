"""An atlas that could keep one next version of an item opens, and can be taken back to that."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from tests.writers import Writer, inside
from wiki.db import begin_writing, db
from wiki.models import NextVersion

ada = Writer()
COLUMNS = "kind, item_id, base, number, typed, saved_at, is_discarded"


@pytest.fixture
def old(app: Flask) -> Flask:
    with inside(app):
        page = ada.topic("Compute")
        ada.add(page, "writing", title="Weighing", body="Words", topics=[])
        begin_writing()
        values = """('essay', 1, 1, 4, '{"body": "Open"}', '2026-05-01 12:00:00', 0)"""
        db.session.execute(text(f"INSERT INTO next_version ({COLUMNS}) VALUES {values}"))
        db.session.commit()
        downgrade(revision="0030")
    return app


def rows() -> list[tuple[int, str, bool]]:
    found = db.session.scalars(select(NextVersion).order_by(NextVersion.number))
    return [(one.number, one.typed["body"], one.is_discarded) for one in found]


def test_a_next_version_is_there_after_the_upgrade(old: Flask) -> None:
    with inside(old):
        upgrade()
    with inside(old):
        assert rows() == [(4, "Open", False)]


def test_of_several_the_open_one_stays_after_a_downgrade(old: Flask) -> None:
    with inside(old):
        upgrade()
    with inside(old):
        begin_writing()
        more = """('essay', 1, 1, 7, '{"body": "Discarded"}', '2026-05-01 12:00:00', 1)"""
        db.session.execute(text(f"INSERT INTO next_version ({COLUMNS}) VALUES {more}"))
        db.session.commit()
        downgrade(revision="0030")
        upgrade()
    with inside(old):
        assert rows() == [(4, "Open", False)]
