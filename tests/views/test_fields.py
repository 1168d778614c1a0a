"""What every form says to the browser of its fields, and of somebody else's version."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of

FORMS = [
    "/atlas/compute/edit",
    "/atlas/compute/note",
    "/atlas/compute/place",
    "/atlas/compute/stance/new",
    "/atlas/compute/beliefs/new",
    "/atlas/compute/uncertainties/new",
    "/atlas/compute/triggers/new",
    "/atlas/compute/reading/new",
    "/atlas/compute/regions/new",
    "/atlas/new",
    "/areas/new",
    "/reading/new",
    "/writing/new",
    "/search",
]


@pytest.mark.parametrize("address", FORMS)
def test_every_field_for_text_takes_the_direction_of_what_is_typed(
    author: FlaskClient, topic: str, address: str
) -> None:
    fields = re.findall(r'<(?:input type="text"|textarea)[^>]*>', author.get(address).text)
    assert fields
    assert [field for field in fields if 'dir="auto"' not in field] == []


# Fields whose text is no sentence: a phone neither begins it with a capital nor corrects it.
CODES = {
    "/atlas/compute/edit": ["slug"],
    "/reading/new": ["citation_key"],
    "/writing/new": ["slug"],
    "/settings": ["orcid", "language"],
}


@pytest.mark.parametrize("address", CODES)
def test_a_phone_corrects_no_address_key_or_code(
    author: FlaskClient, topic: str, address: str
) -> None:
    page = author.get(address).text
    for name in CODES[address]:
        field = re.search(rf'<input type="text"[^>]*name="{name}"[^>]*>', page)
        assert field, name
        for wanted in ('autocapitalize="off"', 'autocorrect="off"', 'spellcheck="false"'):
            assert wanted in field[0], name


def test_a_phone_offers_the_keyboard_of_what_is_typed(author: FlaskClient, topic: str) -> None:
    for address, name, wanted in (
        ("/reading/new", "url", 'inputmode="url"'),
        ("/reading/new", "read_on", 'autocapitalize="off"'),
        (f"/atlas/{topic}/edit", "review_days", 'inputmode="numeric"'),
        (f"/atlas/{topic}/beliefs/new", "range", 'autocapitalize="off"'),
        ("/settings", "author_name", 'autocomplete="name"'),
    ):
        field = re.search(rf'<input type="text"[^>]*name="{name}"[^>]*>', author.get(address).text)
        assert field, name
        assert wanted in field[0], name


def test_a_credence_can_be_typed_on_a_phone(way: Way, topic: str) -> None:
    for form in ("beliefs/new", "beliefs/1/edit"):
        way.post(f"/atlas/{topic}/beliefs", {"claim": "It snows", "credence": "1 in 200"})
        found = re.search(
            r'<input[^>]*name="credence"[^>]*>', way.get(f"/atlas/{topic}/{form}").text
        )
        assert found
        assert "inputmode" not in found[0]


def test_somebody_elses_version_is_told_by_the_words_that_differ(way: Way, topic: str) -> None:
    belief = f"/atlas/{topic}/beliefs/1"
    way.post(f"/atlas/{topic}/beliefs", {"claim": "It snows", "credence": "0", "take": "0%"})
    opened = base_of(way.get(f"{belief}/edit").text)
    way.post(belief, {"claim": "It rains", "base": opened})
    clash = way.browser.post(
        belief, data={"claim": "It hails", "base": opened}, headers=way.headers
    )
    assert clash.status_code == 409
    theirs = re.search(r'<dl class="theirs">(.*?)</dl>', clash.text, re.DOTALL)
    assert theirs
    assert re.findall(r"<dt>(.*?)</dt>", theirs[1]) == ["Claim"]
    assert re.findall(r"<dd[^>]*>(.*?)</dd>", theirs[1]) == ["It <ins>rains</ins>"]
