"""`?at=`: what an address answers for a day, and what it says where there is none."""

import re
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.conftest import Once
from tests.test_archive import clock
from tests.writers import Writer, inside, section
from wiki.actions import State
from wiki.db import db
from wiki.journal import Signature
from wiki.queries.areas import get_area
from wiki.queries.past import items, states, topics
from wiki.queries.topics import get_topic
from wiki.services.areas import delete_area, edit_area
from wiki.services.items import delete_item
from wiki.services.merge_areas import merge_area
from wiki.services.relocate import relocate_item
from wiki.services.topics import delete_topic, edit_topic
from wiki.views.assets import FOR_VISITORS
from wiki.visibility import AUTHOR


class WriterBecauseOf(Writer):
    """An author whose saves name a reading as their cause."""

    def __init__(self, reading_id: int) -> None:
        super().__init__()
        self._reading_id = reading_id

    @property
    def by(self) -> Signature:
        return replace(super().by, cause=("reading", self._reading_id))


ada = Writer()
WITHOUT_PAST = ["/map.json", "/map.svg", "/triggers", "/triggers.json", "/reading", "/changes.rss"]
WITHOUT_PAST += ["/record", "/record.json", "/atlas/compute/reading", "/atlas/compute/history"]
NO_DAYS = ["", " ", "x", "0999", "2026-13", "2026-02-30", "0000-01-01", "29 Feb 2026", "5/9/2026"]
NO_DAYS += ["2026-05-09T10:00", "+2026-05-09", "\x00", "\ud800", "9" * 99, "2026-05-091", "may"]
# What a day may be written as, with the day that `?at=` and `?since=` of it lead to.
SPELLINGS = [
    ("2026-5-9", "2026-05-09", "2026-05-09"),
    (" 2026-05-09", "2026-05-09", "2026-05-09"),
    ("\uff12026-05-09", "2026-05-09", "2026-05-09"),
    ("9 May 2026", "2026-05-09", "2026-05-09"),
    ("May 9, 2026", "2026-05-09", "2026-05-09"),
    ("9 may", "2026-05-09", "2026-05-09"),
    ("2026-05", "2026-05-31", "2026-05-01"),
    ("May 2026", "2026-05-31", "2026-05-01"),
    ("Feb 2024", "2024-02-29", "2024-02-01"),
    ("2025", "2025-12-31", "2025-01-01"),
    ("2026-11", "2026-11-20", "2026-11-01"),
    ("2026", "2026-11-20", "2026-01-01"),
    ("today", "2026-11-20", "2026-11-20"),
    ("Yesterday", "2026-11-19", "2026-11-19"),
]
ADDRESSES = ["/", "/map", "/atlas/compute", "/atlas/compute.json", "/atlas/compute.md"]
ADDRESSES += ["/beliefs", "/beliefs.json"]


def moment(day: int, month: int = 5) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


@pytest.fixture
def compute(app: Flask, once: Once) -> None:
    """A region since 3 May, with a belief since 5 May that moves on 9 May, renamed on 20 May."""
    with inside(app):
        once(write_compute)


def write_compute() -> None:
    with clock(moment(3)):
        topic = ada.topic("Compute", summary="On chips", area="Governance")
        ada.topic("Elsewhere")
    with clock(moment(5)):
        item = ada.add(topic, "beliefs", claim="Chips count", credence=None, why="").item
    with clock(moment(9)):
        ada.save(topic, "beliefs", item, claim="Chips count", credence=70, why="")
    with clock(moment(20)), ada.saving() as by:
        edit_topic(topic, {"title": "Compute governance"}, by)


