"""Titles of pages, and words of entries, that are cut keep signs whole and end directions."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import write
from tests.writers import newest_id

FAMILY = "👨‍👩‍👧"
TURNED = "\u202e" + "turned " * 60 + "\u202c"


@pytest.mark.parametrize("words", [FAMILY * 90, TURNED], ids=["emoji", "direction"])
def test_what_is_cut_keeps_signs_whole_and_ends_directions(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, words: str
) -> None:
    write(author, "beliefs", claim=words, credence="60")
    write(author, "reading", title="On chips", takeaway=words, state="published")
    feed = client.get("/reading.rss", headers={"Sec-Fetch-Dest": "document"}).text
    number = newest_id(app)
    pages = [client.get(path).text for path in ("/b/1/history", f"/c/{number - 1}", f"/c/{number}")]
    cut = [page.partition("<title>")[2].partition("</title>")[0] for page in pages]
    cut += re.findall(r'<p class="takeaway"[^>]*>(.*?)</p>', feed)
    author.post("/writing/new", data={"title": "Mine", "body": f"X {words}", "publish": "1"})
    described = re.compile(r'<meta name="description" content="([^"]*)">')
    cut += [described.findall(client.get(path).text)[0] for path in ("/reading/1", "/writing/mine")]
    assert len(cut) == 6
    for text in cut:
        kept, _, _ = text.partition("…")
        assert kept != text
        assert kept.count("\u202e") == kept.count("\u202c"), text
        assert kept.count("👧") == kept.count("👨"), text
