"""Who may see what: every rule in a table, held against rows, queries, the journal and the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, false, select, true
from sqlalchemy.orm import aliased

from tests.writers import Writer, inside, newest, reread, section
from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal import Revision, version
from wiki.models import Area, Note, Reading, Topic, essay_topic, reading_topic
from wiki.projections.standings import BeliefStanding
from wiki.queries.areas import list_areas
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.items import list_items
from wiki.queries.past.archive import PastAtlas
from wiki.queries.sources import source_for
from wiki.recorded import Recorded
from wiki.services.collections import add_shared, save_shared
from wiki.services.merge_areas import merge_area
from wiki.services.relocate import relocate_item
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.services.undo import undo_change
from wiki.visibility import (
    AUTHOR,
    VISITOR,
    Reader,
    alters_what_is_seen,
    is_former_name_known,
    is_open,
    is_public_in,
    is_public_now,
    is_public_state,
    is_readable_area,
    is_set_public,
    is_set_public_in_sql,
    is_visible_to_visitors,
    knows_of,
    may_read,
    may_see_elsewhere,
    may_see_on_page,
    partly_hidden_ids,
    readable_area_ids,
    still_knows_of,
    visibility_in,
    visible_tags,
    visible_topics,
    was_deleted_in_public,
    was_known,
    was_readable_before,
    would_open,
)

pytestmark = pytest.mark.usefixtures("context")
ada = Writer()

# What each region was when something was written on it, and what it is now.
REGIONS = {
    "open": ("public", "public"),
    "next": ("public", "public"),
    "shut": ("private", "private"),
    "opened": ("private", "public"),
    "closed": ("public", "private"),
    "gone": ("public", "deleted"),
    "hid": ("private", "deleted"),
}
LEADS = {
    "stance": ("stance", "body"),
    "belief": ("beliefs", "claim"),
    "uncertainty": ("uncertainties", "question"),
    "trigger": ("triggers", "observation"),
}
SHARED = {"reading": ("reading", "takeaway"), "essay": ("writing", "body")}
TAGS: dict[str, Any] = {"reading": reading_topic, "essay": essay_topic}


@dataclass(frozen=True)
class Seen:
    """What a visitor may do: see an item on a page, meet it elsewhere, read of what was done
    to it, and see it on the page of that day.
    """

    page: bool
    elsewhere: bool
    journal: bool
    past: bool


ALL, NONE = Seen(True, True, True, True), Seen(False, False, False, False)
NEW = Seen(page=True, elsewhere=True, journal=False, past=False)  # it was private then
SLOT = Seen(page=True, elsewhere=False, journal=False, past=True)

ON_ONE = [
    ("open", "words", ALL),
    ("shut", "words", NONE),
    ("opened", "words", NEW),
    ("closed", "words", NONE),
    ("gone", "words", NONE),
    ("hid", "words", NONE),
    ("open", "<slot>", SLOT),
    ("shut", "<slot>", NONE),
    ("opened", "<slot>", Seen(page=True, elsewhere=False, journal=False, past=False)),
    ("closed", "<slot>", NONE),
]
ON_MANY = [
    ("", "words", ALL),
    ("", "silent", NONE),
    ("", "<slot>", Seen(page=True, elsewhere=False, journal=False, past=True)),
    ("open", "silent", ALL),
    ("open", "words", ALL),
    ("open shut", "words", ALL),
    ("open closed gone", "words", ALL),
    ("shut", "words", NONE),
    ("closed", "words", NONE),
    ("gone", "words", NONE),
    ("shut gone", "words", NONE),
    ("opened", "words", NEW),
    ("opened shut", "words", NEW),
    # It was published on the one and is on the other now, which was private that day.
    ("opened closed", "words", Seen(page=True, elsewhere=True, journal=True, past=False)),
    ("open", "<slot>", SLOT),
    ("open shut", "<slot>", SLOT),
    ("shut", "<slot>", NONE),
]
BETWEEN_TWO = [
    ("open next", "words", ALL),
    ("open shut", "words", NONE),
    ("shut open", "words", NONE),
    ("open closed", "words", NONE),
    ("open gone", "words", NONE),
    ("open opened", "words", NEW),
    ("opened closed", "words", NONE),
    ("open next", "<slot>", ALL),  # its reason may be one, which the relation is not named by
]
TABLE = [
    *((kind, *row) for kind in LEADS for row in ON_ONE),
    *((kind, *row) for kind in SHARED for row in ON_MANY),
    *(("relation", *row) for row in BETWEEN_TWO),
    *(("note", name, "words", NONE) for name in REGIONS),
    *(("topic", name, "words", seen) for name, words, seen in ON_ONE if words == "words"),
]

# Where an item stood, where it stands now, and whether visitors are told that it was added, and
# that it was moved. A relation is between that region and another one; the edit names both.
MOVES = [
    ("open", "closed", (False, False)),
    ("open", "shut", (False, False)),
    ("open", "gone", (False, False)),
    ("closed", "open", (False, True)),
    ("shut", "open", (False, True)),
    ("gone", "open", (False, True)),
]
MOVED = [
    *((kind, *move) for kind in ("belief", "trigger", *SHARED) for move in MOVES),
    *(("relation", before, after, (False, False)) for before, after, _ in MOVES),
]


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield


class World:
    """Some regions as they were when something was written, and then as they are now."""

    def __init__(self, names: str) -> None:
        self.topics = {
            name: ada.topic(name.title(), visibility=REGIONS[name][0], area=f"Area of {name}")
            for name in names.split()
        }

    def write(self, kind: str, where: str, words: str) -> Recorded:
        """Write an item of a kind on the regions of these names."""
        topics = [self.topics[name] for name in where.split()]
        if kind == "topic":
            return topics[0]
        if kind == "note":
            with ada.saving() as by:
                save_note(topics[0], words, by, base=0)
            return db.session.scalars(select(Note)).one()
        if kind == "relation":
            ends = {"region": topics[1].slug, "kind": "related", "reason": words}
            return row(ada.add(topics[0], "regions", **ends).item)
        if kind in LEADS:
            name, lead = LEADS[kind]
            return row(ada.add(topics[0], name, **{lead: words}).item)
        name, saying = SHARED[kind]
        values: dict[str, Any] = {
            "title": "<slot>" if words == "<slot>" else "A work",
            "topics": topics,
        }
        values |= {} if words == "silent" else {saying: "Words."}
        with ada.saving() as by:
            item, _ = add_shared(section(name), values, by, once="")
        return row(item)

    def move(self, item: Any, before: str, after: str) -> None:
        """Put an item that stands in one region into another one."""
        kind = item.__kind__
        if kind == "relation":
            values = {"region": self.topics[after].slug, "kind": "related", "reason": "words"}
            ada.save(self.topics["next"], "regions", item, **values)
            return
        with ada.saving() as by:
            if kind in LEADS:
                relocate_item(section(LEADS[kind][0]), self.topics[before], item, after, by)
            else:
                topics = {"topics": [after]}
                save_shared(section(SHARED[kind][0]), item, topics, by, base=version(kind, item.id))

    def turn(self) -> Reader:
        """Let the regions become what they are now; return who knows of nothing after this."""
        until = newest().id
        for name, topic in self.topics.items():
            then, now = REGIONS[name]
            with ada.saving() as by:
                if now == "deleted":
                    delete_topic(topic, by)
                elif now != then:
                    edit_topic(topic, {"visibility": now}, by)
        return Reader(until=until)


def row(item: Any) -> Recorded:
    assert isinstance(item, Recorded)
    return item


def of_item(item: Recorded) -> Select[Revision]:
    """Return the query for what was done to an item, the first first."""
    mine = (Revision.kind == item.__kind__, Revision.item_id == item.id)
    return select(Revision).where(*mine).order_by(Revision.id)


def is_on_a_page(item: Recorded, reader: Reader) -> bool:
    """Return whether a reader of any region of today finds an item there."""
    kinds = {"stance": "stance", "relation": "regions", "reading": "reading", "essay": "writing"}
    name = kinds.get(item.__kind__) or LEADS[item.__kind__][0]
    topics = db.session.scalars(visible_topics(reader=reader))
    return any(item in list_items(section(name), topic, reader=reader) for topic in topics)


def in_sql(item: Recorded) -> bool:
    """Return whether the conditions in SQL let a visitor see an item."""
    model: Any = type(item)
    if item.__kind__ in TAGS:
        query = select(model).where(is_public_now(model, TAGS[item.__kind__]))
    elif item.__kind__ == "topic":
        query = visible_topics(reader=VISITOR)
    else:
        query = items_across_regions(model, reader=VISITOR)
    return item in db.session.scalars(query).unique().all()


@pytest.mark.parametrize(("kind", "where", "words", "seen"), TABLE)
def test_visitors_see_what_is_public_and_read_of_what_was_public_then(
    kind: str, where: str, words: str, seen: Seen
) -> None:
    world = World(where)
    item = world.write(kind, where, words)
    past = PastAtlas(world.turn(), UTC)
    item = reread(item)
    assert may_see_on_page(item, reader=VISITOR) is seen.page
    assert may_see_elsewhere(item, reader=VISITOR) is seen.elsewhere
    assert is_visible_to_visitors(item) is seen.elsewhere
    revision = db.session.scalars(of_item(item)).all()[0]
    assert is_open(revision) is seen.journal
    still = (still_knows_of(reader=VISITOR), still_knows_of(reader=VISITOR, kind=kind))
    for condition in (may_read(), *still):
        told = revision.id in db.session.scalars(select(Revision.id).where(condition)).all()
        # These conditions know no placeholders: rows are asked as well.
        assert told is seen.journal or (told and words == "<slot>")
    if kind == "topic":
        assert (past.topics.get(item.id) is not None) is seen.past
    else:
        assert (item.id in {one.id for one in past.items.rows(kind)}) is seen.past
    if kind not in ("relation", "note"):
        assert in_sql(item) is seen.page
    if kind == "belief":
        standings = select(BeliefStanding.belief_id).where(BeliefStanding.is_listed)
        listed = db.session.scalars(standings.where(~BeliefStanding.sees_private)).all()
        assert (item.id in listed) is seen.elsewhere
    if kind not in ("topic", "note") and where:
        assert is_on_a_page(item, VISITOR) is seen.page
    assert may_see_elsewhere(item, reader=AUTHOR), "the author sees everything"


@pytest.mark.parametrize(("kind", "before", "after", "told"), MOVED)
def test_what_went_elsewhere_is_told_where_it_was_in_sight_and_is_now(
    kind: str, before: str, after: str, told: tuple[bool, bool]
) -> None:
    world = World(f"next {before} {after}")
    item = world.write(kind, f"next {before}" if kind == "relation" else before, "words")
    world.move(item, before, after)
    world.turn()
    assert may_see_elsewhere(reread(item), reader=VISITOR) is (after == "open")
    revisions = db.session.scalars(of_item(item)).all()
    assert tuple(is_open(one) for one in revisions) == told
    still = (still_knows_of(reader=VISITOR), still_knows_of(reader=VISITOR, kind=kind))
    for condition in (may_read(), *still):
        found = db.session.scalars(select(Revision.id).where(condition)).all()
        assert tuple(one.id in found for one in revisions) == told
    if after == "open" and kind in LEADS:
        known = db.session.scalars(select(Revision.id).where(was_known())).all()
        assert tuple(one.id in known for one in revisions) == told
    changes = [one.change_id for one in revisions]
    secret = partly_hidden_ids(changes, reader=VISITOR)
    assert tuple(one not in secret for one in changes) == told


@pytest.mark.parametrize("between", ["closed", "gone"])
@pytest.mark.parametrize("kind", SHARED)
def test_what_went_to_a_hidden_region_and_came_back_is_not_told_from_between(
    kind: str, between: str
) -> None:
    world = World(f"open {between}")
    item: Any = world.write(kind, "open", "words")
    for name in (between, "open"):
        base = version(kind, item.id)
        with ada.saving() as by:
            save_shared(section(SHARED[kind][0]), item, {"topics": [name]}, by, base=base)
    world.turn()
    revisions = db.session.scalars(of_item(item)).all()
    assert [is_open(one) for one in revisions] == [True, False, True]
    for condition in (may_read(), knows_of(reader=VISITOR)):
        told = db.session.scalars(select(Revision.id).where(condition)).all()
        assert [one.id in told for one in revisions] == [True, False, True]


@pytest.mark.parametrize(
    ("where", "words", "visitor", "past"),
    [
        ("open", "words", True, True),
        ("open", "<slot>", False, False),
        ("shut", "words", False, False),
        ("opened", "words", True, False),
        ("closed", "words", False, False),
        ("gone", "words", False, False),
    ],
)
@pytest.mark.parametrize("kind", ["belief", "reading"])
def test_an_item_is_named_elsewhere_only_to_those_who_may_meet_it(
    kind: str, where: str, words: str, visitor: bool, past: bool
) -> None:
    world = World(where)
    item = world.write(kind, where, words)
    then = world.turn()
    anchor = Anchor.of(item)
    for reader, known in ((VISITOR, visitor), (then, past), (AUTHOR, True)):
        assert (anchor in source_for(reader, UTC).visible([anchor])) is known, reader


@pytest.mark.parametrize(
    ("states", "shown", "told"),
    [
        (["draft"], False, [False]),
        (["published"], True, [True]),
        (["draft", "published"], True, [False, True]),
        (["published", "draft"], False, [False, False]),
        (["published", "draft", "published"], True, [True, False, True]),
    ],
)
@pytest.mark.parametrize("where", ["", "open"])
@pytest.mark.parametrize("kind", SHARED)
def test_a_draft_is_seen_nowhere_and_told_only_from_the_times_when_it_was_none(
    kind: str, where: str, states: list[str], shown: bool, told: list[bool]
) -> None:
    world, (name, saying) = World(where), SHARED[kind]
    values = {"title": "A work", saying: "Words.", "topics": [*world.topics.values()]}
    with ada.saving() as by:
        item, _ = add_shared(section(name), values | {"state": states[0]}, by, once="")
    moments = [newest().id]
    for state in states[1:]:
        base = version(kind, item.id)
        with ada.saving() as by:
            save_shared(section(name), item, {"state": state}, by, base=base)
        moments.append(newest().id)
    assert (
        may_see_on_page(reread(item), reader=VISITOR),
        may_see_elsewhere(item, reader=VISITOR),
    ) == (
        shown,
        shown,
    )
    assert (is_visible_to_visitors(item), in_sql(item)) == (shown, shown)
    revisions = db.session.scalars(of_item(item)).all()
    assert [is_open(one) for one in revisions] == told
    for condition in (may_read(), knows_of(reader=VISITOR)):
        found = db.session.scalars(select(Revision.id).where(condition)).all()
        assert [one.id in found for one in revisions] == told
    past = [PastAtlas(Reader(until=one), UTC).items.rows(kind) for one in moments]
    assert [bool(rows) for rows in past] == told
    assert may_see_elsewhere(item, reader=AUTHOR), "the author sees everything"


# What each region is set to be, whether it is deleted or not; whether visitors saw it in each state
# that it had; and whether they saw it until it was deleted.
SET = [
    ("open", True, [True], False),
    ("shut", False, [False], False),
    ("opened", True, [False, True], False),
    ("closed", False, [True, False], False),
    ("gone", True, [True, False], True),
    ("hid", False, [False, False], False),
]


@pytest.mark.parametrize(("name", "is_set", "states", "went_in_public"), SET)
def test_a_region_is_as_visible_as_it_was_set_whatever_became_of_it(
    name: str, is_set: bool, states: list[bool], went_in_public: bool
) -> None:
    world = World(name)
    world.turn()
    topic = world.topics[name]
    assert is_set_public(topic) is is_set
    for condition, holds in (
        (is_set_public_in_sql(), is_set),
        (is_former_name_known(true()), is_set),
        (is_former_name_known(false()), False),
        (was_deleted_in_public(Topic), went_in_public),
    ):
        assert (topic in db.session.scalars(select(Topic).where(condition)).all()) is holds
    assert would_open(topic, "public") is not is_set
    assert not would_open(topic, "private")
    assert not would_open(topic, None)
    revisions = db.session.scalars(of_item(topic)).all()
    assert [is_public_in(one.after) for one in revisions] == states
    seen = select(Revision.id).where(Revision.after.is_not(None), is_public_state(Revision.after))
    found = db.session.scalars(seen).all()
    assert [one.id in found for one in revisions] == states


@pytest.mark.parametrize(
    ("state", "visibility", "is_seen"),
    [
        ({}, "public", True),  # written before there were private regions
        ({"visibility": None}, "public", True),
        ({"visibility": "public", "merged_into": None}, "public", True),
        ({"visibility": "public", "merged_into": 3}, "public", False),
        ({"visibility": "private"}, "private", False),
        ({"visibility": "private", "merged_into": 3}, "private", False),
    ],
)
def test_a_state_without_a_visibility_is_public_and_a_merged_region_is_not_seen(
    state: dict[str, Any], visibility: str, is_seen: bool
) -> None:
    assert visibility_in(state) == visibility
    assert is_public_in(state) is is_seen
    topic, change = ada.topic("Drawer"), newest()
    facts = {"kind": "topic", "item_id": topic.id, "action": "edit", "published": True}
    revision = Revision(change_id=change.id, after=state, **facts)
    db.session.add(revision)
    db.session.flush()
    query = select(is_public_state(Revision.after)).where(Revision.id == revision.id)
    assert bool(db.session.scalar(query)) is is_seen


@pytest.mark.parametrize(
    ("name", "altered"),
    [
        ("open", [True]),
        ("shut", [False]),
        ("opened", [False, True]),
        ("closed", [True, True]),  # visitors saw it go
        ("gone", [True, True]),
        ("hid", [False, False]),
    ],
)
def test_what_visitors_see_is_altered_by_what_is_shown_and_by_what_is_hidden(
    name: str, altered: list[bool]
) -> None:
    world = World(name)
    world.turn()
    before = aliased(Revision)
    query = select(Revision.id).outerjoin(before, before.id == Revision.previous_id)
    found = db.session.scalars(query.where(alters_what_is_seen(before))).all()
    assert [one.id in found for one in db.session.scalars(of_item(world.topics[name]))] == altered


@pytest.mark.parametrize(("name", "is_read"), [("open", True), ("opened", True), ("shut", False)])
def test_what_was_written_in_private_was_read_before_an_edit_if_it_was_opened_meanwhile(
    name: str, is_read: bool
) -> None:
    world = World(name)
    item: Any = world.write("belief", name, "words")
    world.turn()
    ada.save(world.topics[name], "beliefs", item, claim="other words")
    ids = [one.id for one in db.session.scalars(of_item(item))]
    state, later = aliased(Revision), aliased(Revision)
    pair = select(state.id).join(later, later.item_id == state.item_id)
    pair = pair.where(state.id == ids[0], later.id == ids[-1])
    assert bool(db.session.scalar(pair.where(was_readable_before(state, later)))) is is_read


def test_a_shared_item_names_the_regions_that_its_reader_sees() -> None:
    world = World("open next shut opened closed gone")
    item = world.write("reading", "open next shut opened closed gone", "words")
    world.turn()
    assert isinstance(item, Reading)
    named = {
        reader: [topic.title for topic in visible_tags(reread(item), reader=reader)]
        for reader in (VISITOR, AUTHOR)
    }
    assert named[VISITOR] == ["Next", "Open", "Opened"]
    assert named[AUTHOR] == ["Closed", "Next", "Open", "Opened", "Shut"]


def test_an_area_is_seen_with_a_public_region_in_it() -> None:
    World(" ".join(REGIONS)).turn()
    seen = {area.slug.removeprefix("area-of-") for area in list_areas(reader=VISITOR)}
    assert seen == {name for name, (_, now) in REGIONS.items() if now == "public"}
    areas = {area.slug.removeprefix("area-of-"): area for area in db.session.scalars(select(Area))}
    assert {
        name for name, area in areas.items() if may_see_on_page(reread(area), reader=VISITOR)
    } == seen
    assert set(areas) == {*REGIONS} == {a.slug[8:] for a in list_areas(reader=AUTHOR)}


MERGED = [
    ("open", True),
    ("opened", True),
    ("closed", False),  # visitors saw it once, and no more when it was merged
    ("shut", False),
    ("gone", False),
]


def merge(one: str, other: str) -> None:
    """Merge the area of one region into that of another."""
    areas = {area.slug: area for area in db.session.scalars(select(Area))}
    with ada.saving() as by:
        merge_area(areas[f"area-of-{one}"], f"area-of-{other}", by)


def check_area(name: str, *, is_read: bool) -> None:
    """Fail unless visitors may read of the past of a region's area, or may not."""
    area = db.session.scalars(select(Area).where(Area.slug == f"area-of-{name}")).one()
    assert is_readable_area(area) is is_read
    assert (area.id in db.session.scalars(readable_area_ids()).all()) is is_read
    revisions = db.session.scalars(of_item(area)).all()
    assert is_read or not any(map(is_open, revisions))


