"""What is typed in prose, as readers of the page and of the feeds get it."""

import feedparser
import pytest
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.views.feed_reading import content, log

DUNDER = "https://x.org/a_b/__init__.py?c=1&section=2"
SHOWN = DUNDER.replace("&", "&amp;")
LINK = f'<a href="{SHOWN}" rel="noopener">{SHOWN}</a>'


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
