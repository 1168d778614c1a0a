"""A slot that is marked but not filled is counted nowhere."""

from flask.testing import FlaskClient

from tests.conftest import Way
from tests.views.feed_reading import log


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
