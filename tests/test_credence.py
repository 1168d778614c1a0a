import json
import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wiki.credence
from wiki.credence import (
    CredenceError,
    format_credence,
    in_words,
    parse_credence,
)
from wiki.credence_pairs import parse_move, parse_range, with_signs

EXAMPLES = json.loads(Path("tests/credences.json").read_text(encoding="utf-8"))

CERTAIN = "Certain? Beliefs you could still change your mind on stop at {}. Save {} anyway"


def refused(text: str) -> CredenceError:
    with pytest.raises(CredenceError) as caught:
        parse_credence(text)
    return caught.value


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: ascii(case["typed"]))
def test_a_credence_is_read_as_the_table_of_examples_says(case: dict[str, Any]) -> None:
    if "value" in case:
        value = case["value"]
        assert parse_credence(case["typed"]) == (None if value is None else Decimal(value))
        return
    error = refused(case["typed"])
    assert list(error.offers) == case.get("offers", [])
    assert "offers" in case or error.message == case["refused"]
    for offer in error.offers:
        assert parse_credence(offer, confirmed=True) == Decimal(offer.removesuffix("%"))


def test_every_number_that_a_refusal_gives_as_an_example_is_read() -> None:
    texts = [each for each in vars(wiki.credence).values() if isinstance(each, str)]
    advice = re.findall(r"\bWrite .*", "\n".join(texts))
    examples = re.findall(r"such as ([^ ]+?)[.,]?(?= |$)", "\n".join(advice), re.MULTILINE)
    assert {"0.5%", "70", "1/5", "20"} <= set(examples)
    for example in examples:
        parse_credence(example)


@pytest.mark.parametrize("text", ["", "  ", "~", "XX%", "~XX%", "~xx", " ~XX% "])
def test_an_empty_credence_or_its_placeholder_is_no_number_yet(text: str) -> None:
    assert parse_credence(text) is None


ABOUT = [
    "~",
    "\u2248",
    "\u2248 ",
    "\u223c",
    "about ",
    "About ",
    "circa ",
    "ca. ",
    "approx. ",
    "roughly ",
]


@pytest.mark.parametrize("text", ["0.7", "~0.7", ".70", "0,7", *(f"{about}0.7" for about in ABOUT)])
def test_a_bare_fraction_is_asked_about(text: str) -> None:
    error = refused(text)
    assert error.message == str(error) == "Is that 0.7% or 70%?"
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,250", "Is the comma in 1,250 a decimal mark? Then it is 1.25%."),
        ("1 in 2.500", "1 in 2.500 could be 0.04% or 40%. Which is it?"),
    ],
)
def test_a_mark_with_two_readings_is_asked_about_where_nobody_could_press_too(
    text: str, message: str
) -> None:
    for confirmed in (False, True):
        with pytest.raises(CredenceError) as caught:
            parse_credence(text, confirmed=confirmed)
        assert caught.value.message == message


@pytest.mark.parametrize(
    ("parse", "typed", "kept"),
    [
        (parse_range, "60-80", "60-80"),
        (parse_range, "60–80%", "60-80"),
        (parse_range, "\uff16\uff10\uff5e\uff18\uff10\uff05", "60-80"),
        (parse_range, "\uff16\uff10\uff0d\uff18\uff10\uff05", "60-80"),
        (parse_range, "60 per cent to 80 per cent", "60-80"),
        (parse_range, "1/10,000 - 1 in 1,000", "0.01-0.1"),
        (parse_range, "60,5-80", "60.5-80"),
        (parse_range, "5-20 in 1,000", "0.5-2"),
        (parse_range, "0.6-0.8%", "0.6-0.8"),
        (parse_range, "0-100", "0-100"),
        (parse_range, "80-60", None),
        (parse_range, "1,250-3", None),
        (parse_move, "from 70% to 50%", "70 to 50"),
        (parse_move, "\uff17\uff10→\uff15\uff10", "70 to 50"),
        (parse_move, "1 in 10,000 to 1 in 1,000", "0.01 to 0.1"),
        (parse_move, "70 percent → 50 percent", "70 to 50"),
        (parse_move, "0.5% to 30", "0.5 to 30"),
        (parse_move, "1e1 to 0x10", None),
    ],
)
def test_a_range_and_a_move_read_their_numbers_as_a_credence_is_read(
    parse: Callable[[str], str], typed: str, kept: str | None
) -> None:
    if kept is not None:
        assert parse(typed) == kept
        return
    with pytest.raises(CredenceError):
        parse(typed)


@pytest.mark.parametrize(
    ("parse", "typed", "offers", "kept"),
    [
        (parse_range, "0.6-0.8", ("0.6-0.8%", "60-80%"), ("0.6-0.8", "60-80")),
        (parse_range, ".6 – 1", ("0.6-1%", "60-100%"), ("0.6-1", "60-100")),
        (
            parse_move,
            "from 0,7 to 0,5",
            ("0.7% to 0.5%", "70% to 50%"),
            ("0.7 to 0.5", "70 to 50"),
        ),
    ],
)
def test_a_pair_of_bare_fractions_is_asked_about(
    parse: Callable[..., str], typed: str, offers: tuple[str, str], kept: tuple[str, str]
) -> None:
    with pytest.raises(CredenceError) as caught:
        parse(typed)
    assert caught.value.offers == offers
    assert caught.value.message == "Is that {} or {}?".format(*offers)
    assert tuple(map(parse, offers)) == kept
    assert parse(typed, confirmed=True) == kept[0]


