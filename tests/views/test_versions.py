"""Any two versions side by side, word by word, and any one of them restored."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SAMPLES, base_of
from tests.writers import Writer, inside, newest
from wiki.db import db
from wiki.forms.quotes import make_quote
from wiki.journal import Revision, record
from wiki.models import Reading, Relation, Topic
from wiki.queries.past.history import PAGE
from wiki.queries.topics import get_topic
from wiki.related import get_row
from wiki.sections import SECTIONS, Section, belief, relation
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.services.items import delete_item
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.visibility import AUTHOR

ada = Writer()
KINDS = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
RESTORE = re.compile(
    r'<form method="post" action="([^"]+)">\s*'
    r'(?:<input type="hidden" name="(?:atlas|by)"[^>]*>\s*)*'
    r'<input type="hidden" name="version" value="(\d+)">'
    r'\s*<input type="hidden" name="base" value="(\d+)">'
)


def compute() -> Topic:
    return get_topic("compute", reader=AUTHOR)


def forms(author: FlaskClient, address: str) -> list[tuple[str, dict[str, str]]]:
    """Return where each Restore form of a history leads and what it sends, the newest first."""
    found = RESTORE.findall(author.get(address).text)
    return [(action, {"version": version, "base": base}) for action, version, base in found]


def two_versions(author: FlaskClient, topic: str, section: Section) -> int:
    """Add an item through its form and change it once; return its id."""
    first, second = SAMPLES[section.name]
    author.post(f"/atlas/{topic}/{section.name}", data=first | {"once": "a", "publish": "1"})
    form = author.get(f"/atlas/{topic}/{section.name}/1/edit").text
    base = re.search(r'name="base" value="(\d+)"', form)
    assert base
    data = second | {"base": base[1]}
    assert author.post(f"/atlas/{topic}/{section.name}/1", data=data).status_code == 303
    return 1


@KINDS
def test_any_older_version_of_any_kind_is_restored_and_that_is_undone(
    author: FlaskClient, topic: str, section: Section
) -> None:
    two_versions(author, topic, section)
    first, second = SAMPLES[section.name]
    changed = next(name for name in first if first[name] != second.get(name, first[name]))
    data = author.get(f"/atlas/{topic}.json").get_json()["sections"][section.name]
    history = f"/{section.letter}/1/history"
    ((action, sent),) = forms(author, history)
    assert action == f"{history}/restore"
    answer = author.post(action, data=sent)
    assert (answer.status_code, answer.location) == (303, history)
    page = author.get(history).text
    assert "Restored the version of" in page
    restored = author.get(f"/atlas/{topic}.json").get_json()["sections"][section.name]
    assert restored != data, changed
    undo = re.search(r'action="(/c/\d+/undo)"', page)
    assert undo
    assert author.post(undo[1]).status_code == 303
    assert author.get(f"/atlas/{topic}.json").get_json()["sections"][section.name] == data


@KINDS
def test_the_versions_of_any_kind_are_compared_word_by_word(
    author: FlaskClient, client: FlaskClient, topic: str, section: Section
) -> None:
    two_versions(author, topic, section)
    page = client.get(f"/{section.letter}/1/history").text
    assert "<form method=" not in page.replace('<form id="versions"', "")
    link = re.search(r'href="([^"]+)">Compare with the previous version', page)
    assert link
    compared = client.get(unescape(link[1])).text
    assert "<del>" in compared
    assert "<ins>" in compared


def test_words_that_stay_are_not_marked(author: FlaskClient, client: FlaskClient) -> None:
    author.post("/atlas/new", data={"title": "Compute"})
    for number, body in enumerate(
        ("A *long* view of [[Compute|chips]].", "A short view of chips.")
    ):
        form = author.get("/atlas/compute/stance/new").text
        base = re.search(r'name="base" value="(\d+)"', form)
        where = "/atlas/compute/stance" + ("/1" if base else "")
        author.post(where, data={"body": body, "base": base[1] if base else "", "once": number})
    link = re.search(r'href="([^"]+)">Compare with', client.get("/s/1/history").text)
    assert link
    page = client.get(unescape(link[1])).text
    assert "A <del>long</del> view of chips." in page
    assert "A <ins>short</ins> view of chips." in page


def test_any_two_versions_can_be_chosen_without_a_script(
    app: Flask, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=None, why="").item
        for claim in ("Two", "Three", "Four"):
            ada.save(compute(), "beliefs", item, claim=claim, credence=None, why="")
        ids = [row.id for row in db.session.query(Revision).filter_by(kind="belief")]
    page = client.get("/b/1/history").text
    for name in ("from", "to"):
        offered = re.findall(rf'form="versions" name="{name}" value="(\d+)"', page)
        assert sorted(map(int, offered)) == ids
    page = client.get(f"/b/1/history?from={ids[0]}&to={ids[3]}").text
    assert "<del>One</del>" in page
    assert "<ins>Four</ins>" in page


def test_a_restored_number_is_a_point_and_one_undone_is_none(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=Decimal(20), why="").item
        ada.save(compute(), "beliefs", item, claim="One", credence=Decimal(70), why="")
    assert client.get("/b/1/history").text.count("<tr") == 3
    ((action, sent),) = forms(author, "/b/1/history")
    author.post(action, data=sent)
    page = client.get("/b/1/history").text
    assert page.count("<tr") == 4
    assert "Restored the version of" in page
    with inside(app):
        last = newest().id
    author.post(f"/c/{last}/undo")
    assert client.get("/b/1/history").text.count("<tr") == 3


def test_a_number_that_comes_back_otherwise_than_it_was_deleted_is_a_point(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=Decimal(20), why="").item
        ada.save(compute(), "beliefs", item, claim="One", credence=Decimal(70), why="")
        with ada.saving() as by:
            delete_item(belief.SECTION, compute(), item, by)
    assert client.get("/b/1/history").status_code == 404
    assert "It was deleted" in author.get("/b/1/history").text
    again, first = forms(author, "/b/1/history")
    author.post(again[0], data=again[1])
    assert client.get("/b/1/history").text.count("<tr") == 3
    with inside(app):
        last = newest().id
    author.post(f"/c/{last}/undo")
    author.post(first[0], data=first[1] | {"base": forms(author, "/b/1/history")[1][1]["base"]})
    assert client.get("/b/1/history").text.count("<tr") == 4


def test_restoring_keeps_the_place_of_an_item(app: Flask, author: FlaskClient, topic: str) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=None, why="").item
        ada.add(compute(), "beliefs", claim="Other", credence=None, why="")
        ada.save(compute(), "beliefs", item, claim="Two", credence=None, why="")
    author.post("/atlas/compute/beliefs/1/move", data={"direction": "down"})
    action, sent = forms(author, "/b/1/history")[-1]
    author.post(action, data=sent)
    beliefs = author.get("/atlas/compute.json").get_json()["sections"]["beliefs"]
    assert [row["claim"] for row in beliefs] == ["Other", "One"]


def test_restoring_a_reading_brings_its_quotes_back_and_makes_none_public(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        words: dict[str, Any] = {
            "url": "",
            "authors": "",
            "published_on": "",
            "read_on": "",
            "takeaway": "Said",
        }
        words |= {"topics": ["compute"]}
        shown, shut = make_quote("CLOSED-SINCE", public=True), make_quote("CLOSED-SINCE")
        gone, opened = make_quote("GONE-SINCE", public=True), make_quote("OPEN-SINCE")
        first = [shown, gone, opened]
        item = ada.add(compute(), "reading", title="One", quotes=first, **words).item
        later = [shut, opened | {"public": True}, make_quote("Added since")]
        ada.save(compute(), "reading", item, title="One", quotes=later, **words)
    action, sent = forms(author, "/r/1/history")[-1]
    assert "Restored the version of" in author.get(author.post(action, data=sent).location).text
    page = client.get("/reading/1").text
    assert [word in page for word in ("CLOSED", "GONE", "OPEN")] == [False, False, True]
    with inside(app):
        quotes = [shut, gone | {"public": False}, opened | {"public": True}]
        assert db.session.get_one(Reading, 1).quotes == quotes
    for action, sent in forms(author, "/r/1/history"):
        if sent["version"] == "3":  # the one that was restored, but for what visitors see
            answer = author.post(action, data=sent)
            assert "this is the current version" in author.get(answer.location).text


def test_a_header_and_a_note_have_a_history_too(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        for title in ("Chips", "Compute power"):
            with ada.saving() as by:
                edit_topic(compute(), {"title": title, "area": f"{title} land"}, by)
        for body in ("Mine", "Mine alone"):
            with ada.saving() as by:
                base = db.session.query(Revision).filter_by(kind="note").all()
                save_note(compute(), body, by, base=base[-1].id if base else 0)
    page = client.get("/atlas/compute/header/history").text
    assert "title Chips → Compute power" in page
    chips = next(sent for _, sent in forms(author, "/atlas/compute/header/history"))
    answer = author.post("/atlas/compute/header/history/restore", data=chips)
    assert answer.location == "/atlas/compute/header/history"
    assert client.get("/atlas/compute.json").get_json()["title"] == "Chips"
    assert client.get("/atlas/compute.json").get_json()["area"] == "Chips land"
    ((action, sent),) = forms(author, "/atlas/compute/note/history")
    author.post(action, data=sent)
    assert "<p>Mine</p>" in author.get("/atlas/compute").text
    assert client.get("/atlas/compute/note/history").status_code == 401
    assert client.post(action, data=sent).status_code == 401


def test_an_older_header_brings_its_words_back_and_makes_nothing_public(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    hidden = {"title": "Chips", "visibility": "private"}
    with inside(app):
        with ada.saving() as by:
            edit_topic(compute(), hidden, by)
        made_private = newest().id
    assert author.post(f"/c/{made_private}/undo", data={"next": "/"}).status_code == 303
    assert "Undone. “Compute” is public again." in author.get("/").text
    assert client.get("/atlas/compute").status_code == 200
    with inside(app), ada.saving() as by:
        edit_topic(compute(), hidden, by)
    action, sent = forms(author, "/atlas/compute/header/history")[-1]
    page = author.get(author.post(action, data=sent).location).text
    assert "Restored the version of" in page
    assert "The region is still private." in page
    assert author.get("/atlas/compute.json").get_json()["title"] == "Compute"
    assert client.get("/atlas/compute").status_code == 404


def test_what_reads_so_already_is_restored_silently(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.add(compute(), "beliefs", claim="One", credence=Decimal(20), why="")
        count, now = db.session.query(Revision).count(), newest().revisions[0].id
    answer = author.post("/b/1/history/restore", data={"version": now})
    assert answer.status_code == 303
    page = author.get(answer.location).text
    assert "Nothing was changed: this is the current version." in page
    assert "/undo" not in page
    with inside(app):
        assert db.session.query(Revision).count() == count


def refused(app: Flask, author: FlaskClient, action: str, sent: dict[str, str]) -> tuple[int, str]:
    """Send a Restore form; fail if anything is written; return the status and the page."""
    with inside(app):
        before = db.session.query(Revision).count()
    answer = author.post(action, data=sent)
    with inside(app):
        assert db.session.query(Revision).count() == before
    return answer.status_code, answer.text


@pytest.mark.parametrize("version", ["", "0", "1", "999", "-1", "x", "9" * 40, "٣", "1.5"])
def test_a_version_that_does_not_exist_is_404(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, version: str
) -> None:
    """The first revision is the region's, so it is no version of the belief."""
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=None, why="").item
        ada.save(compute(), "beliefs", item, claim="Two", credence=None, why="")
    action, sent = forms(author, "/b/1/history")[0]
    status, page = refused(app, author, action, sent | {"version": version})
    assert (status, "There is no such version" in page) == (404, True)
    ok = sent["version"]
    for pair in ({"from": version, "to": ok}, {"from": ok, "to": version}, {"to": ok}):
        assert client.get("/b/1/history", query_string=pair).status_code == 404


