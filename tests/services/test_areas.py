"""Areas: made with their first region, in the author's order, gone without their regions."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.new_pages import create_area
from tests.writers import Writer, check_journal, check_projections, inside, newest, reread
from wiki.db import db
from wiki.errors import Invalid
from wiki.models import Area
from wiki.queries.areas import get_area, list_areas
from wiki.services.areas import delete_area, edit_area, move_area
from wiki.services.topics import edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, VISITOR

pytestmark = pytest.mark.usefixtures("context")
ada = Writer()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield
        check_journal()


def test_an_area_named_for_the_first_time_is_made_with_the_region() -> None:
    one, other = ada.topic("One", area="Governance"), ada.topic("Other", area="governance")
    assert reread(one).area is reread(other).area
    assert [area.title for area in list_areas(reader=VISITOR)] == ["Governance"]


def test_areas_keep_the_authors_order() -> None:
    for title in "ABC":
        with ada.saving() as by:
            create_area({"title": title}, by)
    third = get_area("c", reader=AUTHOR)
    for _ in range(3):
        with ada.saving() as by:
            move_area(third, "up", by)
    assert [area.title for area in list_areas(reader=AUTHOR)] == ["C", "A", "B"]
    assert list_areas(reader=VISITOR) == []


def test_a_taken_name_of_an_area_is_refused() -> None:
    with ada.saving() as by:
        area = create_area({"title": "Governance"}, by)
        other = create_area({"title": "Technical"}, by)
    with ada.saving() as by, pytest.raises(Invalid):
        create_area({"title": "governance"}, by)
    with ada.saving() as by, pytest.raises(Invalid):
        edit_area(other, {"title": "Governance", "summary": ""}, by)
    assert [a.title for a in db.session.query(Area)] == [area.title, other.title]


def test_an_area_whose_address_is_taken_gets_the_next_free_one() -> None:
    for title, slug in (("New", "new-2"), ("C++", "c"), ("C#", "c-2"), ("🗺", "area-4")):
        with ada.saving() as by:
            assert create_area({"title": title}, by).slug == slug
    check_projections()


def test_a_deleted_area_leaves_its_regions() -> None:
    topic = ada.topic("Compute", area="Governance")
    with ada.saving() as by:
        delete_area(get_area("governance", reader=AUTHOR), by)
    assert reread(topic).shown_area is None
    assert topic.deleted_at is None
    with ada.saving() as by:
        undo_change(newest(), by)
    assert reread(topic).shown_area is not None


@pytest.mark.parametrize("again", ["", "Technical"])
def test_a_region_edited_meanwhile_comes_back_with_its_deleted_area(again: str) -> None:
    topic = ada.topic("Compute", area="Governance")
    area = reread(topic).area
    assert area
    with ada.saving() as by:
        deletion = delete_area(area, by)
    assert deletion
    with ada.saving() as by:
        edit_topic(topic, {"title": "Computing", "area": again}, by)
    with ada.saving() as by:
        undo_change(deletion, by)
    shown = reread(topic).shown_area
    assert shown
    assert shown.title == (again or "Governance")
