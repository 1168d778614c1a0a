"""Drafts of readings and essays: the author writes them, and no visitor meets them."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.test_archive import clock
from tests.views.changelog_reading import let_settle
from tests.views.feed_reading import entries
from tests.views.test_archive import moment
from tests.writers import Writer, inside

ada = Writer()
ESSAY = {"title": "Weighing chips", "body": "Chips count.", "topics": "compute"}
READ = {"title": "Counting", "takeaway": "They can be counted.", "read_on": "2026-05-01"}
LISTS = ["/", "/writing", "/sitemap.xml", "/changes", "/changes.rss", "/history"]
LISTS += ["/reading", "/reading.rss", "/reading.atom", "/reading.json", "/atlas/compute"]
LISTS += ["/writing.rss", "/writing.atom", "/writing.json"]
LISTS += ["/atlas/compute.md", "/atlas/compute.json", "/atlas/compute/history"]
LISTS += ["/atlas/compute/reading", "/atlas/compute/writing", "/atlas/compute/reading.rss"]


def base(page: str) -> str:
    found = base_of(page)
    return found


def buttons(page: str) -> list[str]:
    """Return the names of the buttons beneath the form of an essay or a reading."""
    row = page.partition('<div class="buttons">')[2].partition("</div>")[0]
    found = re.findall(r"<button[^>]*>([^<]+)</button>", row)
    return [name for name in found if name != "Preview"]


def said_in(client: FlaskClient, words: str) -> set[str]:
    """Return on which of the lists and feeds some words stand."""
    return {path for path in LISTS if words in client.get(path).text}


def text_of(page: str) -> str:
    return re.sub("<[^>]+>", "", page)


def undo(author: FlaskClient, page: str) -> None:
    """Press the Undo of the notice on a page."""
    change = re.search(r'action="(/c/\d+/undo)"', page)
    assert change
    assert author.post(change[1], data={"next": "/writing"}).status_code == 303


def import_document(app: Flask, folder: Path, text: str) -> Result:
    """Import a page document."""
    file = folder / "compute.md"
    file.write_text(text, encoding="utf-8")
    return app.test_cli_runner().invoke(args=["import", str(file)])


@pytest.mark.usefixtures("topic")
class TestEssayOnItsPage:
    def test_a_new_essay_offers_both_and_the_first_button_is_the_safe_one(self, way: Way) -> None:
        page = way.get("/atlas/compute/writing/new").text
        assert buttons(page) == ["Save draft", "Publish"]
        assert 'name="publish"' in page

    def test_save_draft_shows_it_to_the_author_alone(self, way: Way, client: FlaskClient) -> None:
        answer = way.post("/atlas/compute/writing", ESSAY | {"state": "draft"})
        assert "Added draft &#34;Weighing chips&#34; to 1 region." in answer.text
        assert "Draft" in answer.text
        assert said_in(client, "Weighing chips") == set()
        for path in ("/writing/weighing-chips", "/e/1", "/e/1/history", "/c/3"):
            assert client.get(path).status_code == 404, path
            assert way.browser.get(path).status_code in (200, 302), path
        for path in (
            "/writing",
            "/writing/weighing-chips",
            "/atlas/compute",
            "/atlas/compute/writing/tags",
        ):
            assert "Draft" in way.browser.get(path).text, path

    def test_a_form_that_says_neither_is_a_draft(self, way: Way, client: FlaskClient) -> None:
        way.post("/atlas/compute/writing", ESSAY)
        assert client.get("/writing/weighing-chips").status_code == 404

    def test_publish_shows_it_to_everybody_and_undo_takes_that_back(
        self, way: Way, client: FlaskClient
    ) -> None:
        let_settle(client.application)
        way.post("/atlas/compute/writing", ESSAY | {"state": "draft"})
        form = way.get("/atlas/compute/writing/1/edit").text
        assert buttons(form) == ["Save draft", "Publish"]
        sent = ESSAY | {"base": base(form), "publish": "1", "minor": "1"}
        answer = way.post("/atlas/compute/writing/1", sent)
        assert "Saved. Essay 1 of 1, published." in answer.text
        assert client.get("/e/1").location == "/writing/weighing-chips"
        assert said_in(client, "Weighing chips") == {
            *("/writing", "/changes", "/changes.rss", "/history", "/atlas/compute"),
            *("/atlas/compute.md", "/atlas/compute.json", "/atlas/compute/history"),
            *("/atlas/compute/writing", "/atlas/compute/reading"),
            *("/writing.rss", "/writing.atom", "/writing.json"),
        }
        assert "weighing-chips" in client.get("/sitemap.xml").text
        undo(way.browser, answer.text)
        assert said_in(client, "Weighing chips") == set()
        assert client.get("/writing/weighing-chips").status_code == 404
        assert "Draft" in way.browser.get("/writing").text

    def test_a_published_essay_stays_published_when_it_is_saved(
        self, way: Way, client: FlaskClient
    ) -> None:
        way.post("/atlas/compute/writing", ESSAY | {"publish": "1"})
        form = way.get("/atlas/compute/writing/1/edit").text
        assert buttons(form) == ["Save", "Save draft"]
        way.post("/atlas/compute/writing/1", {"base": base(form), "body": "Chips count twice."})
        assert "twice" in client.get("/writing/weighing-chips").text

    def test_a_state_that_is_none_is_refused_and_writes_nothing(
        self, way: Way, client: FlaskClient
    ) -> None:
        answer = way.post("/atlas/compute/writing", ESSAY | {"state": "hidden"})
        assert answer.status_code == 422
        assert "A state is one of published, draft." in answer.text
        assert "Chips count." in answer.text
        assert "No essays yet." in way.browser.get("/writing").text


@pytest.mark.usefixtures("topic")
class TestEssayInItsCollection:
    def test_save_draft_then_publish_then_undo(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        assert buttons(author.get("/writing/new").text) == ["Save draft", "Publish"]
        answer = author.post("/writing/new", data=ESSAY | {"state": "draft"})
        assert answer.location == "/e/1"
        saved = author.get(answer.location, follow_redirects=True)
        assert saved.request.path == "/writing/weighing-chips"
        assert "Saved as a draft." in saved.text
        form = author.get("/writing/weighing-chips/edit").text
        assert buttons(form) == ["Save draft", "Publish"]
        sent = {"base": base(form), "body": "More words.", "publish": "1"}
        page = author.post("/writing/weighing-chips/edit", data=sent, follow_redirects=True).text
        assert "Published." in page
        assert "More words." in client.get("/writing/weighing-chips").text
        assert buttons(author.get("/writing/weighing-chips/edit").text) == ["Save", "Save draft"]
        undo(author, page)
        assert client.get("/writing/weighing-chips").status_code == 404
        assert "Chips count." in author.get("/writing/weighing-chips").text

    def test_publishing_what_was_saved_elsewhere_meanwhile_asks_first(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        author.post("/writing/new", data=ESSAY)
        old = base(author.get("/writing/weighing-chips/edit").text)
        author.post("/writing/weighing-chips/edit", data={"base": old, "body": "Newer."})
        answer = author.post("/writing/weighing-chips/edit", data={"base": old, "publish": "1"})
        assert answer.status_code == 409
        assert buttons(answer.text) == ["Save mine", "Publish mine"]
        assert client.get("/writing/weighing-chips").status_code == 404

    def test_a_form_sent_again_with_publish_publishes_what_it_saved(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        author.post("/writing/new", data=ESSAY | {"once": "a", "state": "draft"})
        author.post("/writing/new", data=ESSAY | {"once": "a", "publish": "1"})
        assert "Chips count." in client.get("/writing/weighing-chips").text
        assert author.get("/writing").text.count("Weighing chips</a>") == 1


@pytest.mark.usefixtures("topic")
class TestReading:
    def test_its_form_publishes(self, way: Way, client: FlaskClient) -> None:
        assert "Save draft" not in way.get("/atlas/compute/reading/new").text
        way.post("/atlas/compute/reading", READ)
        assert "They can be counted." in client.get("/atlas/compute").text

    def test_the_form_of_a_draft_offers_both(self, way: Way, client: FlaskClient) -> None:
        way.post("/atlas/compute/reading", READ | {"state": "draft"})
        form = way.get("/atlas/compute/reading/1/edit").text
        assert buttons(form) == ["Save draft", "Publish"]
        kept = way.post(
            "/atlas/compute/reading/1",
            {"base": base(form), "takeaway": "They are many.", "state": "draft"},
        )
        assert "a draft" in kept.text
        assert said_in(client, "Counting") == set()
        form = way.get("/atlas/compute/reading/1/edit").text
        way.post("/atlas/compute/reading/1", {"base": base(form), "publish": "1"})
        assert "They are many." in client.get("/reading/1").text

    def test_a_draft_counts_for_no_belief_and_is_named_as_no_cause(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "50"})
        author.post("/atlas/compute/triggers", data={"observation": "A count"})
        sent = {"bears_1": "for", "credence_1": "70", "happened": "1", "reason": "I counted"}
        author.post("/atlas/compute/reading", data=READ | sent)
        form = author.get("/reading/1/edit").text
        author.post("/reading/1/edit", data={"base": base(form), "state": "draft"})
        for path in ("/atlas/compute", "/b/1/history", "/triggers", "/changes", "/beliefs"):
            assert "Counting" not in client.get(path).text, path
            assert "I counted" not in client.get(path).text, path
        assert "1 reading for" in author.get("/atlas/compute").text
        assert "1 reading for" not in client.get("/atlas/compute").text
        assert "70%" in client.get("/atlas/compute").text
        author.post("/reading/1/edit", data={"base": "99", "publish": "1"})
        form = author.get("/reading/1/edit").text
        author.post("/reading/1/edit", data={"base": base(form), "publish": "1"})
        assert "1 reading for" in client.get("/atlas/compute").text
        assert "Counting" in client.get("/b/1/history").text

    def test_what_is_a_draft_again_takes_the_reasons_given_with_it_along(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "50"})
        sent = {"bears_1": "for", "credence_1": "70", "reason": "I counted"}
        author.post("/atlas/compute/reading", data=READ | sent)
        assert "I counted" in client.get("/b/1/history").text
        form = author.get("/reading/1/edit").text
        author.post("/reading/1/edit", data={"base": base(form), "state": "draft"})
        assert said_in(client, "Counting") == said_in(client, "I counted") == set()
        for path in ("/b/1/history", "/c/4"):
            assert "I counted" not in client.get(path).text, path
            assert "I counted" in author.get(path).text, path

    def test_feeds_announce_it_when_it_is_published(
        self, author: FlaskClient, client: FlaskClient
    ) -> None:
        for number, state in enumerate(({"state": "draft"}, {}), start=1):
            author.post("/reading/new", data=READ | {"title": f"Work {number}"} | state)
        for path in ("/reading.rss", "/reading.atom", "/reading.json"):
            assert [entry["title"] for entry in entries(client, path)] == ["Work 2"]
        form = author.get("/reading/1/edit").text
        author.post("/reading/1/edit", data={"base": base(form), "publish": "1"})
        for path in ("/reading.rss", "/reading.atom", "/reading.json"):
            assert [entry["title"] for entry in entries(client, path)] == ["Work 1", "Work 2"]
        assert "2 readings" in client.get("/reading").text


def test_changes_tell_a_draft_as_new_once_it_is_published_each_time(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    let_settle(client.application)
    author.post("/writing/new", data=ESSAY)
    author.post("/reading/new", data=READ | {"state": "draft", "topics": topic})
    for who in (author, client):
        told = who.get("/changes").text
        assert ("wrote" in told, "read " in told) == (False, False)
    told_as = {
        "/writing/weighing-chips/edit": "wrote Weighing chips",
        "/reading/1/edit": "read Counting — They can be counted.",
    }
    for address, words in told_as.items():
        form = author.get(address).text
        answer = author.post(address, data={"base": base(form), "publish": "1"})
        undo(author, author.get(author.get(answer.location).location).text)
        assert words.lower() not in text_of(client.get("/changes").text).lower()
        form = author.get(address).text
        author.post(address, data={"base": base(form), "publish": "1"})
        pages = [who.get("/changes").text for who in (author, client)]
        assert [words.lower() in text_of(page).lower() for page in pages] == [True, True]
        places = [re.findall(r'href="(/c/[0-9]+)"', page) for page in pages]
        assert places[0] == places[1], "both find it at the address of its publishing"


def test_an_undone_publishing_leaves_visitors_no_link_to_what_they_may_not_see(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/writing/new", data=ESSAY)
    form = author.get("/writing/weighing-chips/edit").text
    author.post("/writing/weighing-chips/edit", data={"base": base(form), "publish": "1"})
    author.post("/c/4/undo")
    assert client.get("/c/4").status_code == 404
    author.post("/c/5/undo")
    assert "wrote Weighing chips" in " ".join(text_of(client.get("/c/4").text).split())
    for path in ("/c/4", "/c/6", "/history", "/e/1/history"):
        page = client.get(path).text
        assert "/c/5" not in page, path
        for link in re.findall(r'href="(/[^"]*)"', page):
            assert client.get(link.partition("#")[0]).status_code in (200, 302), (path, link)
    assert "/c/5" in author.get("/c/4").text


def test_a_past_day_shows_nothing_of_a_draft_of_then_or_of_now(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            page = ada.topic("Compute")
            belief = ada.add(
                page, "beliefs", claim="Chips count", credence=Decimal(50), why=""
            ).item
        with clock(moment(5)):
            read = {"title": "Counting", "bears": {f"b-{belief.id}": "for"}, "topics": []}
            first = ada.add(page, "reading", **read, state="draft").item
            second = ada.add(page, "writing", title="Weighing chips", body="Words", topics=[]).item
        with clock(moment(9)):
            ada.save(page, "reading", first, state="published")
        with clock(moment(20)):
            ada.save(page, "writing", second, state="draft")
    seen = {
        day: (
            [form for form in ("", ".md", ".json") if "Counting" in at(client, day, form)],
            [form for form in ("", ".md", ".json") if "Weighing chips" in at(client, day, form)],
            "1 reading for" in at(client, day, ""),
        )
        for day in (5, 9, 20)
    }
    every = ["", ".md", ".json"]
    assert seen == {5: ([], [], False), 9: (every, [], True), 20: (every, [], True)}
    since = client.get("/atlas/compute?since=2026-05-06").text
    assert ("Counting" in since, "Weighing chips" in since) == (True, False)
    assert "Weighing chips" not in author.get("/atlas/compute?at=2026-05-09").text


def at(client: FlaskClient, day: int, form: str) -> str:
    answer = client.get(f"/atlas/compute{form}?at=2026-05-{day:02}")
    assert answer.status_code == 200
    return answer.text


def test_history_tells_a_visitor_nothing_from_the_time_as_a_draft(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/writing/new", data=ESSAY | {"body": "A first try."})
    form = author.get("/writing/weighing-chips/edit").text
    author.post(
        "/writing/weighing-chips/edit",
        data={"base": base(form), "body": "Said well.", "slug": "chips", "publish": "1"},
    )
    page = client.get("/e/1/history").text
    assert page.count("essay “Weighing chips”") == 1
    assert "Published essay “Weighing chips”" in page
    assert client.get("/writing/weighing-chips").status_code == 404
    assert author.get("/writing/weighing-chips").status_code == 301
    revisions = re.findall(r'name="version" value="(\d+)"', author.get("/e/1/history").text)
    assert client.get(f"/e/1/history?from={revisions[0]}&to={revisions[0]}").status_code == 404
    compared = author.get(f"/e/1/history?from={revisions[0]}&to={revisions[0]}").text
    assert "draft" in compared
    sent = {"version": revisions[0], "base": base(author.get("/e/1/history").text)}
    author.post("/e/1/history/restore", data=sent)
    assert (
        "A first try." in client.get("/e/1").text
        or "A first try." in client.get(client.get("/e/1").location).text
    )


DOCUMENT = """\
---
title: Compute
---

