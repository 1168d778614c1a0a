"""Works in JSON: those that are read, and those that are refused with what they look like."""

import json
from datetime import UTC, date
from typing import Any

import pytest
from flask import Flask

from tests.exchange.test_own_table import add_readings
from wiki.exchange.library.reading import looks_like_works, read_works
from wiki.exchange.library.work import UnreadableFile, WorksRead
from wiki.forms.quotes import make_quote

TODAY = date(2026, 11, 20)


def read(said: Any) -> WorksRead:
    data = json.dumps(said, indent=1).encode()
    assert looks_like_works(data)
    return read_works(data, today=TODAY, zone=UTC)


BOOKMARK = {
    "id": 1,
    "url": "https://example.com/ld1",
    "title": "One",
    "description": "Said",
    "notes": "Mine",
    "website_title": "No",
    "favicon_url": "https://example.com/icon",
    "is_archived": False,
    "unread": False,
    "shared": True,
    "tag_names": ["a", "b"],
    "date_added": "2026-05-01T23:30:00-05:00",
}
OTHERS = [
    BOOKMARK | {"id": 2, "url": "https://example.com/ld2", "title": "", "website_title": ""},
    BOOKMARK | {"id": 3, "url": "https://example.com/ld3", "unread": True},
    BOOKMARK | {"id": 4, "url": "https://example.com/ld4", "shared": False},
    BOOKMARK | {"id": 5, "url": "https://example.com/ld5", "tag_names": ["private"]},
    BOOKMARK | {"id": 6, "url": "javascript:alert(1)", "title": "", "website_title": ""},
]


@pytest.mark.parametrize("is_page", [False, True])
def test_bookmarks_of_linkding_are_read_as_a_list_and_as_the_api_gives_them(is_page: bool) -> None:
    items = [BOOKMARK, *OTHERS]
    found = read({"count": 6, "next": None, "results": items} if is_page else items)
    one, untitled, unread, unshared, tagged = found.works
    assert (one.title, one.url, one.read_on) == ("One", "https://example.com/ld1", "2026-05-02")
    notes = [make_quote("", note=said) for said in ("Said", "Mine", "tags: a, b\nshared: true")]
    assert one.all_quotes == notes
    assert (one.citation_key, one.hidden_reason, one.unread_reason) == ("", "", "")
    assert untitled.title == untitled.url == "https://example.com/ld2"
    assert (unread.unread_reason, unread.read_on) == ("unread", "")
    assert (unshared.hidden_reason, tagged.hidden_reason) == ("shared: false", "tags: private")
    (refused,) = found.refused
    assert refused.reason.endswith("“javascript:alert(1)” is no web address.")
    assert refused.line > one.line


def test_an_address_in_small_letters_is_that_of_a_work_in_csl_json() -> None:
    found = read([{"id": "a", "type": "webpage", "url": "https://example.com/1"}, {"title": "B"}])
    assert [(work.title, work.citation_key) for work in found.works] == [
        ("https://example.com/1", "a")
    ]
    assert [(row.label, row.line) for row in found.refused] == [("B", 7)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([{"id": "r-1", "title": "A", "read_on": "", "takeaway": ""}], "import the whole export"),
        ({"id": 1, "slug": "a", "title": "A", "sections": {}}, "ends with .md"),
        ([{"id": 1, "link": "https://example.com/1"}], "as bookmarks in HTML"),
        ([{"id": 1, "title": "A"}], "each with type and id"),
        ([{"type": "book", "title": "A"}], "each with type and id"),
        ([["id", 1], {"id": 1}], "each with type and id"),
        ({"items": [{"id": 1, "uri": "https://example.com/1"}]}, "as bookmarks in HTML"),
        ([{"href": "https://example.com/1", "toread": "no"}], "as bookmarks in HTML"),
        ({"items": [{"title": "A", "url": "https://example.com/1"}]}, "as bookmarks in HTML"),
    ],
)
def test_other_json_is_refused_with_what_it_looks_like(said: Any, sentence: str) -> None:
    data = json.dumps(said).encode()
    assert looks_like_works(data)
    with pytest.raises(UnreadableFile, match=sentence):
        read_works(data, today=TODAY, zone=UTC)


def test_the_readings_of_an_export_are_refused_by_themselves(app: Flask) -> None:
    with app.app_context():
        add_readings({"title": "A", "takeaway": "B"})
    folder = f"{app.instance_path}/out"
    run = app.test_cli_runner().invoke
    assert run(args=["export", "--all", folder]).exit_code == 0
    result = run(args=["import", f"{folder}/reading.json"])
    assert result.exit_code == 1
    assert "import the whole export, as a folder or a zip" in result.output
