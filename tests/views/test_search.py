"""Search: what is found and by whom, in what order, what may be asked, and what is offered."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from tests.conftest import ENVIRON
from tests.writers import Writer, inside, section
from wiki import create_app
from wiki.db import db
from wiki.journal import version
from wiki.queries.search import results as search_results
from wiki.queries.topics import get_topic
from wiki.services.collections import add_shared, save_shared
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.visibility import AUTHOR

ada = Writer()


@pytest.fixture(scope="module")
def furnished(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two regions in two areas, with something of most kinds."""
    folder = tmp_path_factory.mktemp("furnished") / "instance"
    shutil.copytree(empty_instance, folder)
    app = create_app(folder, ENVIRON)
    with inside(app):
        chips = ada.topic("Compute governance", area="Policy", status="Settled")
        ada.add(chips, "stance", body="Rules on **chips** are a [brake](https://example.org/x).")
        ada.add(chips, "beliefs", claim="Export controls bite", credence=80, why="Naïve but so.")
        ada.add(chips, "beliefs", claim="Smuggling stays small", credence=30)
        ada.add(chips, "uncertainties", question="Who counts the wafers?")
        ada.add(chips, "triggers", observation="A wafer goes missing")
        far = ada.topic("Verification", area="Practice")
        ada.add(far, "regions", region="Compute governance", reason="Counting chips needs eyes")
        with ada.saving() as by:
            values = {"title": "On wafers", "takeaway": "Count them", "read_on": "2026-05-02"}
            add_shared(section("reading"), values | {"topics": ["Verification"]}, by, once="")
        db.engine.dispose()
    return folder


@pytest.fixture
def instance(furnished: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    shutil.copytree(furnished, folder)
    return folder


def results(client: FlaskClient, **asked: str) -> list[dict[str, Any]]:
    answer = client.get("/search.json", query_string=asked)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["results"]
    return found


def headings(client: FlaskClient, **asked: str) -> list[str | None]:
    return [result["heading"] for result in results(client, **asked)]


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("export", "Export controls bite"),
        ("EXPORT BITE", "Export controls bite"),
        ("expo contr", "Export controls bite"),
        ("naive", "Export controls bite"),
        ('"controls bite"', "Export controls bite"),
        ("smuggling", "Smuggling stays small"),
        ("brake", None),
        ("eyes", None),
    ],
)
def test_words_are_found_by_their_beginning_in_any_case_and_without_accents(
    client: FlaskClient, asked: str, heading: str | None
) -> None:
    assert headings(client, q=asked) == [heading]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("E\ufb03cient \ufb01nes", "efficient fines"),
        ("Efficient fines", "E\ufb03cient \ufb01nes"),
        ("super\u00advision", "supervision"),
        ("supervision", "super\u00advision"),
        ("\uff21\uff29 \uff12\uff10\uff14\uff10", "AI 2040"),
        ("AI 2040", "\uff21\uff29 \uff12\uff10\uff14\uff10"),
    ],
)
def test_words_are_found_however_they_were_copied(
    app: Flask, client: FlaskClient, written: str, asked: str
) -> None:
    with inside(app):
        ada.add(ada.topic("Copied"), "beliefs", claim=f"On {written}")
    assert len(headings(client, q=asked)) == 1