## Recent reading

- 2026-05-01 [Counting](https://example.org/c) — They can be counted.
  state: draft

## Related writing

- 2026-05-02 [Weighing chips](https://example.org/chips)
  state: draft
- 2026-05-03 [Out](https://example.org/out)
"""


def test_a_document_carries_the_state_and_publishes_no_draft_that_is_there(
    app: Flask, author: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    assert import_document(app, tmp_path, DOCUMENT).exit_code == 0
    page = client.get("/atlas/compute").text
    assert ("Counting" in page, "Weighing chips" in page, "Out" in page) == (False, False, True)
    written = author.get("/atlas/compute.md").text
    assert written.count("state: draft") == 2
    assert "state" not in client.get("/atlas/compute.md").text
    data = author.get("/atlas/compute.json").get_json()["sections"]
    assert [row["state"] for row in data["writing"]] == ["published", "draft"]
    assert [row["state"] for row in data["reading"]] == ["draft"]
    assert "state" not in client.get("/atlas/compute.json").get_json()["sections"]["writing"][0]
    assert import_document(app, tmp_path, written).exit_code == 0
    assert author.get("/atlas/compute.md").text == written
    said = import_document(app, tmp_path, re.sub(" *state: draft *", "", written)).output
    assert "The reading “Counting” stays a draft, though the files have it public" in said
    assert "Counting" not in client.get("/atlas/compute").text


def test_a_state_that_a_document_gets_wrong_is_refused_with_its_line(
    app: Flask, tmp_path: Path
) -> None:
    for wrong in ("hidden", "private", "Draft"):
        result = import_document(app, tmp_path, DOCUMENT.replace("draft", wrong, 1))
        assert result.exit_code == 1
        assert "line 7: State: It is one of published, draft." in result.output
    for block in ("takeaway: |\n    state: draft", "State: draft", "status: draft"):
        result = import_document(app, tmp_path, DOCUMENT.replace("state: draft", block, 1))
        assert result.exit_code == 1, block


@pytest.mark.parametrize("mark", ["|", "|2"])
@pytest.mark.parametrize("state", ["draft", "private"])
def test_a_word_of_hiding_within_a_block_of_text_is_refused(
    app: Flask, tmp_path: Path, mark: str, state: str
) -> None:
    text = f"takeaway: {mark}\n    state: {state}"
    document = DOCUMENT.replace(" — They can be counted.\n  state: draft", f"\n  {text}", 1)
    result = import_document(app, tmp_path, document)
    assert result.exit_code == 1
    assert f"“state: {state}” may be meant to keep this page from visitors" in result.output


@pytest.mark.parametrize("address", ["/reading", "/writing"])
def test_one_press_publishes_no_draft_that_the_page_did_not_count(
    author: FlaskClient, client: FlaskClient, address: str
) -> None:
    def write(number: int) -> None:
        sent = {"title": f"Draft {number}", "url": f"https://example.org/{number}", "once": "d"}
        more = {"takeaway": "Said.", "state": "draft"} if address == "/reading" else {}
        sent |= more | {"once": str(number)}
        assert author.post(f"{address}/new", data=sent).status_code == 303

    def counted() -> dict[str, str]:
        found = re.search(r'name="drafts" value="(\w+)"', author.get(address).text)
        assert found
        return {"drafts": found[1]}

    write(1)
    old = counted()
    write(2)
    refused = author.post(f"{address}/publish", data=old)
    assert refused.status_code == 409
    assert "there are other drafts by now than the page counted" in refused.text
    assert "Draft" not in client.get(address).text
    new = counted()
    assert author.post(f"{address}/publish", data=new).status_code == 303
    assert "Draft 2" in client.get(address).text
    assert author.post(f"{address}/publish", data=new).status_code == 303  # none is left
