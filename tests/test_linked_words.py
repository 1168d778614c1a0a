"""Where texts are shown as plain words, an item that is linked by its anchor has its own words."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Once, signed_in
from tests.test_archive import clock
from tests.test_pages_kept_over_saves import kept_pages
from tests.writers import Writer, WriterToday, check_projections, inside, section
from wiki.db import db
from wiki.models import Topic
from wiki.sections.belief import Belief
from wiki.services.items import delete_item
from wiki.services.topics import edit_topic

ada = Writer()
WORDS = "Tariffs fall"
# What the author reads: pages with buttons, forms with choices, lists, maps and searches.
ADDRESSES = [
    "/atlas/chips",
    "/atlas/chips/triggers/1/happened",
    "/atlas/chips/beliefs/2/relocate",
    "/atlas/trade-law",
    "/atlas/trade-law.json",
    "/atlas/trade-law/links",
    "/atlas/trade-law/triggers/new",
    "/atlas/chips/triggers/1/edit",
    "/atlas/chips/reading/new",
    "/reading/1/edit?show=1",
    "/atlas/chips?since=2026-01-01",
    "/map",
    "/map.svg",
    "/review",
    "/search?q=about",
    "/search.json?q=about",
    "/search?q=kind:stance+about",
]


def furnish(visibility: str = "public") -> str:
    """Write a region whose every text links to a belief of another one; return the link."""
    goal, chips = ada.topic("Trade law", visibility=visibility), ada.topic("Chips")
    held = ada.add(goal, "beliefs", claim=WORDS, credence=Decimal(60)).item
    link = f"about [[b-{held.id}]]"
    claim = ada.add(chips, "beliefs", claim=f"Chips, {link}", credence=Decimal(70)).item
    ada.add(chips, "stance", body=f"As {link} and [[Trade law]] say, {link}.")
    ada.add(chips, "uncertainties", question=f"Why {link}?", why_it_matters=f"So {link}")
    ada.add(chips, "triggers", observation=f"If {link}", effect=link, belief=f"b-{claim.id}")
    work = {"title": f"On {link}", "takeaway": f"So {link}, says [[Trade law]].", "authors": "Bo"}
    ada.add(chips, "reading", **work, read_on="2026-05-01", topics=["Chips"])
    mine = {"title": f"Mine {link}", "body": f"In {link} of [[Trade law]]", "slug": "mine"}
    ada.add(chips, "writing", **mine, url="", topics=["Chips"])
    ada.add(chips, "regions", region="trade-law", kind="leans on", reason=f"Since {link}")
    with ada.saving() as by:
        edit_topic(chips, {"summary": f"Of {link}"}, by)
    ada.save(chips, "beliefs", claim_again(claim.id), claim=f"Chips {link}", credence=Decimal(20))
    ada.save(chips, "beliefs", claim_again(claim.id), claim=f"Chips {link}", credence=Decimal(50))
    check_projections()
    return link


def furnish_privately() -> None:
    furnish("private")


def claim_again(number: int) -> Belief:
    return db.session.get_one(Belief, number)


def as_read(answer: Any) -> str:
    """Return what is read of an answer: its text and what a screen reader says, no typed text."""
    assert answer.status_code == 200
    text = re.sub(r"<textarea.*?</textarea>|<input[^>]*>", "", answer.text, flags=re.DOTALL)
    spoken = r'(?:aria-label|title|content|alt)="([^"]*)"'
    tags = r"<[a-z/][^>]*>"
    return re.sub(r"\s+", " ", unescape(re.sub(tags, lambda tag: told(tag[0], spoken), text)))


def told(tag: str, spoken: str) -> str:
    return "".join(f" {words} " for words in re.findall(spoken, tag))


@pytest.fixture
def open_to_visitors(app: Flask, once: Once) -> Flask:
    with inside(app):
        once(furnish)
    return app


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_author_reads_the_words_of_a_linked_item(open_to_visitors: Flask, address: str) -> None:
    page = as_read(signed_in(open_to_visitors, "Ada").get(address))
    assert f"about {WORDS}" in page
    assert "about b-1" not in page, page[page.index("about b-1") - 60 :][:120]


@pytest.mark.parametrize("address", ["/", "/map", "/map.svg", "/search?q=about", "/atlas/chips"])
def test_a_visitor_reads_the_words_of_a_public_item_alone(
    app: Flask, once: Once, address: str
) -> None:
    with inside(app):
        once(furnish_privately)
    page = as_read(app.test_client().get(address))
    assert "about b-1" in page
    assert WORDS not in page


def test_a_question_about_words_of_a_claim_lists_claims_by_their_words(app: Flask) -> None:
    with inside(app):
        link = furnish()
        ada.add(db.session.get_one(Topic, 2), "beliefs", claim=f"Chips also {link}", credence=None)
    sent = {"observation": "If so", "elsewhere": "about", "once": "x" * 22}
    answer = signed_in(app, "Ada").post("/atlas/trade-law/triggers", data=sent)
    assert answer.status_code == 422
    assert f"“Chips about {WORDS}”" in unescape(answer.text)


def test_the_copy_of_a_region_has_the_words_in_its_slots(open_to_visitors: Flask) -> None:
    author = signed_in(open_to_visitors, "Ada")
    sent = {"title": "Wafers", "texts": "slots", "once": "y" * 22}
    answer = author.post("/atlas/chips/duplicate", data=sent)
    assert answer.status_code == 303
    with inside(open_to_visitors):
        made = db.session.get_one(Topic, 3)
        assert made.summary == f"<Of about {WORDS}>"


def test_a_search_marks_what_it_found_in_the_words_that_are_shown(open_to_visitors: Flask) -> None:
    visitor = open_to_visitors.test_client()
    page = visitor.get("/search?q=mine+in").text
    assert f"<mark>In</mark> about {WORDS}" in page
    # Who looks for the anchor is shown where it was typed.
    assert "<mark>b-1</mark>" in visitor.get('/search?q="b-1"').text


def save_claim(app: Flask, words: str) -> None:
    with inside(app):
        goal = db.session.get_one(Topic, 1)
        WriterToday().save(goal, "beliefs", claim_again(1), claim=words, credence=Decimal(60))
        check_projections()


@pytest.mark.parametrize("address", ["/map.svg", "/", "/atlas/chips", "/atlas/trade-law"])
def test_what_is_kept_follows_the_words_of_the_linked_item(
    open_to_visitors: Flask, address: str
) -> None:
    visitor = open_to_visitors.test_client()
    assert WORDS in as_read(visitor.get(address))
    save_claim(open_to_visitors, "Duties rise")
    page = as_read(visitor.get(address))
    assert "Duties rise" in page
    assert WORDS not in page


def test_a_kept_page_follows_the_words_of_what_a_linked_item_links_to(app: Flask) -> None:
    with inside(app):
        goal, middle, last = (ada.topic(title) for title in ("Goal", "Middle", "Last"))
        ada.add(goal, "beliefs", claim=WORDS, credence=Decimal(60))
        ada.add(middle, "beliefs", claim="Two, as [[b-1]]", credence=Decimal(60))
        ada.add(last, "stance", body="So [[b-2]].")
        ada.topic("Elsewhere")
    visitor = app.test_client()
    assert f"Two, as {WORDS}" in visitor.get("/atlas/last").text
    visitor.get("/atlas/elsewhere")
    save_claim(app, "Duties rise")
    assert "Two, as Duties rise" in visitor.get("/atlas/last").text
    assert kept_pages(app) >= {"/atlas/elsewhere"}


def test_a_past_map_says_nothing_of_an_item_that_is_gone(app: Flask) -> None:
    asked = section("uncertainties")
    with inside(app):
        with clock(datetime(2026, 5, 3, 12, tzinfo=UTC)):
            chips, _ = ada.topic("Chips"), ada.topic("Labs")
            number = ada.add(chips, "uncertainties", question="Who counts?").item.id
        with clock(datetime(2026, 5, 4, 12, tzinfo=UTC)), ada.saving() as by:
            edit_topic(chips, {"summary": f"About [[q-{number}]]"}, by)
    visitor = app.test_client()
    assert "About Who counts?" in as_read(visitor.get("/map?at=2026-05-09"))
    with inside(app), ada.saving() as by:
        chips, item = db.session.get_one(Topic, 1), db.session.get_one(asked.model, number)
        delete_item(asked, chips, item, by)
    page = as_read(visitor.get("/map?at=2026-05-09"))
    assert "About q-1" in page
    assert "Who counts" not in page
