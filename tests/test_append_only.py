"""The journal is only ever added to, whatever two authors do all day."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.conftest import SAMPLES
from tests.new_pages import create_area
from tests.writers import Writer, check_journal, counted, inside, newest
from wiki.errors import Conflict
from wiki.journal import Change
from wiki.sections import SECTIONS
from wiki.services.areas import delete_area, edit_area, move_area
from wiki.services.items import delete_item, move_item, restore_item
from wiki.services.topics import (
    delete_topic,
    edit_topic,
    mark_reviewed,
    restore_topic,
    save_note,
)
from wiki.services.undo import undo_change

ada, grace = Writer("Ada"), Writer("Grace")


def undo(change: Change | None) -> Change:
    assert change
    with ada.saving() as by:
        undone = undo_change(change, by)
    assert undone
    return undone


def a_day_of_edits() -> None:
    """Use every verb there is, by two authors."""
    topic, other = ada.topic("Compute", area="Governance"), grace.topic("Elsewhere")
    for part in SECTIONS:
        values: dict[str, Any] = dict(SAMPLES[part.name][0])
        values |= {"topics": ["Compute"]} if part.owner == "shared" else {}
        values |= {"credence": None} if "credence" in values else {}
        item = ada.add(topic, part.name, **values).item
        if part.ordered:
            ada.add(topic, part.name, **values)
            with grace.saving() as by:
                move_item(part, topic, item, "down", by)
        values[part.lead] = other.title if part.owner == "pair" else "Other words"
        grace.save(topic, part.name, item, **values)
        with ada.saving() as by:
            saved = delete_item(part, topic, item, by)
        with ada.saving() as by:
            restore_item(part, topic, item, by)
        with pytest.raises(Conflict):
            undo(saved.change)
    for visibility in ("private", "public"):
        with ada.saving() as by:
            edit_topic(topic, {"visibility": visibility}, by)
    with ada.saving() as by:
        save_note(topic, "Mine", by, base=0)
    with ada.saving() as by:
        mark_reviewed(topic, by)
    with ada.saving() as by:
        area = create_area({"title": "Another area"}, by)
    with ada.saving() as by:
        move_area(area, "up", by)
    with ada.saving() as by:
        edit_area(area, {"title": "Renamed", "summary": ""}, by)
    with ada.saving() as by:
        delete_area(area, by)
    with ada.saving() as by:
        delete_topic(topic, by)
    with ada.saving() as by:
        restore_topic(topic, by)
    undo(undo(newest()))


def test_the_journal_is_only_ever_added_to(app: Flask) -> None:
    rewritten: list[str] = []

    def watch(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        verb, _, rest = statement.lstrip().partition(" ")
        names = set(rest.replace("(", " ").replace('"', "").split()[:3])
        if verb.upper() in ("UPDATE", "DELETE", "REPLACE") and names & {
            "change", "revision", "revision_topic"
        }:  # fmt: skip
            rewritten.append(statement)

    event.listen(Engine, "before_cursor_execute", watch)
    try:
        with inside(app):
            a_day_of_edits()
            check_journal()
            assert counted() > 40
    finally:
        event.remove(Engine, "before_cursor_execute", watch)
    assert not rewritten
