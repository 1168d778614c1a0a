"""The journal: append-only, one change a save, permanent ids, a clock that never runs backwards."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.conftest import TODAY
from tests.writers import Writer, check_journal, counted, inside, newest, reread, section
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import (
    Change,
    DatedCredence,
    Revision,
    last_revision,
    record,
    version,
)
from wiki.journal import (
    writer as journal_writer,
)
from wiki.models import Topic
from wiki.sections.belief import Belief
from wiki.services.items import add_item, delete_item, move_item, save_item
from wiki.services.topics import (
    edit_topic,
    mark_reviewed,
    save_note,
)
from wiki.services.undo import undo_change

pytestmark = pytest.mark.usefixtures("context")
ada, grace = Writer("Ada"), Writer("Grace")


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield
        check_journal()


def undo(change: Change | None, writer: Writer = ada) -> Change:
    assert change
    with writer.saving() as by:
        undone = undo_change(change, by)
    assert undone
    return undone


def test_time_never_runs_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    clock = iter([start, start - timedelta(days=3), start - timedelta(days=9), start])
    monkeypatch.setattr(journal_writer, "utc_now", lambda: next(clock, start + timedelta(hours=1)))
    for number in range(5):
        ada.topic(f"Region {number}")
    moments = [change.at for change in db.session.query(Change).order_by(Change.id)]
    assert moments == sorted(moments)
    assert moments[0] == start
    assert moments[-1] == start + timedelta(hours=1)


def test_an_id_is_never_used_again_even_that_of_the_newest_row() -> None:
    topic = ada.topic("Compute")
    first = ada.add(topic, "beliefs", claim="One", credence=None, why="")
    gone = first.item.id, newest().id
    with ada.saving():
        db.session.execute(text("DELETE FROM revision_topic WHERE revision_id > 1"))
        for table in ("revision", "change", "belief"):
            db.session.execute(text(f"DELETE FROM {table} WHERE id > {int(table != 'belief')}"))
    db.session.expunge_all()
    second = ada.add(db.session.get_one(Topic, 1), "beliefs", claim="Two", credence=None, why="")
    assert second.item.id > gone[0]
    assert newest().id > gone[1]


def test_a_save_that_changes_nothing_is_no_change() -> None:
    topic = ada.topic("Compute")
    item = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    before = counted()
    assert ada.save(topic, "beliefs", item, claim="One", credence=None, why="").change is None
    assert counted() == before


def test_a_change_holds_one_revision_for_each_item_it_touched() -> None:
    topic = ada.topic("Compute", area="Quite new")
    assert [rev.kind for rev in newest().revisions] == ["area", "topic"]
    made = ada.add(topic, "regions", region="Not there yet", kind="related", create=True)
    assert sorted(rev.kind for rev in newest().revisions) == ["relation", "topic"]
    assert reread(reread(made.item).region).area == reread(topic).area  # it lies where it was named


def test_undo_takes_back_all_that_one_save_did() -> None:
    topic = ada.topic("Compute")
    made = ada.add(topic, "regions", region="Not there", kind="related", reason="", create=True)
    undo(made.change)
    assert made.item.deleted_at
    assert reread(made.item).region.deleted_at


def test_undo_is_all_or_nothing() -> None:
    topic = ada.topic("Compute")
    made = ada.add(topic, "regions", region="Stub", kind="related", reason="", create=True)
    with grace.saving() as by:
        edit_topic(reread(made.item).region, {"summary": "No stub any more"}, by)
    before = counted()
    with pytest.raises(Conflict):
        undo(made.change)
    assert counted() == before
    assert made.item.deleted_at is None


def test_undoing_an_undo_does_it_again_and_says_what_it_undoes() -> None:
    topic = ada.topic("Compute")
    item = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    edited = ada.save(topic, "beliefs", item, claim="Two", credence=None, why="").change
    undone = undo(edited)
    assert (item.claim, undone.undoes_id) == ("One", edited.id if edited else 0)
    redone = undo(undone)
    assert (item.claim, redone.undoes_id) == ("Two", undone.id)
    with pytest.raises(Conflict):
        undo(undone)


def test_undo_leaves_alone_what_another_save_changed_in_the_same_item() -> None:
    """A move is no version, so an edit before it can be undone and the move stays."""
    topic = ada.topic("Compute")
    one, _ = (ada.add(topic, "beliefs", claim=c, credence=None, why="").item for c in "AB")
    edited = ada.save(topic, "beliefs", one, claim="Aa", credence=None, why="").change
    with grace.saving() as by:
        move_item(section("beliefs"), topic, one, "down", by)
    place = one.position
    undo(edited)
    assert (one.claim, one.position) == ("A", place)


def test_moving_and_reviewing_make_no_version() -> None:
    topic = ada.topic("Compute")
    one, _ = (ada.add(topic, "beliefs", claim=c, credence=None, why="").item for c in "AB")
    before = version("belief", one.id), version("topic", topic.id)
    with grace.saving() as by:
        move_item(section("beliefs"), topic, one, "down", by)
        mark_reviewed(topic, by)
    assert (version("belief", one.id), version("topic", topic.id)) == before


def test_a_move_writes_the_moved_row_and_no_other() -> None:
    topic = ada.topic("Compute")
    items = [ada.add(topic, "beliefs", claim=c, credence=None, why="").item for c in "ABC"]
    places = [item.position for item in items]
    with ada.saving() as by:
        move_item(section("beliefs"), topic, items[2], "up", by)
    assert [item.position for item in items[:2]] == places[:2]
    assert [(rev.kind, rev.action) for rev in newest().revisions] == [("belief", "move")]


def test_a_stale_save_is_a_conflict_and_writes_nothing() -> None:
    topic = ada.topic("Compute")
    item = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    base = version("belief", item.id)
    grace.save(topic, "beliefs", item, claim="Two", credence=None, why="")
    before = counted()
    values = {"claim": "Three", "credence": None, "why": ""}
    with ada.saving() as by, pytest.raises(Conflict):
        save_item(section("beliefs"), topic, item, values, by, base=base)
    assert (counted(), item.claim) == (before, "Two")


def test_a_form_counts_once() -> None:
    topic = ada.topic("Compute")
    values = {"claim": "One", "credence": None, "why": ""}
    changes = []
    for _ in range(2):
        with ada.saving() as by:
            saved = add_item(section("beliefs"), topic, values, by, once="sent-twice")
        changes.append(saved.change)
    assert saved.item.id == 1
    assert changes == [newest(), newest()]


def test_each_change_names_its_author() -> None:
    ada.topic("Compute")
    assert newest().author
    grace.topic("Elsewhere")
    author = newest().author
    assert author is not None
    assert author.name == "Grace"


def test_published_says_whether_a_visitor_could_see_it() -> None:
    topic = ada.topic("Compute", visibility="private")
    item = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    seen = [last_revision("belief", item.id)]
    with ada.saving() as by:
        edit_topic(topic, {"visibility": "public"}, by)
    ada.save(topic, "beliefs", item, claim="Two", credence=None, why="")
    seen.append(last_revision("belief", item.id))
    with ada.saving() as by:
        save_note(topic, "Mine", by, base=0)
    seen.append(newest().revisions[0])
    with ada.saving() as by:
        delete_item(section("beliefs"), topic, item, by)
    seen.append(last_revision("belief", item.id))
    assert [rev and rev.published for rev in seen] == [False, True, False, True]


def held(number: int, day: str) -> DatedCredence:
    return DatedCredence(Decimal(number), date.fromisoformat(day), reason=f"On {day}")


def told(item_id: int) -> list[tuple[str, object, object, str | None]]:
    found = select(Revision).where(Revision.item_id == item_id, Revision.kind == "belief")
    rows = db.session.scalars(found.order_by(Revision.id))
    return [(row.action, row.credence, row.held_on, row.reason) for row in rows]


def test_one_change_may_hold_any_number_of_points_of_one_item() -> None:
    topic = ada.topic("Compute")
    item = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    with ada.saving() as by, record(by) as entry:
        for number, day in ((40, "2024-03-01"), (50, "2025-03-01")):
            entry.record_point(item, held(number, day))
        entry.alter(item, credence=Decimal(60))
    assert told(item.id)[1:] == [
        ("edit", 60, TODAY, None),
        ("recall", 40, date(2024, 3, 1), "On 2024-03-01"),
        ("recall", 50, date(2025, 3, 1), "On 2025-03-01"),
    ]
    undo(newest())
    assert item.credence is None
    assert [row[0] for row in told(item.id)[4:]] == ["edit", "withdraw"]
    undo(newest())
    assert [row[0] for row in told(item.id)[6:]] == ["edit", "renew"]
    assert item.credence == 60


def test_a_number_may_have_been_held_since_another_day() -> None:
    topic = ada.topic("Compute")
    with ada.saving() as by, record(by) as entry:
        item = entry.add(Belief(topic_id=topic.id, claim="One", credence=Decimal(60)))
        entry.backdate(item, held(60, "2025-03-01"))
        entry.record_point(item, held(40, "2024-03-01"))
    days = [(row[0], row[2]) for row in told(item.id)]
    assert days == [("add", date(2025, 3, 1)), ("recall", date(2024, 3, 1))]
    undo(newest())
    assert item.deleted_at
    undo(newest())
    assert item.deleted_at is None
