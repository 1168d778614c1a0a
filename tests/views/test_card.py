"""The card of a region, and the rules by which browsers prerender regions."""

import json

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.writers import Writer, inside
from wiki.sections import belief
from wiki.services.topics import edit_topic
from wiki.text import plain, shorten
from wiki.views.card import LARGEST

ada = Writer()


def test_a_card_says_what_a_region_holds_in_few_words(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        topic = ada.topic("Compute & chips", summary="Who *may* train", status="Forming")
        ada.add(topic, "stance", body="**Chips** are a handle. " + "More of it follows. " * 40)
        ada.add(topic, "beliefs", claim="Even", credence=50)
        ada.add(topic, "beliefs", claim="Nearly sure", credence=97)
        ada.add(topic, "beliefs", claim="Hardly [so](https://example.org)", credence=5)
        ada.add(topic, "beliefs", claim="Rather", credence=70)
        ada.add(topic, "beliefs", claim="No number")
        ada.add(topic, "beliefs", claim="<A claim about chips>", credence=99)
    answer = client.get("/atlas/compute-and-chips/card")
    said = answer.text
    assert "<!doctype" not in said
    assert "<h1" not in said
    for words in ("Compute &amp; chips", "Who may train", "Forming", "Not reviewed yet"):
        assert words in said
    assert said.index("~97%") < said.index("~5%") < said.index("~70%")
    assert "Hardly so" in said
    for words in ("Even", "No number", "A claim about chips", "<a ", "**"):
        assert words not in said
    stance = said[said.index("Chips are") :].partition("</p>")[0]
    assert stance.endswith("…")
    assert 250 < len(stance) <= 300
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    again = client.get(
        "/atlas/compute-and-chips/card", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert (
        signed_in(app, "Ada").get("/atlas/compute-and-chips/card").headers["Cache-Control"]
        == "private, no-store"
    )


def test_a_card_is_small_whatever_a_region_holds(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        topic = ada.topic("Lang" + "&" * 700, summary="界" * 1900, status="Settled")
        ada.add(topic, "stance", body="<&>" * 3000)
        for number in (1, 2, 3):
            ada.add(
                topic,
                "beliefs",
                claim="\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL X}" * 900,
                credence=number,
            )
        slug = topic.slug
    answer = client.get(f"/atlas/{slug}/card")
    assert answer.status_code == 200
    assert len(answer.data) <= LARGEST
    assert "Lang&amp;" in answer.text
    assert "界" in answer.text


def test_cards_are_for_those_who_see_the_region(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        hidden = ada.topic("Hidden", summary="<A summary>", visibility="private")
        ada.add(hidden, "stance", body="Well kept")
        ada.topic("Cards", summary="<A summary>")
        moved = ada.topic("Former")
        with ada.saving() as by:
            edit_topic(moved, {"title": "Present"}, by, change_address=True)
    assert client.get("/atlas/hidden/card").status_code == 404
    assert "Well kept" in signed_in(app, "Ada").get("/atlas/hidden/card").text
    assert client.get("/atlas/nowhere/card").status_code == 404
    assert client.get("/atlas/former/card").headers["Location"] == "/atlas/present/card"
    # A word that stands beneath topics is the address of none.
    assert client.get("/atlas/card").status_code == 404
    assert "A summary" not in client.get("/atlas/cards/card").text


def test_long_texts_are_cut_between_words() -> None:
    assert shorten("As it is", 20) == "As it is"
    assert shorten("One,\n two, three four", 12) == "One, two…"
    assert shorten("A rival's service in 2028", 12) == "A rival's…"
    assert shorten("A proxy for danger in 2028 and on", 27) == "A proxy for danger in 2028…"
    assert shorten("界" * 30, 10) == "界" * 9 + "…"
    claim = "A fixed threshold in training operations is still a good proxy for danger in 2028"
    assert belief.SECTION.label({"claim": claim}, plain).endswith(" for danger in…")


def test_a_text_that_is_cut_keeps_its_signs_whole_and_its_direction_to_itself() -> None:
    assert shorten("e\u0301\u0323" * 9, 6) == "e\u0301\u0323…"
    assert shorten("ab" + "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 9, 6) == "ab…"
    assert shorten("\u202eone two three\u202c four", 10) == "\u202eone two\u202c…"


def test_visitors_pages_name_rules_that_prerender_regions_alone(app: Flask, topic: str) -> None:
    visitor, author = app.test_client(), signed_in(app, "Ada")
    for address in ("/", f"/atlas/{topic}", "/map"):
        assert visitor.get(address).headers["Speculation-Rules"] == '"/speculation-rules.json"'
        assert "Speculation-Rules" not in author.get(address).headers
    for address in ("/nowhere", "/map.json", "/atlas/nowhere"):
        assert "Speculation-Rules" not in visitor.get(address).headers
    answer = visitor.get("/speculation-rules.json")
    assert answer.mimetype == "application/speculationrules+json"
    (rule,) = json.loads(answer.text)["prerender"]
    assert rule["eagerness"] == "moderate"
    assert {"href_matches": "/atlas/:slug"} in rule["where"]["and"]
