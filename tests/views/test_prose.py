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