@pytest.mark.parametrize(("name", "is_read"), MERGED)
def test_a_merged_area_is_read_of_if_it_was_seen_when_it_was_merged(
    name: str, is_read: bool
) -> None:
    World(f"{name} next").turn()
    check_area(name, is_read=is_read)
    merge(name, "next")
    check_area(name, is_read=is_read)
    check_area("next", is_read=True)


@pytest.mark.parametrize("is_hidden_between", [False, True])
def test_an_area_that_was_merged_twice_had_to_be_seen_each_time(is_hidden_between: bool) -> None:
    world = World("open shut next")
    merge("open", "shut")
    check_area("open", is_read=True)
    with ada.saving() as by:
        visibility = "private" if is_hidden_between else "public"
        edit_topic(world.topics["open"], {"visibility": visibility}, by)
    merge("shut", "next")
    check_area("open", is_read=not is_hidden_between)
    with ada.saving() as by:
        undo_change(newest(), by)
    check_area("open", is_read=not is_hidden_between)
    with ada.saving() as by:
        edit_topic(world.topics["open"], {"visibility": "public"}, by)
    check_area("open", is_read=True)
    merge("shut", "next")
    check_area("open", is_read=True)


def test_an_area_that_came_back_is_judged_by_its_next_merge() -> None:
    world = World("shut next")
    merge("shut", "next")
    with ada.saving() as by:
        undo_change(newest(), by)
    with ada.saving() as by:
        edit_topic(world.topics["shut"], {"visibility": "public"}, by)
    merge("shut", "next")
    area = db.session.scalars(select(Area).where(Area.slug == "area-of-shut")).one()
    assert is_readable_area(area)


def test_nobody_is_an_author_of_the_past() -> None:
    with pytest.raises(ValueError, match="read as a visitor"):
        Reader(sees_private=True, until=1)


def test_a_deleted_item_is_found_by_no_visitor() -> None:
    world = World("open")
    item = world.write("belief", "open", "words")
    assert is_visible_to_visitors(item)
    topic = world.topics["open"]
    assert isinstance(topic, Topic)
    with ada.saving() as by:
        delete_topic(topic, by)
    assert not is_visible_to_visitors(item)
