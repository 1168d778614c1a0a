"""What links to a region: told on its page, in its data and to nobody who may not read the text."""

import re
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.writers import Writer, check_journal, check_projections, count_changes, inside
from wiki.queries.names import find_topic
from wiki.services.topics import edit_topic, save_note

ada = Writer()


def section(page: str) -> str:
    """Return the text of the section “What links here”, "" where there is none."""
    found = re.search(r'<section id="links-here".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_every_text_that_links_is_told_with_its_sentence(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        goal, other = ada.topic("Trade law"), ada.topic("Chips", summary="Under [[trade law]].")
        ada.add(other, "stance", body="Rain. See [[Trade law#beliefs|the rules]], e.g. on tin. So.")
        held = ada.add(goal, "beliefs", claim="Tariffs fall", credence=Decimal(60)).item.id
        ada.add(other, "beliefs", claim=f"As [[b-{held}]] says", credence=None, why="")
        ada.add(other, "uncertainties", question="Is [law](/atlas/trade-law) enough?")
        ada.add(other, "triggers", observation="A ruling in `[[Trade law]]` only")
        ada.add(goal, "uncertainties", question="Does [[Trade law]] link to itself?")
        ada.add(other, "reading", title="A book", takeaway="On [[Trade law]].", topics=[other])
        ada.add(goal, "reading", title="Own", takeaway="On [[Trade law]].", topics=[goal])
        check_projections()
    told = section(client.get("/atlas/trade-law").text)
    assert told == (
        "What links here"
        " Named in the summary of Chips Under trade law ."
        " Named in where I stand on Chips See the rules , e.g. on tin."
        " Named in a belief in Chips As Tariffs fall says"
        " Named as an uncertainty in Chips Is law enough?"
        " Named in what I read A book On Trade law ."
    )
    data = client.get("/atlas/trade-law.json").json
    assert data is not None
    assert [(one["slug"], one["section"]) for one in data["backlinks"]] == [
        ("chips", name) for name in ("summary", "stance", "beliefs", "uncertainties", "reading")
    ]
    assert data["backlinks"][1]["sentence"] == "See the rules, e.g. on tin."
    page = client.get("/atlas/chips").text
    assert f'As <a href="/b/{held}">Tariffs fall</a> says' in page
    assert client.get("/atlas/trade-law/links").text.count('<p class="why">') == 5
    assert section(page) == ""


def test_a_link_typed_relative_to_a_page_is_told_as_any_other(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        ada.topic("Trade law")
        other = ada.topic("Chips")
        ada.add(other, "uncertainties", question="Is [law](../atlas/trade-law) enough?")
        ada.add(other, "uncertainties", question="Is [it](atlas/trade-law) so?")
        check_projections()
    told = section(client.get("/atlas/trade-law").text)
    assert "Is law enough?" in told
    assert "Is it so?" in told
    page = client.get("/atlas/chips").text
    assert page.count('href="/atlas/trade-law"') >= 2


def test_visitors_are_told_of_no_link_that_they_may_not_read(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        ada.topic("Trade law")
        other = ada.topic("Chips")
        hidden = ada.topic("Plan nine", visibility="private", summary="On [[Trade law]], gladly")
        ada.add(hidden, "beliefs", claim="It hinges on [[Trade law]]", credence=None, why="")
        ada.add(other, "beliefs", claim="<claim on [[Trade law]]>", credence=None, why="")
        ada.add(other, "beliefs", claim="Gone, as [[Trade law]]", credence=None, why="")
        ada.add(other, "writing", title="A draft", body="On [[Trade law]]", state="draft")
        ada.add(other, "regions", region=hidden, kind="related", reason="Both [[Trade law]]")
        ada.add(other, "uncertainties", question="Who reads [[Plan nine]] and [[Plan ten]]?")
        with ada.saving() as by:
            save_note(other, "See [[Trade law]].", by, base=0)
    author, asked = signed_in(app, "Ada"), "/atlas/trade-law"
    author.post("/atlas/chips/beliefs/3/delete", data={})
    for page in (asked, f"{asked}/links", f"{asked}.json"):
        assert not re.search(
            "Plan nine|gladly|hinges|draft|Both|Gone|links-here", client.get(page).text
        )
    told = section(author.get(asked).text)
    assert all(
        words in told for words in ("gladly", "hinges", "A draft", "Both", "private note on")
    )
    assert "Gone" not in told
    assert "claim on" not in told
    # What is private is, to visitors, as if it was not written.
    one, two = (client.get(f"/atlas/plan-{name}") for name in ("nine", "ten"))
    assert one.status_code == two.status_code == 404
    assert "Who reads" in section(two.text)
    alike = (re.sub(r"</?b>|[Nn]ine|[Tt]en", "", page.text) for page in (one, two))
    assert next(alike) == next(alike)
    with inside(app):
        check_projections()


def test_a_link_to_what_is_not_written_leads_to_who_links_and_to_a_stub(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        other = ada.topic("Chips")
        ada.add(other, "stance", body="It hangs on [[Trade law#beliefs|rules]] and [[C#]].")
        ada.topic("C++")
    page = client.get("/atlas/chips").text
    assert '<a class="unwritten" href="/atlas/trade-law">rules' in page
    assert '<a class="unwritten" href="/atlas/c?title=C%23">C#' in page
    found = client.get("/atlas/trade-law")
    assert found.status_code == 404
    assert "“Trade law” is not written yet." in found.text
    assert section(found.text).endswith("Named in where I stand on Chips It hangs on rules and C#.")
    assert "Create" not in found.text
    assert "It hangs on" in client.get("/atlas/c?title=C%23").text
    assert "It hangs on" not in client.get("/atlas/c?title=C").text
    author = signed_in(app, "Ada")
    offered = author.get("/atlas/trade-law").text
    assert "Create “Trade law” as a stub" in offered
    once = re.findall(r'name="once" value="([^"]+)"', offered)[0]
    made = author.post("/atlas/new", data={"title": "Trade law", "once": once})
    assert made.status_code == 303
    assert "It hangs on" in section(client.get("/atlas/trade-law").text)
    assert '<a href="/atlas/trade-law#beliefs">rules</a>' in client.get("/atlas/chips").text
    below = author.get("/atlas/trade-law/beliefs/99/edit")
    assert below.status_code == 404
    assert "Create" not in below.text
    for typed in ("Trade-Law", "Trade%20law"):  # it is meant, and cannot be created again
        near = author.get(f"/atlas/{typed}")
        assert near.status_code == 404
        assert '<li><a href="/atlas/trade-law">Trade law</a></li>' in near.text
        assert "Create" not in near.text
    with inside(app):
        check_projections()


def test_what_private_texts_alone_link_to_begins_private(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        plans = ada.topic("Plans", visibility="private")
        ada.add(plans, "stance", body="We begin with [[Deep well]], then [[Shared well]].")
        ada.add(ada.topic("Chips"), "stance", body="It hangs on [[Shared well]].")
    author = signed_in(app, "Ada")
    for words, is_private in (("Deep well", True), ("Shared well", False)):
        slug = words.lower().replace(" ", "-")
        offered = author.get(f"/atlas/{slug}").text
        assert f"Create “{words}” as a {'private ' if is_private else ''}stub" in offered
        begun = author.get(unescape(re.findall(r'href="(/atlas/new\?[^"]+)"', offered)[0])).text
        assert ('value="private" selected' in begun) is is_private
        form = offered[offered.index('action="/atlas/new"') :].partition("</form>")[0]
        sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        assert author.post("/atlas/new", data=sent).status_code == 303
        assert author.get(f"/atlas/{slug}").status_code == 200
        assert client.get(f"/atlas/{slug}").status_code == (404 if is_private else 200)
    assert "Deep well" not in client.get("/map").text + client.get("/changes").text


def test_a_heading_of_the_page_in_brackets_leads_there_and_to_no_region(
    app: Flask, client: FlaskClient
) -> None:
    body = "See [[#Uncertainties]], [[#current beliefs|mine]], [[ # My own ]], [[#^ab1]], [[#Yes]]."
    with inside(app):
        other = ada.topic("Chips")
        ada.add(other, "stance", body=body)
        ada.add(other, "beliefs", claim="It is [[#Uncertainties]]", credence=None, why="")
    page = client.get("/atlas/chips").text
    here = '<a href="/atlas/chips#'
    assert f'See {here}uncertainties">#Uncertainties</a>, {here}beliefs">mine</a>, ' in page
    assert "mine</a>, # My own , #^ab1, #Yes." in " ".join(page.split())
    assert 'class="unwritten"' not in page
    elsewhere = client.get("/beliefs").text
    assert "It is #Uncertainties" in re.sub("<[^>]+>", "", elsewhere)
    assert "/atlas/uncertainties" not in elsewhere
    wanted = client.get("/atlas/uncertainties")
    assert wanted.status_code == 404
    assert "Chips" not in wanted.text
    with inside(app):
        ada.topic("#Yes")
        check_projections()
    assert re.search(r'<a href="/atlas/yes">#Yes</a>', client.get("/atlas/chips").text)


def test_a_renamed_region_keeps_its_links_and_its_author_may_update_them(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        goal, other = ada.topic("Trade law"), ada.topic("Chips")
        body = "[[Trade law]], `[[Trade law]]`, [[trade law#beliefs|x]] and [t](/atlas/trade-law)."
        ada.add(other, "stance", body=body)
        ada.add(other, "uncertainties", question="Is [[Trade Law]] settled?")
        ada.add(other, "triggers", observation="A ruling on [[trade law]] comes")
        assert goal.slug
    author = signed_in(app, "Ada")
    opened = author.get("/atlas/chips/uncertainties/1/edit").text
    base = re.findall(r'name="base" value="(\d+)"', opened)[0]
    header = author.get("/atlas/trade-law/edit").text
    version = re.findall(r'name="base" value="(\d+)"', header)[0]
    renamed = {"title": "Law of | trade", "base": version, "change_address": "y"}
    answer = author.post("/atlas/trade-law/edit", data=renamed, follow_redirects=True)
    assert answer.request.path == "/atlas/law-of-trade"
    assert answer.text.count("Update 5 links") == 2
    old = client.get("/atlas/trade-law.json")
    assert (old.status_code, old.location) == (301, "/atlas/law-of-trade.json")
    assert 'class="unwritten"' not in client.get("/atlas/chips").text
    assert section(client.get("/atlas/law-of-trade").text).count("Chips") == 3

    changes = count_changes(app)
    answer = author.post("/atlas/law-of-trade/links", follow_redirects=True)
    assert "Updated 5 links." in answer.text
    assert "Update 5" not in answer.text
    assert count_changes(app) == changes + 1
    texts = author.get("/atlas/chips.md").text
    here = "[[/atlas/law-of-trade|"
    assert f"{here}Trade law]], `[[Trade law]]`, [[/atlas/law-of-trade#beliefs|x]] and" in texts
    assert "[t](/atlas/law-of-trade)." in texts

    # A form that was open meets no conflict; undo takes back what did not move on.
    sent = {"base": base, "question": "Is [[Trade law]] settled yet?", "why_it_matters": ""}
    assert author.post("/atlas/chips/uncertainties/1", data=sent).status_code == 303
    undone = author.post(f"/c/{changes + 1}/undo", data={"next": "/"}, follow_redirects=True)
    assert "Undone." in undone.text
    texts = author.get("/atlas/chips.md").text
    assert body in texts
    assert "Is [[Trade law]] settled yet?" in texts
    assert "A ruling on [[trade law]] comes" in texts
    with inside(app):
        check_projections()
        check_journal()


def test_a_renamed_region_does_not_say_that_nothing_links_to_it_beside_its_own_links(
    app: Flask,
) -> None:
    with inside(app):
        goal = ada.topic("Trade law")
        ada.add(goal, "uncertainties", question="Is [[Trade law]] settled?")
    author = signed_in(app, "Ada")
    version = re.findall(r'name="base" value="(\d+)"', author.get("/atlas/trade-law/edit").text)[0]
    author.post("/atlas/trade-law/edit", data={"title": "Law of trade", "base": version})
    for address in ("/atlas/trade-law", "/atlas/trade-law/links"):
        page = author.get(address).text
        assert "Update 1 link<" in page, address
        assert "No other page links to this region yet." in page, address
        assert "Nothing links to this region" not in page, address


def test_a_title_leads_to_the_region_that_bears_it_now(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        first, other = ada.topic("Trade law"), ada.topic("Chips", summary="See [[Trade law]]")
        secret = ada.topic("Plan nine", visibility="private")
        ada.add(other, "uncertainties", question="What of [[Plan nine]]?")
        with ada.saving() as by:
            edit_topic(first, {"title": "Commerce"}, by)
            edit_topic(secret, {"title": "Plan B"}, by)
            edit_topic(secret, {"visibility": "public"}, by)
        assert find_topic("trade LAW") == first
        second = ada.topic("Trade law", slug="newer", visibility="private")
        assert find_topic("Trade law") == second
        assert other.summary
    # Visitors know nothing of the second, nor of a title that a region had while it was private.
    assert 'class="unwritten" href="/atlas/plan-nine?title=' in client.get("/atlas/chips").text
    assert section(client.get("/atlas/plan-nine").text) == ""
    assert (
        '<a href="/atlas/plan-nine">Plan nine</a>' in signed_in(app, "Ada").get("/atlas/chips").text
    )
    assert 'href="/atlas/trade-law">Trade law' in client.get("/atlas/chips").text
    assert "Chips" in section(client.get("/atlas/trade-law").text)
    author = signed_in(app, "Ada")
    page = author.get("/atlas/chips").text
    assert 'href="/atlas/newer">Trade law' in page
    assert 'href="/atlas/plan-nine">Plan nine' in page
    assert "Chips" not in section(author.get("/atlas/trade-law").text)
    with inside(app):
        check_projections()


def test_the_author_links_a_text_that_only_names_a_region(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        ada.topic("Trade law")
        other = ada.topic("Chips", summary="Whether `trade law` or trade law itself counts")
        ada.add(other, "stance", body="About [[Trade law]], and trade law again.")
        ada.add(other, "beliefs", claim="Trade lawyers win", credence=None, why="")
    author, page = signed_in(app, "Ada"), "/atlas/trade-law/links"
    assert "name this region without a link" in author.get("/atlas/trade-law").text
    told = author.get(page).text.partition('id="mentions"')[2]
    assert told.count('action="/atlas/trade-law/links/mention"') == 1
    assert "Whether trade law or <b>trade law</b> itself counts" in told
    assert "mentions" not in client.get(page).text
    found = dict(re.findall(r'name="(kind|item)" value="([^"]+)"', told))
    assert author.post(f"{page}/mention", data=found).status_code == 303
    assert "`trade law` or [[trade law]] itself" in author.get("/atlas/chips.md").text
    assert author.post(f"{page}/mention", data=found).status_code == 409
    assert author.post(f"{page}/mention", data={"kind": "nothing", "item": "x"}).status_code == 409
    assert client.post(f"{page}/mention", data=found).status_code == 401


def test_a_title_or_a_name_that_has_the_words_is_no_mention_to_be_linked(app: Flask) -> None:
    with inside(app):
        ada.topic("Norms")
        other = ada.topic("Norms of war")
        ada.add(other, "writing", title="Norms today", body="On them.", topics=[other.title])
    author, page = signed_in(app, "Ada"), "/atlas/norms/links"
    assert "without a link" not in author.get("/atlas/norms").text
    with inside(app):
        war = find_topic("Norms of war")
        assert war is not None
        ada.add(war, "reading", title="On it", authors="Norms, Anna", url="", topics=[war.title])
    assert "/links/mention" not in author.get(page).text
    for kind, item in (("topic", 2), ("essay", 1), ("reading", 1)):
        assert author.post(f"{page}/mention", data={"kind": kind, "item": item}).status_code == 409


@pytest.mark.parametrize("change_address", [False, True])
def test_the_new_title_of_a_private_region_is_written_into_no_text_that_visitors_read(
    app: Flask, client: FlaskClient, change_address: bool
) -> None:
    with inside(app):
        goal, other = ada.topic("Trade law"), ada.topic("Chips")
        ada.add(other, "stance", body="It hangs on [[Trade law]] and [[/atlas/trade-law|it]].")
        ada.add(other, "beliefs", claim="<See [[Trade law]]>", credence=None, why="")
        with ada.saving() as by:
            save_note(other, "Ask about [[Trade law]].", by, base=0)
        ada.add(ada.topic("Plans", visibility="private"), "stance", body="More in [[Trade law]].")
        with ada.saving() as by:
            values = {"title": "Sealed treaty", "visibility": "private"}
            edit_topic(goal, values, by, change_address=change_address)
        here = f"/atlas/{goal.slug}"
    author = signed_in(app, "Ada")
    before = client.get("/atlas/chips.md").text
    assert "Update 2 links" in author.get(here).text
    answer = author.post(f"{here}/links", follow_redirects=True)
    assert "Updated 2 links." in answer.text
    assert "Update 2" not in answer.text
    for address in ("/atlas/plans.md", "/atlas/chips/note"):
        assert "[[Sealed treaty]]" in author.get(address).text
    assert client.get("/atlas/chips.md").text == before
    assert "ealed" not in client.get("/atlas/chips").text + client.get("/atlas/chips/history").text
    with inside(app), ada.saving() as by:
        topic = find_topic("Sealed treaty")
        assert topic is not None
        edit_topic(topic, {"visibility": "public"}, by)
    assert author.post(f"{here}/links").status_code == 303
    assert "[[Sealed treaty]]" in client.get("/atlas/chips.md").text


@pytest.mark.parametrize(
    "text",
    [
        "See [the goal][g] for it.\n\n[g]: /atlas/goal",
        "See [g].\n\n[g]:   </atlas/goal> 'Goal'",
        "See [the goal]( /atlas/goal) for it.",
        "See [the goal](\n< /atlas/goal>) for it.",
        "See [the goal](&#47;atlas/goal) and [it](\\/atlas/goal).",
    ],
)
def test_every_form_of_an_address_counts_among_what_links_there(
    app: Flask, client: FlaskClient, text: str
) -> None:
    with inside(app):
        ada.topic("Goal")
        ada.add(ada.topic("Chips"), "stance", body=text)
        check_projections()
    assert "Chips" in section(client.get("/atlas/goal").text)
    with inside(app), ada.saving() as by:
        goal = find_topic("Goal")
        assert goal is not None
        edit_topic(goal, {"title": "Aim"}, by, change_address=True)
    if "&" not in text:
        answer = signed_in(app, "Ada").post("/atlas/aim/links", follow_redirects=True)
        assert "Updated 1 link" in answer.text
        assert text.replace("/goal", "/aim") in client.get("/atlas/chips.md").text
