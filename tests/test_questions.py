"""The question mark behind an open question: shown where the author typed none, and never twice."""

from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from wiki.text import plain, question_mark

WITHOUT = [
    *("How", "What about (this)", "Is it “so”", "More than 50%", "Is it C++", "How many €"),
    *("Does [it](https://e.org/x) hold", "Is it so (really)", "And/or", "Is it $x^2$"),
]
ENDED = [
    *("How?", "What (how?)", "How about “this?”", "Wie «so?»", "Is it 'so?'", "Why [so?]"),
    *("How\uff1f", "هل؟", "Ποιος;", "Ποιος\u037e", "እንዴት፧", "Ինչո՞ւ", "How\u2049", "How\u203d"),
    *(
        "How much **really?**",
        "Pourquoi\u00a0?",
        "Why?\u200b",
        "Why? 👍🏽",
        "Will it hold? (I doubt it)",
    ),
    *("Which: a or b:", "First a;", "So it is.", "What now…", "どうして。", "Stop!", "किम्।"),
    *("See https://e.org/x", "See <https://e.org/x>", "Is it (https://e.org/x)", "Is it e.org/x"),
    *("Ask ada@example.org", "What says doi:10.1000/182"),
]


@pytest.mark.parametrize("question", WITHOUT)
def test_a_question_without_a_mark_is_shown_with_one(question: str) -> None:
    assert question_mark(question) == "?"


@pytest.mark.parametrize("question", ENDED)
def test_no_mark_is_added_to_one_that_ends_by_itself(question: str) -> None:
    assert question_mark(question) == ""


def test_pages_of_today_and_of_the_past_show_it_so(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    for question in ("What (how?)", "Why so"):
        form = {"question": question, "once": question}
        assert author.post("/atlas/compute/uncertainties", data=form).status_code == 303
    for address in ("/atlas/compute", f"/atlas/compute?at={datetime.now(UTC):%Y-%m-%d}"):
        shown = unescape(client.get(address).text)
        assert ">What (how?)</p>" in shown
        assert ">Why so?</p>" in shown


def test_a_long_question_is_read_at_once() -> None:
    for sign in ("(", "(a ", "a.", "@a.", " ", "?"):
        typed = "a " + sign * (10_000 // len(sign))
        assert plain(typed) is not None
        assert question_mark(typed) in ("", "?")
