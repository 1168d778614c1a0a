"""Writing links under another name: all of them, and nothing that is no link."""

import pytest

from wiki.text import name_key, rename_links, rewrite_item_links

MANY = "\n\n".join(["See [[Old & name]], and more."] * 120)


def renamed(text: str, new: str) -> str:
    """Return a text in which the links to one region have another name."""
    old = name_key("Old & name")
    return rename_links(text, lambda typed: new if name_key(typed) == old else None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[[Old &amp; name]], `[[Old & name]]`", "[[Fresh]], `[[Old & name]]`"),
        ("[[Old \\& name]] [[Other]]", "[[Fresh]] [[Other]]"),
        ("> quoting [[Old &\n> name]] here", "> quoting [[Fresh]] here"),
        ("[[Old &amp; name|as *then*]]", "[[Fresh|as *then*]]"),
        ("| a |\n|---|\n| [[Old &amp; name\\|w]] |", "| a |\n|---|\n| [[Fresh\\|w]] |"),
        (
            f"```\n[[Old & name]]\n```\n\n{MANY}",
            f"```\n[[Old & name]]\n```\n\n{MANY.replace('Old & name', 'Fresh')}",
        ),
        ("[[zq0zOld & name]] [[Old &#38; name]]", "[[zq0zOld & name]] [[Fresh]]"),
        (
            "[[Old & name]] https://a.b/\\[[^1]] [[Old &\nname]]",
            "[[Fresh]] https://a.b/\\[[^1]] [[Fresh]]",
        ),
        ("$[[Old & name]]$ [[Old & name]] [[a `b]] c`", "$[[Old & name]]$ [[Fresh]] [[a `b]] c`"),
    ],
)
def test_each_link_has_the_new_name_however_the_old_one_is_typed(text: str, written: str) -> None:
    assert renamed(text, "Fresh") == written


def test_an_address_keeps_the_words_as_they_are_typed() -> None:
    assert renamed("[[Old &amp; name]]", "/atlas/new") == "[[/atlas/new|Old &amp; name]]"
    table = "| a | b |\n|---|---|\n| [[Old & name]] | [[Old & name\\|w]] |"
    written = "| a | b |\n|---|---|\n| [[/atlas/new\\|Old & name]] | [[/atlas/new\\|w]] |"
    assert renamed(table, "/atlas/new") == written


def test_an_address_typed_relative_to_a_page_is_renamed_too() -> None:
    text = "[a](../atlas/old) [b](./../atlas/old#beliefs) [c](atlas/old) `(../atlas/old)`"
    written = "[a](/atlas/new) [b](/atlas/new#beliefs) [c](/atlas/new) `(../atlas/old)`"
    assert rename_links(text, {"/atlas/old": "/atlas/new"}.get) == written


def test_a_relative_address_of_an_item_is_led_anew() -> None:
    text = "[a](../b/12) [b](./../b/12) [c](/b/12) [d](../b/13) `[e](../b/12)`"
    written = "[a](../b/15) [b](./../b/15) [c](/b/15) [d](../b/13) `[e](../b/12)`"
    assert rewrite_item_links(text, {"/b/12": "/b/15"}.get) == (written, [])
