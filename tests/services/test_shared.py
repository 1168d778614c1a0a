"""Readings and essays, which belong to any number of regions, and relations, which join two."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.writers import Writer, check_journal, inside, newest, reread, section
from wiki.errors import Conflict, Invalid
from wiki.journal import version
from wiki.models import Relation, Topic
from wiki.queries.items import list_items
from wiki.queries.readings import latest
from wiki.services.collections import add_shared, save_shared
from wiki.services.items import delete_item, restore_item
from wiki.services.topics import delete_topic, edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, VISITOR, is_public

pytestmark = pytest.mark.usefixtures("context")
ada = Writer()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield
        check_journal()


@pytest.fixture
def regions(context: None) -> tuple[Topic, Topic]:
    return ada.topic("Compute"), ada.topic("Norms, shared")


def listed(name: str, topic: Topic) -> list[int]:
    return [item.id for item in list_items(section(name), topic, reader=AUTHOR)]


@pytest.mark.parametrize("name", ["reading", "writing"])
def test_deleting_a_shared_item_on_a_page_takes_only_that_region_off(
    regions: tuple[Topic, Topic], name: str
) -> None:
    here, there = regions
    item = ada.add(here, name, title="A work", topics=["norms-shared"]).item
    assert (listed(name, here), listed(name, there)) == ([item.id], [item.id])
    with ada.saving() as by:
        delete_item(section(name), here, item, by)
    assert (listed(name, here), listed(name, there)) == ([], [item.id])
    with ada.saving() as by:
        delete_item(section(name), there, item, by)
    assert item.deleted_at
    with ada.saving() as by:
        undo_change(newest(), by)
    assert (item.deleted_at, listed(name, there)) == (None, [item.id])
    with ada.saving() as by:
        restore_item(section(name), here, item, by)
    assert listed(name, here) == [item.id]


def test_what_is_on_a_deleted_region_only_counts_as_on_none(
    regions: tuple[Topic, Topic],
) -> None:
    here, there = regions
    item = ada.add(here, "reading", title="A work", topics=["norms-shared"]).item
    with ada.saving() as by:
        delete_topic(there, by)
    with ada.saving() as by:
        delete_item(section("reading"), here, item, by)
    assert item.deleted_at


def test_an_item_names_its_regions_by_title_or_slug_and_knows_them_all(
    regions: tuple[Topic, Topic],
) -> None:
    here, there = regions
    item = ada.add(here, "reading", title="A work", topics=["COMPUTE", "norms-shared"]).item
    assert reread(item).topics == [here, there]
    assert section("reading").values(item, here)["topics"] == ["Compute", "norms-shared"]
    with ada.saving() as by, pytest.raises(Invalid, match="no region called “Nowhere”"):
        save_shared(section("reading"), item, {"topics": ["Nowhere"]}, by, base=newest().id)


def test_a_stale_save_of_a_shared_item_is_a_conflict(regions: tuple[Topic, Topic]) -> None:
    with ada.saving() as by:
        item, _ = add_shared(section("reading"), {"title": "A work"}, by, once="")
    with ada.saving() as by, pytest.raises(Conflict):
        save_shared(section("reading"), item, {"title": "Another"}, by, base=0)
    assert item.title == "A work"


@pytest.mark.parametrize(
    ("takeaway", "topics", "shown"),
    [("", [], False), ("Count.", [], True), ("", ["compute"], True), ("Count.", ["hidden"], False)],
)
def test_a_reading_is_public_by_its_regions_or_with_none_by_what_it_says(
    regions: tuple[Topic, Topic], takeaway: str, topics: list[str], shown: bool
) -> None:
    ada.topic("Hidden", visibility="private")
    with ada.saving() as by:
        values = {"title": "A work", "takeaway": takeaway, "topics": topics}
        item, _ = add_shared(section("reading"), values, by, once="")
    assert is_public(reread(item)) is shown
    assert (item in latest(5, reader=VISITOR)) is shown


def relate(here: Topic, there: Topic, kind: str, reason: str = "") -> Relation:
    found = ada.add(here, "regions", region=there.slug, kind=kind, reason=reason).item
    assert isinstance(found, Relation)
    return found


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("related", "related"),
        ("in tension with", "in tension with"),
        ("part of", "has part"),
        ("has part", "part of"),
        ("leans on", "supports"),
        ("supports", "leans on"),
    ],
)
def test_each_end_reads_a_relation_its_own_way_with_a_reason_of_its_own(
    regions: tuple[Topic, Topic], kind: str, there: str
) -> None:
    one, other = regions
    item = relate(one, other, kind, "from here")
    ada.save(other, "regions", item, region=one.slug, kind=there, reason="from there")
    assert section("regions").values(item, one) == {
        "region": other.title, "kind": kind, "reason": "from here"
    }  # fmt: skip
    assert section("regions").values(item, other) == {
        "region": one.title, "kind": there, "reason": "from there"
    }  # fmt: skip


def test_turning_a_direction_round_keeps_both_reasons(regions: tuple[Topic, Topic]) -> None:
    one, other = regions
    item = relate(one, other, "part of", "from here")
    ada.save(other, "regions", item, region=one.slug, kind="has part", reason="from there")
    ada.save(one, "regions", item, region=other.slug, kind="has part", reason="from here")
    assert (item.kind_from(one), item.kind_from(other)) == ("has part", "part of")
    assert (item.reason_from(one), item.reason_from(other)) == ("from here", "from there")
    with ada.saving() as by:
        undo_change(newest(), by)
    assert item.kind_from(one) == "part of"


def test_two_regions_are_related_once_from_whichever_end(regions: tuple[Topic, Topic]) -> None:
    one, other = regions
    relate(one, other, "related")
    with pytest.raises(Invalid, match="related to this region already"):
        relate(other, one, "part of")
    with pytest.raises(Invalid, match="cannot be related to itself"):
        relate(one, one, "related")


def test_a_relation_is_taken_off_both_pages_and_undone_on_both(
    regions: tuple[Topic, Topic],
) -> None:
    one, other = regions
    item = relate(one, other, "related")
    with ada.saving() as by:
        delete_item(section("regions"), other, item, by)
    assert (listed("regions", one), listed("regions", other)) == ([], [])
    with ada.saving() as by:
        undo_change(newest(), by)
    assert (listed("regions", one), listed("regions", other)) == ([item.id], [item.id])


def test_an_unknown_region_is_offered_and_made_a_stub_with_the_pages_visibility(
    context: None,
) -> None:
    hidden = ada.topic("Hidden", visibility="private")
    with pytest.raises(Invalid) as caught:
        ada.add(hidden, "regions", region="Nowhere", kind="related", reason="")
    assert caught.value.offer == "Nowhere"
    made = ada.add(hidden, "regions", region="Nowhere", kind="related", reason="", create=True)
    assert reread(made.item).region.visibility == "private"


def test_a_relation_is_public_while_both_ends_are(regions: tuple[Topic, Topic]) -> None:
    one, other = regions
    item = relate(one, other, "related")
    assert is_public(reread(item))
    with ada.saving() as by:
        edit_topic(other, {"visibility": "private"}, by)
    assert not is_public(reread(item))
    assert list_items(section("regions"), one, reader=VISITOR) == []


@pytest.mark.parametrize("typed", ["", "taken"])
def test_an_essays_address_is_its_own(regions: tuple[Topic, Topic], typed: str) -> None:
    here, _ = regions
    first = ada.add(here, "writing", title="Taken", topics=[]).item
    assert first.slug == "taken"
    if typed:
        with pytest.raises(Invalid, match="`taken` is the address of Taken, choose another"):
            ada.add(here, "writing", title="Another", slug=typed, topics=[])
    else:
        assert ada.add(here, "writing", title="Taken", topics=[]).item.slug == "taken-2"


@pytest.mark.parametrize("name", ["reading", "writing"])
@pytest.mark.parametrize("on_page", [True, False])
def test_an_edit_keeps_the_deleted_region_of_an_item_and_what_it_hides(
    regions: tuple[Topic, Topic], name: str, on_page: bool
) -> None:
    here, there = regions
    with ada.saving() as by:
        edit_topic(there, {"visibility": "private"}, by)
    item = ada.add(there, name, title="A work", url="https://example.org/a", topics=[]).item
    if on_page:
        ada.save(there, name, item, topics=["Compute", "norms-shared"])
    with ada.saving() as by:
        delete_topic(there, by)
    deleting = newest()
    said = section(name).values(reread(item), here) | {"title": "The same work"}
    if on_page:
        ada.save(here, name, item, **said)
    else:
        with ada.saving() as by:
            save_shared(section(name), item, said, by, base=version(item.__kind__, item.id))
    assert (item.title, is_public(reread(item))) == ("The same work", on_page)
    with ada.saving() as by:
        undo_change(deleting, by)
    assert listed(name, there) == [item.id]
