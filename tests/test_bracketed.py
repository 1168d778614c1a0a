"""Links to titles with pairs of brackets, as `[[A [b] c]]`, are read and written as all others."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_links import section
from tests.writers import Writer, check_projections, inside
from wiki.queries.names import find_topic
from wiki.sections import relation
from wiki.services.topics import edit_topic
from wiki.text import Region, link_to, links_of, plain, rename_links, searchable, unlink

ada = Writer()


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("[[A [b] c]]", "A [b] c"),
        ("[[A \\[b\\] c]]", "A [b] c"),
        ("![[A [b] c]]", "A [b] c"),
        ("[[[Draft] plan]]", "[Draft] plan"),
        ("[[A [b]]]", "A [b]"),
        ("[[A [b] c|see [2]]]", "A [b] c|see [2]"),
        ("[[[x]]]", "x"),
        ("[[Matrix [[x]]]]", "x"),
    ],
)
def test_a_link_has_the_pairs_of_brackets_that_its_title_has(text: str, typed: str) -> None:
    assert [link.typed for link in links_of(text)] == [typed]
    words = typed.partition("|")[2] or typed
    assert words in plain(text)
    assert words in searchable(text)
    assert unlink(text, lambda named: named == typed) != text


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "[[see [a](/map) so]]",
        "[[see [a][b] so]]",
        "[[A]b]]",
        "[[A [b]]",
        "[[[]]]",
        "[[ ]]",
    ],
)
def test_other_brackets_are_no_link(text: str) -> None:
    assert [link.typed for link in links_of(text) if link.typed != "/atlas/map"] == []


@pytest.mark.parametrize("title", ["A [b] c", "[Draft] plan", "A [b]", "[x]", "A]b", "A [[b"])
def test_what_is_offered_for_a_region_leads_to_it(title: str) -> None:
    offered = link_to(Region(1, title, "there"))
    assert [link.typed for link in links_of(f"[[{offered}]]")] == [offered]
    assert offered in (title, "/atlas/there")


@pytest.mark.parametrize("line", ["[[A [b] c]] — so", "[[A \\[b\\] c]] — so", "[[A [b] c|w]] — so"])
def test_the_line_of_a_relation_is_read_as_a_link_in_a_text_is(line: str) -> None:
    assert relation.read(line) == {"region": "A [b] c", "reason": "so"}
    written = relation.write({"region": "A [b] c", "reason": "so"})
    assert [link.typed for link in links_of(written)] == ["A [b] c"]


def test_links_are_renamed_to_and_from_titles_with_brackets() -> None:
    new = {"Old": "A [b] c", "Old [x]": "New"}
    text = "[[Old]], [[ Old |w [1]]], [[Old [x]|y]], `[[Old]]`"
    renamed = "[[A [b] c]], [[A [b] c|w [1]]], [[New|y]], `[[Old]]`"
    assert rename_links(text, new.get) == renamed


def test_such_a_link_leads_there_and_is_told_where_it_leads(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        ada.topic("A [b] c")
        ada.add(ada.topic("Chips"), "stance", body="See [[a [B] c]], so.")
        region = find_topic("A [b] c")
        assert region
        slug = region.slug
        check_projections()
    assert f'<a href="/atlas/{slug}">a [B] c</a>' in client.get("/atlas/chips").text
    assert "Chips" in section(client.get(f"/atlas/{slug}").text)
    with inside(app):
        region = find_topic("A [b] c")
        assert region
        with ada.saving() as by:
            edit_topic(region, {"title": "Plain"}, by)
        check_projections()
    assert "Chips" in section(client.get(f"/atlas/{slug}").text)


@pytest.mark.parametrize("text", ["[[" + "[a]" * 9_000, "[[a" * 9_000, "[[" + "a[b" * 9_000])
def test_long_runs_of_brackets_are_read_at_once(text: str) -> None:
    start = time.process_time()
    links_of(text)
    unlink(text, lambda named: True)
    rename_links(text, lambda named: "x")
    searchable(text)
    assert time.process_time() - start < 2
