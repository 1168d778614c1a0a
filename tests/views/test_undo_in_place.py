"""Undo in the status line acts in place where the page shows the section that it is about."""

import re

from flask.testing import FlaskClient

UNDO = re.compile(r'<form ([^>]*action="/c/[0-9]+/undo[^>]*)>')


def undo_of(page: str) -> str:
    """Return the attributes of the form of Undo."""
    found = UNDO.search(page)
    assert found, page
    return found[1]


def test_on_the_page_of_its_region_it_acts_in_place(author: FlaskClient, topic: str) -> None:
    saved = author.post(
        f"/atlas/{topic}/beliefs", data={"claim": "Chips count"}, follow_redirects=True
    )
    assert 'data-hx-target="#beliefs"' in undo_of(saved.text)


def test_off_a_region_it_is_a_plain_form(author: FlaskClient, topic: str) -> None:
    for kind in ("reading", "writing"):
        made = author.post(f"/{kind}/new", data={"title": "A work", "topics": topic})
        page = author.get(made.location).location or made.location
        gone = author.post(f"{page}/delete", follow_redirects=True)
        assert "Undo available" in gone.text
        assert "data-hx-post" not in undo_of(gone.text)


def test_on_the_page_of_another_region_it_is_a_plain_form(author: FlaskClient, topic: str) -> None:
    author.post("/atlas/new", data={"title": "Elsewhere"})
    author.post("/atlas/elsewhere/beliefs", data={"claim": "It holds", "credence": "70"})
    trigger = {"observation": "A count", "elsewhere": "b-1"}
    assert author.post(f"/atlas/{topic}/triggers", data=trigger).status_code == 303
    happened = {"happened_on": "2026-05-01"}
    answer = author.post(f"/atlas/{topic}/triggers/1/happened", data=happened)
    assert answer.location.startswith("/atlas/elsewhere/beliefs/1/edit")
    assert "data-hx-post" not in undo_of(author.get(answer.location).text)
