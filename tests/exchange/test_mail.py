"""A digest as a mail: whom it is for, as the header `To` says it, and the length of its lines."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from wiki.exchange.mail import write_mail, write_recipients


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("list@example.org", "list@example.org"),
        ("Ada <ada@example.org>, list@example.org", "Ada <ada@example.org>, list@example.org"),
        ("list@straße.example", "list@xn--strae-oqa.example"),
        ("Zoë <zoe@example.org>", "=?utf-8?q?Zo=C3=AB?= <zoe@example.org>"),
        (
            '"Zoë, the author" <zoe@例え.example>, b@example.org',
            "=?utf-8?q?Zo=C3=AB=2C_the_author?= <zoe@xn--r8jz45g.example>, b@example.org",
        ),
    ],
)
def test_a_recipient_is_written_in_ascii(typed: str, written: str) -> None:
    assert write_recipients(typed) == written


@pytest.mark.parametrize(
    "typed",
    ["", "Zoë", "zoë@example.org", "Zoë <zoë@example.org>", "Zoë @", "a@b\nBcc: c@d"],
)
def test_what_no_server_takes_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="one such as"):
        write_recipients(typed)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("日本語の文章です。" * 60, 15),
        ("Labs 公開する at least 70% " * 12, 5),
        ("see https://example.org/" + "a" * 90 + " there", 3),
        ("One short line", 1),
    ],
)
def test_no_line_of_a_digest_is_too_long_for_mail_and_nothing_is_lost(
    typed: str, lines: int
) -> None:
    sentence = SimpleNamespace(words=[SimpleNamespace(plain=typed)], reason="")
    told = SimpleNamespace(sentence=sentence, change_id=1, more=0)
    group: Any = SimpleNamespace(region=None, lines=[told])
    day = date(2026, 5, 1)
    mail = write_mail("Atlas", "https://e.org", day, day, [group])
    item = mail.partition("* ")[2].partition("\n  https://e.org/c/1")[0]
    assert "".join(item.split()) == "".join(typed.split())
    assert len(item.split("\n")) == lines
    assert all(len(line.encode()) <= 200 for line in mail.split("\n"))
