"""An address that was ever given out leads on for ever, with whatever stood behind it."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from wiki.sections import SECTIONS

TAILS = ["", ".json", ".md", "/history", "/header", *(f"/{section.name}" for section in SECTIONS)]
TAILS += [f"/reading.{form}" for form in ("rss", "atom", "json")]
AUTHORS = ["/edit", "/note", "/beliefs/new", "/beliefs/1/edit", "/writing/tags"]


def save_header(way: Way, slug: str, **fields: str) -> int:
    form = way.get(f"/atlas/{slug}/edit").text
    base = base_of(form)
    data = {"base": base, "slug": slug} | fields
    return way.browser.post(f"/atlas/{slug}/edit", data=data, headers=way.headers).status_code


def rename(way: Way, slug: str, title: str) -> None:
    status = save_header(way, slug, title=title, change_address="y")
    assert status == (200 if way.htmx else 303)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("query", ["", "?at=2026-05-01&x=%5B%20%C3%A9"])
def test_an_old_address_leads_to_the_new_one_with_the_same_tail(
    way: Way, client: FlaskClient, topic: str, tail: str, query: str
) -> None:
    rename(way, topic, "Chips and more")
    rename(way, "chips-and-more", "Chips")
    for old in (topic, "chips-and-more"):
        answer = client.get(f"/atlas/{old}{tail}{query}")
        assert answer.status_code == 301
        assert answer.location == f"/atlas/chips{tail}{query}"
        assert client.head(f"/atlas/{old}{tail}{query}").status_code == 301


@pytest.mark.parametrize("tail", AUTHORS)
def test_an_authors_old_addresses_lead_on_too(way: Way, topic: str, tail: str) -> None:
    rename(way, topic, "Chips")
    answer = way.browser.get(f"/atlas/{topic}{tail}")
    assert (answer.status_code, answer.location) == (301, f"/atlas/chips{tail}")


def test_a_form_opened_before_the_rename_is_saved_at_the_new_address(way: Way, topic: str) -> None:
    rename(way, topic, "Chips")
    address, form = f"/atlas/{topic}/beliefs", {"claim": "Mine"}
    led = way.browser.post(address, data=form, headers=way.headers)
    assert (led.status_code, led.location) == (308, "/atlas/chips/beliefs")
    # A browser sends the form again to where it is led; the test client would send it empty.
    saved = way.browser.post(led.location, data=form, headers=way.headers, follow_redirects=True)
    assert saved.status_code == 200
    (belief,) = way.get("/atlas/chips.json").get_json()["sections"]["beliefs"]
    assert belief["claim"] == "Mine"


def test_a_slug_within_a_tail_is_left_alone(way: Way, client: FlaskClient, topic: str) -> None:
    way.browser.post("/atlas/new", data={"title": "Reading list"})
    rename(way, "reading-list", "Books")
    answer = client.get("/atlas/reading-list/reading.rss?next=/atlas/reading-list")
    assert answer.location == "/atlas/books/reading.rss?next=/atlas/reading-list"


def test_anothers_old_address_is_refused_with_its_name(way: Way, topic: str) -> None:
    rename(way, topic, "Chips")
    answer = way.browser.post("/atlas/new", data={"title": "Compute"})
    assert answer.status_code == 422
    assert "`compute` is the address of Chips, choose another" in answer.text
    assert save_header(way, "elsewhere", title="Compute", change_address="y") == 422
    assert save_header(way, "chips", title="Compute", change_address="y") in (200, 303)
    assert way.browser.get("/atlas/compute").status_code == 200


def test_undoing_a_rename_undoes_the_address_too(way: Way, client: FlaskClient, topic: str) -> None:
    rename(way, topic, "Chips")
    told = way.browser.get("/atlas/chips/history").text
    newest = re.search(r'href="/c/(\d+)"', told)
    assert newest
    way.browser.post(f"/c/{newest[1]}/undo", data={"next": "/"})
    assert client.get("/atlas/compute").status_code == 200
    assert client.get("/atlas/chips.json").location == "/atlas/compute.json"


def test_an_essays_old_address_leads_on(way: Way, client: FlaskClient, topic: str) -> None:
    way.browser.post("/writing/new", data={"title": "First", "body": "Words", "publish": "1"})
    form = way.browser.get("/writing/first/edit").text
    base = base_of(form)
    way.browser.post("/writing/first/edit", data={"base": base, "slug": "second"})
    answer = client.get("/writing/first?x=1")
    assert (answer.status_code, answer.location) == (301, "/writing/second?x=1")


def hide(way: Way, slug: str, visibility: str = "private", **fields: str) -> None:
    status = save_header(way, slug, visibility=visibility, **fields)
    assert status == (200 if way.htmx else 303)


@pytest.mark.parametrize("tail", ["", ".json", "/beliefs", "/reading.rss"])
def test_a_name_a_region_had_only_in_private_leads_no_visitor_to_it(
    way: Way, client: FlaskClient, topic: str, tail: str
) -> None:
    way.browser.post("/atlas/new", data={"title": "Secret plan", "visibility": "private"})
    hide(way, "secret-plan", visibility="public", title="Plan", change_address="y")
    assert client.get(f"/atlas/plan{tail}").status_code == 200
    assert client.get(f"/atlas/secret-plan{tail}").status_code == 404
    led = way.browser.get(f"/atlas/secret-plan{tail}")
    # Feeds are a visitor's whoever asks.
    assert led.status_code == (404 if tail.endswith("rss") else 301)


def test_a_name_that_was_public_once_leads_on_after_private_times(
    way: Way, client: FlaskClient, topic: str
) -> None:
    hide(way, topic)
    hide(way, topic, visibility="public", title="Chips", change_address="y")
    assert client.get(f"/atlas/{topic}").location == "/atlas/chips"
    hide(way, "chips")
    assert client.get(f"/atlas/{topic}").status_code == 404


def test_an_essays_name_in_private_leads_no_visitor_to_it(
    way: Way, client: FlaskClient, topic: str
) -> None:
    def name(old: str, new: str) -> None:
        form = way.browser.get(f"/writing/{old}/edit").text
        base = base_of(form)
        way.browser.post(f"/writing/{old}/edit", data={"base": base, "slug": new})

    hide(way, topic)
    essay = {"title": "Secret", "body": "Words", "topics": topic, "publish": "1"}
    way.browser.post("/writing/new", data=essay)
    name("secret", "shown")
    hide(way, topic, visibility="public")
    assert client.get("/writing/shown").status_code == 200
    assert client.get("/writing/secret").status_code == 404
    assert way.browser.get("/writing/secret").status_code == 301
    # It is public now, by its region alone: the next name leads on from this one.
    name("shown", "third")
    assert client.get("/writing/shown").location == "/writing/third"
    assert client.get("/writing/secret").status_code == 404
