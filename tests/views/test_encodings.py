"""`Accept-Encoding`: an answer goes out in an encoding that its reader takes."""

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from wiki.installation import STATIC
from wiki.views.encodings import choose_encoding

CHOICES = [
    ("", "identity"),
    ("br", "br"),
    ("gzip", "gzip"),
    ("gzip, deflate, br, zstd", "br"),
    ("BR", "br"),
    ("GZip;Q=1", "gzip"),
    (" br ; q=0 , gzip ; q=0.5 ", "gzip"),
    ("br;q=0, gzip;q=0", "identity"),
    ("br;q=0.000, gzip;q=0.", "identity"),
    ("br;q=0", "identity"),
    ("br;q=0.5, gzip;q=0.8", "gzip"),
    ("gzip;q=0.5, br;q=0.5", "br"),
    ("*", "br"),
    ("*;q=0", "identity"),
    ("*;q=0.5, br;q=0", "gzip"),
    ("gzip, *;q=0", "gzip"),
    ("identity", "identity"),
    ("identity;q=1, br;q=0.5", "identity"),
    ("identity;q=0.5, br;q=0.5", "br"),
    ("identity;q=0, gzip", "gzip"),
    # Whoever takes nothing at all still gets an answer, and the plainest.
    ("identity;q=0", "identity"),
    ("identity;q=0, *;q=0", "identity"),
    ("zstd, deflate", "identity"),
    ("x-gzip", "gzip"),
    # What makes no sense asks for nothing.
    ("br;q=x", "identity"),
    ("br;q=2, gzip", "gzip"),
    ("br;q=-1", "identity"),
    ("br;q=nan", "identity"),
    ("br;q=0.0001", "identity"),
    ("br;level=3", "identity"),
    (";,;q=1,,", "identity"),
]


@pytest.mark.parametrize(("header", "chosen"), CHOICES)
def test_the_encoding_is_the_one_that_is_asked_for(
    client: FlaskClient, header: str, chosen: str
) -> None:
    for path in ("/sign-in", "/static/css/atlas.css", "/about-nothing"):
        answer = client.get(path, headers={"Accept-Encoding": header}, buffered=True)
        expected = None if chosen == "identity" or answer.status_code == 404 else chosen
        assert answer.headers.get("Content-Encoding") == expected, path
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_every_encoding_is_the_same_page_with_a_validator_of_its_own(client: FlaskClient) -> None:
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "br;q=0, gzip;q=0": bytes}
    pages, tags = set(), set()
    for header, opened in read.items():
        answer = client.get("/status", headers={"Accept-Encoding": header})
        assert not answer.headers["ETag"].startswith("W/")
        pages.add(opened(answer.data))
        tags.add(answer.headers["ETag"])
        again = {"Accept-Encoding": header, "If-None-Match": answer.headers["ETag"]}
        kept = client.get("/status", headers=again)
        assert (kept.status_code, kept.data) == (304, b"")
        assert "Accept-Encoding" in kept.headers["Vary"]
    assert (len(pages), len(tags)) == (1, len(read))


def test_a_static_file_has_a_validator_for_each_encoding(client: FlaskClient) -> None:
    tags = set()
    for header in ("br", "gzip", "br;q=0"):
        sent = {"Accept-Encoding": header}
        whole = client.get("/static/css/atlas.css", headers=sent, buffered=True)
        tag = whole.headers["ETag"]
        tags.add(tag)
        sent |= {"If-None-Match": tag}
        kept = client.get("/static/css/atlas.css", headers=sent, buffered=True)
        assert kept.status_code == 304
    assert len(tags) == 3


@pytest.mark.parametrize(
    "wanted",
    ["bytes=0-9", "bytes=-5", "bytes=5-2", "bytes=999999999-", "bytes=0-0,5-9", "lines=1-2"],
)
def test_every_file_is_answered_as_a_whole(client: FlaskClient, wanted: str) -> None:
    """A part of the file would be none of what is sent: style sheets are sent without comments."""
    for address in ("/static/css/atlas.css", "/favicon.ico", "/static/fonts/OFL-1.1.txt"):
        whole = client.get(address, buffered=True)
        answer = client.get(address, headers={"Range": wanted}, buffered=True)
        assert answer.status_code == whole.status_code
        assert answer.data == whole.data
        assert "Accept-Ranges" not in answer.headers


def test_a_style_sheet_is_sent_with_every_rule_and_no_comment(client: FlaskClient) -> None:
    for name in ("atlas", "author", "map"):
        written = (STATIC / f"css/{name}.css").read_text()
        answer = client.get(f"/static/css/{name}.css", headers={"Accept-Encoding": "br"})
        sent = brotli.decompress(answer.data).decode()
        assert sent == client.get(f"/static/css/{name}.css").text
        assert "*/" in written
        assert "*/" not in sent
        assert sent.count("{") == re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL).count("{")


@given(st.text(st.sampled_from("brgzip*;q=01.,  identity")))
def test_any_header_is_read(header: str) -> None:
    assert choose_encoding(header) in ("br", "gzip", "identity")


def test_a_page_that_exists_fulfils_the_condition_that_there_is_one(client: FlaskClient) -> None:
    for path in ("/", "/status", "/changes.atom", "/static/css/atlas.css", "/favicon.ico"):
        answer = client.get(path, headers={"If-Match": " * "}, buffered=True)
        assert (answer.status_code, bool(answer.data)) == (200, True), path
        again = {"If-Match": "*", "If-None-Match": answer.headers["ETag"]}
        assert client.get(path, headers=again, buffered=True).status_code == 304, path
    assert client.get("/status", headers={"If-Match": '"another"'}).status_code == 412
