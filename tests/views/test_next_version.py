"""A published text has a private next version, kept on the server until it is published."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.writers import newest_id
from wiki.db import db
from wiki.journal import Change
from wiki.journal.agreement import find_contradictions
from wiki.queries.pictures import find_uses

PICTURE = f"{'0a' * 16}.webp"
OLD, NEW = "Chips can be counted.", f"![](/media/{PICTURE}) Nothing can, says a draft."
STANCE = {"body": OLD, "reason": "", "once": "s"}
ESSAY = {"title": "On chips", "body": OLD, "once": "e", "publish": "1", "topics": "Compute"}
KEEP = {"keep": "next"}
PUBLISH = {"publish": "1"}
# The page of an item, the address of its form, and the address that the form is sent to.
KINDS = {
    "stance": ("/atlas/compute", "/atlas/compute/stance/1/edit", "/atlas/compute/stance/1"),
    "essay": ("/writing/on-chips", "/writing/on-chips/edit", "/writing/on-chips/edit"),
    "essay on its region": (
        "/atlas/compute",
        "/atlas/compute/writing/1/edit",
        "/atlas/compute/writing/1",
    ),
}


@pytest.fixture(params=KINDS)
def places(request: pytest.FixtureRequest, author: FlaskClient, topic: str) -> tuple[str, str, str]:
    author.post("/atlas/compute/stance", data=STANCE)
    author.post("/writing/new", data=ESSAY)
    return KINDS[request.param]


def fields(form: str) -> dict[str, str]:
    """Return what a form carries hidden about versions."""
    number = re.search(r'name="next_version" value="(\d+)"', form)
    assert number
    return {"base": base_of(form), "next_version": number[1]}


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Change).count()


def begin(author: FlaskClient, places: tuple[str, str, str]) -> dict[str, str]:
    """Save a draft of the published text, and return what the form that continues it carries."""
    _, form, at = places
    data = {"base": base_of(author.get(form).text), "body": NEW, "title": "On chips"} | KEEP
    assert author.post(at, data=data).status_code == 303
    return fields(author.get(f"{form}?next=1").text)


def test_a_draft_of_what_is_published_is_met_by_its_author_alone_until_it_is_published(
    app: Flask, author: FlaskClient, client: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    pages = (
        page,
        "/",
        "/changes",
        "/changes.rss",
        "/search?q=draft",
        "/atlas/compute.md",
        "/atlas/compute.json",
        "/writing",
        "/writing.rss",
        "/atlas/compute/history",
    )
    before, changes = {at: client.get(at).data for at in pages}, count(app)
    carried = begin(author, places)
    assert {at: client.get(at).data for at in pages} == before
    assert count(app) == changes
    told = author.get(page).text
    assert "You have an unpublished next version from" in told
    assert NEW not in told
    edit = author.get(form).text
    assert f"{OLD}</textarea>" in edit
    assert ">Continue</a>" in edit
    continued = author.get(f"{form}?next=1").text
    assert f"{NEW}</textarea>" in continued
    again = author.post(at, data=carried | {"body": f"{NEW} Twice.", "title": "On chips"} | KEEP)
    assert "Draft saved." in author.get(again.location).text
    carried = fields(author.get(f"{form}?next=1").text)
    author.post(at, data=carried | {"body": f"{NEW} Twice.", "title": "On chips"} | PUBLISH)
    assert count(app) == changes + 1
    shown = "/writing/on-chips" if "writing" in at else page
    assert "says a draft. Twice." in client.get(shown).text
    assert "unpublished next version" not in author.get(page).text


def test_a_discarded_draft_comes_back(
    app: Flask, author: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, _ = places
    begin(author, places)
    with app.app_context():  # a picture of a draft is in use, also of one that may come back
        assert find_uses([PICTURE])[PICTURE].items
    discard = re.search(r'action="(/next/\w+/1/discard)"', author.get(page).text)
    assert discard
    for _ in range(2):
        discarded = author.post(discard[1], data={"next_version": "1"})
        assert discarded.status_code == 303
    with app.app_context():
        assert find_uses([PICTURE])[PICTURE].items
    told = author.get(discarded.location).text
    assert "Discarded the next version." in told
    assert "unpublished" not in told + author.get(page).text
    author.post(undo_of(told))
    assert "unpublished next version" in author.get(page).text
    assert f"{NEW}</textarea>" in author.get(f"{form}?next=1").text


def undo_of(told: str) -> str:
    """Return where the Undo of a discarded next version leads."""
    undo = re.search(r'action="(/next/\w+/1/restore[^"]*)"', told)
    assert undo
    return undo[1]


@pytest.mark.parametrize("discards", [1, 2])
def test_undo_of_a_discard_brings_the_text_back_though_another_was_begun_since(
    author: FlaskClient, places: tuple[str, str, str], discards: int
) -> None:
    _, form, at = places
    discard = f"/next/{'stance' if 'stance' in at else 'essay'}/1/discard"
    begin(author, places)
    told = author.post(discard, data={"next_version": "1"}, follow_redirects=True).text
    undo = undo_of(told)
    sent = {"base": base_of(author.get(form).text), "body": "Begun since.", "title": "On chips"}
    assert author.post(at, data=sent | KEEP).status_code == 303
    if discards == 2:
        author.post(discard, data={"next_version": "2"}, follow_redirects=True)
    told = author.post(undo, follow_redirects=True).text
    assert "The next version is back." in told
    assert f"{NEW}</textarea>" in author.get(f"{form}?next=1").text
    if discards == 1:
        # The one begun since is not lost either: Undo exchanges the two as often as it is pressed.
        assert "The one begun since is discarded for it" in told
        for text in ("Begun since.", NEW):
            told = author.post(undo_of(told), follow_redirects=True).text
            assert f"{text}</textarea>" in author.get(f"{form}?next=1").text


def test_undo_of_a_discard_in_a_second_window_says_that_the_text_went_on(
    author: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    discard = f"/next/{'stance' if 'stance' in at else 'essay'}/1/discard"
    begin(author, places)
    undo = undo_of(author.post(discard, data={"next_version": "1"}, follow_redirects=True).text)
    author.post(undo)
    carried = fields(author.get(f"{form}?next=1").text)
    more = carried | {"body": "Written on.", "title": "On chips"}
    assert author.post(at, data=more | KEEP).status_code == 303
    told = author.post(undo, follow_redirects=True).text
    assert "Nothing is brought back: it was brought back before" in told
    assert "Written on.</textarea>" in author.get(f"{form}?next=1").text
    assert "unpublished next version" in author.get(page).text


def test_undo_after_publish_leaves_a_next_version_begun_since_as_it_is(
    app: Flask, author: FlaskClient, places: tuple[str, str, str]
) -> None:
    _, form, at = places
    sent = begin(author, places) | {"body": "Published.", "title": "On chips"}
    author.post(at, data=sent | {"topics": "Compute"} | PUBLISH)
    published = newest_id(app)
    base = base_of(author.get(form).text)
    since = {"base": base, "body": "Begun since.", "title": "On chips"} | KEEP
    assert author.post(at, data=since).status_code == 303
    assert author.post(f"/c/{published}/undo").status_code == 303
    assert "Begun since.</textarea>" in author.get(f"{form}?next=1").text


def test_neither_text_is_lost_where_the_published_one_or_the_draft_moved_on(
    author: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    carried = begin(author, places)
    mine = {"body": "My own words.", "title": "On chips"}
    # Another machine goes on with the same draft.
    author.post(at, data=carried | {"body": "Theirs, elsewhere.", "title": "On chips"} | KEEP)
    for button in (KEEP, PUBLISH):
        answer = author.post(at, data=carried | mine | button)
        assert answer.status_code == 409
        assert "The next version of this" in answer.text
        assert "Theirs, elsewhere." in answer.text
        assert "My own words.</textarea>" in answer.text
    carried = fields(answer.text)
    # What is published moves on in another window.
    edit = author.get(form).text
    author.post(
        at, data={"base": base_of(edit), "body": "A quick correction.", "title": "On chips"}
    )
    assert "which was changed since you began" in author.get(f"{form}?next=1").text
    answer = author.post(at, data=carried | mine | PUBLISH)
    assert answer.status_code == 409
    assert "A quick correction." in answer.text
    assert "My own words.</textarea>" in answer.text
    author.post(at, data=fields(answer.text) | mine | PUBLISH)
    assert "My own words.</textarea>" in author.get(form).text
    assert "unpublished" not in author.get(page).text


def test_what_is_wrong_is_said_and_nothing_is_kept(
    author: FlaskClient, client: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    data = {"base": base_of(author.get(form).text), "title": "On chips"} | KEEP
    answer = author.post(at, data=data | {"body": "x" * 120_001})
    assert answer.status_code == 413
    assert "unpublished" not in author.get(page).text
    for what in ("discard", "restore"):
        assert author.post(f"/next/stance/1/{what}").status_code == 404
        assert author.post(f"/next/essay/99/{what}").status_code == 404
        assert client.post(f"/next/stance/1/{what}").status_code == 401


def test_a_first_stance_is_a_draft_on_the_server_until_it_is_published(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    page, stance = f"/atlas/{topic}", f"/atlas/{topic}/stance"
    tails = ("", ".md", ".json", "/history", "/changes", "/changes.rss", "/card")
    pages = ["/", "/changes", "/changes.rss", "/sitemap.xml", "/map.json", "/search?q=draft"]
    pages += [f"{page}{tail}" for tail in tails]
    before = {at: client.get(at).data for at in pages}
    form = author.get(f"{stance}/new").text
    assert 'name="keep" value="next"' in form
    sent = {"body": NEW, "reason": "", "once": "first"} | KEEP
    for _ in range(2):  # the same form again, as after a lost answer
        told = author.get(author.post(stance, data=sent).location).text
        assert "Draft saved. Visitors see nothing of it" in told
    assert "You have an unpublished draft from" in told
    assert client.get("/s/1").status_code == 404
    assert {at: client.get(at).data for at in pages} == before
    assert "stance" not in author.get("/changes").text
    conflict = author.post(stance, data=sent | {"once": "other", "body": "Another window."})
    assert conflict.status_code == 409
    assert "Another window.</textarea>" in conflict.text
    opened = author.get(f"{stance}/1/edit?next=1").text
    assert f"{NEW}</textarea>" in opened
    assert "Visitors see nothing of it." in opened
    author.post(f"{stance}/1", data=fields(opened) | {"body": NEW} | PUBLISH)
    assert "says a draft." in client.get(page).text
    assert "stance written" in client.get(f"/c/{count(app)}").text
    assert "unpublished" not in author.get(page).text
    assert client.get(f"/c/{count(app) - 1}").status_code == 404
    with app.app_context():
        assert not list(find_contradictions())


def test_undo_after_publish_makes_it_the_next_version_again(
    app: Flask, author: FlaskClient, client: FlaskClient, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    shown = "/writing/on-chips" if "writing" in at else page
    sent = begin(author, places) | {
        "body": f"{NEW} More.",
        "title": "On chips",
        "topics": "Compute",
    }
    author.post(at, data=sent | PUBLISH)
    assert "says a draft. More." in client.get(shown).text
    for what in ("discard", "restore"):  # what was published is no draft to discard
        kind = "stance" if "stance" in at else "essay"
        assert author.post(f"/next/{kind}/1/{what}").status_code == 404
    published = newest_id(app)
    for _ in range(2):
        assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
        assert "says a draft" not in client.get(shown).text
        assert "You have an unpublished next version from" in author.get(page).text
        continued = author.get(f"{form}?next=1").text
        assert f"{NEW} More.</textarea>" in continued
        assert "moved on" not in continued
        # Undoing the undo publishes it again: nothing is left to continue.
        assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
        assert "says a draft. More." in client.get(shown).text
        assert "unpublished" not in author.get(page).text
    assert newest_id(app) == published + 4
    author.post(f"/c/{newest_id(app)}/undo")
    carried = fields(author.get(f"{form}?next=1").text)
    assert author.post(at, data=sent | carried | PUBLISH).status_code == 303
    assert "says a draft. More." in client.get(shown).text


def test_a_discarded_draft_of_what_was_undone_stays_discarded(
    author: FlaskClient, app: Flask, places: tuple[str, str, str]
) -> None:
    page, form, at = places
    edit = {"base": base_of(author.get(form).text), "body": "Edited.", "title": "On chips"}
    author.post(at, data=edit | {"topics": "Compute"} | PUBLISH)
    edited = newest_id(app)
    begin(author, places)
    kind = "stance" if "stance" in at else "essay"
    author.post(f"/next/{kind}/1/discard", data={"next_version": "1"})
    assert author.post(f"/c/{edited}/undo").status_code == 303
    assert "unpublished" not in author.get(page).text


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_discarding_a_draft_that_was_saved_again_elsewhere_shows_the_newer_one(
    author: FlaskClient, places: tuple[str, str, str], htmx: bool
) -> None:
    page, form, at = places
    carried = begin(author, places)
    discard = re.search(r'action="(/next/\w+/1/discard)"', author.get(page).text)
    assert discard
    newer = {"body": "Written in another window.", "title": "On chips"} | KEEP
    assert author.post(at, data=carried | newer).status_code == 303
    headers = {"HX-Request": "true"} if htmx else {}
    for seen in ({"next_version": "1"}, {}):  # a page of before this was asked sends no number
        answer = author.post(discard[1], data=seen, headers=headers)
        assert answer.status_code == 409
        assert "Not discarded: this next version was saved again at" in answer.text
        if "stance" in at:
            assert 'role="alert"' in answer.text
            assert "Written in another window.</textarea>" in answer.text
            assert fields(answer.text)["next_version"] == "2"
        else:
            assert '<a href="/writing/on-chips" dir="auto">On chips</a>' in answer.text
    assert "Written in another window.</textarea>" in author.get(f"{form}?next=1").text
    assert author.post(discard[1], data={"next_version": "2"}).status_code == 303
    assert "unpublished" not in author.get(page).text


def test_a_first_draft_that_was_saved_again_is_not_discarded(
    author: FlaskClient, topic: str
) -> None:
    stance = f"/atlas/{topic}/stance"
    author.post(stance, data={"body": NEW, "reason": "", "once": "first"} | KEEP)
    carried = fields(author.get(f"{stance}/1/edit?next=1").text)
    author.post(f"{stance}/1", data=carried | {"body": "Newer."} | KEEP)
    answer = author.post("/next/stance/1/discard", data={"next_version": "1"})
    assert answer.status_code == 409
    assert "Not discarded: this draft was saved again at" in answer.text
    assert "Newer.</textarea>" in answer.text


@pytest.mark.parametrize("number", ["99", "-1", str(2**63), str(10**30), "one"])
def test_a_number_that_no_next_version_has_is_refused_calmly(
    author: FlaskClient, places: tuple[str, str, str], number: str
) -> None:
    page, form, at = places
    begin(author, places)
    kind = "stance" if "stance" in at else "essay"
    discard, restore = f"/next/{kind}/1/discard", f"/next/{kind}/1/restore?next_version={number}"
    assert author.post(discard, data={"next_version": number}).status_code == 409
    assert "unpublished next version" in author.get(page).text
    author.post(discard, data={"next_version": "1"})
    assert author.post(restore).status_code == (303 if number == "one" else 404)
    sent = {"base": base_of(author.get(form).text), "next_version": number, "title": "On chips"}
    assert author.post(at, data=sent | {"body": "Kept."} | PUBLISH).status_code in (303, 409)
