"""A topic page as a whole: what a visitor sees of it, and what an author does with its header."""

import re
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of


def test_a_blank_page_shows_the_stub_notice_where_it_lies_and_no_empty_sections(
    client: FlaskClient, topic: str
) -> None:
    page = client.get(f"/atlas/{topic}").text
    assert 'role="note"' in page
    assert re.findall(r"<h2[^>]*>([^<]*)", page) == ["Where it lies"]
    assert page.count("<svg") == 1
    assert "mailto:author@example.org?subject=Compute" in page


@pytest.mark.parametrize(
    ("section", "item", "verb", "said", "letter"),
    [
        ("beliefs", {"claim": "It is so", "credence": "60"}, "retire", {"outcome": "true"}, "b"),
        ("uncertainties", {"question": "Is it so?"}, "settle", {"state": "answered"}, "q"),
    ],
)
def test_a_page_with_former_items_alone_shows_them(
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    section: str,
    item: dict[str, str],
    verb: str,
    said: dict[str, str],
    letter: str,
) -> None:
    at = f"/atlas/{topic}"
    assert author.post(f"{at}/{section}", data=item | {"once": "a"}).status_code == 303
    assert author.post(f"{at}/{section}/1/{verb}", data=said).status_code == 303
    today = datetime.now(UTC).date()
    for address in (at, f"{at}?at={today}"):
        page = client.get(address).text
        assert f'id="{letter}-1"' in page, address
        assert f'<a href="#{section}">' in page, address
        assert "It is so" in page or "Is it so?" in page
    assert client.get(f"/{letter}/1").location == f"{at}#{letter}-1"


def test_the_stub_notice_goes_with_the_first_belief_and_comes_back(way: Way, topic: str) -> None:
    form = {"claim": "Chips can be counted", "credence": "", "why": "", "once": "a"}
    assert 'role="note"' not in way.post(f"/atlas/{topic}/beliefs", form).text
    assert 'role="note"' in way.post(f"/atlas/{topic}/beliefs/1/delete").text
    opened = way.get(f"/atlas/{topic}/edit").text  # in the form of its header it is there once
    assert opened.count('role="note"') == 1
    assert not way.htmx or '<div id="stub" data-hx-swap-oob' in opened


def test_an_unwritten_number_is_said_and_never_drawn(
    client: FlaskClient, way: Way, topic: str
) -> None:
    way.post(f"/atlas/{topic}/beliefs", {"claim": "Chips can be counted", "once": "a"})
    page = client.get(f"/atlas/{topic}").text
    assert "no number yet" in page
    assert "XX" not in page
    assert 'class="strip"' not in page


