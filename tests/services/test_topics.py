"""Topics: their addresses, their visibility, and what may not be called what."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest
from flask import Flask

from tests.writers import Writer, check_journal, counted, inside, newest
from wiki.errors import AddressChanged, Conflict, Invalid, NotFound
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.queries.page import is_stub
from wiki.queries.resolvers import resolver
from wiki.queries.sources import source_for
from wiki.queries.topics import find_note, get_topic
from wiki.sections import SECTIONS
from wiki.services.topics import delete_topic, edit_topic, mark_reviewed, restore_topic, save_note
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, VISITOR, is_public

pytestmark = pytest.mark.usefixtures("context")
ada = Writer()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield
        check_journal()


def edit(topic: Topic, *, change_address: bool = False, **values: Any) -> None:
    with ada.saving() as by:
        edit_topic(topic, values, by, change_address=change_address)


def refused(field: str, **values: Any) -> str:
    """Try to make a topic and return why it is refused; nothing is written."""
    before = counted()
    with pytest.raises(Invalid) as caught:
        ada.topic(**values)
    assert caught.value.field == field
    assert counted() == before
    return caught.value.message


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Coordination & Community Norms", "coordination-and-community-norms"),
        ("  Čapek’s  robots ", "capeks-robots"),
        ("C++ / C#", "c-c"),
        ("2026", "2026"),
        ("\U0001f5fa", "region-1"),
    ],
)
def test_an_address_is_made_of_the_title(title: str, slug: str) -> None:
    assert ada.topic(title).slug == slug


@pytest.mark.parametrize(
    "word", ["New", "edit", "History", "note", "reviewed", *(section.name for section in SECTIONS)]
)
def test_a_word_that_addresses_need_is_no_slug(word: str) -> None:
    assert "a word that addresses need" in refused("slug", title=word)
    assert ada.topic(f"{word} things").slug == f"{word.lower()}-things"


def test_a_taken_address_is_refused_by_the_name_of_its_holder() -> None:
    ada.topic("Coordination")
    assert refused("slug", title="coordination!") == (
        "`coordination` is the address of Coordination, choose another: `coordination-2` is free."
    )


def test_an_old_address_of_another_region_is_refused_and_ones_own_can_be_taken_back() -> None:
    topic = ada.topic("Coordination")
    edit(topic, title="Norms", change_address=True)
    assert topic.slug == "norms"
    assert refused("slug", title="Coordination") == (
        "`coordination` is the address of Norms, choose another: `coordination-2` is free."
    )
    edit(topic, title="Coordination", change_address=True)
    assert topic.slug == "coordination"


def test_a_deleted_region_keeps_its_address() -> None:
    topic = ada.topic("Coordination")
    with ada.saving() as by:
        delete_topic(topic, by)
    assert "choose another" in refused("slug", title="Coordination")


def test_a_new_title_leaves_the_address_alone_unless_asked() -> None:
    topic = ada.topic("Coordination")
    edit(topic, title="Norms")
    assert topic.slug == "coordination"
    edit(topic, title="Norms", slug="our-norms", change_address=True)
    assert topic.slug == "our-norms"
    with pytest.raises(AddressChanged) as moved:
        get_topic("coordination", reader=VISITOR)
    assert moved.value.slug == "our-norms"


def test_undoing_a_rename_brings_the_old_address_back_and_keeps_the_new_one_leading() -> None:
    topic = ada.topic("Coordination")
    edit(topic, title="Norms", change_address=True)
    with ada.saving() as by:
        undo_change(newest(), by)
    assert (topic.slug, topic.title) == ("coordination", "Coordination")
    with pytest.raises(AddressChanged) as moved:
        get_topic("norms", reader=VISITOR)
    assert moved.value.slug == "coordination"


@pytest.mark.parametrize("title", ["", "a [[b", "a ]] b"])
def test_a_title_that_no_link_could_name_is_refused(title: str) -> None:
    refused("title", title=title)


@pytest.mark.parametrize(("name", "value"), [("status", "Sure"), ("visibility", "shy")])
def test_a_value_that_is_none_of_the_choices_is_refused(name: str, value: str) -> None:
    refused(name, title="Compute", **{name: value})


def test_a_region_is_found_by_title_in_any_case_and_by_any_slug_it_had() -> None:
    topic = ada.topic("Coordination")
    edit(topic, title="Norms", change_address=True)
    for name in ("Norms", "nORMS", "norms", "coordination"):
        assert find_topic(name) is topic
    assert find_topic("Nowhere") is None


def test_a_private_region_is_not_found_by_visitors() -> None:
    topic = ada.topic("Hidden", visibility="private")
    assert find_topic("Hidden", reader=VISITOR) is None
    assert resolver(reader=VISITOR)("Hidden") is None
    assert resolver(reader=AUTHOR)("hidden") == "/atlas/hidden"
    with pytest.raises(NotFound):
        get_topic("hidden", reader=VISITOR)
    edit(topic, visibility="public")
    assert get_topic("hidden", reader=VISITOR) is topic


def test_a_region_that_moved_and_went_private_is_not_found_at_its_old_address() -> None:
    topic = ada.topic("Coordination")
    edit(topic, title="Norms", change_address=True)
    edit(topic, visibility="private")
    with pytest.raises(NotFound):
        get_topic("coordination", reader=VISITOR)


def test_a_deleted_region_comes_back_with_all_its_items() -> None:
    topic = ada.topic("Compute")
    belief = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    with ada.saving() as by:
        delete_topic(topic, by)
    assert not is_public(belief)
    with ada.saving() as by:
        restore_topic(topic, by)
    assert is_public(belief)
    assert belief.deleted_at is None


@pytest.mark.parametrize(
    ("body", "claim", "stub"),
    [
        ("", "", True),
        ("<where I stand>", "<claim>.", True),
        ("I stand here.", "", False),
        ("", "A claim", False),
        ("<where> I stand", "<claim>", False),
    ],
)
def test_a_stub_has_neither_a_stance_nor_a_belief(body: str, claim: str, stub: bool) -> None:
    topic = ada.topic("Compute")
    ada.add(topic, "stance", body=body)
    if claim:
        ada.add(topic, "beliefs", claim=claim, credence=None, why="")
    assert is_stub(topic, source_for(AUTHOR, UTC)) is stub


def test_a_review_says_the_day_and_nothing_else() -> None:
    topic = ada.topic("Compute")
    with ada.saving() as by:
        mark_reviewed(topic, by)
        assert topic.reviewed_on == by.today
    assert newest().reason == "Reviewed, no change"
    with ada.saving() as by:
        assert mark_reviewed(topic, by) is None


def test_a_stale_note_is_a_conflict() -> None:
    topic = ada.topic("Compute")
    with ada.saving() as by:
        save_note(topic, "One", by, base=0)
    with ada.saving() as by, pytest.raises(Conflict):
        save_note(topic, "Two", by, base=0)
    note = find_note(topic)
    assert note is not None
    assert note.body == "One"
