"""Whom a digest is for, as the header `To` says it."""

import pytest

from wiki.exchange.mail import write_recipients


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