def test_words_are_found_within_a_sentence_without_spaces(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        topic = ada.topic("算力治理")
        ada.topic("AI安全")
        ada.add(topic, "beliefs", claim="出口管制會有效果", why="ソフトウェアの輸出と算力治理")
        ada.add(topic, "uncertainties", question="[[AI安全]]是什麼")
        ada.add(ada.topic("Elsewhere"), "stance", body="關於算力治理的文字。")
    for words in ("管制", "管制 效果", "制會", "ウェア", "輸", '"ソフトウェアの輸出"'):
        (found,) = results(client, q=words)
        assert found["heading"] == "出口管制會有效果", words
        assert found["text"] in (None, "ソフトウェアの輸出と算力治理")
    assert headings(client, q="安全") == ["AI安全", "AI安全是什麼"]
    assert headings(client, q="治理算力") == headings(client, q="制管") == []
    assert "出口<mark>管制</mark>會有效果" in client.get("/search?q=管制").text
    page = author.get(quote("/atlas/suan-li-zhi-li/links")).text
    assert "關於<b>算力治理</b>的文字" in page
    assert "\u200b" not in page + client.get("/atlas/ai-an-quan").text


def test_all_words_have_to_be_there_and_a_phrase_in_its_order(client: FlaskClient) -> None:
    assert headings(client, q="export smuggling") == []
    assert headings(client, q='"bite controls"') == []
    # Phones type other quotation marks than keyboards.
    for marked in ("“%s”", "„%s“", "«%s»"):
        assert headings(client, q=marked % "controls bite") == ["Export controls bite"]
        assert headings(client, q=marked % "bite controls") == []
        asked = {"q": f"area:{marked % 'Policy'} is:Open"}
        assert len(results(client, **asked)) == 2


def test_what_is_named_by_a_word_comes_before_what_says_it(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        topic = ada.topic("Lanterns", summary="A kind of lamp")
        ada.add(topic, "stance", body="Lamps, lamps, and lamps; " + "and more " * 40)
        ada.topic("Lamps")
    assert headings(client, q="lamps")[0] == "Lamps"


def test_what_was_found_is_marked_and_marks_of_text_are_not_shown(client: FlaskClient) -> None:
    page = client.get("/search?q=brake").text
    assert "Rules on chips are a <mark>brake</mark>." in page
    assert '<a href="/atlas/compute-governance#stance" dir="auto">Compute governance</a>' in page
    assert "1 found." in page


def test_the_title_of_a_region_is_no_markdown(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        ada.topic("C*-algebras of `__init__`")
    assert (
        headings(client, q="algebras")
        == headings(client, q="init")
        == ["C*-algebras of `__init__`"]
    )


def test_text_that_looks_like_html_is_shown_as_text(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        topic = ada.topic("Tags", summary="<img src=x onerror=alert(1)> is a tag")
        ada.add(topic, "beliefs", claim="<script>alert(1)</script> is code")
    page = client.get("/search", query_string={"q": "alert", "kind": "belief"}).text
    assert "&lt;script&gt;" in page
    assert "<img src" not in client.get("/search?q=onerror").text
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("belief:>70", ["Export controls bite"]),
        ("belief:≥70", ["Export controls bite"]),
        ("belief:<=30", ["Smuggling stays small"]),
        ("belief:80% export", ["Export controls bite"]),
        ("is:open wafer", ["A wafer goes missing", "Who counts the wafers?"]),
        ("is:stub", ["Verification"]),
        ("read:2026", ["On wafers"]),
        ("read:2026-05 wafers", ["On wafers"]),
        ("read:2025", []),
        ('area:"practice" wafers', ["On wafers"]),
        ("area:Policy kind:triggers", ["A wafer goes missing"]),
        ("status:settled kind:region", ["Compute governance"]),
        ("kind:relation", [None]),
    ],
)
def test_filters_are_typed_among_the_words(
    client: FlaskClient, asked: str, found: list[str | None]
) -> None:
    assert sorted(headings(client, q=asked), key=str) == sorted(found, key=str)


@pytest.mark.parametrize(
    ("name", "value", "total"),
    [
        ("kind", "belief", 2),
        ("area", "practice", 3),
        ("status", "Settled", 7),
        ("is", "open", 2),
        ("belief", ">70", 1),
        ("read", "May 2026", 1),
    ],
)
def test_every_filter_is_a_control_of_the_form_too(
    client: FlaskClient, name: str, value: str, total: int
) -> None:
    page = client.get("/search", query_string={name: value}).text
    assert f'name="{name}"' in page
    assert f"{total} found." in page
    assert len(results(client, **{name: value})) == total


@pytest.mark.parametrize("name", ["kind", "area", "status", "is", "belief", "read"])
def test_a_filter_that_is_not_understood_is_refused_in_a_sentence(
    client: FlaskClient, name: str
) -> None:
    for form in ("", ".json"):
        answer = client.get(f"/search{form}", query_string={name: "no such <b>"})
        assert answer.status_code == 400
        assert "“no such &lt;b&gt;” is not understood here: try " in answer.text


def test_what_looks_like_a_filter_and_is_none_is_looked_for_as_words(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        ada.topic("Ratios", summary="The ratio was belief:often, in all")
    assert headings(client, q="belief:often") == ["Ratios"]
    # It is said, with how the filter is written: else a slip looks as if nothing were there.
    said = "</bdi>” is not understood as a filter, and is looked for as words."
    for typed in ("belief:often", "belief:>0.7", "belief:70-80", "read:2026-13", "is:x", "area:no"):
        asked = {"q": f"{typed} ratio"}
        assert f"{escape(typed)}{said}" in client.get("/search", query_string=asked).text
        assert client.get("/search.json", query_string=asked).get_json()["not_understood"] == [
            typed
        ]
    assert said not in client.get("/search?q=note:often").text
    # A space keeps a filter from its value.
    for typed in ("area: Policy", "Belief: >70", 'status:"Settled'):
        page = client.get("/search", query_string={"q": typed}).text
        assert f"<bdi>{typed.partition(':')[0]}:{said}" in page, typed
    assert said not in client.get("/search?q=Ratios: often").text


@pytest.mark.parametrize(
    "typed",
    ['"', '""', "NOT AND OR (", "a* ^b", "heading:x", "NEAR(a b)", "-", "*", "\x00", "{x}:y", "'"],
)
def test_signs_of_the_index_s_language_are_only_text(client: FlaskClient, typed: str) -> None:
    assert client.get("/search", query_string={"q": typed}).status_code == 200


@given(typed=st.text(max_size=60))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_a_search(client: FlaskClient, typed: str) -> None:
    for address in ("/search", "/search.json"):
        assert client.get(f"{address}?q={quote(typed)}").status_code == 200


def test_a_long_search_is_answered(client: FlaskClient) -> None:
    assert client.get("/search", query_string={"q": "word " * 500}).status_code == 200


def test_what_is_private_is_found_by_its_author_alone_and_never_offered(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        topic = ada.topic("Hidden", visibility="private")
        ada.add(topic, "beliefs", claim="Okapis exist")
        public = ada.topic("Open")
        ada.add(public, "regions", region="Hidden", reason="Okapis again")
        with ada.saving() as by:
            save_note(public, "Okapis in a note", by, base=0)
            values = {"title": "Okapis drafted", "topics": ["Open"], "state": "draft"}
            add_shared(section("writing"), values, by, once="")
    assert results(client, q="okapis") == []
    assert "Nothing found." in client.get("/search?q=okapis").text
    assert "Did you mean" not in client.get("/search?q=okapiz").text
    assert "4 found." in author.get("/search?q=okapis").text
    assert "Did you mean" in author.get("/search?q=okapiz").text
    assert results(author, q="okapis") == []  # the data is the same for everybody


def test_what_becomes_public_is_found_and_what_becomes_private_is_not(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        topic = ada.topic("Hidden", visibility="private")
        ada.add(topic, "beliefs", claim="Okapis exist")
        with ada.saving() as by:
            edit_topic(topic, {"visibility": "public"}, by)
        assert len(results(client, q="okapis")) == 1
        with ada.saving() as by:
            delete_topic(topic, by)
        assert results(client, q="okapis") == []


def test_an_essay_is_found_when_it_is_published_and_a_slot_never(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        topic = ada.topic("Open")
        ada.add(topic, "beliefs", claim="<Claim about okapis>")
        with ada.saving() as by:
            values = {"title": "Okapis", "topics": ["Open"], "state": "draft", "body": "Text"}
            essay, _ = add_shared(section("writing"), values, by, once="")
        assert results(client, q="okapis") == []
        base = version("essay", essay.id)
        with ada.saving() as by:
            save_shared(section("writing"), essay, {"state": "published"}, by, base=base)
    assert headings(client, q="okapis") == ["Okapis"]


def test_a_near_spelling_is_offered_where_nothing_is_found(client: FlaskClient) -> None:
    page = client.get("/search?q=smugling+stays").text
    assert 'Did you mean <a href="/search?q=smuggling+stays">smuggling stays</a>?' in page
    assert "Did you mean" not in client.get("/search?q=smuggling").text
    assert "Did you mean" not in client.get("/search?q=xylophones").text


def test_many_results_come_in_pages_and_too_many_are_said_to_be_more(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(app):
        topic = ada.topic("Open")
        for number in range(25):
            ada.add(topic, "beliefs", claim=f"Okapi number {number}")
    first = client.get("/search?q=okapi").text
    assert "25 found." in first
    assert first.count('class="heading"') == 20
    last = client.get("/search?q=okapi&page=99").text
    assert last.count('class="heading"') == 5
    assert re.search(r'href="/search\?[^"]*page=1[^"]*" rel="prev"', last)
    with inside(app):
        oldest = ada.topic("Quolls")
        ada.topic("On quolls and others", summary="Okapi as well")
        for number in range(15):
            ada.add(oldest, "beliefs", claim=f"Claim {number}", why="quolls, okapis")
    monkeypatch.setattr(search_results, "CANDIDATES", 10)
    for word in ("okapi", "oka", "okap", "o", "okapi okapi", " o" * 12):
        assert "More than 10 found." in client.get(f"/search?q={word}").text, word
    # However many there are, what is named by a word comes first, and each says where it has it.
    for word in ("quolls", "quol", "qu", "q"):
        found = results(client, q=word)
        assert [each["heading"] for each in found[:2]] == ["Quolls", "On quolls and others"], word
        assert len(found) == 10
    # A rare word beside it counts, and so does a filter.
    assert headings(client, q="quolls others") == ["On quolls and others"]
    assert len(results(client, q="quolls", kind="region")) == 2


def test_results_alone_answer_htmx_and_the_status_line_says_how_many(author: FlaskClient) -> None:
    part = author.get("/search?q=export", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert re.search(r'<p id="status"[^>]*>1 found\.</p>', part)
    assert "data-hx-get" in author.get("/search").text
    assert "data-hx-get" not in author.application.test_client().get("/search").text


def test_a_browser_is_told_how_to_search_here(client: FlaskClient) -> None:
    assert '<link rel="search" href="/opensearch.xml"' in client.get("/").text
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert "/search?q={searchTerms}" in answer.text


def test_a_filter_of_visitors_looks_through_no_private_or_deleted_region(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        ada.topic("Open")
        ada.topic("Hidden", area="Beta", status="Dormant", visibility="private")
        gone = ada.topic("Gone", status="Forming")
        with ada.saving() as by:
            values = {
                "title": "A paper",
                "takeaway": "Okapis",
                "topics": ["Open", "Hidden", "Gone"],
            }
            add_shared(section("reading"), values, by, once="")
            delete_topic(gone, by)
    for asked in ("okapis status:dormant", "okapis status:forming", "okapis area:Beta"):
        assert results(client, q=asked) == []
    assert "1 found." in author.get("/search?q=okapis+status:dormant").text
    assert "Nothing found." in author.get("/search?q=okapis+status:forming").text


def test_what_is_equally_good_comes_by_name_whatever_was_saved_last(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(app):
        topics = [ada.topic(f"Okapi {name}", area="Zoo") for name in ("É", "F", "d")]
        ada.add(topics[0], "beliefs", claim="Okapi c", credence=60)
    names = ["Okapi c", "Okapi d", "Okapi É", "Okapi F"]
    for asked in ("area:zoo", "okapi", "okapi area:zoo"):
        assert headings(client, q=asked) == names, asked
    with inside(app):
        for visibility in ("private", "public"):
            with ada.saving() as by:
                edit_topic(get_topic("okapi-d", reader=AUTHOR), {"visibility": visibility}, by)
    assert app.test_cli_runner().invoke(args=["search", "rebuild"]).exit_code == 0
    monkeypatch.setattr(search_results, "CANDIDATES", 3)
    assert headings(client, q="area:zoo") == headings(client, q="okapi") == names[:3]


@pytest.mark.parametrize("asked", ["read:yesterday", "read:12 May"])
def test_a_day_without_a_year_is_no_filter(client: FlaskClient, asked: str) -> None:
    name, _, value = asked.partition(":")
    assert client.get("/search", query_string={name: value}).status_code == 400


def test_a_near_spelling_of_a_quoted_word_is_offered(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"smugling" stays'}).text
    assert "smuggling&#34; stays</a>?" in page