@pytest.mark.usefixtures("compute")
class TestPast:
    def test_a_page_shows_what_stood_at_the_end_of_the_day(self, client: FlaskClient) -> None:
        for day, claims in (("2026-05-04", 0), ("2026-05-05", 1), ("2026-05-09", 1)):
            page = client.get(f"/atlas/compute?at={day}").text
            assert page.count("Chips count") == claims, day
            assert ("70%" in page) == (day == "2026-05-09")
            assert ">Compute</h1>" in page
        assert ">Compute governance</h1>" in client.get("/atlas/compute?at=2026-05-20").text

    def test_a_page_of_the_past_says_so_and_how_to_cite_it(self, client: FlaskClient) -> None:
        for path, name in (
            ("/atlas/compute", "Compute"),
            ("/", "An atlas of AI safety"),
            ("/map", "Map"),
            ("/beliefs", "Beliefs"),
        ):
            answer = client.get(f"{path}?at=2026-05-09")
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert '<meta name="robots" content="noindex">' in answer.text
            note = re.search(r'<div class="archived" role="note">(.*?)</div>', answer.text, re.S)
            assert note
            assert "As it stood at the end of" in note[1]
            assert f'<a href="{path}">As it stands now</a>' in note[1]
            assert f"“{name}”" in note[1]
            assert f"as of 9 May 2026, http://localhost{path}?at=2026-05-09" in note[1]
            assert "noindex" not in client.get(path).text

    def test_all_beliefs_stand_as_they_were_held(self, client: FlaskClient) -> None:
        held = {
            day: client.get(f"/beliefs.json?at=2026-05-{day:02}").get_json()["beliefs"]
            for day in (4, 5, 9, 20)
        }
        assert held[4] == []
        assert [row["credence"] for row in held[5]] == [None]
        assert [(row["credence"], row["title"]) for row in held[9]] == [(70, "Compute")]
        assert [(row["area"], row["title"]) for row in held[20]] == [
            ("Governance", "Compute governance")
        ]
        found = client.get("/beliefs?at=2026-05-09&at_least=60&area=governance").text
        assert 'href="/atlas/compute?at=2026-05-09#b-1"' in found
        assert client.get("/beliefs?at=2026-05-09&at_least=x").status_code == 400

    def test_links_between_pages_of_a_day_stay_in_that_day(self, client: FlaskClient) -> None:
        assert 'href="/atlas/compute?at=2026-05-09"' in client.get("/?at=2026-05-09").text
        assert 'href="/atlas/elsewhere?at=2026-05-09"' in client.get("/map?at=2026-05-09").text

    @pytest.mark.parametrize("path", ADDRESSES)
    def test_a_day_before_the_first_revision_is_404_and_names_the_first_day(
        self, client: FlaskClient, author: FlaskClient, path: str
    ) -> None:
        for browser in (client, author):
            answer = browser.get(f"{path}?at=2026-05-02")
            assert answer.status_code == 404
            assert "it begins on 3 May 2026" in answer.text

    @pytest.mark.parametrize("path", ADDRESSES)
    @pytest.mark.parametrize(
        "day",
        NO_DAYS,
    )
    def test_what_is_no_day_is_400(self, client: FlaskClient, path: str, day: str) -> None:
        text = day.encode("utf-8", "surrogatepass")
        answer = client.get(path, query_string={"at": text})
        assert answer.status_code == 400
        why = r"2026-05-01|There is no such day|There is no month|The year has to be 1000 or later"
        assert re.search(why, answer.text)

    @pytest.mark.parametrize("path", ADDRESSES)
    @pytest.mark.parametrize("day", ["2999-01-01", "9999-12-31", "2999", "2999-05", "1 May 2999"])
    def test_a_day_to_come_is_400(self, client: FlaskClient, path: str, day: str) -> None:
        answer = client.get(f"{path}?at={day}")
        assert answer.status_code == 400
        assert "still to come" in answer.text

    @pytest.mark.parametrize(("typed", "at", "since"), SPELLINGS)
    def test_a_day_written_otherwise_leads_to_the_address_with_the_day(
        self, client: FlaskClient, typed: str, at: str, since: str
    ) -> None:
        asked = [(path, "at", at) for path in (*ADDRESSES, "/b/1", "/b/1/cite", "/b/1.bib")]
        asked += [(path, "since", since) for path in ("/atlas/compute", "/map")]
        with clock(moment(20, 11)):
            for path, name, day in asked:
                answer = client.get(path, query_string={name: typed})
                assert (answer.status_code, answer.location) == (302, f"{path}?{name}={day}")
                assert answer.headers["Cache-Control"] == FOR_VISITORS

    def test_other_parameters_come_along(self, client: FlaskClient) -> None:
        answer = client.get("/beliefs?area=a%26b&area=%C3%A9&at=May+2026&at_least=60")
        assert answer.location == "/beliefs?area=a%26b&area=%C3%A9&at=2026-05-31&at_least=60"

    @pytest.mark.parametrize("typed", ["May 2026", "2026-05-09", "x"])
    def test_no_spelling_of_a_day_tells_that_a_private_region_exists(
        self, app: Flask, client: FlaskClient, author: FlaskClient, typed: str
    ) -> None:
        with inside(app):
            for title in ("Hidden", "Merged"):
                ada.topic(title, visibility="private")
        author.post("/atlas/merged/merge", data={"into": "Hidden"})
        for slug in ("hidden", "merged", "nowhere"):
            for path in (f"/atlas/{slug}", f"/atlas/{slug}.md", f"/atlas/{slug}/cite"):
                for name in ("at", "since"):
                    answer = client.get(path, query_string={name: typed})
                    assert answer.status_code == 404

    @pytest.mark.parametrize("path", WITHOUT_PAST)
    def test_what_has_no_past_does_not_answer_with_today(
        self, client: FlaskClient, path: str
    ) -> None:
        answer = client.get(f"{path}?at=2026-05-09")
        assert answer.status_code == 400
        assert "can be shown as of a day" in answer.text
        assert client.get(f"{path}?at=").status_code == 400

    @pytest.mark.parametrize("view", ["focus=compute", "area=open", "since=2026-05-01"])
    def test_a_part_of_the_map_is_not_told_of_a_day(self, client: FlaskClient, view: str) -> None:
        assert client.get("/map?at=2026-05-09").status_code == 200
        answer = client.get(f"/map?at=2026-05-09&{view}")
        assert answer.status_code == 400
        assert "only the whole map" in answer.text

    @pytest.mark.parametrize("path", ["/", "/atlas/compute.json", "/beliefs", "/changes"])
    def test_only_of_a_region_and_the_map_can_be_asked_what_changed(
        self, client: FlaskClient, path: str
    ) -> None:
        answer = client.get(f"{path}?since=2026-05-09")
        assert answer.status_code == 400
        assert "Only a region and the map can" in answer.text

    def test_today_can_be_asked_for_and_reads_as_now(self, client: FlaskClient) -> None:
        day = datetime.now(UTC).date()
        text = client.get("/atlas/compute.md").data
        assert client.get(f"/atlas/compute.md?at={day}").data == text
        data = client.get("/atlas/compute.json").get_json()
        as_of_today = client.get(f"/atlas/compute.json?at={day}").get_json()
        assert as_of_today == data | {"backlinks": None}  # which are known without a day alone

    def test_an_old_address_leads_on_with_its_day(self, app: Flask, client: FlaskClient) -> None:
        with inside(app), ada.saving() as by:
            topic = get_topic("compute", reader=AUTHOR)
            edit_topic(topic, {"title": "Chips"}, by, change_address=True)
        answer = client.get("/atlas/compute.json?at=2026-05-09")
        assert answer.status_code == 301
        assert answer.location == "/atlas/chips.json?at=2026-05-09"
        data = client.get(answer.location).get_json()
        assert (data["slug"], data["title"]) == ("compute", "Compute")

    def test_a_reader_who_asks_for_data_gets_that_of_the_day(self, client: FlaskClient) -> None:
        headers = {"Accept": "application/json"}
        answer = client.get("/atlas/compute?at=2026-05-09", headers=headers)
        assert answer.status_code == 303
        assert answer.location == "/atlas/compute.json?at=2026-05-09"

    def test_an_author_reads_what_visitors_read_and_edits_nothing(
        self, client: FlaskClient, author: FlaskClient
    ) -> None:
        for path in ADDRESSES:
            address = f"{path}?at=2026-05-09"
            assert author.get(address).data == client.get(address).data
            assert 'method="post"' not in author.get(address).text

    @pytest.mark.parametrize("path", ["/atlas/compute", "/atlas/compute.json", "/atlas/compute.md"])
    def test_what_is_private_now_never_was(
        self, app: Flask, client: FlaskClient, author: FlaskClient, path: str
    ) -> None:
        with inside(app), ada.saving() as by:
            edit_topic(get_topic("compute", reader=AUTHOR), {"visibility": "private"}, by)
        for browser in (client, author):
            assert browser.get(f"{path}?at=2026-05-09").status_code == 404
            for page in ("/", "/map"):
                text = browser.get(f"{page}?at=2026-05-09").text
                assert "Compute" not in text
                assert "Elsewhere" in text
                assert "Governance" not in text

    def test_what_was_deleted_since_is_gone_from_every_day(
        self, app: Flask, client: FlaskClient
    ) -> None:
        with inside(app), ada.saving() as by:
            delete_topic(get_topic("compute", reader=AUTHOR), by)
        assert client.get("/atlas/compute?at=2026-05-09").status_code == 404
        assert "Compute" not in client.get("/?at=2026-05-09").text


