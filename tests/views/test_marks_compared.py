"""Two versions that differ in what is no word, such as the address of a link, are not the same."""

import re

import pytest
from flask.testing import FlaskClient

from tests.views.changelog_reading import change, write

SAME, TYPED = "The two versions are the same", "compared as they were typed"
NO_WORD = "What differs is no word"
FIRST = "I **think** so: [it](https://example.org/1)"


def compared(reader: FlaskClient, author: FlaskClient) -> str:
    """Return what a reader is shown of the two newest versions of the stance."""
    history = author.get("/s/1/history").text
    found = re.search(r'"(/s/1/history\?from=\d+)&amp;(to=\d+)"', history)
    assert found, history
    page = reader.get(f"{found[1]}&{found[2]}").text
    return page.partition('<table class="compared"')[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "second",
    [
        "I **think** so: [it](https://example.org/2)",
        "I think so: [it](https://example.org/1)",
    ],
)
def test_another_address_or_mark_is_told(
    author: FlaskClient, client: FlaskClient, topic: str, second: str
) -> None:
    write(author, "stance", body=FIRST)
    change(author, "stance/1", body=second)
    told = compared(client, author)
    assert NO_WORD in told
    assert SAME not in told
    assert "example.org" not in told
    own = compared(author, author)
    assert TYPED in own
    assert "<del>" in own
    assert "<ins>" in own


def test_another_line_break_is_told(author: FlaskClient, client: FlaskClient, topic: str) -> None:
    write(author, "stance", body="I think\n\nso")
    change(author, "stance/1", body="I think so")
    for reader in (client, author):
        told = compared(reader, author)
        assert NO_WORD in told
        assert SAME not in told


def test_other_words_are_compared_as_words(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "stance", body=FIRST)
    change(author, "stance/1", body="I *thought* so: [it](https://example.org/2)")
    for reader in (client, author):
        told = compared(reader, author)
        assert "<ins>thought</ins>" in told
        assert not any(words in told for words in (NO_WORD, SAME, TYPED, "example.org"))
