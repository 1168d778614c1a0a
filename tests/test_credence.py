from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.credence import CredenceError, format_credence, in_words, parse_credence

CERTAIN = "Certain? Beliefs you could still change your mind on stop at {}. Save {} anyway"


def refused(text: str) -> CredenceError:
    with pytest.raises(CredenceError) as caught:
        parse_credence(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("70", "70"),
        ("70%", "70"),
        ("~70", "70"),
        ("~70%", "70"),
        (" ~ 70 % ", "70"),
        ("070.50", "70.5"),
        ("70,5", "70.5"),
        ("99.9", "99.9"),
        ("0.7%", "0.7"),
        (".5%", "0.5"),
        ("1", "1"),
        ("1%", "1"),
        ("70.123456", "70.123456"),
        ("0.000001%", "0.000001"),
        ("7/10", "70"),
        ("~7 / 10", "70"),
        ("7 out of 10", "70"),
        ("1 in 200", "0.5"),
        ("1/3", "33.333333"),
        ("2/3", "66.666667"),
        ("1/160000000", "0.000001"),
        ("0.5/10", "5"),
    ],
)
def test_a_credence_is_read_in_every_usual_form(text: str, value: str) -> None:
    assert parse_credence(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "  ", "~", "XX%", "~XX%", "~xx", " ~XX% "])
def test_an_empty_credence_or_its_placeholder_is_no_number_yet(text: str) -> None:
    assert parse_credence(text) is None


@pytest.mark.parametrize("text", ["0.7", "~0.7", ".70", "0,7"])
def test_a_bare_fraction_is_asked_about(text: str) -> None:
    error = refused(text)
    assert error.message == str(error) == "0.7%. Did you mean 70%?"
    assert error.offers == ("0.7%", "70%")
    assert [parse_credence(offer) for offer in error.offers] == [Decimal("0.7"), Decimal(70)]
    assert parse_credence(text, confirmed=True) == Decimal("0.7")


@pytest.mark.parametrize("text", ["100", "100%", "1/1", "100.0", "~100"])
def test_full_certainty_is_asked_about(text: str) -> None:
    assert refused(text).message == CERTAIN.format("99.9", "100%")
    assert refused(text).offers == ("100%",)
    assert parse_credence(text, confirmed=True) == 100


@pytest.mark.parametrize("text", ["0", "0%", "0.0", "0/5", "-0"])
def test_certainty_of_the_contrary_is_asked_about(text: str) -> None:
    assert refused(text).message == CERTAIN.format("0.1", "0%")
    assert refused(text).offers == ("0%",)
    assert str(parse_credence(text, confirmed=True)) == "0"


@pytest.mark.parametrize("text", ["likely", "very unlikely", "about even", "seventy", "nan", "inf"])
def test_words_are_answered_with_the_scale(text: str) -> None:
    assert "likely 75, very likely 90" in refused(text).message


@pytest.mark.parametrize(
    "text",
    [
        "101",
        "-5",
        "+101",
        "1000000",
        "2/1",
        "1/0",
        "0/0",
        "1e400",
        "1e1",
        "0x10",
        "\u0667\u0660",
        "\uff17\uff10",
        "½",
        "70.1234567",
        "70%%",
        "7/10%",
        "1/2/3",
        "70 80",
        "- 5",
        "=70",
        "\x00",
        "9" * 41,
        "9" * 100000,
        "1/99999999999",
        "99999999999/100000000000",
        "1.2.3",
        "60-70",
        "💯",
        "%",
        "/",
        "in",
    ],
)
def test_what_is_no_credence_gets_a_sentence_and_no_offer(text: str) -> None:
    for confirmed in (False, True):
        with pytest.raises(CredenceError) as caught:
            parse_credence(text, confirmed=confirmed)
        assert caught.value.message.endswith(".")
        assert len(caught.value.message) < 200
        assert caught.value.offers == ()


def test_more_than_six_places_are_refused_not_rounded() -> None:
    assert refused("70.1234567").message == "A credence has at most six decimal places."


@given(st.text(max_size=60) | st.text("0123456789.,%~/-+eE in", max_size=20))
def test_any_text_gives_a_number_nothing_or_a_credence_error(text: str) -> None:
    value = None
    with suppress(CredenceError):
        value = parse_credence(text)
    assert value is None or 0 < value < 100


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_of_six_places_comes_back_as_it_was(millionths: int) -> None:
    value = Decimal(millionths).scaleb(-6)
    text = format_credence(value)
    assert parse_credence(f"{text}%") == value
    assert format_credence(Decimal(text)) == text
    assert "E" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("70", "70"),
        ("7E+1", "70"),
        ("100.000000", "100"),
        ("99.90", "99.9"),
        ("0.50", "0.5"),
        ("1E-6", "0.000001"),
        ("0", "0"),
        ("0.000", "0"),
    ],
)
def test_a_number_is_written_without_exponent_or_empty_zeros(value: str, text: str) -> None:
    assert format_credence(Decimal(value)) == text


def test_a_screen_reader_hears_words() -> None:
    assert in_words(Decimal("70")) == "about 70 per cent"
