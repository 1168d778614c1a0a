import re

import pytest

from wiki.text import Heading, minutes_to_read, render, with_contents


def made(source: str) -> tuple[str, list[Heading]]:
    html, headings = with_contents(render(source, resolve=lambda title: None, ids="e-1"), "e-1")
    return str(html), headings


def test_a_text_with_three_headings_has_a_table_of_contents() -> None:
    html, headings = made("# One *two*\n\na\n\n## B & <c>\n\n# One two")
    assert [(each.level, each.id, str(each.words)) for each in headings] == [
        (2, "e-1-part-one-two", "One two"),
        (3, "e-1-part-b-and-c", "B &amp; &lt;c&gt;"),
        (2, "e-1-part-one-two-2", "One two"),
    ]
    assert '<h2 id="e-1-part-one-two">One <em>two</em></h2>' in html
    assert '<h3 id="e-1-part-b-and-c">B &amp; &lt;c&gt;</h3>' in html


def test_fewer_headings_have_none_and_can_be_linked_to_all_the_same() -> None:
    html, headings = made("# One\n\n# Two")
    assert headings == []
    assert 'id="e-1-part-two"' in html
    assert made("")[1] == []


@pytest.mark.parametrize("mark", ["#", "##", "###", "######"])
def test_the_highest_heading_comes_right_below_the_pages_title(mark: str) -> None:
    assert [each.level for each in made(f"{mark} a\n\n{mark} b\n\n{mark} c")[1]] == [2, 2, 2]


def test_no_id_is_there_twice_and_notes_have_others() -> None:
    source = "# Note 1\n\n# Note 1\n\n# Note 1 2\n\n# 🎉\n\n# Ref[^1] 1 1\n\nx[^1]\n\n[^1]: y"
    ids = re.findall(r' id="([^"]+)"', made(source)[0])
    assert len(ids) == len(set(ids)) == 8


def test_a_heading_is_listed_by_its_words_alone() -> None:
    words = [str(each.words) for each in made("# A[^1]\n\n# [[B]]\n\n# $x < y$\n\n[^1]: z")[1]]
    assert words == ["A", "B", "$x &lt; y$"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *(
            ("#other-part", "other-part"),
            ("#Other%20part", "other-part"),
            ("#OTHER-part", "other-part"),
        ),
        *(
            ("#b--c", "b-and-c"),
            ("#b-and-c", "b-and-c"),
            ("#über", "uber"),
            ("#other-part-1", "other-part-2"),
        ),
        ("#e-1-part-other-part", "other-part"),
    ],
)
def test_a_link_to_a_heading_of_the_text_leads_there(typed: str, place: str) -> None:
    source = f"[a]({typed})[^1]\n\n## Other part\n\n## B & C\n\n## Über\n\n## Other part\n\n[^1]: x"
    html = made(source)[0]
    assert f'<a href="#e-1-part-{place}">a</a>' in html
    assert f' id="e-1-part-{place}"' in html
    assert 'href="#e-1-ref-1-1"' in html
    assert 'href="#elsewhere"' in made("[a](#elsewhere)\n\n# One")[0]


def test_no_text_forges_a_heading() -> None:
    source = '<h3>a</h3>\n\n`<h3>b</h3>`\n\n[c](/d "<h3>e</h3>")\n\n$\\text{<h3>f</h3>}$'
    assert " id=" not in made(source)[0]


def test_reading_takes_a_minute_for_500_signs_of_a_script_without_spaces() -> None:
    assert minutes_to_read("算力治理" * 125) == 1
    assert minutes_to_read("算力治理" * 2_500) == 20
    assert minutes_to_read("word " * 115 + "ひらがな" * 63) == 2
    assert minutes_to_read("人々の" * 1_000) == 6  # the sign of repetition is one of them


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 0), (1, 1), (230, 1), (231, 2), (460, 2), (461, 3)]
)
def test_reading_takes_a_minute_for_230_words_rounded_up(words: int, minutes: int) -> None:
    assert minutes_to_read("*word* " * words) == minutes
