"""Undoing a large change, such as an import, reads each item once."""

from collections import Counter
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.writers import Writer, inside, newest
from wiki.db import db
from wiki.journal import record
from wiki.models import Reading
from wiki.services.undo import undo_change

MANY = 60
ada = Writer()


def test_undo_reads_each_item_once(app: Flask) -> None:
    with inside(app), ada.saving() as by, record(by) as entry:
        for number in range(MANY):
            entry.add(Reading(title=f"Work {number}"))
    read: Counter[str] = Counter()

    def count(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        for table in ("reading", "next_version"):
            read[table] += f" FROM {table} " in f"{' '.join(statement.split())} "

    with inside(app), ada.saving() as by:
        change = newest()
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            assert undo_change(change, by)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
    assert MANY <= read["reading"] < MANY + 5
    assert read["next_version"] < 5
