"""The names in links: by which word a link is found from each name that it may mean."""

from itertools import product

from flask import Flask
from flask.testing import FlaskClient

from tests.test_links import section
from tests.writers import Writer, check_projections, inside
from wiki.services.topics import edit_topic
from wiki.text import index_word, index_words, name_key, names_in

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
