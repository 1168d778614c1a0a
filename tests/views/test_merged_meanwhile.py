"""What was written for a private region is never saved in the public one it was merged into."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Once, Way, base_of
from tests.writers import Writer, count_changes, inside

ada = Writer()
TYPED = "For no visitor"
OPEN = "this region was merged into “Open ground”, which is public."
# A form of each place where something is written for a region, and what is typed into it.
FORMS = {
    "beliefs": {"claim": TYPED, "credence": "70"},
    "beliefs/1": {"claim": TYPED, "base": "1"},
    "uncertainties": {"question": TYPED},
    "reading": {"title": TYPED},
    "writing": {"title": TYPED, "body": TYPED},
    "triggers": {"observation": TYPED},
    "stance/1": {"body": TYPED, "base": "1"},
    "regions": {"region": "Elsewhere", "reason": TYPED, "kind": "related"},
    "note": {"body": TYPED, "base": "0"},
    "document": {"text": TYPED, "base": "1"},
    "edit": {"title": TYPED, "slug": "veiled-four", "base": "1"},
}


@pytest.fixture
def merged(app: Flask, author: FlaskClient, once: Once) -> None:
    """A private region, and two others into which it and a further one were merged."""
    once(lambda: write_merged(app, author))


def write_merged(app: Flask, author: FlaskClient) -> None:
    with inside(app):
        ada.topic("Open ground")
        for title in ("Veiled four", "Veiled five", "Veiled well"):
            ada.topic(title, visibility="private")
    for slug, into in (("veiled-four", "Open ground"), ("veiled-five", "Veiled well")):
        asked = author.post(f"/atlas/{slug}/merge", data={"into": into, "publish": "y"})
        assert asked.status_code == 303


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("place", FORMS)
def test_a_form_of_a_merged_region_comes_back_with_its_text(
    app: Flask, way: Way, client: FlaskClient, place: str
) -> None:
    before = count_changes(app)
    answer = way.browser.post(f"/atlas/veiled-four/{place}", data=FORMS[place], headers=way.headers)
    assert answer.status_code == 409
    assert f"Not saved: {OPEN}" in answer.text
    assert 'href="/atlas/open-ground"' in answer.text
    if not way.headers:
        assert f"{TYPED}</textarea>" in answer.text
    assert count_changes(app) == before
    assert TYPED not in client.get("/atlas/open-ground").text


@pytest.mark.usefixtures("merged")
def test_a_button_without_text_and_a_private_region_say_so_too(author: FlaskClient) -> None:
    answer = author.post("/atlas/veiled-four/beliefs/1/delete")
    assert answer.status_code == 409
    assert f"Nothing was changed: {OPEN}" in answer.text
    answer = author.post("/atlas/veiled-five/beliefs", data={"claim": TYPED})
    assert "merged into “Veiled well”, which is private." in answer.text


@pytest.mark.usefixtures("merged")
def test_a_form_opened_on_the_stale_page_leads_to_the_other_page(way: Way) -> None:
    answer = way.browser.get("/atlas/veiled-four/beliefs/new", headers=way.headers)
    led = answer.headers.get("HX-Redirect") or answer.location
    assert led == "/atlas/open-ground/beliefs/new"
    assert answer.status_code == (200 if way.headers else 301)
    assert "<form" not in answer.text


def test_the_form_of_a_merged_area_comes_back_with_its_text(author: FlaskClient) -> None:
    for title in ("Alpha", "Beta"):
        author.post("/areas/new", data={"title": title})
    author.post("/areas/alpha/merge", data={"into": "Beta"})
    answer = author.post("/areas/alpha/edit", data={"title": TYPED, "base": "1"})
    assert answer.status_code == 409
    assert "Not saved: this area was merged into “Beta”." in answer.text
    assert f"{TYPED}</textarea>" in answer.text


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("name", ["Veiled four", "veiled-four"])
@pytest.mark.parametrize(
    ("address", "form", "field"),
    [
        ("/reading/new", {"title": TYPED, "publish": "y"}, "topics"),
        ("/writing/new", {"title": TYPED, "body": TYPED, "publish": "y"}, "topics"),
        ("/atlas/bystander/regions", {"kind": "related", "reason": TYPED}, "region"),
        ("/atlas/bystander/beliefs/1/relocate", {"base": ""}, "region"),
        ("/atlas/bystander/merge", {}, "into"),
    ],
)
def test_the_name_of_a_merged_private_region_does_not_mean_a_public_one(
    app: Flask, author: FlaskClient, name: str, address: str, form: dict[str, str], field: str
) -> None:
    with inside(app):
        ada.add(ada.topic("Bystander"), "beliefs", claim="Noise", credence=None, why="")
    if "base" in form:
        form = {"base": base_of(author.get(address).text)}
    before = count_changes(app)
    answer = author.post(address, data=form | {field: name})
    assert answer.status_code == 422
    assert f"“{name}” was private, and leads to “Open ground” now, which is public" in answer.text
    assert count_changes(app) == before
    assert author.post(address, data=form | {field: "Open ground"}).status_code == 303


@pytest.mark.usefixtures("merged")
def test_a_name_that_leads_to_a_private_region_is_followed(author: FlaskClient) -> None:
    form = {"title": TYPED, "topics": "Veiled five", "publish": "y"}
    assert author.post("/reading/new", data=form).status_code == 303
    assert TYPED in author.get("/atlas/veiled-well").text


def test_the_name_of_a_merged_public_region_is_followed(app: Flask, author: FlaskClient) -> None:
    with inside(app):
        for title in ("Open ground", "Also open"):
            ada.topic(title)
    author.post("/atlas/also-open/merge", data={"into": "Open ground"})
    form = {"title": TYPED, "topics": "Also open", "publish": "y"}
    assert author.post("/reading/new", data=form).status_code == 303
