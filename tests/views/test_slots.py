"""A slot that is filled only in part is asked about before it is saved."""

import html
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of

CLAIM, WHY = "<Claim about how closely labs guard their results>", "<one-line why>."
ASKED = "Save as it is"


def add(author: FlaskClient, topic: str, **typed: str) -> str:
    """Add a belief and return the address of its form."""
    answer = author.post(f"/atlas/{topic}/beliefs", data={"claim": CLAIM, "why": WHY} | typed)
    assert answer.status_code == 303
    return f"/atlas/{topic}/beliefs/{last_belief(author, topic)['id']}"


def last_belief(author: FlaskClient, topic: str) -> dict[str, Any]:
    """Return the last belief of a region as data."""
    data = author.get(f"/atlas/{topic}.json").get_json()
    found: dict[str, Any] = data["sections"]["beliefs"][-1]
    return found


def base(way: Way, form: str) -> dict[str, str]:
    """Return what the open form carries of its own."""
    found = base_of(way.get(f"{form}/edit").text)
    return {"base": found}


@pytest.mark.parametrize(
    ("name", "typed", "left"),
    [
        ("claim", f"{CLAIM}Labs publish too loosely", f"“{CLAIM}” is left over from the slot."),
        ("why", f"They say so. {WHY}", f"“{WHY}” is left over from the slot."),
        ("why", "They say so <why.>", "“<why.>” is left over from the slot."),
        ("why", "<They say so>", "Still in angle brackets, which mark a slot"),
        ("why", "They say so.>", "“>” is left over from the slot."),
    ],
)
def test_what_is_left_of_a_slot_is_asked_about_and_can_be_meant(
    way: Way, topic: str, name: str, typed: str, left: str
) -> None:
    form = add(way.browser, topic)
    sent = {"claim": "Labs publish too loosely", "why": "They say so."} | {name: typed}
    sent |= base(way, form)
    refused = way.browser.post(form, data=sent, headers=way.headers)
    assert refused.status_code == 422
    text = html.unescape(refused.text)
    assert left in text
    assert typed in text
    assert 'name="as_it_is" value="1" class="offer">Save as it is</button>' in text
    assert last_belief(way.browser, topic)["claim"] == CLAIM
    assert way.post(form, sent | {"as_it_is": "1"}).status_code == 200
    assert last_belief(way.browser, topic)[name] == typed


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("Labs publish a List<T>", "They say so."),
        ("Labs publish too loosely", WHY),
        (CLAIM, "They say so."),
        ("Labs publish too loosely", ""),
        ("That is why", "p < 5 and q > 3"),
    ],
)
def test_a_slot_that_was_filled_or_left_alone_is_saved(
    way: Way, topic: str, claim: str, why: str
) -> None:
    form = add(way.browser, topic)
    answer = way.post(form, {"claim": claim, "why": why} | base(way, form))
    assert answer.status_code == 200
    assert ASKED not in answer.text


def test_words_of_ones_own_may_look_like_a_slot(way: Way, topic: str) -> None:
    form = add(way.browser, topic, claim="Labs publish too loosely")
    answer = way.post(form, {"claim": CLAIM, "why": WHY} | base(way, form))
    assert answer.status_code == 200
    assert ASKED not in answer.text


def test_a_preview_asks_about_no_slot(way: Way, topic: str) -> None:
    way.post(f"/atlas/{topic}/stance", {"body": "<Where I stand, in three sentences.>"})
    form = f"/atlas/{topic}/stance/1"
    typed = {"body": "<Where I stand, in three sentences.> Here.", "preview": "1"}
    shown = way.post(form, typed | base(way, form))
    assert shown.status_code == 200
    assert "Preview" in shown.text
    assert ASKED not in shown.text


def test_the_summary_of_a_region_is_a_slot_too(way: Way, topic: str) -> None:
    form = f"/atlas/{topic}"
    kept = {"title": "Compute", "slug": topic, "visibility": "public"}
    slot = kept | {"summary": "<one line on it>"}
    assert way.post(f"{form}/edit", slot | base(way, form)).status_code == 200
    half = kept | {"summary": "<one line on it> Chips"} | base(way, form)
    refused = way.browser.post(f"{form}/edit", data=half, headers=way.headers)
    assert refused.status_code == 422
    assert ASKED in refused.text
    saved = way.browser.post(f"{form}/edit", data=half | {"as_it_is": "1"}, headers=way.headers)
    assert saved.status_code in (200, 303)


def test_a_reading_on_a_page_of_its_own_is_asked_about_too(author: FlaskClient) -> None:
    author.post("/reading/new", data={"title": "A title", "takeaway": "<what I took from it>"})
    half = {"title": "A title", "takeaway": "<what I took from it> That labs race.", "base": "9"}
    refused = author.post("/reading/1/edit", data=half)
    assert refused.status_code == 422
    assert ASKED in refused.text
