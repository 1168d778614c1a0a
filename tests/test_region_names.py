"""The names in links: by which word a link is found from each name that it may mean."""

from itertools import product
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.test_links import section
from tests.writers import Writer, check_projections, inside
from wiki.queries.names import find_topic
from wiki.services.topics import edit_topic
from wiki.text import (
    Region,
    index_word,
    index_words,
    link_meanings,
    name_key,
    names_among,
    names_in,
    render_line,
)

ada = Writer()
SIGNS = [
    "/",
    "\uff0f",
    "#",
    "\uff03",
    "# ",
    "#\u00a0",
    "|",
    "\uff5c",
    " ",
    ".md",
    ".MD",
    "℀",
    "\u200b",
]


def test_a_link_is_found_from_every_name_that_it_may_mean() -> None:
    for signs in product(SIGNS, repeat=3):
        typed = "a{}b{}c{}".format(*signs)
        for end in ("", "d"):
            for name in filter(None, map(str.strip, names_in(typed + end))):
                assert index_word(typed + end) in index_words(name_key(name)), (typed + end, name)


def test_links_lead_anew_to_titles_with_full_width_signs(app: Flask, client: FlaskClient) -> None:
    titles = ["ネット\uff0fテレビ", "A\uff5cB", "C\uff03 notes", "D\uff03E", "F.MD", "C#\u00a0new"]
    with inside(app):
        other = ada.topic("Chips")
        body = " and ".join(f"[[{title}]]" for title in titles)
        ada.add(other, "stance", body=body)
        regions = [ada.topic(f"Region {number}") for number in range(len(titles))]
        for region, title in zip(regions, titles, strict=True):
            with ada.saving() as by:
                edit_topic(region, {"title": title}, by)
        check_projections()
        slugs = [region.slug for region in regions]
    for slug in slugs:
        assert "Chips" in section(client.get(f"/atlas/{slug}").text), slug


@pytest.mark.parametrize(
    "title",
    [
        "Use `code` well",
        "`code`",
        "A `b",
        "Use ``a ` b`` so",
        "*Bold* claims",
        "2*3*4",
        "snake_case_names",
        "[Draft] Plan",
        "A [b] c",
        "A]b",
        "x|y",
        "C#",
        "#1 in trade",
        "A#b",
        "<b>",
        "R&amp;D",
        "$x$ and $y$",
        "~~Old~~",
        "Back\\slash",
        "Ends in \\",
        "![img]",
        "https://example.org",
        "note[^1]",
    ],
)
def test_a_title_with_marks_of_markdown_is_linked_by_what_is_offered(
    app: Flask, client: FlaskClient, title: str
) -> None:
    with inside(app):
        ada.topic(title)
        ada.topic("Other")
    author = signed_in(app, "Ada")
    offered = author.get(f"/titles.json?q={quote(title)}").get_json()["titles"]
    (found,) = (one for one in offered if one["title"] == title)
    typed = found.get("link") or title
    for text in (f"See [[{typed}]], so.", f"See [[{typed}|this]], so.", f"- [[{typed}]]"):
        page = author.post("/preview", data={"body": text}).text
        assert f'href="/atlas/{_slug(app, title)}"' in page, text
    relation = {"region": title, "kind": "related", "reason": "So."}
    assert author.post("/atlas/other/regions", data=relation).status_code == 303


def _slug(app: Flask, title: str) -> str:
    with inside(app):
        topic = find_topic(title)
        assert topic
        return topic.slug


@pytest.mark.parametrize("typed", ["Use `code` well", "use `CODE` well"])
def test_a_title_with_backticks_is_linked_as_it_is_typed(typed: str) -> None:
    names = names_among([Region(1, "Use `code` well", "use-code-well")])
    html = render_line(f"[[{typed}]]", resolve=lambda name: names.find(name) and "/atlas/it")
    assert html == f'<a href="/atlas/it">{typed}</a>'
    plain_names = names_among([Region(1, "Use code well", "use-code-well")])
    found = (plain_names.find(name) for name, _ in link_meanings(typed))
    assert any(found)