def test_a_deletion_is_no_version(app: Flask, author: FlaskClient, topic: str) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=None, why="").item
        with ada.saving() as by:
            delete_item(belief.SECTION, compute(), item, by)
        gone = newest().revisions[0].id
    _, sent = forms(author, "/b/1/history")[0]
    sent |= {"version": str(gone)}
    assert refused(app, author, "/b/1/history/restore", sent)[0] == 404


@KINDS
def test_an_item_of_a_deleted_region_is_409(
    app: Flask, author: FlaskClient, topic: str, section: Section
) -> None:
    two_versions(author, topic, section)
    action, sent = forms(author, f"/{section.letter}/1/history")[0]
    with inside(app), ada.saving() as by:
        delete_topic(compute(), by)
    status, page = refused(app, author, action, sent)
    assert status == 409
    assert "on a region that is deleted now" in page


def test_a_restore_over_a_newer_version_is_409(app: Flask, author: FlaskClient, topic: str) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="One", credence=None, why="").item
        ada.save(compute(), "beliefs", item, claim="Two", credence=None, why="")
    action, sent = forms(author, "/b/1/history")[0]
    with inside(app):
        ada.save(compute(), "beliefs", db.session.get(Belief, 1), claim="Three", credence=None)
    status, page = refused(app, author, action, sent)
    assert status == 409
    assert "Something changed in the meantime" in page