@pytest.mark.parametrize(
    ("parse", "typed", "offers"),
    [
        (parse_move, "70% to 0.5", ("70% to 0.5%", "70% to 50%")),
        (parse_move, "0.5 to 30", ("0.5% to 30%", "50% to 30%")),
        (parse_range, "0.6-80", ("0.6%-80%", "60-80%")),
        (parse_range, "0.6-80%", ("0.6%-80%", "60-80%")),
        (parse_range, "0.9-80", ("0.9%-80%",)),
    ],
)
def test_one_bare_fraction_in_a_pair_is_asked_about(
    parse: Callable[..., str], typed: str, offers: tuple[str, ...]
) -> None:
    assert offers_for(parse, typed) == offers
    assert [offers_for(parse, offer) for offer in offers] == [()] * len(offers)


@pytest.mark.parametrize(
    ("parse", "typed", "offers"),
    [
        (parse_range, "1-2 in 10", ("1-20%", "10-20%")),
        (parse_range, "~3 to 4 out of 10", ("3-40%", "30-40%")),
        (parse_range, "1-20 in 1,000", ("1-2%", "0.1%-2%")),
        (parse_range, "1–1/2", ("1-50%", "50-50%")),
        (parse_move, "from 1 to 2 in 10", ("1% to 20%", "10% to 20%")),
        (parse_move, "3 → 1/10", ("3% to 10%", "30% to 10%")),
        # Here it can count for the last number only, or for both alike.
        (parse_range, "5-1/2", ()),
        (parse_range, "1%-2/10", ()),
        (parse_range, "1 in 20 - 2 in 10", ()),
        (parse_range, "30-40/100", ()),
        (parse_move, "70 to 7/10", ()),
    ],
)
def test_a_whole_that_may_count_for_both_numbers_of_a_pair_is_asked_about(
    parse: Callable[..., str], typed: str, offers: tuple[str, ...]
) -> None:
    assert offers_for(parse, typed) == offers
    assert [offers_for(parse, offer) for offer in offers] == [()] * len(offers)


@pytest.mark.parametrize("kept", ["0.7 to 0.5", "0.5 to 30", "0.6-80", "0.6-0.8", "60-80", "0-1"])
def test_a_pair_is_written_so_that_a_document_is_not_asked_about_it(kept: str) -> None:
    parse: Callable[[str], str] = parse_move if " to " in kept else parse_range
    assert parse(with_signs(kept)) == kept


@pytest.mark.parametrize("about", ABOUT)
def test_a_pair_of_bare_fractions_is_asked_about_however_approximate(about: str) -> None:
    for typed in (f"{about}0.7 to 0.5", f"{about}0.7 to {about}0.5", f"from 0.7 to {about}0.5"):
        assert offers_for(parse_move, typed) == ("0.7% to 0.5%", "70% to 50%")
    for typed in (f"{about}0.6-0.8", f"{about}0.6 - {about}0.8"):
        assert offers_for(parse_range, typed) == ("0.6-0.8%", "60-80%")


@pytest.mark.parametrize(
    ("parse", "typed", "offers"),
    [
        (parse_range, "1,250-2", ("1.25-2%",)),
        (parse_range, "1,250-2,500", ("1.25-2.5%",)),
        (parse_range, "1 in 2.500 to 1/4", ("0.04%-25%",)),
        (parse_range, "0-1 in 2.500", ("0-0.04%", "0-40%")),
        (parse_range, "1,250-1", ()),  # in no reading is the lower number the first
        (parse_move, "1,250 to 1", ("1.25% to 1%",)),
        (parse_move, "from 2 to 1,250%", ("2% to 1.25%",)),
    ],
)
def test_a_question_about_one_number_of_a_pair_offers_the_whole_pair(
    parse: Callable[..., str], typed: str, offers: tuple[str, ...]
) -> None:
    with pytest.raises(CredenceError) as caught:
        parse(typed)
    assert caught.value.offers == offers


def offers_for(parse: Callable[..., Any], typed: str) -> tuple[str, ...]:
    try:
        parse(typed)
    except CredenceError as error:
        return error.offers
    return ()


NUMBERS = st.from_regex(r"[0-9]{1,3}([.,][0-9]{1,3})?%?|0[.,][0-9]{1,2}|100", fullmatch=True)
SHARES = st.from_regex(r"[1-9](/| in )[1-9][0-9]?[.,]?[0-9]{2,3}", fullmatch=True)
CREDENCES = NUMBERS | SHARES


@given(CREDENCES, st.sampled_from(("-", " - ", " to ", "–", "→", "~")), CREDENCES)
def test_whatever_is_offered_is_accepted(first: str, between: str, last: str) -> None:
    pair = f"{first}{between}{last}"
    said: list[tuple[Callable[..., Any], str]] = [
        (parse_credence, first),
        (parse_credence, pair),
        (parse_range, pair),
        (parse_move, pair),
    ]
    for parse, typed in said:
        for offer in offers_for(parse, typed):
            assert parse(offer, confirmed=True) is not None


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
