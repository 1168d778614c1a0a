"""Related rows are read where they are asked for, and nowhere else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import InvalidRequestError

from bench.views import counting
from tests.writers import Writer, inside, newest
from wiki.db import Base, db
from wiki.journal import revisions_of
from wiki.models import Reading
from wiki.recorded import Recorded
from wiki.related import find_row, get_row, load_related, select_whole
from wiki.sections.belief import Belief

ada = Writer()
RAISING = {"raise", "raise_on_sql"}


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield


def make_reading() -> int:
    """Return the id of a reading of one region; the session forgets both."""
    topic = ada.topic("Compute")
    made: int = ada.add(topic, "reading", title="A work", topics=[]).item.id
    db.session.expunge_all()
    return made


def test_no_relationship_of_any_model_loads_by_itself() -> None:
    loading = [
        f"{mapper.class_.__name__}.{one.key}"
        for mapper in Base.registry.mappers
        for one in mapper.relationships
        if one.lazy not in RAISING
    ]
    assert not loading


def test_every_related_row_of_a_kind_is_a_relationship_of_it() -> None:
    for model in Recorded.kinds.values():
        assert {*model.__related__} <= {*model.__mapper__.relationships.keys()}  # type: ignore[attr-defined]


def test_what_was_not_read_is_refused_and_not_read_in_secret() -> None:
    reading = db.session.get_one(Reading, make_reading())
    with pytest.raises(InvalidRequestError, match="not available"):
        _ = reading.topics
    load_related(reading)
    assert [topic.title for topic in reading.topics] == ["Compute"]


def test_a_row_that_is_found_has_its_related_rows_without_a_further_statement() -> None:
    reading_id = make_reading()
    for found in (
        find_row(Reading, reading_id),
        get_row(Reading, reading_id),
        db.session.scalars(select_whole(Reading)).one(),
    ):
        assert found is not None
        with counting() as statements:
            assert [topic.title for topic in found.topics] == ["Compute"]
            assert found.bears == {}
        assert not statements


def test_a_row_that_a_commit_made_empty_is_read_again_with_its_related_rows() -> None:
    reading = get_row(Reading, make_reading())
    db.session.commit()
    load_related(reading)
    assert [topic.title for topic in reading.topics] == ["Compute"]


def test_a_row_of_no_such_id_is_none_or_an_error() -> None:
    assert find_row(Belief, 77) is None
    assert find_row(Belief, None) is None
    with pytest.raises(LookupError, match="There is no belief 77"):
        get_row(Belief, 77)


def test_a_change_reads_its_revisions_once_and_those_before_them() -> None:
    topic = ada.topic("Compute")
    belief = ada.add(topic, "beliefs", claim="One", credence=None, why="").item
    ada.save(topic, "beliefs", belief, claim="Two")
    change = newest()
    db.session.expire(change, ["revisions"])
    (revision,) = revisions_of(change)
    with counting() as statements:
        assert (revision.before or {})["claim"] == "One"
        assert revision.change is change
        assert revisions_of(change) == [revision]
    assert not statements