def test_ten_readings_come_first_and_the_rest_on_demand(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    for number in range(12):
        work = {"title": f"Work {number}", "read_on": "2026-05", "once": f"w{number}"}
        assert author.post(f"/atlas/{topic}/reading", data=work).status_code == 303
    page = client.get(f"/atlas/{topic}").text
    before, rest = page.split('<details class="rest"')
    assert "All 12 readings of this region" in rest
    assert before.count("Work ") == 10
    assert rest.count("Work ") == 2


def test_a_preview_shows_the_prose_and_writes_nothing(way: Way, topic: str) -> None:
    form = {"body": "I think **so**.", "once": "s", "preview": "1"}
    answer = way.post(f"/atlas/{topic}/stance", form)
    assert answer.status_code == 200
    assert "<strong>so</strong>" in answer.text
    assert "I think **so**." in answer.text
    assert not way.browser.get(f"/atlas/{topic}.json").get_json()["sections"]["stance"]["body"]
    # The script asks for the text alone; an essay's own page shows it, too.
    alone = way.post("/preview", {"body": "I *do*. <script>"}).text
    assert "<em>do</em>" in alone
    assert "<script>" not in alone
    essay = {"title": "On chips", "body": "I *do*.", "once": "e", "preview": "1"}
    assert "<em>do</em>" in way.post("/writing/new", essay).text
    assert "On chips" not in way.browser.get("/writing").text


def test_reviewed_today_is_one_press_and_undone_by_one(way: Way, topic: str) -> None:
    answer = way.post(f"/atlas/{topic}/reviewed")
    assert "Marked as reviewed on" in answer.text
    assert way.browser.get(f"/atlas/{topic}.json").get_json()["reviewed_on"]
    assert "Reviewed, no change" in way.browser.get(f"/atlas/{topic}/history").text
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    way.browser.post(undo[1])
    assert way.browser.get(f"/atlas/{topic}.json").get_json()["reviewed_on"] is None


def test_an_edit_offers_the_review_and_does_not_make_it(way: Way, topic: str) -> None:
    answer = way.post(f"/atlas/{topic}/stance", {"body": "I think so.", "once": "s"})
    assert f'action="/atlas/{topic}/reviewed"' in answer.text
    assert way.browser.get(f"/atlas/{topic}.json").get_json()["reviewed_on"] is None


def test_a_new_title_keeps_the_address_until_the_box_is_ticked(way: Way, topic: str) -> None:
    edit = f"/atlas/{topic}/edit"
    form = {"title": "Chips", "base": base_of(way.browser.get(edit).text)}
    assert way.post(edit, form).status_code == 200
    assert way.browser.get(f"/atlas/{topic}.json").get_json()["title"] == "Chips"
    refused = way.post(edit, form | {"slug": "chips", "base": base_of(way.browser.get(edit).text)})
    assert refused.status_code == 422
    assert "Tick the box" in refused.text


def test_a_review_date_in_the_future_is_refused(way: Way, topic: str) -> None:
    edit = f"/atlas/{topic}/edit"
    year = date.today().year + 2
    form = {"reviewed_on": f"{year}-01-01", "base": base_of(way.browser.get(edit).text)}
    answer = way.post(edit, form)
    assert answer.status_code == 422
    assert "future" in answer.text
    assert f"{year}-01-01" in answer.text


def test_the_page_is_offered_as_data_and_as_markdown_to_who_accepts_it(
    client: FlaskClient, topic: str
) -> None:
    for accepts, tail in (("application/json", ".json"), ("text/markdown", ".md")):
        answer = client.get(f"/atlas/{topic}", headers={"Accept": accepts})
        assert answer.status_code == 303
        assert answer.location == f"/atlas/{topic}{tail}"
        assert "Accept" in answer.headers["Vary"]
    assert client.get(f"/atlas/{topic}", headers={"Accept": "*/*"}).status_code == 200


@pytest.mark.usefixtures("topic")
def test_links_in_a_summary_lead_somewhere_when_the_header_answers_alone(
    author: FlaskClient,
) -> None:
    head = {"title": "Beside", "summary": "By [[Elsewhere]]", "visibility": "public"}
    assert author.post("/atlas/new", data=head).status_code == 303
    whole = author.get("/atlas/beside").text
    alone = author.get("/atlas/beside/header", headers={"HX-Request": "true"}).text
    assert '<a href="/atlas/elsewhere">Elsewhere</a>' in whole
    assert '<a href="/atlas/elsewhere">Elsewhere</a>' in alone


def test_the_header_alone_tells_visitors_nothing_of_private_regions(
    author: FlaskClient, client: FlaskClient
) -> None:
    hidden = {"title": "Secret thing", "visibility": "private"}
    assert author.post("/atlas/new", data=hidden).status_code == 303
    shown = {"title": "Open thing", "summary": "See [[Secret thing]]"}
    assert author.post("/atlas/new", data=shown).status_code == 303
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/atlas/open-thing/header", headers=headers, follow_redirects=True)
        assert 'class="unwritten"' in answer.text
        assert '<a href="/atlas/secret-thing">' not in answer.text


def test_a_notice_about_the_longest_title_reaches_the_next_page(author: FlaskClient) -> None:
    title = "".join(chr(0x4E00 + number) for number in range(1_900))
    answer = author.post("/atlas/new", data={"title": title, "once": "long"})
    assert answer.status_code == 303, answer.text
    assert len(answer.headers["Set-Cookie"]) < 4_093  # browsers drop what is longer
    page = author.get(answer.location).text
    assert f"“{title[:500]}" in page
    assert "Undo" in page
