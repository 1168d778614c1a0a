"""The pictures that other sites show beside a link: what they show, and what they never show."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.conftest import base_of
from tests.views.test_settings import save
from wiki.cards import picture
from wiki.cards.content import CardBelief, CardCredence, CardPoint, SharingCard
from wiki.cards.layout import lay_out
from wiki.cards.typeface import SANS, SERIF
from wiki.queries.sharing import read_card_of
from wiki.views.context import site, today

CLAIM = "Chips will be counted"
INK = (0x1D, 0x1D, 0x1F)
WORDS = (60, 40, 500, 300)  # where the words of a card begin


def tags(page: str) -> dict[str, str]:
    """Return the `meta` tags of a page by name."""
    found = re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', page)
    return {name: unescape(content) for name, content in found}


def card_of(client: FlaskClient, address: str) -> str:
    """Return the path of the card that a page names."""
    said = tags(client.get(address).text)
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"].startswith("http://localhost/cards/")
    return said["og:image"].removeprefix("http://localhost")


def draw(client: FlaskClient, path: str) -> Image.Image:
    """Return the picture of a card."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    drawn = Image.open(BytesIO(answer.data)).convert("RGB")
    assert drawn.size == (1200, 630)
    return drawn


def has_words(drawn: Image.Image) -> bool:
    """Return whether there is dark ink where words begin."""
    colours = drawn.crop(WORDS).getcolors(1 << 20)
    return sum(count for count, colour in colours or [] if colour == INK) > 200


def add(author: FlaskClient, topic: str, section: str, **values: str) -> None:
    assert author.post(f"/atlas/{topic}/{section}", data=values).status_code == 303