def test_a_title_that_is_taken_is_409(app: Flask, author: FlaskClient, topic: str) -> None:
    with inside(app):
        with ada.saving() as by:
            edit_topic(compute(), {"title": "Chips"}, by)
        ada.topic("Compute power", slug="power")
        with ada.saving() as by:
            edit_topic(get_topic("power", reader=AUTHOR), {"title": "compute"}, by)
    action, sent = forms(author, "/atlas/compute/header/history")[0]
    status, page = refused(app, author, action, sent)
    assert status == 409
    assert "There is a region called “Compute” by now" in page


def test_two_regions_are_not_related_twice(app: Flask, author: FlaskClient, topic: str) -> None:
    values = {"region": "Elsewhere", "kind": "related", "reason": "They touch"}
    with inside(app):
        first = ada.add(compute(), "regions", **values).item
        with ada.saving() as by:
            delete_item(relation.SECTION, compute(), first, by)
        ada.add(compute(), "regions", **values)
        assert db.session.query(Relation).count() == 2
    action, sent = forms(author, "/n/1/history")[0]
    status, page = refused(app, author, action, sent)
    assert status == 409
    assert "taken its place" in page


def test_a_region_has_one_stance(app: Flask, author: FlaskClient, topic: str) -> None:
    with inside(app):
        ada.add(compute(), "stance", body="The first")
        last = newest().id
    author.post(f"/c/{last}/undo")
    with inside(app):
        ada.add(compute(), "stance", body="The second")
        assert db.session.query(Stance).count() == 2
    action, sent = forms(author, "/s/1/history")[0]
    assert refused(app, author, action, sent)[0] == 409


