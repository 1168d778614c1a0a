"""A form for something new that is sent again: saved once, and what differs by then is saved too.

Answers get lost. The author then sends the same form again, perhaps with more text in it.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.conftest import ENVIRON, SAMPLES, base_of, signed_in
from tests.kept import Kept
from tests.writers import count_changes
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.journal import Change
from wiki.sections import SECTIONS

Form = dict[str, str]
TYPED_ON = {"reading": "takeaway", "regions": "reason"}  # in others, on the field that names it
# Every address that takes a token: what is sent first, the field to type on in, and where the text
# is read afterwards.
FORMS: dict[str, tuple[Form, str]] = {
    f"/atlas/compute/{section.name}": (
        SAMPLES[section.name][0],
        TYPED_ON.get(section.name, section.lead),
    )
    for section in SECTIONS
}
FORMS |= {
    "/reading/new": ({"title": "A work", "takeaway": "One.", "topics": "Compute"}, "takeaway"),
    "/writing/new": ({"title": "A text", "body": "One.", "slug": "", "topics": ""}, "body"),
    "/atlas/new": ({"title": "New land", "summary": "One", "slug": "", "area": ""}, "summary"),
    "/areas/new": ({"title": "New lands", "summary": "One"}, "summary"),
}


class Atlas(NamedTuple):
    app: Flask
    ada: FlaskClient
    grace: FlaskClient
    kept: Kept


MORE = " And then the second half"
TOKEN = {"once": "a-token"}


@pytest.fixture(scope="module")
def atlas(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """An atlas with two regions and two authors, put back after each test."""
    folder = tmp_path_factory.mktemp("again") / "instance"
    shutil.copytree(empty_instance, folder)
    made = create_app(folder, ENVIRON)
    made.testing = True
    ada, grace = signed_in(made, "Ada"), signed_in(made, "Grace")
    for title in ("Elsewhere", "Compute"):
        ada.post("/atlas/new", data={"title": title})
    kept = Kept(folder / "atlas.sqlite")
    yield Atlas(made, ada, grace, kept)
    kept.watch.close()
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def app(atlas: Atlas) -> Iterator[Flask]:
    yield atlas.app
    atlas.kept.put_back()


@pytest.fixture
def author(app: Flask, atlas: Atlas) -> FlaskClient:
    return atlas.ada


@pytest.fixture(params=FORMS)
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def first(address: str) -> Form:
    return FORMS[address][0] | TOKEN


def typed_on(address: str, more: str = MORE) -> Form:
    """Return the first form with more text at the end of the field that `FORMS` names for it."""
    field = FORMS[address][1]
    return first(address) | {field: FORMS[address][0][field] + more}


def read(author: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return author.get(answer.location, follow_redirects=True).text


def undo(author: FlaskClient, page: str) -> TestResponse:
    found = re.search(r'action="(/c/\d+/undo)"', page)
    assert found
    return author.post(found[1], data={"next": "/"})


def test_the_same_form_is_saved_once_and_answers_the_same(
    app: Flask, author: FlaskClient, address: str
) -> None:
    made = author.post(address, data=first(address))
    page, saved = read(author, made), count_changes(app)
    again = author.post(address, data=first(address))
    assert again.location == made.location
    assert read(author, again) == page
    assert count_changes(app) == saved


def test_the_same_form_with_other_text_saves_the_text_and_one_undo_takes_it_back(
    app: Flask, author: FlaskClient, address: str
) -> None:
    author.post(address, data=first(address))
    saved = count_changes(app)
    again = author.post(address, data=typed_on(address))
    page = read(author, again)
    assert MORE in page
    assert count_changes(app) == saved + 1
    assert undo(author, page).status_code == 303
    assert MORE not in read(author, again)
    assert FORMS[address][0][FORMS[address][1]] in read(author, again)


def test_other_text_may_be_sent_twice_too(app: Flask, author: FlaskClient, address: str) -> None:
    author.post(address, data=first(address))
    one, two = (read(author, author.post(address, data=typed_on(address))) for _ in "12")
    assert MORE in one
    assert MORE in two


def test_the_token_of_another_form_is_that_of_a_new_one(
    app: Flask, author: FlaskClient, address: str
) -> None:
    author.post(address, data=first(address))
    saved = count_changes(app)
    others = [other for other in FORMS if other != address]
    for number, other in enumerate(others, 1):
        answer = author.post(other, data=typed_on(other) | {"create": "1"})
        assert MORE in read(author, answer)
        assert count_changes(app) == saved + number


def test_the_token_of_the_form_of_another_region_is_that_of_a_new_one(author: FlaskClient) -> None:
    for slug in ("compute", "elsewhere"):
        author.post(f"/atlas/{slug}/beliefs", data={"claim": "Not to be lost"} | TOKEN)
        assert "Not to be lost" in author.get(f"/atlas/{slug}").text


def latest_change(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.max(Change.id))) or 0


@pytest.mark.parametrize("more", ["", MORE])
def test_what_was_deleted_meanwhile_gives_the_text_back_to_be_saved_as_a_new_one(
    app: Flask, author: FlaskClient, address: str, more: str
) -> None:
    author.post(address, data=first(address))
    assert author.post(f"/c/{latest_change(app)}/undo").status_code == 303
    saved = count_changes(app)
    answer = author.post(address, data=typed_on(address, more))
    assert answer.status_code == 409
    assert typed_on(address, more)[FORMS[address][1]] in answer.text
    assert count_changes(app) == saved
    token = re.search(r'name="once" value="([^"]+)"', answer.text)
    assert token
    new = typed_on(address, more) | {"once": token[1], "slug": "quite-new"}
    new |= {"title": "Quite new"} if address == "/areas/new" else {}
    text = new[FORMS[address][1]]
    assert text in read(author, author.post(address, data=new))


def test_what_another_author_edited_meanwhile_is_not_overwritten(
    app: Flask, author: FlaskClient, atlas: Atlas, address: str
) -> None:
    author.post(address, data=first(address))
    atlas.grace.post(address, data=typed_on(address, " Theirs"))
    saved = count_changes(app)
    answer = author.post(address, data=typed_on(address))
    assert answer.status_code == 409
    assert MORE in answer.text
    assert "<ins>Theirs</ins>" in answer.text or "Theirs</ins>" in answer.text
    assert count_changes(app) == saved
    action = re.search(r'class="item-form[^"]*"[^>]* action="([^"#]+)', answer.text)
    assert action
    mine = typed_on(address) | {"base": base_of(answer.text), "slug": slug_in(answer.text)}
    assert MORE in read(author, author.post(action[1], data=mine))


def slug_in(page: str) -> str:
    found = re.search(r'name="slug" value="([^"]*)"', page)
    return found[1] if found else ""


def test_a_token_that_an_earlier_version_kept_bare_still_counts(
    app: Flask, author: FlaskClient, address: str
) -> None:
    made = author.post(address, data=first(address))
    with app.app_context():
        begin_writing()
        db.session.execute(update(Change).where(Change.once.is_not(None)).values(once="a-token"))
        db.session.commit()
    saved = count_changes(app)
    assert author.post(address, data=first(address)).location == made.location
    assert count_changes(app) == saved
    assert MORE in read(author, author.post(address, data=typed_on(address)))
    assert count_changes(app) == saved + 1


def test_a_bare_token_means_nothing_to_the_form_of_another_kind(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/compute/uncertainties", data={"question": "Who counts?"})
    author.post("/atlas/compute/beliefs", data={"claim": "We do", "answers": "q-1"} | TOKEN)
    with app.app_context():
        begin_writing()
        db.session.execute(update(Change).where(Change.once.is_not(None)).values(once="a-token"))
        db.session.commit()
    author.post("/atlas/compute/uncertainties", data={"question": "Another?"} | TOKEN)
    page = author.get("/atlas/compute").text
    assert "Who counts?" in page
    assert "Another?" in page
    author.post("/atlas/elsewhere/beliefs", data={"claim": "Not to be lost"} | TOKEN)
    assert "Not to be lost" in author.get("/atlas/elsewhere").text


def loop(author: FlaskClient) -> dict[str, Any]:
    """Return a reading that moves a belief and makes a trigger happen, as its form sends it."""
    author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "55"})
    author.post("/atlas/compute/triggers", data={"observation": "A miscount"})
    said = {"bears_1": "against", "credence_1": "30", "seen_1": "55", "happened": "1"}
    return {"title": "A count", "takeaway": "They miscounted."} | said | TOKEN


def test_a_reading_that_moves_a_belief_is_saved_once_with_all_it_sets_off(
    app: Flask, author: FlaskClient
) -> None:
    form = loop(author)
    author.post("/atlas/compute/reading", data=form)
    saved = count_changes(app)
    page = read(author, author.post("/atlas/compute/reading", data=form))
    assert count_changes(app) == saved
    assert "They miscounted." in page
    more = form | {"takeaway": "They miscounted twice."}
    assert "miscounted twice" in read(author, author.post("/atlas/compute/reading", data=more))
    assert count_changes(app) == saved + 1


READING_FORMS = ("/reading/new", "/atlas/compute/reading")
WORK = {"title": "A work", "takeaway": "One.", "read_on": "2026-05-01", "topics": "Compute"} | TOKEN
LATER = {"later": "1"}


def listed(browser: FlaskClient) -> str:
    """Return the reading list, without what a save before it says above it."""
    return browser.get("/reading/list").text.partition('<ol class="rows to-read">')[2]


@pytest.mark.parametrize("address", READING_FORMS)
@pytest.mark.parametrize("more", ["", MORE])
def test_a_work_to_read_later_stays_private_and_on_the_list_when_it_is_sent_again(
    app: Flask, author: FlaskClient, address: str, more: str
) -> None:
    author.post(address, data=WORK | LATER)
    saved = count_changes(app)
    answer = author.post(address, data=WORK | LATER | {"takeaway": f"One.{more}"})
    assert answer.status_code == 303
    assert count_changes(app) == saved + bool(more)
    assert f"One.{more}" in listed(author)
    for path in ("/reading/list", "/reading", "/atlas/compute", "/r/1", "/reading.json"):
        assert "A work" not in app.test_client().get(path, follow_redirects=True).text


@pytest.mark.parametrize("address", READING_FORMS)
@pytest.mark.parametrize("read_on", ["2026-05-01", ""])
def test_saving_after_read_later_got_no_answer_takes_the_work_off_the_list(
    app: Flask, author: FlaskClient, address: str, read_on: str
) -> None:
    author.post(address, data=WORK | LATER)
    author.post(address, data=WORK | {"read_on": read_on})
    assert "A work" not in listed(author)
    assert "A work" in app.test_client().get("/reading").text


@pytest.mark.parametrize("address", READING_FORMS)
def test_read_later_after_saving_got_no_answer_puts_the_work_on_the_list(
    app: Flask, author: FlaskClient, address: str
) -> None:
    author.post(address, data=WORK)
    author.post(address, data=WORK | LATER)
    assert "A work" in listed(author)
    assert "A work" not in app.test_client().get("/reading").text


def test_a_work_that_was_read_meanwhile_does_not_go_back_on_the_list(author: FlaskClient) -> None:
    author.post("/reading/new", data=WORK | LATER)
    author.post("/reading/list", data={"reading": "1", "do": "read"})
    assert author.post("/reading/new", data=WORK | LATER).status_code == 409
    assert "A work" not in listed(author)


@pytest.mark.parametrize("first_state", ["draft", "published"])
@pytest.mark.parametrize("then", ["draft", "published"])
def test_an_essay_sent_again_is_what_the_last_button_says(
    app: Flask, author: FlaskClient, first_state: str, then: str
) -> None:
    form = {"title": "A text", "body": "One.", "slug": "", "topics": ""} | TOKEN
    author.post("/writing/new", data=form | {"state": first_state})
    author.post("/writing/new", data=form | {"state": then, "body": "Two."})
    assert "Two." in author.get("/writing/a-text").text
    assert ("A text" in app.test_client().get("/writing").text) == (then == "published")


def test_a_belief_that_answers_a_question_is_saved_once(app: Flask, author: FlaskClient) -> None:
    author.post("/atlas/compute/uncertainties", data={"question": "Who counts?"})
    form = {"claim": "We do", "credence": "60", "answers": "q-1", "at": "2026-01-05"} | TOKEN
    author.post("/atlas/compute/beliefs", data=form)
    saved = count_changes(app)
    author.post("/atlas/compute/beliefs", data=form)
    assert count_changes(app) == saved
    more = form | {"claim": "We do, by hand"}
    page = read(author, author.post("/atlas/compute/beliefs", data=more))
    assert "We do, by hand" in page
    assert count_changes(app) == saved + 1


def test_a_region_sent_again_keeps_what_was_done_to_it_meanwhile(author: FlaskClient) -> None:
    form = {"title": "New land", "summary": "One"} | TOKEN
    author.post("/atlas/new", data=form)
    author.post("/atlas/new-land/reviewed")
    author.post("/atlas/new", data=form | {"summary": "Two", "slug": "Newer land"})
    page = author.get("/atlas/new-land", follow_redirects=True)
    assert page.request.path == "/atlas/newer-land"
    assert "Two" in page.text
    header = author.get("/atlas/newer-land/edit").text
    assert re.search(r'name="reviewed_on" value="20', header)


def test_tokens_that_begin_alike_are_two_tokens(author: FlaskClient) -> None:
    for number in "12":
        form = {"claim": f"Claim {number}", "once": "x" * 64 + number}
        author.post("/atlas/compute/beliefs", data=form)
        assert f"Claim {number}" in author.get("/atlas/compute").text
    assert "Claim 1" in author.get("/atlas/compute").text


BELIEF = {"claim": "Chips count", "credence": "55"}
STANCE = {"body": "I think so."}
NOTHING_ELSE = "Nothing else changed, so there is nothing to give a reason for."
ONE = "/atlas/compute/beliefs/1"


def on_version(author: FlaskClient, address: str) -> Form:
    """Return the version of an item as its form sends it."""
    return {"base": base_of(author.get(f"{address}/edit").text)}


def history(author: FlaskClient) -> str:
    return author.get("/b/1/history").text


def test_a_reason_alone_says_that_the_number_is_still_held_and_one_undo_takes_it_back(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    saved, form = (
        count_changes(app),
        BELIEF | on_version(author, ONE) | {"reason": "I asked again"},
    )
    page = read(author, author.post(ONE, data=form))
    assert count_changes(app) == saved + 1
    assert "I asked again" in history(author)
    assert "Reaffirmed" in author.get("/atlas/compute/history").text
    read(author, author.post(ONE, data=form))  # the same form, sent again
    assert count_changes(app) == saved + 1
    undo(author, page)
    assert count_changes(app) == saved + 2
    read(author, author.post(ONE, data=form))  # what was taken back may be said again
    assert count_changes(app) == saved + 3


def test_another_reason_on_the_same_day_is_kept_too(app: Flask, author: FlaskClient) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    for reason in ("I asked Ann", "I asked Ben"):
        form = BELIEF | on_version(author, ONE) | {"reason": reason}
        read(author, author.post(ONE, data=form))
    assert "I asked Ann" in history(author)
    assert "I asked Ben" in history(author)


def test_a_cause_alone_is_kept_as_a_reason_is(app: Flask, author: FlaskClient) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    author.post("/atlas/compute/reading", data={"title": "On counting", "takeaway": "Count."})
    saved, form = count_changes(app), BELIEF | on_version(author, ONE) | {"cause": "r-1"}
    for _ in "12":
        read(author, author.post(ONE, data=form))
    assert count_changes(app) == saved + 1
    assert "On counting" in history(author)


def stale(author: FlaskClient, address: str, form: Form, other: Form) -> Form:
    """Return the version that a form was opened on before the item went there and back."""
    old = on_version(author, address)
    for sent in (form | other, form):
        author.post(address, data=sent | on_version(author, address))
    return old


@pytest.mark.parametrize(
    ("name", "form", "other"),
    [
        ("beliefs", BELIEF, {"credence": "20"}),
        ("stance", STANCE, {"body": "Not so."}),
    ],
)
def test_a_reason_alone_on_an_older_version_is_a_conflict_that_keeps_it(
    app: Flask, author: FlaskClient, name: str, form: Form, other: Form
) -> None:
    author.post(f"/atlas/compute/{name}", data=form)
    address = f"/atlas/compute/{name}/1"
    old = stale(author, address, form, other)
    saved = count_changes(app)
    answer = author.post(address, data=form | old | {"reason": "Not to be lost"})
    assert answer.status_code == 409
    assert "Not to be lost" in answer.text
    assert count_changes(app) == saved
    assert author.post(address, data=form | old).status_code == 303  # it says nothing new


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("stance", STANCE),
        ("beliefs", {"claim": "No number yet", "credence": ""}),
        ("reading", {"title": "A work", "takeaway": "One."}),
    ],
)
def test_a_reason_for_nothing_is_refused_and_stays_in_the_form(
    app: Flask, author: FlaskClient, name: str, form: Form
) -> None:
    author.post(f"/atlas/compute/{name}", data=form | TOKEN)
    address = f"/atlas/compute/{name}/1"
    saved = count_changes(app)
    reason = {"reason": "Not to be lost"}
    for to, sent in ((address, on_version(author, address)), (f"/atlas/compute/{name}", TOKEN)):
        answer = author.post(to, data=form | sent | reason)
        assert answer.status_code == 422
        assert NOTHING_ELSE in answer.text
        assert "Not to be lost" in answer.text
    assert count_changes(app) == saved


def test_a_belief_that_was_left_has_no_number_to_give_a_reason_for(author: FlaskClient) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    author.post(f"{ONE}/retire", data={"outcome": "dropped"})
    form = BELIEF | on_version(author, ONE) | {"reason": "Not to be lost"}
    answer = author.post(ONE, data=form)
    assert answer.status_code == 422
    assert NOTHING_ELSE in answer.text


@pytest.mark.parametrize(
    ("name", "form", "more"),
    [
        ("beliefs", BELIEF, {"credence": "20"}),
        ("stance", STANCE, {"body": "Not so."}),
        ("reading", {"title": "A work", "takeaway": "One."}, {"takeaway": "Two."}),
    ],
)
def test_an_edit_with_its_reason_is_saved_once(
    app: Flask, author: FlaskClient, name: str, form: Form, more: Form
) -> None:
    author.post(f"/atlas/compute/{name}", data=form)
    address = f"/atlas/compute/{name}/1"
    saved, sent = (
        count_changes(app),
        form | more | on_version(author, address) | {"reason": "I read more"},
    )
    for _ in "12":
        assert author.post(address, data=sent).status_code == 303
    assert count_changes(app) == saved + 1


def test_a_reading_that_moves_a_belief_only_is_saved_once_with_its_reason(
    app: Flask, author: FlaskClient
) -> None:
    form = loop(author) | {"reason": "They miscounted"}
    author.post("/atlas/compute/reading", data=form)
    form |= on_version(author, "/atlas/compute/reading/1") | {
        "credence_1": "25",
        "seen_1": "30",
    }
    saved = count_changes(app)
    for _ in "12":
        assert author.post("/atlas/compute/reading/1", data=form).status_code == 303
    assert count_changes(app) == saved + 1


def test_a_new_belief_sent_again_with_another_reason_keeps_both(
    app: Flask, author: FlaskClient
) -> None:
    form = BELIEF | TOKEN
    for reason in ("I asked Ann", "I asked Ann", "I asked Ben"):
        read(author, author.post("/atlas/compute/beliefs", data=form | {"reason": reason}))
    assert "I asked Ann" in history(author)
    assert "I asked Ben" in history(author)
    assert author.get("/atlas/compute").text.count("Chips count</") == 1


PAST = {"credence": "21", "at": "2025-02-02", "reason": "AA"}


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"reason": "BB"}, "BB"),
        ({"range": "10-30"}, "10–30%"),
        ({"at": "2025-02", "reason": "BB"}, ">Feb 2025"),
        ({"credence": "22"}, "22%"),
        ({"cause": "r-1"}, "On counting"),
    ],
)
def test_a_number_of_the_past_given_again_otherwise_is_kept_as_it_is_now_given(
    app: Flask, author: FlaskClient, more: Form, shown: str
) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    author.post("/atlas/compute/reading", data={"title": "On counting", "takeaway": "Count."})
    form = BELIEF | on_version(author, ONE)
    read(author, author.post(ONE, data=form | PAST))
    assert shown not in history(author)
    saved = count_changes(app)
    for _ in "12":
        read(author, author.post(ONE, data=form | PAST | more))
    assert shown in history(author)
    assert "AA" in history(author)
    assert count_changes(app) == saved + 1


def test_a_day_of_the_past_is_told_from_the_year_that_it_begins(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    form = BELIEF | on_version(author, ONE) | {"credence": "22"}
    read(author, author.post(ONE, data=form | {"at": "2024"}))
    read(author, author.post(ONE, data=form | {"at": "2024-01-01", "reason": "I wrote so"}))
    assert "I wrote so" in history(author)
    assert 'datetime="2024-01-01"' in history(author)


def test_a_number_of_the_past_without_a_reason_says_nothing_new(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/compute/beliefs", data=BELIEF)
    form = BELIEF | on_version(author, ONE) | PAST
    read(author, author.post(ONE, data=form))
    saved = count_changes(app)
    read(author, author.post(ONE, data=form | {"reason": ""}))
    assert count_changes(app) == saved
