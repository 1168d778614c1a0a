"""Pages that a save cannot alter stay kept; all others are what they would be without the cache."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import ENVIRON
from tests.test_interleavings import Crowd
from tests.writers import Writer, WriterToday, inside
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.errors import Invalid
from wiki.journal import Signature
from wiki.models import Topic
from wiki.recorded import Recorded
from wiki.sections import SECTIONS
from wiki.sections.belief import Belief
from wiki.sections.uncertainty import Uncertainty
from wiki.services.topics import edit_topic
from wiki.views.topic_page import render_topic

FORMS = ("", ".json", ".md")


@dataclass
class LinkingCrowd(Crowd):
    """Two authors whose texts link to regions and items, and are sometimes slots."""

    writers: tuple[Writer, Writer] = field(
        default_factory=lambda: (WriterToday("Ada"), WriterToday("Grace"))
    )

    def fresh(self) -> str:
        words = super().fresh()
        match self.dice.randrange(6):
            case 0:
                return f"{words} [[{self.topic().title}]]"
            case 1:
                return f"{words} [[{self._anchor()}]]"
            case 2:
                return f"<{words}>"
        return words

    def _anchor(self) -> str:
        letter, kind = self.dice.choice(sorted(Recorded.letters.items()))
        found = db.session.scalars(select(Recorded.kinds[kind].id)).all()
        return f"{letter}-{self.dice.choice([*found, len(found) + 1])}"


@pytest.fixture
def uncached(app: Flask, instance: Path) -> Iterator[Flask]:
    """Another process over the same database, which keeps no pages."""
    made = create_app(instance, ENVIRON | {"WIKI_PAGE_CACHE": "0"})
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


def kept_pages(app: Flask) -> set[str]:
    """Return the addresses whose answers an application keeps."""
    return {address[0] for address in app.wsgi_app.cache._cached}  # type: ignore[attr-defined]


def addresses() -> list[str]:
    slugs = db.session.scalars(select(Topic.slug).order_by(Topic.id)).all()
    return [f"/atlas/{slug}{form}" for slug in slugs for form in FORMS]


def stale_after(steps: int, crowd: Crowd, app: Flask, uncached: Flask) -> tuple[list[str], int]:
    """Return the addresses at which a kept answer was stale, and how many others stayed kept.

    Steps that leave every page kept, such as what is refused, count for nothing.
    """
    cached, fresh = app.test_client(), uncached.test_client()
    stale, stayed = [], 0
    for _ in range(steps):
        every = addresses()
        for address in every:
            cached.get(address)
        crowd.step()
        db.session.rollback()
        cached.get("/status")  # sees the commit
        left = kept_pages(app) - {"/status"}
        for address in left:
            answers = [browser.get(address) for browser in (cached, fresh)]
            if len({(one.status_code, one.data) for one in answers}) > 1:
                stale.append(address)
        stayed += len(left) < len(every) and len(left)
    return stale, stayed


@pytest.fixture
def chips(app: Flask) -> Iterator[Topic]:
    """Three regions; of "Chips", the belief is named by a trigger on the page of "Trade"."""
    writer = WriterToday()
    with inside(app):
        chips, trade, labs = (writer.topic(title) for title in ("Chips", "Trade", "Labs"))
        belief = writer.add(chips, "beliefs", claim="It grows", credence=Decimal(50)).item
        writer.add(trade, "triggers", observation="A ban", belief=f"b-{belief.id}")
        writer.add(labs, "uncertainties", question="Who runs them")
        yield chips


def left_after(app: Flask, save: Callable[[], object]) -> list[str]:
    """Return which of three pages are still kept after a save."""
    pages = ["/atlas/chips", "/atlas/labs", "/atlas/trade"]
    for address in [*pages, "/", "/beliefs", "/changes"]:
        assert app.test_client().get(address).status_code == 200
    save()
    db.session.rollback()
    app.test_client().get("/healthz")
    assert app.test_client().get("/status").status_code == 200  # sees the commit
    return sorted(kept_pages(app) - {"/status"})


def test_a_save_drops_the_pages_that_show_it_and_all_that_are_no_pages(
    app: Flask, chips: Topic
) -> None:
    writer = WriterToday()
    belief = db.session.scalars(select(Belief)).one()
    question = db.session.scalars(select(Uncertainty)).one()
    labs, trade = (
        db.session.scalars(select(Topic).where(Topic.title == title)).one()
        for title in ("Labs", "Trade")
    )

    def saving(topic: Topic, name: str, item: Any, **values: Any) -> Callable[[], object]:
        return lambda: writer.save(topic, name, item, **values)

    def adding(topic: Topic, name: str, **values: Any) -> Callable[[], object]:
        return lambda: writer.add(topic, name, **values)

    others = ["/atlas/chips", "/atlas/trade"]
    assert left_after(app, saving(labs, "uncertainties", question, question="How")) == others
    # The trigger on the other page is about the belief.
    assert left_after(app, saving(chips, "beliefs", belief, claim="It grew")) == ["/atlas/labs"]
    # A link: the page that it leads to says what links there; so it does when the link is gone.
    linked = "Is it as in [[Labs]]"
    assert left_after(app, adding(trade, "uncertainties", question=linked)) == ["/atlas/chips"]
    newest = db.session.scalars(select(Uncertainty).order_by(Uncertainty.id.desc())).first()
    unlinked = saving(trade, "uncertainties", newest, question="Is it")
    assert left_after(app, unlinked) == ["/atlas/chips"]
    # The first move of a credence marks the region on every map, the next one is no news to these.
    moved = saving(chips, "beliefs", belief, credence=Decimal(60))
    assert left_after(app, moved) == []
    assert left_after(app, saving(chips, "beliefs", belief, credence=Decimal(65))) == [
        "/atlas/labs"
    ]
    # The first belief makes a stub a region that all maps draw as one.
    assert left_after(app, adding(labs, "beliefs", claim="They hurry")) == []


def test_what_is_written_past_the_journal_drops_every_page(app: Flask, chips: Topic) -> None:
    def write() -> None:
        db.session.rollback()
        begin_writing()
        db.session.execute(update(Belief).values(claim="Said behind its back"))
        db.session.commit()

    assert chips.slug == "chips"
    assert left_after(app, write) == []
    title = db.session.scalars(select(Topic.title).where(Topic.slug == "labs")).one()
    with WriterToday().saving() as by:
        labs = db.session.scalars(select(Topic).where(Topic.title == title)).one()
    assert left_after(app, lambda: _rename(labs, by)) == []


def _rename(topic: Topic, by: Signature) -> None:
    with WriterToday().saving():
        edit_topic(topic, {"title": "Laboratories"}, by)


def test_a_page_that_is_made_while_somebody_saves_elsewhere_is_kept(
    app: Flask, chips: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = db.session.scalars(select(Uncertainty)).one()
    labs = db.session.scalars(select(Topic).where(Topic.slug == "labs")).one()
    saves = iter(["Which of them"])

    def render_slowly(*args: Any, **more: Any) -> Any:
        made = render_topic(*args, **more)
        for words in saves:
            WriterToday().save(labs, "uncertainties", question, question=words)
        return made

    monkeypatch.setattr("wiki.views.topics.render_topic", render_slowly)
    assert chips.title in app.test_client().get("/atlas/chips").text
    assert kept_pages(app) == {"/atlas/chips"}


def test_a_backup_that_is_restored_is_not_taken_for_what_was_there(
    app: Flask, instance: Path, chips: Topic, tmp_path: Path
) -> None:
    labs = db.session.scalars(select(Topic).where(Topic.slug == "labs")).one()
    writer = WriterToday()
    file, earlier = instance / "atlas.sqlite", tmp_path / "earlier.sqlite"
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(earlier)) as copy:
        now.backup(copy)

    def save(words: str) -> None:
        writer.add(labs, "uncertainties", question=words)

    def restore() -> None:
        db.session.rollback()
        with closing(sqlite3.connect(earlier)) as copy, closing(sqlite3.connect(file)) as now:
            copy.backup(now)
        save("Of another time")

    save("Of this time")
    assert chips.slug == "chips"
    # As many commits since as before: by number alone, the last one looks like the one it was.
    assert left_after(app, restore) == []


def test_every_field_that_names_an_item_is_known_to_its_model() -> None:
    for section in SECTIONS:
        if section.owner == "topic":
            assert set(section.model.__anchors__) == section.anchor_fields


def test_no_kept_page_is_stale_after_any_edit(app: Flask, uncached: Flask) -> None:
    with inside(app):
        crowd = LinkingCrowd(Random(5))
        for number in range(4):
            crowd.writers[0].topic(f"Region {number}")
        for section in SECTIONS:
            with suppress(Invalid), crowd.writers[0].saving() as by:
                crowd.add_to(section, by)
        stale, stayed = stale_after(40, crowd, app, uncached)
    assert stale == []
    assert stayed > 50
