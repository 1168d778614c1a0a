"""An edit that altered only what visitors do not see of an item is told them nowhere."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_opening import check, on, region, show, two_open_and_one_hidden
from tests.views.test_private_days import QUOTE, READING, add, blank, row, save
from tests.writers import inside, section
from wiki.db import db
from wiki.journal import record, version
from wiki.queries.topics import get_topic
from wiki.services.collections import add_shared, save_shared
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

ESSAY = {"title": "My essay", "body": "Some words.", "state": "published"}
PAGES = ["/", "/history", "/changes", "/changes.rss", "/changes.atom", "/changes.json"]
PAGES += ["/atlas/compute", "/atlas/compute.json", "/atlas/compute.csl.json", "/sitemap.xml"]
PAGES += ["/atlas/compute/history", "/atlas/compute/header/history", "/atlas/compute/changes"]
PAGES += ["/r/1/history", "/e/1/history", "/t/1/history", "/q/1/history", "/reading/1"]
PAGES += ["/r/1/cite", "/e/1/cite", "/t/1/cite", "/reading.rss", "/writing.atom", "/triggers.atom"]
PAGES += [
    "/map?since=2026-05-06",
    "/atlas/compute?since=2026-05-04",
    "/changes/2026-05.md",
    "/c/11",
]


@pytest.fixture
def regions(app: Flask) -> Iterator[None]:
    """Two public regions and a private one, each with a belief, and an item of many kinds."""
    with inside(app):
        with on(1) as ada:
            two_open_and_one_hidden(ada)
        write()
        yield


@pytest.fixture
def opened(app: Flask) -> Iterator[None]:
    """The same, but all in the first region was written before visitors could see it."""
    with inside(app):
        with on(1) as ada:
            two_open_and_one_hidden(ada)
        show(1, "private")
        write()
        show(3)
        yield


def write() -> None:
    """Write a belief in each region on 2 May, and in the first an item of many kinds."""
    for slug, claim in (("compute", "It grows"), ("quay", "It lasts"), ("drawer", "He goes")):
        add(2, "beliefs", slug, claim=claim)
    add(2, "triggers", observation="A price falls")
    add(2, "uncertainties", question="How much?")
    with on(2) as ada:
        for name, said in (("reading", READING), ("writing", ESSAY)):
            with ada.saving() as by:
                values = blank(name) | said | {"topics": ["compute"]}
                add_shared(section(name), values, by, once="")


def alter(name: str, **values: object) -> None:
    """Save a reading or an essay on 5 May, for a reason."""
    with on(5) as ada, ada.saving() as by:
        kind = section(name).kind
        by = replace(by, reason="He told me")
        save_shared(section(name), row(name, 1), values, by, base=version(kind, 1))


def tag(name: str, *slugs: str) -> None:
    alter(name, topics=[get_topic(slug, reader=AUTHOR) for slug in slugs])


def keep_extra() -> None:
    with on(5) as ada, ada.saving() as by:
        edit_topic(region(), {"extra": {"front_matter": {"mood": "mood: low"}}}, by)


def read(client: FlaskClient) -> dict[str, tuple[int, str, str | None]]:
    answers = ((path, client.get(path)) for path in PAGES)
    return {
        path: (one.status_code, one.text, one.headers.get("Last-Modified")) for path, one in answers
    }


HIDDEN: dict[str, Callable[[], None]] = {
    "tag of a reading": lambda: tag("reading", "compute", "drawer"),
    "tag of an essay": lambda: tag("writing", "compute", "drawer"),
    "bearing": lambda: alter("reading", bears={"b-3": "for"}),
    "belief of a trigger": lambda: save(5, "triggers", 1, belief="b-3"),
    "private quote": lambda: alter("reading", quotes=[QUOTE]),
    "rest of a document": keep_extra,
}
SEEN: dict[str, tuple[Callable[[], None], str, str]] = {
    "tag of a reading": (lambda: tag("reading", "compute", "quay"), "/r/1/history", ": regions"),
    "tag of an essay": (lambda: tag("writing", "compute", "quay"), "/e/1/history", ": regions"),
    "bearing": (lambda: alter("reading", bears={"b-2": "for"}), "/r/1/history", ": evidence"),
    "belief of a trigger": (
        lambda: save(5, "triggers", 1, belief="b-2"),
        "/t/1/history",
        "Edited trigger",
    ),
    "public quote": (
        lambda: alter("reading", quotes=[QUOTE | {"public": True}]),
        "/r/1/history",
        "Edited reading",
    ),
}


@pytest.mark.parametrize("written", ["regions", "opened"])
@pytest.mark.parametrize("edit", HIDDEN.values(), ids=HIDDEN.keys())
def test_no_page_tells_of_an_edit_that_altered_only_what_is_hidden(
    request: pytest.FixtureRequest, client: FlaskClient, edit: Callable[[], None], written: str
) -> None:
    request.getfixturevalue(written)
    before = read(client)
    edit()
    after = read(client)
    assert {path for path in PAGES if before[path] != after[path]} == set()
    check()


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(("edit", "path", "said"), SEEN.values(), ids=SEEN.keys())
def test_the_same_edit_of_what_visitors_see_is_told(
    client: FlaskClient, edit: Callable[[], None], path: str, said: str
) -> None:
    edit()
    assert said in client.get(path).text
    assert 'dateModified": "2026-05-05' in client.get("/atlas/compute").text


@pytest.mark.usefixtures("regions")
def test_a_hidden_edit_begins_no_entry_of_the_changelog(client: FlaskClient) -> None:
    alter("reading", bears={"b-3": "for"})
    alter("reading", bears={"b-1": "for", "b-3": "for"})
    told = client.get("/changes").text
    assert "5 May 2026" in told
    for number in set(re.findall(r'href="/c/(\d+)', told)):
        assert client.get(f"/c/{number}").status_code == 200, number


@pytest.mark.usefixtures("regions")
def test_an_edit_is_told_once_visitors_see_what_it_altered(client: FlaskClient) -> None:
    tag("reading", "compute", "drawer")
    show(7, slug="drawer")
    assert "Edited reading “On counting”: regions" in client.get("/r/1/history").text


@pytest.mark.usefixtures("regions")
def test_an_edit_of_both_says_only_what_visitors_see(client: FlaskClient) -> None:
    drawer = [region(), region("drawer")]
    alter("reading", takeaway="Recount.", topics=drawer, bears={"b-3": "for"}, quotes=[QUOTE])
    told = client.get("/r/1/history").text
    assert "Edited reading “On counting”: takeaway<" in told
    assert "evidence" not in told


@pytest.mark.usefixtures("regions")
def test_a_reason_stays_where_what_is_shown_to_nobody_was_altered_too(client: FlaskClient) -> None:
    with on(5) as ada, ada.saving() as by, record(replace(by, reason="I counted")) as entry:
        entry.alter(row("beliefs", 1), claim="It grows fast")
        entry.alter(region(), extra={"front_matter": {"mood": "mood: low"}})
    for path in ("/c/11", "/history", "/changes"):
        assert "I counted" in client.get(path).text, path


@pytest.mark.usefixtures("regions")
def test_an_edit_after_a_hidden_one_is_compared_with_what_visitors_knew(
    client: FlaskClient,
) -> None:
    def compared() -> int:
        return client.get("/r/1/history").text.count("?from=")

    tag("reading", "compute", "drawer")
    hidden = version("reading", 1)
    alter("reading", takeaway="Recount.")
    told = client.get("/r/1/history").text
    assert f"from={hidden}&" not in told
    assert compared() > 0
    db.session.rollback()
