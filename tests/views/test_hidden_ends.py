"""A relation that led to a region which is hidden by now: no list fails, none names the region."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import told
from tests.views.test_opening import check, on, region, show
from tests.writers import inside, section
from wiki.db import db
from wiki.models import Relation
from wiki.queries.changelog import sentences
from wiki.services.merge import merge_topic
from wiki.services.topics import delete_topic

FORMER = "Both are brewed"
LISTS = (
    "/",
    "/changes",
    "/changes.rss",
    "/changes.atom",
    "/changes.json",
    "/changes/2026-05",
    "/changes/2026-05.md",
    "/year/2026",
    "/history",
    "/atlas/tea/changes",
    "/atlas/tea/changes.rss",
    "/atlas/quay/changes",
    "/atlas/tea?at=2026-05-10",
)


@pytest.fixture
def related(app: Flask) -> Iterator[None]:
    """Three regions of 3 May; since 10 May one is related to another."""
    with inside(app):
        with on(3) as ada:
            for title in ("Tea", "Pot", "Quay"):
                ada.topic(title)
        relate(10, "Pot", FORMER)
        yield


def relate(day: int, other: str, reason: str) -> None:
    """Relate Tea to a region, or put this in the place of the one that it is related to."""
    values = {"region": other, "kind": "related", "reason": reason}
    with on(day) as ada:
        if found := db.session.get(Relation, 1):
            ada.save(region("tea"), "regions", found, **values)
        else:
            ada.add(region("tea"), "regions", **values)


def delete_pot() -> None:
    with on(14) as ada, ada.saving() as by:
        delete_topic(region("pot"), by)


@pytest.mark.usefixtures("related")
@pytest.mark.parametrize("hide", [lambda: show(14, "private", "pot"), delete_pot])
def test_no_list_names_a_hidden_region_that_a_relation_led_to(
    client: FlaskClient, hide: Callable[[], object]
) -> None:
    relate(12, "Quay", "Tea is shipped")
    assert any(FORMER in sentence for sentence in told(client))
    hide()
    for page in LISTS:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert FORMER not in answer.text, page
        assert "Pot" not in answer.text, page
    relate(20, "Quay", "Tea is shipped in chests")
    assert "Tea: related to Quay — Tea is shipped in chests" in told(client)
    check()


@pytest.mark.usefixtures("related")
def test_no_list_fails_where_a_hidden_region_was_merged_into_an_open_one(
    client: FlaskClient,
) -> None:
    show(14, "private", "pot")
    with on(15) as ada, ada.saving() as by:
        merge_topic(region("pot"), "Quay", by, publish=True)
    for page in LISTS:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Pot" not in answer.text, page


@pytest.mark.usefixtures("related")
def test_a_sentence_that_fails_is_left_out_of_the_list(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(item: Any) -> Any:
        raise ValueError(item.group.kind)

    rules = replace(section("regions").news, describe_change=fail)
    monkeypatch.setitem(sentences.NEWS, "relation", rules)
    assert told(client) == ["New region: Quay", "New region: Pot", "New region: Tea"]
    assert "Not told in a list: relation 1" in caplog.text
