"""What is counted, and how a count is written: a slot that is not filled is counted nowhere."""

import re
from pathlib import Path

import pytest
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
    by_hand = re.compile(r'\{\{ ([a-z_.]+(?: \| length)?) \}\} \{\{ "[a-z ]+" if \1 == 1 else')
    templates = list(TEMPLATES.rglob("*.html"))
    assert len(templates) > 100
    assert [str(path) for path in templates if by_hand.search(path.read_text())] == []
