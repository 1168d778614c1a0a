"""Places on the map: given once, kept through every other change, moved by the author alone."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from flask import Flask

from tests.new_pages import create_topic
from wiki.db import begin_writing
from wiki.errors import Invalid
from wiki.journal import Signature, record, revisions_of, undo
from wiki.models import Relation, Topic
from wiki.queries.map.graph import read_map
from wiki.services.places import lay_out_anew, move_place
from wiki.services.topics import delete_topic, edit_topic
from wiki.visibility import AUTHOR, VISITOR, Reader

BY = Signature(None, date(2026, 11, 20))
Places = dict[str, tuple[int, int]]


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        begin_writing()
        yield


def make(title: str, **values: object) -> Topic:
    return create_topic({"title": title} | values, BY)


def relate(one: Topic, other: Topic) -> None:
    with record(BY) as entry:
        entry.add(Relation(topic_id=one.id, region_id=other.id, kind="related"))


def places(*, reader: Reader = VISITOR) -> Places:
    return {node.slug: (node.x, node.y) for node in read_map(reader=reader).nodes}


def test_place_is_given_with_the_region_in_the_same_change() -> None:
    topic = make("Alpha", area="Governance")
    assert (topic.x, topic.y) == places()["alpha"]


def test_no_place_moves_when_regions_come_change_and_go() -> None:
    topics = [make(f"Region {n}", area=f"Area {n % 3}") for n in range(12)]
    before = places()
    make("Latest", area="Area 1")
    make("Off the coast")
    for one, other in pairwise(topics):
        relate(one, other)
    edit_topic(topics[3], {"title": "Renamed", "area": "Area 2"}, BY)
    delete_topic(topics[5], BY)
    after = places()
    assert {slug: after[slug] for slug in before if slug in after} == {
        slug: spot for slug, spot in before.items() if slug != "region-5"
    }


def test_region_without_a_stored_place_is_drawn_where_it_would_get_it() -> None:
    topics = [make(f"Region {n}", area="Open") for n in range(5)]
    with record(BY) as entry:
        entry.alter(topics[4], x=None, y=None)
    drawn = places()
    make("Last", area="Open")
    assert (topics[4].x, topics[4].y) == drawn["region-4"]


def test_moved_place_is_one_change_that_can_be_undone() -> None:
    topic, other = make("Alpha", area="Open"), make("Beta", area="Open")
    before = places()
    change = move_place(topic, "300", "-200", BY)
    assert change
    assert [revision.action for revision in revisions_of(change)] == ["move"]
    assert places() == before | {"alpha": (300, -200)}
    with record(BY, undoes=change) as entry:
        undo(change, entry)
    assert places() == before
    assert (other.x, other.y) == before["beta"]


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ("east", "0", "whole number"),
        ("1.5", "0", "whole number"),
        ("", "0", "whole number"),
        ("9" * 4000, "0", "whole number"),
        ("999999", "0", "off the map"),
        ("0", "-999999", "off the map"),
    ],
)
def test_coordinates_that_make_no_sense_are_refused_in_a_sentence(
    x: str, y: str, said: str
) -> None:
    topic = make("Alpha")
    with pytest.raises(Invalid, match=said):
        move_place(topic, x, y, BY)


def test_two_places_keep_apart() -> None:
    topic, other = make("Alpha", area="Open"), make("Beta", area="Open")
    with pytest.raises(Invalid, match="too near Beta"):
        move_place(topic, str(other.x), str(other.y), BY)


def test_places_of_public_regions_do_not_depend_on_private_ones() -> None:
    make("Hidden", area="Open", visibility="private")
    first, second = make("Alpha", area="Open"), make("Beta", area="Open")
    seen = places()
    assert seen["alpha"] == (first.x, first.y)
    assert len(set(places(reader=AUTHOR).values())) == 3
    lay_out_anew(BY)
    assert places(reader=AUTHOR).items() >= places().items()
    assert (second.x, second.y) == places()["beta"]


def test_relayout_is_one_change() -> None:
    topics = [make(f"Region {n}", area="Open") for n in range(4)]
    move_place(topics[0], "300", "300", BY)
    assert lay_out_anew(BY) == 4
    assert places()["region-0"] != (300, 300)


def test_region_that_becomes_public_gives_way_where_its_place_was_taken() -> None:
    hidden, seen = make("Hidden", area="Open", visibility="private"), make("Seen", area="Open")
    with record(BY) as entry:
        entry.alter(hidden, x=seen.x, y=seen.y)
    edit_topic(hidden, {"visibility": "public"}, BY)
    found = places()
    assert found["seen"] == (seen.x, seen.y)
    assert found["hidden"] == (hidden.x, hidden.y) != found["seen"]
