"""What is typed in prose, as readers of the page and of the feeds get it."""

import time
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.views.changelog_reading import let_settle
from tests.views.feed_reading import content, log

DUNDER = "https://x.org/a_b/__init__.py?c=1&section=2"
SHOWN = DUNDER.replace("&", "&amp;")
LINK = f'<a href="{SHOWN}" rel="noopener" class="address">{SHOWN}</a>'


@pytest.mark.parametrize("feed", ["/reading.rss", "/reading.atom"])
def test_a_bare_address_comes_through_a_feed_as_it_was_typed(
    author: FlaskClient, topic: str, feed: str
) -> None:
    log(author, title=f"On {DUNDER}", takeaway=f"See {DUNDER}, then __more__.")
    (entry,) = feedparser.parse(author.get(feed).data).entries
    assert entry.title == f"On {DUNDER}"
    parsed = content(entry).replace("&amp;", "&")
    assert f">{DUNDER}</a>, then <strong>more</strong>." in parsed
    assert f'href="{DUNDER}"' in parsed


def test_a_bare_address_is_a_link_in_every_field(way: Way, topic: str) -> None:
    belief = {"claim": f"It is {DUNDER}", "credence": "70", "why": f"({DUNDER})", "once": "b"}
    assert way.post("/atlas/compute/beliefs", belief).status_code == 200
    stance = {"body": f"I read {DUNDER}.", "once": "s"}
    assert way.post("/atlas/compute/stance", stance).status_code == 200
    page = way.browser.get("/atlas/compute").text
    for shown in (f"It is {LINK}", f"({LINK})", f"I read {LINK}."):
        assert shown in page


def test_cells_of_a_table_are_aligned_as_it_says(way: Way, topic: str) -> None:
    table = "| a | b | c |\n|:--|:-:|--:|\n| d | e | f |"
    assert way.post("/atlas/compute/stance", {"body": table, "once": "s"}).status_code == 200
    page = way.browser.get("/atlas/compute").text
    assert '<td class="aligned-center">e</td>' in page
    assert '<td class="aligned-right">f</td>' in page
    assert "style=" not in page.partition("<table>")[2].partition("</table>")[0]


def test_prose_that_begins_indented_stays_so_in_the_form_and_on_the_page(
    way: Way, topic: str
) -> None:
    body = "    def f():\n        return 1\n\nWords."
    assert way.post("/atlas/compute/stance", {"body": body, "once": "s"}).status_code == 200
    assert f">\n{body}</textarea>" in way.get("/atlas/compute/stance/1/edit").text
    assert "<pre><code>def f():\n    return 1" in way.browser.get("/atlas/compute").text


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x1e"])
def test_what_parts_two_lines_never_joins_their_words(way: Way, topic: str, end: str) -> None:
    typed = f"first line{end}second line"
    assert way.post("/atlas/compute/stance", {"body": typed, "once": "s"}).status_code == 200
    assert way.post("/atlas/compute/beliefs", {"claim": typed, "once": "b"}).status_code == 200
    sections = way.browser.get("/atlas/compute.json").get_json()["sections"]
    assert sections["stance"]["body"] == "first line\nsecond line"
    assert sections["beliefs"][0]["claim"] == "first line second line"


LONG = (
    "Claim[^1], $x < y$.\n\n$$\n\\frac{1}{2}\n= z\n$$\n\n- [ ] to do\n- [x] done\n\n"
    "Term\n: what it means\n\n```py\nx = 1\n```\n\n[^1]: The note.\n\n    Its second paragraph."
)


def test_a_long_text_comes_back_from_a_document_and_data_as_it_was_typed(
    app: Flask, way: Way, topic: str, tmp_path: Path
) -> None:
    assert way.post("/atlas/compute/stance", {"body": LONG, "once": "s"}).status_code == 200
    data = way.browser.get("/atlas/compute.json").get_json()
    assert data["sections"]["stance"]["body"] == LONG
    document = way.browser.get("/atlas/compute.md").text
    assert LONG in document
    file = tmp_path / "compute.md"
    file.write_text(document, encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["import", str(file)])
    assert "0 added, 0 updated" in done.output


def test_a_past_page_has_the_notes_and_formulas_of_today(way: Way, topic: str) -> None:
    assert way.post("/atlas/compute/stance", {"body": LONG, "once": "s"}).status_code == 200
    today = way.browser.get("/atlas/compute").text
    past = way.browser.get(f"/atlas/compute?at={datetime.now(UTC):%Y-%m-%d}").text
    for page in (today, past):
        assert page.count('id="s-1-note-1"') == page.count('href="#s-1-note-1"') == 1
        assert page.count("<math") == 2


def test_a_formula_stands_in_a_claim_and_as_tex_where_only_words_are(
    app: Flask, way: Way, topic: str
) -> None:
    let_settle(app)
    belief = {"claim": "It is $x^2$", "credence": "70", "why": "$$y$$ and $\\foo$", "once": "b"}
    assert way.post("/atlas/compute/beliefs", belief).status_code == 200
    page = way.browser.get("/atlas/compute").text
    assert "It is <math" in page
    assert '$$y$$ and <span class="unread-formula">$\\foo$' in page
    assert way.browser.get("/atlas/compute.json").get_json()["sections"]["beliefs"][0]["claim"] == (
        "It is $x^2$"
    )
    feed = way.browser.get("/changes.json").get_json()
    assert "$x^2$" in str(feed)
    assert "<math" not in str(feed)


def test_a_formula_of_ten_thousand_braces_is_saved_and_shown_as_typed(way: Way, topic: str) -> None:
    tex = "${" + "{" * 10_000 + "}" * 10_000 + "}$"
    begun = time.process_time()
    assert way.post("/atlas/compute/stance", {"body": tex, "once": "s"}).status_code == 200
    assert tex in way.browser.get("/atlas/compute").text
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("words", ["\u200b", " \u2060\n\u200b ", "&nbsp;"])
def test_prose_of_which_nothing_can_be_seen_is_none(
    author: FlaskClient, client: FlaskClient, topic: str, words: str
) -> None:
    blank = client.get(f"/atlas/{topic}").text
    sent = author.post(f"/atlas/{topic}/stance", data={"body": words, "once": "unseen"})
    assert sent.status_code == 303
    assert client.get(f"/atlas/{topic}").text == blank
    log(author, title="A work", takeaway=words)
    assert '<div class="takeaway"' not in client.get("/reading/1").text