def test_a_visitor_compares_only_what_visitors_could_read(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        item = ada.add(compute(), "beliefs", claim="Open", credence=None, why="").item
        with ada.saving() as by:
            edit_topic(compute(), {"visibility": "private"}, by)
        ada.save(compute(), "beliefs", item, claim="A secret", credence=None, why="")
        with ada.saving() as by:
            edit_topic(compute(), {"visibility": "public"}, by)
        ada.save(compute(), "beliefs", item, claim="Open again", credence=None, why="")
        ids = [row.id for row in db.session.query(Revision).filter_by(kind="belief")]
    page = client.get("/b/1/history").text
    assert "secret" not in page
    for pair in ((0, 1), (1, 2), (1, 1)):
        query = f"from={ids[pair[0]]}&to={ids[pair[1]]}"
        assert client.get(f"/b/1/history?{query}").status_code == 404
        assert "secret" in author.get(f"/b/1/history?{query}").text
    page = client.get(f"/b/1/history?from={ids[0]}&to={ids[2]}").text
    assert "Open <ins>again</ins>" in page


def test_the_name_of_a_private_region_is_not_in_a_comparison(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.topic("A secret", visibility="private")
        values = {"title": "On chips", "takeaway": "Count.", "topics": ["A secret"]}
        item = ada.add(compute(), "reading", **values).item
        ada.save(compute(), "reading", item, takeaway="Recount.")
        assert get_row(Reading, 1).bears == {}
        ids = [row.id for row in db.session.query(Revision).filter_by(kind="reading")]
    address = f"/r/1/history?from={ids[0]}&to={ids[1]}"
    assert "A secret" not in client.get(address).text
    assert "<ins>Recount.</ins>" in client.get(address).text
    assert "A secret" in author.get(address).text


ANCHORED = [
    ("triggers", "observation", {"belief": "b-1"}),
    ("triggers", "observation", {"happened_on": "2026-05-01", "cause": "r-1"}),
    ("uncertainties", "question", {"settled": "answered", "cause": "b-1"}),
    ("uncertainties", "question", {"settled": "narrowed", "cause": "r-1"}),
    ("reading", "title", {"bears": {"b-1": "for"}}),
]


def told_in(browser: FlaskClient, address: str) -> str:
    """Return the words of two versions that are compared."""
    table = re.search(r"<table class=\"compared\".*?</table>", browser.get(address).text, re.S)
    assert table
    return " ".join(unescape(re.sub(r"<[^>]+>", "", table[0].replace("</t", " </t"))).split())


def test_another_belief_and_move_of_a_trigger_are_compared_as_pages_show_them(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        for claim in ("Bob *goes*", "Eve goes", "Eve goes"):
            ada.add(compute(), "beliefs", claim=claim)
        values = {"observation": "Smoke", "belief": "b-1", "size": "70 to 50"}
        item = ada.add(compute(), "triggers", **values).item
        for belief in ("b-2", "b-3"):
            ada.save(
                compute(), "triggers", item, observation="Smoke", belief=belief, size="0.5 to 2"
            )
        ids = [row.id for row in db.session.query(Revision).filter_by(kind="trigger")]
    told = told_in(client, f"/t/1/history?from={ids[0]}&to={ids[1]}")
    assert "Belief it bears on Bob goes Eve goes " in told
    assert "How far 70% → 50% 0.5% → 2%" in told
    address = f"/t/1/history?from={ids[1]}&to={ids[2]}"
    assert "Belief it bears on: the words are the same" in client.get(address).text
    assert "Belief it bears on b-2 b-3" in told_in(author, address)


@pytest.mark.parametrize("is_private", [False, True])
@pytest.mark.parametrize(("name", "lead", "named"), ANCHORED)
def test_a_comparison_names_by_anchor_only_what_its_reader_may_meet(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    is_private: bool,
    name: str,
    lead: str,
    named: dict[str, Any],
) -> None:
    with inside(app):
        drawer = ada.topic("Drawer", visibility="private" if is_private else "public")
        ada.add(drawer, "beliefs", claim="Bob goes.")
        ada.add(drawer, "reading", title="Bobs diary", takeaway="He goes.", topics=["Drawer"])
        item = ada.add(compute(), name, **{lead: "Smoke"} | named).item
        ada.save(compute(), name, item, **{lead: "Fire"} | named)
        query = db.session.query(Revision).filter_by(kind=item.__kind__, item_id=item.id)
        first, last = [row.id for row in query]
        address = f"/{item.__letter__}/{item.id}/history?from={first}&to={last}"
    words = "Bobs diary" if named.get("cause") == "r-1" else "Bob goes."
    assert "b-1" not in told_in(client, address)
    assert "r-1" not in told_in(client, address)
    assert "<ins>Fire</ins>" in client.get(address).text
    assert (words in client.get(address).text) is not is_private
    assert words in author.get(address).text


def delete_area_of(author: FlaskClient) -> None:
    assert author.post("/areas/secret/delete").status_code == 303


def delete_what_it_was_merged_into(author: FlaskClient) -> None:
    author.post("/areas/new", data={"title": "Wider"})
    author.post("/atlas/new", data={"title": "Wide", "area": "Wider"})
    assert author.post("/areas/secret/merge", data={"into": "Wider"}).status_code == 303
    assert author.post("/areas/wider/delete").status_code == 303


def leave_what_is_private_in_it(author: FlaskClient) -> None:
    data = {"title": "Hidden", "area": "Secret", "visibility": "private"}
    assert author.post("/atlas/new", data=data).status_code == 303


def merge_what_is_hidden(author: FlaskClient) -> None:
    leave_what_is_private_in_it(author)
    assert author.post("/areas/secret/merge", data={"into": "Open"}).status_code == 303


def leave_it_empty(author: FlaskClient) -> None:
    """The area is there, and has no region."""


HIDINGS = [
    delete_area_of,
    delete_what_it_was_merged_into,
    leave_what_is_private_in_it,
    merge_what_is_hidden,
    leave_it_empty,
]


@pytest.mark.parametrize("hide", HIDINGS)
def test_an_area_that_visitors_may_not_see_now_is_not_named_in_a_comparison(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    hide: Callable[[FlaskClient], None],
) -> None:
    made = author.post("/atlas/new", data={"title": "Reg", "area": "Secret"})
    assert made.status_code == 303
    form = author.get("/atlas/reg/edit").text
    data = {"title": "Reg", "area": "Open", "base": base_of(form)}
    assert author.post("/atlas/reg/edit", data=data).status_code == 303
    with inside(app):
        reg = get_topic("reg", reader=AUTHOR)
        mine = db.session.query(Revision).filter_by(kind="topic", item_id=reg.id)
        ids = [row.id for row in mine]
    address = f"/atlas/reg/header/history?from={ids[0]}&to={ids[-1]}"
    assert author.post("/atlas/new", data={"title": "Stays", "area": "Secret"}).status_code == 303
    assert "<del>Secret</del>" in client.get(address).text
    assert author.post("/atlas/stays/delete").status_code == 303
    hide(author)
    page = client.get(address)
    assert page.status_code == 200
    assert "<ins>Open</ins>" in page.text
    paths = [address, "/history", "/atlas/reg/history", "/atlas/reg/header/history", "/changes"]
    assert [path for path in paths if "Secret" in client.get(path).text] == []
    assert client.get("/areas/secret").status_code == 404
    assert "Secret" in author.get(address).text


def test_why_is_not_told_where_part_of_a_change_is_not_for_visitors(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    """One change of a public and a private item: its reason may be about either."""
    with inside(app):
        hidden = ada.topic("Hidden", visibility="private")
        item = ada.add(compute(), "beliefs", claim="Open", credence=Decimal(20), why="").item
        other = ada.add(hidden, "beliefs", claim="Mine", credence=Decimal(20), why="").item
        with ada.saving() as by, record(by, reason="A secret reason") as entry:
            entry.alter(item, credence=Decimal(30))
            entry.alter(other, credence=Decimal(30))
    for path in ("/b/1/history", "/atlas/compute/history", "/history"):
        assert "20% → 30%" in client.get(path).text
        assert "secret" not in client.get(path).text, path
        assert "A secret reason" in author.get(path).text
    for path in ("/", "/changes", "/changes.rss", "/changes.json", "/atlas/compute/changes"):
        assert "Open" in client.get(path).text, path
        assert "secret reason" not in client.get(path).text, path


def test_why_is_told_where_what_else_changed_stands_on_a_public_page_too(
    app: Flask, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.topic("Hidden", visibility="private")
        item = ada.add(compute(), "beliefs", claim="Open", credence=Decimal(20), why="").item
        values = {"title": "On both", "takeaway": "Read.", "topics": ["Compute", "Hidden"]}
        reading = ada.add(compute(), "reading", **values).item
        with ada.saving() as by, record(by, reason="An open reason") as entry:
            entry.alter(item, credence=Decimal(30))
            entry.alter(reading, takeaway="Read again.")
    for path in ("/b/1/history", "/atlas/compute/history", "/history", "/changes"):
        assert "An open reason" in client.get(path).text, path


def test_a_section_and_the_atlas_have_histories(
    app: Flask, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.add(compute(), "beliefs", claim="Chips count", credence=None, why="")
        ada.add(compute(), "stance", body="I think so")
    assert "Added belief “Chips count”" in client.get("/atlas/compute/beliefs/history").text
    assert "stance" not in client.get("/atlas/compute/beliefs/history").text
    whole = client.get("/history").text
    for told in ("Added belief “Chips count”", "Added stance", "Added region “Elsewhere”"):
        assert told in whole
    assert 'href="/b/1/history"' in whole
    assert 'href="/atlas/compute/header/history"' in whole


def test_what_is_done_in_private_takes_no_room_in_a_visitors_history(
    app: Flask, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.add(compute(), "beliefs", claim="Open", credence=Decimal(20), why="")
        hidden = ada.topic("Hidden", visibility="private")
        for number in range(PAGE):
            ada.add(hidden, "beliefs", claim=f"Mine {number}", credence=None, why="")
    told = client.get("/history").text
    assert "Added belief “Open”" in told
    assert "Older" not in told


class SharedKind(NamedTuple):
    """A kind of work that regions share: its section, the first one's address, and its words."""

    name: str
    address: str
    words: dict[str, str]


BOTH_KINDS = pytest.mark.parametrize(
    "kind",
    [
        SharedKind("reading", "/r/1", {"takeaway": "Count."}),
        SharedKind("writing", "/e/1", {"body": "Count."}),
    ],
    ids=["reading", "writing"],
)


def hide_work(app: Flask, kind: SharedKind, first: list[str], *, is_deleted: bool = False) -> None:
    """Add a work to regions, and then edit it so that a private region alone has it."""
    with inside(app):
        made = {"Compute": ada.topic("Compute")}
        for title in ("Hidden", "Other hidden"):
            made[title] = ada.topic(title, visibility="private")
        values = {"title": "On chips", "topics": first, "state": "published"} | kind.words
        item = ada.add(made["Compute"], kind.name, **values).item
        with ada.saving() as by, record(by) as entry:
            entry.alter(item, topics=[made[title] for title in first])
        with ada.saving() as by, record(by) as entry:
            entry.alter(item, title="On silicon", topics=[made["Hidden"]])
        if is_deleted:
            with ada.saving() as by, record(by) as entry:
                entry.delete(item)


@pytest.mark.parametrize("is_deleted", [False, True], ids=["there", "deleted"])
@BOTH_KINDS
def test_a_version_from_a_public_region_does_not_make_a_hidden_work_public(
    app: Flask, author: FlaskClient, client: FlaskClient, kind: SharedKind, is_deleted: bool
) -> None:
    address = kind.address
    hide_work(app, kind, ["Compute", "Other hidden"], is_deleted=is_deleted)
    assert client.get(address).status_code == 404
    action, sent = forms(author, f"{address}/history")[-1]
    page = author.get(author.post(action, data=sent).location).text
    assert "It stays hidden from visitors, without the region “Compute”" in page
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/history").status_code == 404
    restored = author.get(address, follow_redirects=True).text
    assert "On chips" in restored
    assert "Other hidden" in restored


@BOTH_KINDS
def test_a_version_without_any_region_does_not_make_a_hidden_work_public(
    app: Flask, author: FlaskClient, client: FlaskClient, kind: SharedKind
) -> None:
    address = kind.address
    hide_work(app, kind, [])
    for action, sent in forms(author, f"{address}/history"):
        sent["base"] = forms(author, f"{address}/history")[0][1]["base"]
        page = author.get(author.post(action, data=sent).location).text
        assert "Restored the version of" in page
        assert client.get(address).status_code == 404
    assert "On chips" in author.get(address, follow_redirects=True).text


def test_a_version_between_public_regions_does_not_make_a_hidden_relation_public(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.topic("Hidden", visibility="private")
        ada.topic("Open")
        values = {"region": "Open", "kind": "related", "reason": "They touch"}
        item = ada.add(compute(), "regions", **values).item
        ada.save(compute(), "regions", item, **values | {"region": "Hidden", "reason": "Hm"})
    action, sent = forms(author, "/n/1/history")[-1]
    page = author.get(author.post(action, data=sent).location).text
    assert "It stays hidden from visitors, without the region “Open”" in page
    assert client.get("/n/1/history").status_code == 404
    with inside(app):
        assert db.session.get_one(Relation, 1).reason == "They touch"
    assert "They touch" not in client.get("/atlas/compute").text


def test_a_version_from_when_a_work_was_read_leaves_it_on_the_reading_list(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        values = {"title": "On chips", "takeaway": "Count.", "read_on": "2026-05-01"}
        item = ada.add(compute(), "reading", **values).item
        ada.save(compute(), "reading", item, title="On silicon", queued=1)
    assert client.get("/r/1").status_code == 404
    action, sent = forms(author, "/r/1/history")[-1]
    page = author.get(author.post(action, data=sent).location).text
    assert "Restored the version of" in page
    assert client.get("/r/1").status_code == 404
    with inside(app):
        row = db.session.get_one(Reading, 1)
        assert (row.title, row.queued, row.read_on) == ("On chips", 1, "")


def test_days_and_ranges_read_in_a_comparison_as_on_the_page(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    due = {"claim": "One", "credence": "70", "range": "60-80", "resolves_on": "2030-05"}
    author.post(f"/atlas/{topic}/beliefs", data=due | {"once": "a"})
    author.post(f"/atlas/{topic}/beliefs/1/retire", data={"outcome": "true", "on": "2026-05-01"})
    first, last = [sent["version"] for _, sent in forms(author, "/b/1/history")][-1], newest_of(app)
    page = client.get(f"/b/1/history?from={first}&to={last}").text
    assert ">May 2030</" in page
    assert "<ins>1 May 2026</ins>" in page
    assert ">60–80%</" in page
    assert "2030-05" not in page.partition("Every change")[0]


def newest_of(app: Flask) -> int:
    with inside(app):
        return newest().revisions[0].id