def test_an_area_that_visitors_may_not_see_now_is_named_in_no_past_page(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute", area="Acme layoffs")
            ada.add(topic, "beliefs", claim="Chips count", credence=70, why="")
            ada.topic("Elsewhere", area="Hardware")
        with clock(moment(4)):
            area = get_area("acme-layoffs", reader=AUTHOR)
            with ada.saving() as by:
                edit_area(area, {"title": "Acme layoffs", "summary": "Who goes next"}, by)
            ada.topic("Names of people", area="Acme layoffs", visibility="private")
        with clock(moment(9)), ada.saving() as by:
            edit_topic(topic, {"area": "Hardware"}, by)
    assert client.get("/areas/acme-layoffs").status_code == 404
    for path in [*ADDRESSES, "/beliefs.json?area=acme-layoffs"]:
        for browser in (client, author):
            text = browser.get(f"{path}{'&' if '?' in path else '?'}at=2026-05-06").text
            assert "Acme layoffs" not in text, path
            assert "Who goes next" not in text, path
    home = client.get("/?at=2026-05-06").text
    assert 'href="/atlas/compute?at=2026-05-06"' in home  # the region is there, outside all areas
    with inside(app), ada.saving() as by:
        edit_topic(get_topic("names-of-people", reader=AUTHOR), {"visibility": "public"}, by)
    for path in ADDRESSES:
        assert "Acme layoffs" in client.get(f"{path}?at=2026-05-06").text, path


@pytest.mark.parametrize("is_hidden_then", [False, True])
def test_a_merged_area_is_in_past_pages_as_long_as_visitors_see_what_it_was_merged_into(
    app: Flask, client: FlaskClient, is_hidden_then: bool
) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Reg", area="A secret")
            ada.topic("Wide", area="Wider")
        if is_hidden_then:
            with clock(moment(9)), ada.saving() as by:
                edit_topic(topic, {"area": "Wider"}, by)
    days = [f"{path}?at=2026-05-03" for path in ("/", "/atlas/reg", "/atlas/reg.json", "/map")]

    def merge(by: Signature) -> None:
        merge_area(get_area("a-secret", reader=AUTHOR), "Wider", by)

    def delete(by: Signature) -> None:
        delete_area(get_area("wider", reader=AUTHOR), by)

    is_seen = not is_hidden_then
    for act, is_shown in ((None, is_seen), (merge, is_seen), (delete, False)):
        with inside(app), ada.saving() as by:
            if act:
                act(by)
        found = ["A secret" in client.get(f"{day}&anew").text for day in days]
        assert found == [is_shown] * len(days)


def test_what_was_written_in_private_is_not_shown_for_the_days_before_it_opened(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("A secret name", slug="opened", visibility="private")
            item = ada.add(topic, "beliefs", claim="A secret", credence=None, why="").item
        with clock(moment(9)):
            ada.save(topic, "beliefs", item, claim="No secret", credence=None, why="")
        with clock(moment(20)), ada.saving() as by:
            edit_topic(topic, {"visibility": "public", "title": "An open name"}, by)
    for day in ("2026-05-02", "2026-05-03", "2026-05-19"):
        answer = client.get(f"/atlas/opened?at={day}")
        assert answer.status_code == 404
        assert "it begins on 20 May 2026" in answer.text
        assert "secret" not in answer.text
    page = client.get("/atlas/opened?at=2026-05-20").text
    assert "No secret" in page
    assert "A secret" not in page


def test_a_day_before_an_item_came_from_what_is_hidden_now_names_the_day_when_it_came(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            ada.topic("Open")
            park = ada.topic("Park")
            item = ada.add(park, "beliefs", claim="A claim", credence=None, why="").item
            number = item.id
        with clock(moment(10)):
            ada.save(park, "beliefs", item, claim="A claim said anew", credence=None, why="")
        with clock(moment(20)), ada.saving() as by:
            relocate_item(section("beliefs"), park, item, "Open", by)
        with clock(moment(25)), ada.saving() as by:
            edit_topic(park, {"visibility": "private"}, by)
    for day in ("2026-05-05", "2026-05-10", "2026-05-19"):
        answer = client.get(f"/b/{number}?at={day}")
        assert answer.status_code == 404
        assert "it begins on 20 May 2026" in answer.text


def test_a_day_on_which_the_region_of_a_reading_was_hidden_names_the_day_when_it_opened(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            park = ada.topic("Park")
            ada.add(park, "reading", title="Work", takeaway="Said", url="", topics=["Park"])
        for number, visibility in ((5, "private"), (9, "public")):
            with clock(moment(number)), ada.saving() as by:
                edit_topic(park, {"visibility": visibility}, by)
        with clock(moment(7)):
            ada.add(park, "beliefs", claim="A claim", credence=None, why="")
    for address in ("/reading/1", "/b/1"):
        for day in ("2026-05-05", "2026-05-08"):
            answer = client.get(f"{address}?at={day}")
            assert answer.status_code == 404
            assert "it begins on 9 May 2026" in answer.text, address
    assert client.get("/reading/1?at=2026-05-04").status_code == 200


def test_an_empty_atlas_has_no_past(client: FlaskClient) -> None:
    for path in ("/", "/map"):
        answer = client.get(f"{path}?at={date(2026, 5, 1)}")
        assert answer.status_code == 404
        assert "nothing to read here yet" in answer.text


def test_a_day_on_which_nothing_was_public_is_an_empty_atlas(
    app: Flask, client: FlaskClient
) -> None:
    """It was public before and is so again, so that day is no beginning."""
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
        for day, visibility in ((5, "private"), (10, "public")):
            with clock(moment(day)), ada.saving() as by:
                edit_topic(topic, {"visibility": visibility}, by)
    for path in ("/", "/map"):
        answer = client.get(f"{path}?at=2026-05-07")
        assert answer.status_code == 200
        assert "Compute" not in answer.text
    answer = client.get("/atlas/compute?at=2026-05-07")
    assert answer.status_code == 404
    assert "it begins on 10 May 2026" in answer.text


def test_an_essay_or_reading_moved_to_a_private_region_is_in_no_past_page(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
            ada.topic("Hidden", visibility="private")
            values = {"title": "On chips", "takeaway": "Count.", "topics": ["Hidden"]}
            item = ada.add(topic, "reading", **values).item
        with clock(moment(9)):
            ada.save(topic, "reading", item, title="A secret title", topics=["Hidden"])
    for day in ("2026-05-05", "2026-05-09"):
        past = client.get(f"/atlas/compute.json?at={day}").get_json()
        assert past["sections"]["reading"] == []
    for path in ("/", "/atlas/compute"):
        assert "secret" not in client.get(f"{path}?at=2026-05-09").text


def test_a_day_before_all_of_many_regions_is_not_found(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        for number in range(30):
            ada.topic(f"Region {number}")

    def few_variables(connection: sqlite3.Connection, *_: object) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 20)

    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", few_variables)
    assert client.get("/?at=2020-01-01").status_code == 404


@pytest.mark.usefixtures("compute")
@pytest.mark.parametrize("form", ["", ".json", ".md"])
def test_a_page_reads_what_was_on_it_however_much_stands_elsewhere(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with inside(app), clock(moment(6)):
        for number in range(20):
            other = ada.topic(f"Other {number}")
            ada.add(other, "beliefs", claim=f"Claim {number}", credence=None, why="")
            ada.add(other, "reading", title=f"Work {number}", topics=[])
    address = f"/atlas/compute{form}?at=2026-05-09&anew"  # which no page cache keeps
    before = client.get(address).data  # the map of that day is kept
    made: list[int] = []

    def make_row(model: Any, number: int, state: State) -> Any:
        made.append(number)
        return states.make_row(model, number, state)

    monkeypatch.setattr(items, "make_row", make_row)
    monkeypatch.setattr(topics, "make_row", make_row)
    assert client.get(address).data == before
    assert len(made) == 3, "the region, its area and its belief"


@pytest.mark.parametrize("name", ["at", "since"])
def test_a_day_refused_on_a_file_leaves_no_file_open(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    closed: list[str | None] = []
    close = Response.close

    def note(response: Response) -> None:
        closed.append(response.mimetype)
        close(response)

    monkeypatch.setattr(Response, "close", note)
    answer = client.get(f"/favicon.ico?{name}=2026-05-01", buffered=True)
    assert answer.status_code == 400
    assert any("icon" in (kind or "") for kind in closed)


def test_the_page_of_a_reading_says_for_a_past_day_what_it_had_caused_by_then(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
            claim = {"claim": "Chips count", "why": ""}
            belief = ada.add(topic, "beliefs", **claim, credence=Decimal(40)).item
            deleted = ada.add(topic, "beliefs", claim="A slip", credence=Decimal(40), why="").item
            seen = {"observation": "A cut", "effect": "", "belief": "", "size": ""}
            trigger = ada.add(topic, "triggers", **seen).item
            work = ada.add(topic, "reading", title="Work", takeaway="Said", topics=["Compute"])
            reading = f"r-{work.item.id}"
        because = WriterBecauseOf(work.item.id)
        with clock(moment(6)):
            because.save(topic, "beliefs", belief, **claim, credence=Decimal(55))
            because.save(topic, "beliefs", deleted, claim="A slip", credence=Decimal(7), why="")
        with clock(moment(9)):
            named = claim | {"claim": "Chips decide"}
            because.save(topic, "beliefs", belief, **named, credence=Decimal(70))
            cause = {"happened_on": "2026-05-09", "cause": reading}
            ada.save(topic, "triggers", trigger, **seen, **cause)
        with ada.saving() as by:
            delete_item(section("beliefs"), topic, deleted, by)
    told = {
        "2026-05-04": [],
        "2026-05-06": ["Moved Chips count 40% → 55%"],
        "2026-05-09": ["Moved Chips decide 40% → 55%, 55% → 70%", "Made A cut happen"],
    }
    for day, sentences in told.items():
        page = client.get(f"/reading/1?at={day}").text
        found = re.findall(r'<p class="moved">.*?</p>', page)
        assert [re.sub("<[^>]*>", "", one) for one in found] == sentences, day
        assert all(f"?at={day}" in address for address in re.findall('href="(/[bt]/[^"]*)"', page))
