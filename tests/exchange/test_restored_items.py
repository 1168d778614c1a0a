"""What was deleted since a document was written comes back with it, and is named."""

from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import SAMPLES, TODAY
from tests.writers import Writer, newest
from wiki.db import db
from wiki.exchange.exporting import export_topic
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.report import ImportReport
from wiki.models import Relation, Topic
from wiki.queries.items import list_items
from wiki.queries.sources import source_for
from wiki.sections import SECTIONS, Section
from wiki.services.collections import delete_shared
from wiki.services.items import delete_item
from wiki.services.undo import undo_change
from wiki.text import plain
from wiki.visibility import AUTHOR

ada = Writer()
pytestmark = pytest.mark.usefixtures("context")
ITEMS: dict[str, dict[str, Any]] = {
    "stance": {"body": "It stands."},
    "beliefs": {"claim": "It rains", "credence": Decimal(60), "why": ""},
    "uncertainties": {"question": "Does it?", "why_it_matters": ""},
    "triggers": {"observation": "A cloud", "effect": ""},
    "reading": {"title": "Tables", "url": "https://example.org/t", "takeaway": "Good"},
    "writing": {"title": "On tides", "body": "They turn."},
    "regions": {"region": "Moons", "kind": "leans on", "reason": "They pull"},
}


def take(*sources: str) -> ImportReport:
    pages = [(f"{n}.md", read_page(f"{n}.md", text, today=TODAY)) for n, text in enumerate(sources)]
    with ada.saving() as by:
        return import_documents(pages, by)


def exported(topic: Topic) -> str:
    return export_topic(topic, source_for(AUTHOR, UTC))


def delete(section: Section, topic: Topic) -> None:
    (item,) = list_items(section, topic, reader=AUTHOR)
    with ada.saving() as by:
        if section.owner == "shared":
            delete_shared(item, by)
        else:
            delete_item(section, topic, item, by)


@pytest.mark.parametrize("section", SECTIONS, ids=[section.name for section in SECTIONS])
def test_a_deleted_item_that_a_document_brings_back_is_named(section: Section) -> None:
    topic, _ = ada.topic("Tides"), ada.topic("Moons")
    ada.add(topic, section.name, **ITEMS.get(section.name, SAMPLES[section.name][0]))
    text = exported(topic)
    (before,) = list_items(section, topic, reader=AUTHOR)
    label = section.label(section.values(before, topic), plain)
    delete(section, topic)
    report = take(text)
    assert report.notes == [f"The {section.noun} “{label}” was deleted, and is there again."]
    (item,) = list_items(section, topic, reader=AUTHOR)
    assert item.id == before.id
    assert exported(topic) == text
    with ada.saving() as by:
        undo_change(newest(), by)
    assert not list_items(section, topic, reader=AUTHOR)


def test_a_relation_that_both_its_documents_bring_back_is_named_once() -> None:
    tides, moons = ada.topic("Tides"), ada.topic("Moons")
    ada.add(tides, "regions", **ITEMS["regions"])
    texts = [exported(tides), exported(moons)]
    delete(next(section for section in SECTIONS if section.owner == "pair"), tides)
    assert take(*texts).notes == ["The relation “Moons” was deleted, and is there again."]
    assert [exported(tides), exported(moons)] == texts


def test_a_deleted_relation_does_not_come_back_beside_a_newer_one_of_the_same_regions() -> None:
    tides = ada.topic("Tides")
    ada.topic("Moons")
    ada.add(tides, "regions", **ITEMS["regions"])
    text = exported(tides)
    delete(next(section for section in SECTIONS if section.owner == "pair"), tides)
    ada.add(tides, "regions", **ITEMS["regions"] | {"reason": "Since"})
    assert take(text).notes == []
    alive = select(Relation).where(Relation.deleted_at.is_(None))
    assert [row.reason for row in db.session.scalars(alive)] == ["They pull"]