def test_cards_show_the_present_words_and_are_made_once(
    client: FlaskClient,
    author: FlaskClient,
    app: Flask,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(author, topic, "beliefs", claim=CLAIM, credence="50")
    form = author.get(f"/atlas/{topic}/beliefs/1/edit").text
    add(author, topic, "beliefs/1", claim=CLAIM, credence="66", base=base_of(form))
    essay = {"title": "On counting", "body": "Some words.", "topics": topic, "publish": "1"}
    assert author.post("/writing/new", data=essay).status_code == 303
    home, region = card_of(client, "/"), card_of(client, f"/atlas/{topic}")
    belief, writing = card_of(client, "/b/1/history"), card_of(client, "/writing/on-counting")
    assert tags(client.get("/b/1").text)["og:image"].endswith(belief)
    assert "50% → 66%" in tags(client.get("/b/1/history").text)["og:image:alt"]
    assert "50% → 66%: Chips will" in tags(client.get(f"/atlas/{topic}").text)["og:image:alt"]
    for path in (home, region, belief, writing):
        assert has_words(draw(client, path)), path
    # A second process finds what was made.
    app.wsgi_app.cache.close()  # type: ignore[attr-defined]  # the page cache is around it
    monkeypatch.setattr("wiki.views.sharing_cards.render", None)
    assert has_words(draw(client, region))
    assert len(list(app.extensions["atlas.cards"].folder.iterdir())) == 4
    # The author's own pages, past pages and pages of what changed say nothing of a card.
    for browser, address in ((author, "/"), (client, f"/atlas/{topic}?at=2026-11-28")):
        assert "og:image" not in tags(browser.get(address).text)


def test_an_old_card_leads_to_the_present_one_and_nothing_private_has_any(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    add(author, topic, "beliefs", claim=CLAIM, credence="50")
    before, belief = card_of(client, f"/atlas/{topic}"), card_of(client, "/b/1/history")
    draw(client, before)
    draw(client, belief)
    form = author.get(f"/atlas/{topic}/beliefs/1/edit").text
    add(author, topic, "beliefs/1", claim="Otherwise", credence="50", base=base_of(form))
    after = card_of(client, f"/atlas/{topic}")
    answer = client.get(before)
    assert (answer.status_code, answer.location) == (302, after)
    form = author.get(f"/atlas/{topic}/edit").text
    hidden = {"title": "Compute", "visibility": "private", "base": base_of(form)}
    assert author.post(f"/atlas/{topic}/edit", data=hidden).status_code == 303
    for browser in (client, author):
        for path in (before, after, belief):
            assert browser.get(path).status_code == 404
    for name in ("atlas-0", "b-1", "region-1-" + "g" * 16, "q-1-" + "0" * 16, "e-9-" + "0" * 16):
        assert client.get(f"/cards/{name}.png").status_code == 404


def test_a_text_that_the_fonts_cannot_write_leaves_the_map_and_its_date(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    for face in (SERIF, SANS):
        assert face.has("Überlegungen, Ελλάδα, Україна: “½ – 50%” café ﬁ")
        assert not face.has("計算")
        assert not face.has("Good 🎉")
        assert 150 < face.width("Compute", 48) < 210
    add(author, topic, "beliefs", claim="計算 will be counted", credence="50")
    drawn = draw(client, card_of(client, "/b/1/history"))
    dark = drawn.crop((60, 560, 400, 600)).getcolors(1 << 20) or []
    assert len(dark) > 5, "the date stands below"
    assert drawn.crop((300, 100, 900, 500)).getcolors(1 << 20) != [(600 * 400, (253, 252, 249))]


ARABIC, HEBREW, CHINESE = (
    "\u062d\u0648\u0643\u0645\u0629",
    "\u05de\u05de\u05e9\u05dc",
    "\u8ba1\u7b97",
)


def written(card: SharingCard) -> list[str]:
    """Return the texts on a card, each with its lines joined."""
    return [" ".join(text.block.lines) for text in lay_out(card).texts if text.block.lines]


@pytest.mark.parametrize("word", [ARABIC, HEBREW, CHINESE, "x \U0001f680 y", "\u2265 50"])
def test_a_card_leaves_out_the_texts_that_its_fonts_cannot_write_and_no_other(word: str) -> None:
    sure = CardCredence(Decimal(70))
    beliefs = (CardBelief("Rates rise", sure), CardBelief(word, sure))
    card = SharingCard("region-1", "Chips", "An atlas", word, f"{word} · Forming", None, beliefs)
    assert written(card) == ["An atlas", "Chips", "Forming", "Rates rise"]
    untitled = SharingCard("e-1", word, "An atlas", "Ada", "Essay", date(2026, 5, 1))
    assert written(untitled) == ["An atlas", "Ada · 1 May 2026"]
    assert word in untitled.alt
    belief = SharingCard("b-1", "Rates rise", word, "Ada", "Chips", None, credence=sure)
    assert written(belief) == ["Chips", "Rates rise", "Ada"]


@pytest.mark.parametrize("was", [None, "50", "33.333333"])
@pytest.mark.parametrize("now", ["7", "12.5", "66.666667", "99.999999"])
def test_a_number_on_a_card_ends_before_its_chart(now: str, was: str | None) -> None:
    credence = CardCredence(Decimal(now), Decimal(was) if was else None)
    points = tuple(CardPoint(date(2026, 5, n), credence.now, "2026-05") for n in (1, 2))
    card = SharingCard("b-1", "Rates rise", "An atlas", "Ada", credence=credence, points=points)
    layout = lay_out(card)
    ((_, left, _, size),) = layout.credences
    words = [f"{now}%", *([f"{was}%"] if was else [])]
    width = sum(SANS.width(word, size) for word in words) + (1.4 * size if was else 0)
    assert layout.curve
    assert left + width < layout.curve.box[0]
    assert size == 92 if len("".join(words)) <= 6 else size > 28


def test_emoji_at_the_ends_of_a_title_are_not_on_its_card() -> None:
    title = "\U0001f680 Launches \u2600\ufe0f \U0001f468\u200d\U0001f680"
    assert written(SharingCard("region-1", title, "An atlas", "Ada")) == [
        "An atlas",
        "Launches",
        "Ada",
    ]


def test_a_page_names_no_card_on_which_nothing_but_a_date_would_stand(
    client: FlaskClient, author: FlaskClient
) -> None:
    assert save(author, site_title=ARABIC).status_code == 303
    essay = {"title": HEBREW, "slug": "one", "body": "Words.", "publish": "1"}
    assert author.post("/writing/new", data=essay).status_code == 303
    said = tags(client.get("/writing/one").text)
    assert "og:image" not in said
    assert said["twitter:card"] == "summary"


def test_without_its_fonts_a_card_would_have_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="1200" '
        'height="630" fill="#fff"/><text x="70" y="120" font-family="Noto Serif" font-size="60" '
        'fill="#1d1d1f">Compute</text></svg>'
    )
    assert has_words(Image.open(BytesIO(picture.render(svg))).convert("RGB"))
    monkeypatch.setattr(SERIF, "path", SERIF.path.with_name("missing.ttf"))
    monkeypatch.setattr(SANS, "path", SANS.path.with_name("missing.ttf"))
    assert not has_words(Image.open(BytesIO(picture.render(svg))).convert("RGB"))


def test_a_card_names_no_month_where_only_the_year_is_known(
    author: FlaskClient, app: Flask, topic: str
) -> None:
    add(author, topic, "beliefs", claim=CLAIM, credence="50")
    form = author.get(f"/atlas/{topic}/beliefs/1/edit").text
    add(author, topic, "beliefs/1", claim=CLAIM, credence="66", at="2020", base=base_of(form))
    with app.test_request_context():
        card = read_card_of("b-1", site(), today=today())
    days = [line for piece in lay_out(card).texts for line in piece.block.lines]
    assert "2020" in days
    assert "January 2020" not in days
