"""What is counted, and how a count is written: a slot that is not filled is counted nowhere."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.views.feed_reading import log
from wiki.text import counted

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_the_count_after_adding_a_reading_is_of_readings_and_no_placeholders(
    way: Way, topic: str
) -> None:
    log(way.browser, title="<Post or paper>", takeaway="<takeaway>")
    log(way.browser, title="First", takeaway="<one line>.")
    answer = way.post(f"/atlas/{topic}/reading", {"title": "Second", "topics": "Compute"})
    assert "Added &#34;Second&#34; to 1 region. 2 readings." in answer.text


def test_the_log_counts_the_same_for_everybody(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    log(author, title="<Post or paper>", takeaway="<takeaway>")
    log(author, title="First")
    for reader in (author, client):
        assert "1 reading, newest first" in reader.get("/reading").text


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 beliefs"), (1, "1 belief"), (1083, "1,083 beliefs")]
)
def test_a_count_has_its_noun_and_a_comma_from_a_thousand_on(number: int, words: str) -> None:
    assert counted(number, "belief") == words


def test_no_template_puts_a_number_beside_its_noun_in_a_way_of_its_own() -> None:
    by_hand = r'\{\{ ([a-z_.]+(?: \| length)?) \}\} (?:[a-z]+)?\{\{ "[a-z ]+" if \1 == 1 else'
    assert found_in_templates(by_hand) == []


def test_no_template_writes_a_count_without_its_comma() -> None:
    names = "total|more|pages|removed|unscored|linking|count|n"
    # An attribute such as value="1200" is for programs.
    bare = rf'(?<!=")\{{\{{ (?:(?:[a-z_]+\.)*(?:{names})|[^{{}}]*\| length) \}}\}}'
    for example in ("of {{ page.pages }}", "{{ map.nodes | length }} regions", "({{ more }})"):
        assert re.search(bare, example)
    few = "{{ quotes.data | length }}"  # the number of fields of a form, in one that is hidden
    found = found_in_templates(rf'{bare}|:,\}}"\.format|\{{% macro counted')
    assert [one for one in found if few not in one] == []


def test_a_map_of_more_than_a_thousand_regions_writes_their_number_so(app: Flask) -> None:
    drawn = SimpleNamespace(nodes=range(1200), links=range(2400), drawn=False)
    with app.test_request_context():
        told = render_template("map/map.svg", map=drawn, date="2026-05-01", source="x")
    assert "A map of 1,200 regions and 2,400 relations between them." in told


def found_in_templates(pattern: str) -> list[str]:
    templates = [path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".svg")]
    assert len(templates) > 100
    texts = [(path, path.read_text(encoding="utf-8")) for path in templates]
    return [f"{path}: {one[0]}" for path, text in texts for one in re.finditer(pattern, text)]
