"""What stands apart in a document stays apart: read as it is meant, or refused with its line."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wiki.credence import NO_LIMIT, NO_ODDS, NO_RANGE
from wiki.exchange.document import OtherHeading, PageDocument, format_document, parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.published import parse_published
from wiki.sections import find_section

TODAY = date(2026, 11, 23)
CREDENCES = Path(__file__).parents[1] / "credences.json"


def read(section: str, text: str) -> list[dict[str, Any]]:
    """Return what the entries of one section say, which begins on line 6.

    What a document leaves to its default is left out: that a work is published.
    """
    kind = find_section(section)
    assert kind is not None
    source = f"---\ntitle: A page\n---\n\n## {kind.title}\n{text}\n"
    found = parse_document(source, today=TODAY).entries(section)
    unsaid: tuple[object, ...] = ("", None, [], {}, "published")
    return [{n: v for n, v in entry.values.items() if v not in unsaid} for entry in found]


def refused(section: str, text: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(section, text)
    return caught.value


def belief(claim: str, credence: str, why: str = "") -> dict[str, Any]:
    said = {"claim": claim, "credence": Decimal(credence)}
    return said | ({"why": why} if why else {})


def stance(body: str) -> dict[str, list[DocumentEntry]]:
    return {"stance": [DocumentEntry({"body": body})]}


# The rest of a list that was copied from another program.
MARKS_ELSEWHERE = "➢ ✓ ☐ → \uf0b7 ⦁ -- &bull; \u200b- 1] 1.1. Q2."
TWO = [belief("Alpha", "20"), belief("Beta", "30")]


@pytest.mark.parametrize(
    "text",
    [
        "- Alpha ~20%\n- Beta ~30%",
        "- Alpha ~20%\n1. Beta ~30%",
        "- Alpha ~20%\n\n1) Beta ~30%",
        "1. Alpha ~20%\n2. Beta ~30%",
        "1) Alpha ~20%\n2) Beta ~30%",
        "(1) Alpha ~20%\n(2) Beta ~30%",
        "3. Alpha ~20%\n3. Beta ~30%",
        "1. Alpha ~20%\n- Beta ~30%",
        "* Alpha ~20%\n+ Beta ~30%",
        "• Alpha ~20%\n◦Beta ~30%",
        "-\tAlpha ~20%\n-\tBeta ~30%",
        "\t- Alpha ~20%\n\t- Beta ~30%",
        "  - Alpha ~20%\n- Beta ~30%",
        "- Alpha ~20%\n - Beta ~30%",
        "-   Alpha ~20%\n\n\n-   Beta ~30%",
        "· Alpha ~20%\n\u2043 Beta ~30%",
        "① Alpha ~20%\n② Beta ~30%",
        "- Alpha ~20%\u2028- Beta ~30%",
        "- Alpha ~20%\x0c- Beta ~30%",
    ],
)
def test_two_items_are_two_however_they_are_marked(text: str) -> None:
    assert read("beliefs", text) == TWO


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- Alpha ~20%\n  - Beta ~30%", 7),
        ("- Alpha ~20%\n\t* Beta ~30%", 7),
        ("- Alpha ~20%\n\n    - Beta ~30%", 8),
        ("- Alpha ~20%\n  1. Beta ~30%", 7),
        ("1. Alpha ~20%\n   - Beta ~30%", 7),
        ("- Alpha ~20%\n  - only words", 7),
        ("- Alpha ~20%\n  why: since\n  - Beta", 8),
        ("- Alpha ~20%\n2. Beta ~30%", 7),
        ("- Alpha ~20%\n\n2. Beta ~30%", 8),
        ("- Alpha ~20%\nBeta ~30%", 7),
        ("- Alpha ~20%\n  Beta ~30% — so", 7),
        ("- Alpha ~20% — since\nBeta ~30%", 7),
        ("- Alpha\n  credence: 20\n  why: since\n  Beta ~30%", 9),
        ("- Alpha ~20%\n  of the words", 6),
        ("a. Alpha ~20%\nb. Beta ~30%", 6),
        ("Alpha ~20%\nBeta ~30%", 6),
        ("- [ ] Alpha ~20%", 6),
        ("- [x] Alpha ~20%", 6),
        ("- Alpha ~20%\n### More", 7),
        ("### More\n- Alpha ~20%", 6),
        ("- Alpha ~20%\n\n# More", 8),
        ("| claim | number |\n|---|---|\n| Alpha | 20% |", 6),
        ("- Alpha ~20%\n| a | b |", 7),
        ("- Alpha ~20%\n  > quoted", 7),
        ("- Alpha ~20%\n  ```\n  code\n  ```", 7),
        ("- Alpha ~20%\n---\n- Beta ~30%", 7),
        ("- Alpha ~20%\n\n* * *\n", 8),
        ("Alpha\n=====\n", 6),
        ("- Alpha ~20%\n<!-- mine -->", 7),
        ("- Alpha ~20%\n<div>", 7),
        ("- Alpha ~20%<br>Beta ~30%", 6),
        ("- Alpha ~20% — so<br>Beta ~30% — then", 6),
        ("- Alpha\n-Beta", 7),
        ("- Alpha\n  -Beta", 7),
        *((f"- Alpha\n{mark} Beta", 7) for mark in MARKS_ELSEWHERE.split()),
        ("- Alpha\n[ ] Beta\n- Gamma", 7),
        ("- Alpha\n  ✔\ufe0f Beta", 7),
        ("- Alpha\no\tBeta", 7),
        ("- Alpha\n一、Beta", 7),
        ("- Alpha\n– Beta", 7),
        ("- Alpha\n+Beta", 7),
        ("- Alpha\n1000. Beta", 7),
        ("- Alpha\na) Beta", 7),
        ("1. Alpha\n2.Beta", 7),
        ("- Alpha\n\uff11\uff0eBeta", 7),
        ("- Alpha ~20% <!-- mine -->", 6),
        ("- Alpha ~20% — so %%mine%%", 6),
        ("- - Beta ~30%", 6),
        ("- * Beta ~30%", 6),
        ("- 1. Beta ~30%", 6),
        ("1. - Beta ~30%", 6),
        ("- Alpha ~20%\n- ## Uncertainties\n- Does it? Why it matters: so", 7),
        ("- Alpha ~20%\n- **Uncertainties**\n- Does it?", 7),
        ("- Alpha ~20%\n- Uncertainties\n- Does it?", 7),
        ("- ## Alpha ~20%", 6),
        ("- # Alpha ~20%", 6),
        ("1. ### Alpha ~20%", 6),
        ("- > Alpha ~20%", 6),
        ("- | Alpha ~20%", 6),
        ("- ```", 6),
        ("- ---", 6),
        ("- <div>Alpha ~20%</div>", 6),
    ],
)
def test_what_would_be_melted_together_is_refused_with_its_line(text: str, line: int) -> None:
    assert refused("beliefs", text).line == line


@pytest.mark.parametrize(
    ("section", "text"),
    [
        *(("beliefs", f"- {m}Alpha ~20% — why{m}") for m in ("**", "~~", "*", "_", "==", "***")),
        ("beliefs", "- **Alpha ~20% — why.**"),
        ("beliefs", "- **Alpha ~20%** — why"),
        ("beliefs", "- **Alpha — why**"),
        ("reading", "- **A work — its words**"),
        ("reading", "- ~~2026-05-01 A work — its words~~"),
    ],
)
def test_emphasis_around_a_whole_entry_is_never_split_between_its_fields(
    section: str, text: str
) -> None:
    assert refused(section, text).line == 6


def test_emphasis_within_the_fields_of_an_entry_stays() -> None:
    for text in ("**Alpha** ~20% — **why**", "*Alpha* now ~20% — why*", "_a ~20% — b_c"):
        claim, why = text.split(" ~20% — ")
        assert read("beliefs", f"- {text}") == [belief(claim, "20", why)]


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("uncertainties", "- ## Does it? Why it matters: so"),
        ("reading", "- ## A work — a takeaway"),
        ("regions", "- > [[A]]"),
        ("triggers", "- # A trigger"),
    ],
)
def test_the_mark_of_a_block_begins_no_entry_of_any_section(section: str, text: str) -> None:
    assert "cannot stand among entries" in refused(section, text).reason


def test_a_page_whose_headings_are_all_items_of_an_outline_is_refused_with_its_line() -> None:
    for text in ("- ## Current beliefs\n\t- Alpha ~20%", "Words\n- ## Uncertainties"):
        with pytest.raises(DocumentError, match="not read as a heading"):
            parse_document(text, today=TODAY, name="page.md")
    with pytest.raises(DocumentError, match="cannot stand among entries"):
        parse_published(
            "A page\n\nCurrent beliefs\n- Alpha\n- ## Uncertainties\n- Does it?", today=TODAY
        )


def test_a_comment_is_refused_in_every_text_that_readers_see_and_in_no_other() -> None:
    for text in (
        *("Words <!-- mine --> more", "a\n%%\nmine\n%%", "%%mine%%", "x\n<!--\ny\n-->"),
        *("[//]: # (mine)", "a\n\n[comment]: <> (mine)", "- [//]: # 'mine'", "[_]: # (mine)"),
        *(">[//]: # (mine)", "1. [//]: # (mine)", "- [ ] [//]: # (mine)", "> - [//]: # (mine)"),
    ):
        assert "holds a comment" in str(refused("stance", text))
    assert refused("regions", "- [[A]]\n– [[B]]").line == 7
    code = "Write `<!-- x -->` and 50%% of it.\n\n```\n<!-- y -->\n```"
    (said,) = read("stance", code)
    assert said["body"] == code
    (said,) = read("stance", "As in [comment]: it stands in the text.")
    assert said["body"].startswith("As in [comment]:")
    (said,) = read("stance", "As [comment][] says.\n\n[comment]: https://example.org")
    assert "example.org" in said["body"]
    typed = "a <!-- b -->\n%%c%%\n<\\!-- %\\%\n[//]: # (e)\n[\\comment]: f"
    page = PageDocument("A page", sections=stance(typed), note="%%d%%", headings=[])
    assert parse_document(format_document(page), today=TODAY) == page


FIELDS_ELSEWHERE = [
    *("resolves on: 2027", "**range:** 60-80", "**Range**: 60-80", "`range`: 60-80", "range=60-80"),
    *("range = 60-80", "Range: 60-80", "Due date: 2027", "date created: 2024", "_why:_ since"),
    *("id:: 64a1b2", "collapsed:: true", "due-date:: 2027", "**id**:: 64a1", "SCHEDULED: now"),
    *("[created:: 2024-01-01]", "since (due date:: 2027) so", "tags: a", '"range": 60-80'),
    *(":LOGBOOK:", "confidence\uff1a 70", "Remarque : non"),
]


@pytest.mark.parametrize("field", FIELDS_ELSEWHERE)
def test_a_field_in_another_spelling_never_becomes_words_of_the_entry(field: str) -> None:
    for text in (f"- Alpha ~20% — so\n  {field}", f"- Alpha ~20% — so\n\n  {field}"):
        error = refused("beliefs", text)
        assert (error.line, error.reason[:1]) == (6 + text.count("\n"), "“")
    assert refused("uncertainties", f"- Does it?\n  {field}").line == 7
    assert refused("reading", f"- [A](https://x.org) — so\n  {field}").line == 7


def test_a_field_in_brackets_is_refused_on_the_first_line_too_and_can_be_written() -> None:
    assert refused("beliefs", "- Alpha ~20% — so [created:: 2024-01-01]").line == 6
    assert read("beliefs", "- Alpha ~20% — so \\[created:: 2024-01-01]") == [
        belief("Alpha", "20", "so [created:: 2024-01-01]")
    ]
    (found,) = read("reading", "- [id:: 5](https://x.org) — see std::vector (and [a:: b](c))")
    assert found["title"] == "id:: 5"
    values: dict[str, Any] = {"claim": "A [b:: c] (d:: e)", "credence": Decimal(5), "why": "[f:: g"}
    written = {"beliefs": [DocumentEntry(values)]}
    text = format_document(PageDocument("A page", sections=written))
    (kept,) = parse_document(text, today=TODAY).entries("beliefs")
    assert {name: kept.values[name] for name in values} == values


def test_words_below_an_entry_that_only_resemble_a_field_belong_to_it() -> None:
    for words in ("and then at last: no", "of a std::vector", "x = 5", "see: https://x.org"[5:]):
        assert read("beliefs", f"- Alpha ~20% — so\n  {words}") == [
            belief("Alpha", "20", f"so {words}")
        ]
    (found,) = read("reading", "- [A](https://x.org)\n\n  Main point: none.")
    assert found["takeaway"] == "Main point: none."


@pytest.mark.parametrize("colon", ["\uff1a", "\uff1a ", " : ", " \uff1a"])
def test_why_it_matters_is_read_with_a_wide_colon_or_a_space_before_it(colon: str) -> None:
    expected = [{"question": "Does it?", "why_it_matters": "so"}]
    for text in (f"- Does it? Why it matters{colon}so", f"- Does it?\n  Why it matters{colon}so"):
        assert read("uncertainties", text) == expected
    question = f"Why it matters{colon}so"
    written = {"uncertainties": [DocumentEntry({"question": question, "why_it_matters": "a"})]}
    text = format_document(PageDocument("A page", sections=written))
    (kept,) = parse_document(text, today=TODAY).entries("uncertainties")
    assert kept.values["question"] == question
    assert read("beliefs", "- Alpha ~20%\n  why\uff1asince") == [belief("Alpha", "20", "since")]


COMMENTS = [
    *("[note]: <> (Milk)", "[To do]: # (Milk)", "[x]: # 'Milk'", "- [note]: # (Milk)"),
    *("\u2039!— Bob —>", "<!— Bob —>", "<!– Bob –>", "<! -- Bob -->", "&lt;!-- Bob --&gt;"),
    *("x {>>ask Ann<<}", "x{++ y++}", "x {-- y --}", "x {~~ y ~> z ~~}", "x {==y==}{>>z<<}"),
    *("{/* Milk */}", "{# Milk #}", "{#Milk#}", "{%- comment %}", "{% COMMENT %}", "{{! Milk }}"),
    *("<%# Milk %>", "<%-- Milk --%>", "<comment>Milk</comment>", "\\begin{comment}"),
    *("#+begin_comment", "#+BEGIN_COMMENT", "#+comment: Milk", "{{/* Milk */}}"),
]


@pytest.mark.parametrize("text", COMMENTS)
def test_a_comment_of_another_program_is_refused_and_its_words_can_be_written(text: str) -> None:
    assert "holds a comment" in refused("stance", f"Words.\n\n{text}").reason
    assert "holds a comment" in refused("beliefs", f"- Alpha ~20%\n\n  {text}").reason
    for words in (text, f"a\n{text}\nb", text.replace("{", "{\\"), text.replace("[", "[\\")):
        page = PageDocument("A page", sections=stance(words), headings=[])
        assert parse_document(format_document(page), today=TODAY) == page
    (said,) = read("stance", f"`{text}`")
    assert said["body"] == f"`{text}`"


@pytest.mark.parametrize("text", [text for text in COMMENTS if text[0] not in "[-#"])
def test_a_comment_in_the_words_of_the_front_matter_is_refused(text: str) -> None:
    for name in ("title", "summary", "short_title", "area"):
        quoted = json.dumps(f"A {text}"[:24] if name == "short_title" else f"A {text}")
        head = f"{name}: {quoted}\n" + "title: A page\n" * (name != "title")
        source = f"---\n{head}---\n\n## Uncertainties\n"
        with pytest.raises(DocumentError, match=f"line 2: {name} holds a comment"):
            parse_document(source, today=TODAY)
    for atlas in ("1", ""):
        page = PageDocument("A page", summary=f"A {text}", area="~70%%", atlas=atlas)
        again = parse_document(format_document(page), today=TODAY)
        assert (again.summary, again.area) == (f"A {text}", "~70%%")


def test_what_only_resembles_a_comment_is_taken() -> None:
    for text in (
        *("[^1]: # of them", "[a]: #part", "$H^{++}$ and {--}", "### More {#more}", "a --> b"),
        *("\\{\\#}", "<commentary>", "[a]: <https://x.org>", "#+1 for it", "Yes!— he said"),
    ):
        assert read("stance", f"See [a].\n\n{text}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- Alpha ~20% — since\n  then and\n  now", "since then and now"),
        ("- Alpha ~20% — since\nthen", "since then"),
        ("- Alpha ~20% — since\n\n  then", "since then"),
        ("- Alpha ~20%\n\n  Since then.\n\n  And now.", "Since then. And now."),
        ("- Alpha\n\n  ~20% — since", "since"),
        ("- Alpha\n  ~20%\n  — since\n  2026. And now", "since 2026. And now"),
    ],
)
def test_words_below_an_item_belong_to_it(text: str, why: str) -> None:
    assert read("beliefs", text) == [belief("Alpha", "20", why)]


def test_a_paragraph_below_a_work_is_its_takeaway() -> None:
    (found,) = read("reading", "- [A work](https://x.org)\n\n  See [B](https://y.org).")
    assert found == {
        "title": "A work",
        "url": "https://x.org",
        "takeaway": "See [B](https://y.org).",
    }


@pytest.mark.parametrize(
    ("text", "takeaway"),
    [
        ("- [T](https://x.org)\n\n  One\n  line.\n\n  Two.", "One line.\n\nTwo."),
        ("- [T](https://x.org) — so\n\n  One.\n\n  Two. ^r-3", "so\n\nOne.\n\nTwo."),
        ("- [T](https://x.org) — so\n  on", "so on"),
        ("- [T](https://x.org)\n  authors: A\n", None),
    ],
)
def test_the_paragraphs_of_a_takeaway_stay_apart(text: str, takeaway: str | None) -> None:
    (found,) = read("reading", text)
    assert found.get("takeaway") == takeaway


def test_the_paragraphs_of_a_copied_takeaway_stay_apart() -> None:
    source = "A page\n\nRecent reading\n\n• May 1, 2026 A work — so\n\n   One.\n\n   *Two*.\n"
    (entry,) = parse_published(source, today=TODAY).entries("reading")
    assert entry.values["takeaway"] == "so\n\nOne.\n\n\\*Two\\*."


@pytest.mark.parametrize(
    "text",
    [
        "- How fast? **Why it matters:** it decides.",
        "- How fast? **Why it matters**: it decides.",
        "- How fast? *Why it matters:* it decides.",
        "- How fast? __Why it matters:__ it decides.",
        "- How fast? (Why it matters: it decides.)",
        "- How fast? (Why it matters: it decides).",
        "- How fast? **Why it matters: it decides.**",
        "- How fast? — Why it matters: it decides.",
        "- How fast? why it matters: it decides.",
        "- How fast?\n  **Why it matters:** it decides.",
    ],
)
def test_marks_about_why_it_matters_belong_to_neither_part(text: str) -> None:
    (found,) = read("uncertainties", text)
    assert found["question"] == "How fast?"
    assert found["why_it_matters"].removesuffix(".") == "it decides"


@pytest.mark.parametrize("text", ["- Q? (Why it matters: a", "- Q? **Why it matters: a"])
def test_a_mark_about_why_it_matters_without_its_partner_is_refused(text: str) -> None:
    assert refused("uncertainties", text).line == 6


def test_a_region_called_by_a_mark_alone_is_written_so_that_it_stays() -> None:
    entry = DocumentEntry({"region": "|", "kind": "related", "reason": "so"})
    written = format_document(PageDocument("A page", sections={"regions": [entry]}))
    assert parse_document(written, today=TODAY).entries("regions") == [entry]


@pytest.mark.parametrize(
    "claim",
    [
        *("- Beta", "\\- Beta", "1. Beta", "• Beta", "-", "[ ] Beta", "# Beta", "\\## Beta"),
        *("> Beta", "| Beta", "\\| Beta", "---", "***", "```", "\\\\> Beta", "<div>", "<!-- x"),
    ],
)
def test_a_claim_that_begins_like_an_item_is_written_so_that_it_stays(claim: str) -> None:
    entry = DocumentEntry({"claim": claim, "credence": None, "why": ""})
    written = format_document(PageDocument("A page", sections={"beliefs": [entry]}))
    assert parse_document(written, today=TODAY).entries("beliefs")[0].values["claim"] == claim


def test_a_box_that_an_older_atlas_kept_comes_back() -> None:
    assert read("beliefs", "- [ ] Alpha ~20% ^b-3") == [belief("[ ] Alpha", "20")]
    entry = DocumentEntry({"claim": "[x] Alpha", "credence": None, "why": ""})
    written = format_document(PageDocument("A page", sections={"beliefs": [entry]}))
    assert "- \\[x] Alpha ~XX%\n" in written
    kept = parse_document(written, today=TODAY).entries("beliefs")
    assert kept[0].values["claim"] == "[x] Alpha"


@pytest.mark.parametrize(
    ("text", "credence"),
    [
        ("- Alpha \uff5e70\uff05", "70"),
        ("- Alpha \uff5e\uff17\uff10\uff05", "70"),
        ("- Alpha ~\uff17\uff10\uff0e\uff15%", "70.5"),
        ("- Alpha\uff5e70%", "70"),
        ("- Alpha ~70,5%", "70.5"),
    ],
)
def test_a_number_may_be_typed_in_full_width(text: str, credence: str) -> None:
    assert read("beliefs", text) == [belief("Alpha", credence)]


@pytest.mark.parametrize(
    "words",
    [
        "Alpha 70%",
        "Alpha (70%)",
        "Alpha: 70 %.",
        "Alpha — 70%",
        "Alpha ~70",
        "Alpha ~0.7",
        "Alpha ~7/10",
        "Alpha ~1 in 10",
        "Alpha ~70 per cent",
        "Alpha \u224870%",
        "Alpha \u301c70%",
        "Alpha ~XX",
        "Alpha 70\uff05",
        "70%: Alpha",
        "[70%] Alpha",
        "~70% Alpha",
        "Alpha ~70%, because of money",
        "Alpha ~70%; why",
        "Alpha ~35% since 2020",
        "Alpha ~40%—no way round",
        "Alpha ~70 % why",
        "Alpha **~55%** — why",
        "Alpha `~70%`",
        "Alpha ~70% ↑",
        "Alpha ~70% was 55% (Mar 2026) — why",
        "Alpha ~XX%, nobody knows",
        "Alpha ~70: why",
        "Alpha ~10-20% by then",
        "Alpha \u224870% by then",
        "Alpha — ~70%, because of money",
        "Alpha 70% – why",
        "Alpha (70%); why",
        "Alpha ~1 out of 3 — why",
        "Alpha ~1 in 10 000 — why",
        "Alpha ~1 in 10'000",
        "Alpha ~ca. 70",
        "Alpha ~about 70",
        "Alpha ~+70",
        "Alpha ~70-80 — why",
        "Alpha ~70 to 80",
        "Alpha ~between 70 and 80",
        "Alpha ~70 or 80 — why",
        "Alpha ~0.5-0.7",
        "Alpha ~70±5",
        "Alpha ~½",
        "Alpha ~12½",
        "Alpha ~3:1",
        "Alpha ~<5",
        "Alpha ~≥90",
        "Alpha ~at least 90",
        "Alpha ~1e1",
        "Alpha ~10 000",
        "Alpha ~70 - why",
        "Alpha ~1 out of 3 – why",
        "Alpha ~1 out of 3, since",
        "Alpha (~1 out of 3).",
        "Alpha **~1 out of 3**",
        "Alpha ~**70**",
        "Alpha \uff5e\uff11 out of \uff13",
        "Alpha — ~1 out of 3",
        "Alpha ~\u0667\u0660\u066a",  # Arabic digits and per cent sign
        "Alpha \u0667\u0660\u066a",
        "Alpha \u2014 \u0660\u066b\u0665\u066a \u2014 why",
        "\u0667\u0660\u066a: Alpha",
        "Alpha ~70\ufe6a — why",
        "Alpha ~5‰",
        "Alpha ~70 of 100",
        "Alpha — 70% — why",
        "Alpha — 70%: why",
        "**70%** Alpha",
        "*70%*: Alpha",
        "**70%:** Alpha",
        "==70%== Alpha",
        "**~70%** Alpha",
        "Alpha **70%** — why",
        "Alpha **70%**",
        "Alpha `70%`",
    ],
)
def test_what_may_be_a_number_never_becomes_no_number(words: str) -> None:
    error = refused("beliefs", f"- {words}")
    assert (error.line, "~70%" in error.reason) == (6, True)
    assert "credence" not in read("beliefs", f"- {words.partition(' — ')[0]} ~XX%")[0]


@pytest.mark.parametrize(
    "words",
    [
        "About 20% of us",
        "about ~20% of us",
        "In 1990",
        "A 5% rise — a 10% fall",
        "Stays so ~XX%",
        "Up 5%, then down",
        "So \\~35% since",
        "So \\~1 out of 3",
        "Where a ~ b",
        "It stands in ~/bin",
        "It stands in ~/2024",
        "As ~alice said",
        "As ~alice",
        "It grows ~3x",
        "It costs ~$5",
        "It costs ~5 million",
        "Of ~10 labs, two stop",
        "So do ~20 of us",
        "Alpha — 70% of labs — so far",
        "It takes ~3 to 5 years",
        "~~Struck in 2020~~",
        "Alpha — as in ~1 out of 3 cases",
    ],
)
def test_a_number_among_the_words_is_no_credence(words: str) -> None:
    assert "credence" not in read("beliefs", f"- {words}")[0]


def test_a_number_that_the_form_reads_never_becomes_words_of_a_claim() -> None:
    examples = json.loads(CREDENCES.read_text(encoding="utf-8"))
    typed = {str(example["typed"]) for example in examples}
    for text in sorted(text for text in typed if any(sign.isdigit() for sign in text)):
        try:
            found = read("beliefs", f"- Alpha ~{text.strip(' ~')} — why")
        except DocumentError:
            continue
        assert "credence" in found[0], text


def test_the_question_about_a_number_says_what_the_form_says() -> None:
    assert NO_RANGE in refused("beliefs", "- Alpha ~70-80 — why").reason
    assert NO_ODDS in refused("beliefs", "- Alpha ~3:1").reason
    assert NO_LIMIT in refused("beliefs", "- Alpha ~<5").reason


def test_a_why_right_behind_the_number_is_read_as_a_page_is_copied() -> None:
    assert read("beliefs", "- Alpha ~70%Because of it.") == [
        belief("Alpha", "70", "Because of it.")
    ]
    assert read("beliefs", "- Up ~20%ish ~70% — so") == [belief("Up ~20%ish", "70", "so")]


@pytest.mark.parametrize("mark", ["•", "-"])
def test_a_number_of_a_published_page_is_read_or_refused(mark: str) -> None:
    text = f"{mark} Alpha ~70% was 55% (Mar 2026) — why"
    with pytest.raises(DocumentError, match="line 5: Is ~70% the credence"):
        parse_published(PUBLISHED.format(text), today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "- [E](https://e.example/) — what this essay argues at length",
        "- F — another argument",
        "- 2026-05-01 https://e.example/ — so",
    ],
)
def test_words_behind_an_essay_are_refused_and_not_lost(text: str) -> None:
    assert "no place for" in refused("writing", text).reason


@pytest.mark.parametrize(
    ("section", "text", "line"),
    [
        ("beliefs", "- Zeta ~60%\n  credence: 6", 7),
        ("beliefs", "- Zeta ~60% — so\n  resolves_on: 2027\n  why: other", 8),
        ("beliefs", "- Zeta ~60%\n  claim: Other", 7),
        ("beliefs", "- Zeta ~60% — so\n  why: |\n    other", 7),
        ("reading", "- [T](https://a.example/x)\n  url: https://b.example/y", 7),
        ("reading", "- 2026-05-01 [T](https://a.example/x) — so\n  read_on: 2026-05-02", 7),
        ("writing", "- [T](https://a.example/x)\n  url: https://b.example/y", 7),
        ("uncertainties", "- Q? Why it matters: a\n  why_it_matters: b", 7),
        ("regions", "- [[B]] — so\n  reason: other", 7),
    ],
)
def test_a_second_value_of_a_field_is_refused(section: str, text: str, line: int) -> None:
    error = refused(section, text)
    assert (error.line, "twice" in error.reason) == (line, True)


def test_the_same_value_twice_and_a_number_below_none_yet_are_taken() -> None:
    assert read("beliefs", "- Zeta ~XX%\n  credence: 6") == [belief("Zeta", "6")]
    assert read("beliefs", "- Zeta ~6%\n  credence: 6") == [belief("Zeta", "6")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("• Zeta ~60%\ncredence: 6", 6),
        ("• Zeta ~XX%\ncredence: 6\ncredence: 7", 7),
        ("• Zeta ~60% — so\nrange: 50-70\nwhy: other", 7),
    ],
)
def test_a_second_value_in_a_published_page_is_refused(text: str, line: int) -> None:
    with pytest.raises(DocumentError, match=f"line {line}: .* twice"):
        parse_published(PUBLISHED.format(text), today=TODAY)


@pytest.mark.parametrize("number", ["0.7", "~.7", "about 0,7"])
def test_a_field_for_a_credence_asks_what_a_form_asks(number: str) -> None:
    error = refused("beliefs", f"- Zeta\n  why: so\n  credence: {number}")
    assert (error.line, error.reason) == (8, "Credence: Is that 0.7% or 70%?")
    with pytest.raises(DocumentError, match=r"line 6: Credence: Is that 0\.7% or 70%\?"):
        parse_published(PUBLISHED.format(f"• Zeta\ncredence: {number}"), today=TODAY)
    for plain in ("0.7%", "100", "0", "1 in 10,000"):
        read("beliefs", f"- Zeta\n  credence: {plain}")


URL = "https://arxiv.org/abs/2401.00001"
WORK = {"title": "A title", "url": URL}
V2 = {"title": f"{URL}v2", "url": f"{URL}v2"}
DOI = {"title": "https://doi.org/10.1000/182", "url": "https://doi.org/10.1000/182"}
BARE = {"title": URL, "url": URL, "takeaway": "so"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"- [A title]({URL})", WORK),
        (f"- [[2401.00001] A title]({URL})", WORK | {"title": "[2401.00001] A title"}),
        (f"- [A [very] title]({URL})", WORK | {"title": "A [very] title"}),
        (f"- 1 May 2026 [A title]({URL})", WORK | {"read_on": "2026-05-01"}),
        (f"- May 1, 2026 [A title]({URL})", WORK | {"read_on": "2026-05-01"}),
        (f"- 2026-05-01: [A title]({URL})", WORK | {"read_on": "2026-05-01"}),
        (f"- (May 2026) [A title]({URL})", WORK | {"read_on": "2026-05"}),
        (f"- yesterday — [A title]({URL})", WORK | {"read_on": "2026-11-22"}),
        (f"- [A title](<{URL}>)", WORK),
        (f"- {URL}", WORK | {"title": URL}),
        (f"- <{URL}>", WORK | {"title": URL}),
        (f"- 2026-05 {URL} — so", BARE | {"read_on": "2026-05"}),
        (f"- 3 May 2026 <{URL}> - so", BARE | {"read_on": "2026-05-03"}),
        ("- arXiv:2401.00001", WORK | {"title": URL}),
        ("- 2026-05 arxiv: 2401.00001v2 — so", V2 | {"read_on": "2026-05", "takeaway": "so"}),
        ("- doi:10.1000/182 — so", DOI | {"takeaway": "so"}),
        ("- 10.1000/182", DOI),
        ("- May 2026 A title — so", {"read_on": "2026-05", "title": "A title", "takeaway": "so"}),
        ("- 2001: A Space Odyssey", {"title": "2001: A Space Odyssey"}),
        ("- 1984", {"title": "1984"}),
        ("- 2001 A Space Odyssey", {"title": "2001 A Space Odyssey"}),
        ("- Superforecasting - so", {"title": "Superforecasting", "takeaway": "so"}),
        (f"- [A title]({URL}) -- so", WORK | {"takeaway": "so"}),
        ("- A title\n  in two lines — so", {"title": "A title in two lines", "takeaway": "so"}),
    ],
)
def test_a_work_is_read_as_people_write_it(text: str, found: dict[str, Any]) -> None:
    assert read("reading", text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        f"1 May 2026 [A title]({URL})",
        f"- Smith, [A title]({URL})",
        f"- **[A title]({URL})**",
        f"- ![A title]({URL})",
        f"- [A title]({URL}) words",
        f"- [A title]({URL}): words",
        f"- A title {URL}",
        f"- A title <{URL}> — words",
        "- www.example.org/a",
        "- A title, doi:10.1000/182",
        f"- A title — {URL} — words",
        "- 5/1/2026 — A title",
        "- A title (arXiv:2401.00001)",
        "- A title, arXiv: 2401.00001",
        "- [A title][1]",
        f'- [A title]({URL} "a tip") — words',
        f"- [A title]({URL} 'a tip')",
    ],
)
def test_an_address_is_never_lost_among_the_words(text: str) -> None:
    assert refused("reading", text).line == 6


def test_a_second_work_on_a_line_of_its_own_is_refused() -> None:
    text = f"- [A title]({URL})\n2026 [Another](https://x.org)"
    assert refused("reading", text).line == 7


def test_a_second_question_on_a_line_of_its_own_is_refused() -> None:
    text = "- One? Why it matters: a\nTwo? Why it matters: b"
    assert refused("uncertainties", text).line == 7


HEADINGS = ["Current beliefs", "CURRENT BELIEFS", "2. Current beliefs", "**Current beliefs**"]
HEADINGS += ["Current beliefs ##", "Current  beliefs:", "_Current beliefs_", "(2) Current beliefs"]


@pytest.mark.parametrize("heading", [*(f"## {title}" for title in HEADINGS), "##Current beliefs"])
@pytest.mark.parametrize("before", ["", "  "])
def test_a_heading_is_known_by_its_words(heading: str, before: str) -> None:
    source = f"---\ntitle: A page\n---\n\n{before}{heading}\n\n- Alpha ~20%\n"
    (found,) = parse_document(source, today=TODAY).entries("beliefs")
    assert found.values["claim"] == "Alpha"


@pytest.mark.parametrize(
    "heading",
    [
        "# Current beliefs",
        "### Current beliefs",
        "#### 2. Current beliefs",
        "Current beliefs\n---------------",
        "Current beliefs\n===",
        "**Current beliefs**",
        "Current beliefs:",
        "<h2>Current beliefs</h2>",
        "## Curent beliefs",
        "## Current belief",
        "## Beliefs",
    ],
)
def test_what_comes_close_to_a_missing_heading_is_refused(heading: str) -> None:
    source = f"---\ntitle: A page\n---\n\n## Uncertainties\n\n- Why?\n\n{heading}\n\n- Alpha ~20%\n"
    with pytest.raises(DocumentError) as caught:
        parse_document(source, today=TODAY)
    assert caught.value.line == 9
    assert "“## Current beliefs”" in caught.value.reason


@pytest.mark.parametrize("mark", ["##", "###", "#"])
@pytest.mark.parametrize(
    "heading",
    [
        *(
            "{} {{#unc}}",
            "{} ^anchor",
            "{} [edit]",
            "{} #tag",
            "{} (open)",
            "{} — open",
            "[{}](#x)",
        ),
        *(
            '<a id="u"></a>{}',
            "{} ¶",
            "{} (3)",
            "{}: 3",
            "II. {}",
            "[[{}]]",
            "{} - to do",
            "{} / x",
        ),
        *("{} {{#unc .x}} ^a", "**{}** (open)", "{} [¶](#u)", "{} | all", "{}: what I do not know"),
    ],
)
def test_a_missing_heading_with_something_added_is_refused(mark: str, heading: str) -> None:
    start = "---\ntitle: A page\n---\n\n## Current beliefs\n\n- Alpha ~20%\n\n"
    for title in ("Uncertainties", "Uncertainty") if mark == "##" else ("Uncertainties",):
        called = heading.format(title)
        with pytest.raises(DocumentError, match="line 9: "):
            parse_document(f"{start}{mark} {called}\n\n- Why?\n", today=TODAY)
        (kept,) = parse_document(
            f"{start}## Uncertainties\n\n- Why?\n\n## More about {called}\n\nx\n", today=TODAY
        ).headings
        assert kept.title == f"More about {called}"


@pytest.mark.parametrize("heading", ["### Private note", "Private note", "## Private notes"])
def test_no_private_note_becomes_part_of_the_page(heading: str) -> None:
    source = f"---\ntitle: A page\n---\n\n## Where I currently stand\n\nSo.\n\n{heading}\n\nMine.\n"
    with pytest.raises(DocumentError, match=r"line 9: .*“## Private note”"):
        parse_document(source, today=TODAY)


@pytest.mark.parametrize("words", ["### Private note", "Private note", r"\**private note**"])
def test_prose_that_looks_like_the_note_is_written_so_that_it_is_prose(words: str) -> None:
    body = f"So.\n\n{words}\n\nMore."
    page = PageDocument("A page", headings=[], sections=stance(body))
    assert parse_document(format_document(page), today=TODAY) == page


def test_headings_within_prose_stay_prose_where_ours_stand_too() -> None:
    body = "### Uncertainties\n\nMany.\n\nCurrent beliefs\n---\n\nFew."
    page = PageDocument("A page", headings=[], sections=stance(body))
    assert parse_document(format_document(page), today=TODAY) == page


STAND = "---\ntitle: A page\n---\n\n## Where I currently stand\n\n"
CODE = "Before.\n\n```sh\n## build step\nmake\n```\n\nAfter the code, my conclusion."


@pytest.mark.parametrize(
    "body",
    [
        CODE,
        CODE.replace("```", "~~~~"),
        CODE.replace("```sh", "````\n```").replace("make\n```", "make\n````"),
        "- So:\n\n  ```\n## build step\n  ```\n\nMore.",
        "- ```\n## build step\n  ```\n\nMore.",
        f"{CODE}\n\n{CODE}",
    ],
)
def test_what_stands_in_fenced_code_is_no_heading(body: str) -> None:
    page = parse_document(f"{STAND}{body}\n\n## Uncertainties\n\n- Why?\n", today=TODAY)
    assert page.entries("stance")[0].values["body"] == body
    assert page.headings == []
    assert len(page.entries("uncertainties")) == 1
    assert parse_document(format_document(page), today=TODAY) == page


def test_code_of_the_note_and_of_an_unknown_part_is_kept_whole() -> None:
    source = f"{STAND}So.\n\n## Mine\n\n{CODE}\n\n## Private note\n\n{CODE}\n"
    page = parse_document(source, today=TODAY)
    assert [(part.title, part.text) for part in page.headings] == [("Mine", CODE)]
    assert page.note == CODE
    assert parse_document(format_document(page), today=TODAY) == page


@pytest.mark.parametrize("end", ["", "\n```\n"])
def test_an_open_fence_takes_no_section_into_its_code(end: str) -> None:
    body = "Before.\n\n```\ncode"
    source = f"{STAND}{body}\n\n## Uncertainties\n\n- Why?\n\n## Private note\n\nMine.{end}\n"
    page = parse_document(source, today=TODAY)
    assert page.entries("stance")[0].values["body"] == body
    assert len(page.entries("uncertainties")) == 1
    assert page.note.startswith("Mine.")


def test_an_open_fence_takes_in_no_part_that_has_code_of_its_own() -> None:
    body, mine = "Before.\n\n```\nlog", "In trust.\n\n```py\nx = 1\n```"
    source = f"{STAND}{body}\n\n## Mine\n\n{mine}\n\n## Uncertainties\n\n- Why?\n"
    page = parse_document(source, today=TODAY)
    assert page.entries("stance")[0].values["body"] == body
    assert [(part.title, part.text) for part in page.headings] == [("Mine", mine)]
    assert parse_document(format_document(page), today=TODAY) == page


@pytest.mark.parametrize("title", ["Private notes", "**Privte note**"])
def test_a_heading_like_that_of_the_private_note_is_asked_about_in_code_too(title: str) -> None:
    with pytest.raises(DocumentError, match="is not read as a heading"):
        parse_document(f"{STAND}So.\n\n```\nlog\n\n## {title}\n\nMine.\n```\n", today=TODAY)


@pytest.mark.parametrize("line", ["Private note", "## Private note", "> ## Private note"])
def test_a_line_of_an_exported_entry_that_names_the_note_is_text_of_the_entry(line: str) -> None:
    quotes = "\n".join(f"    > {row}" for row in ("Before.", line))
    entries = (
        f"- One ^r-1\n  takeaway: |\n    Before.\n\n    {line}\n  quotes: |\n{quotes}\n- Two ^r-2\n"
    )
    source = f"---\ntitle: A\natlas: abc\nvisibility: public\n---\n\n## Recent reading\n\n{entries}"
    page = parse_document(source, today=TODAY)
    one, two = page.entries("reading")
    assert (one.values["takeaway"], two.values["title"]) == (f"Before.\n\n{line}", "Two")
    assert parse_document(format_document(page), today=TODAY) == page
    with pytest.raises(DocumentError, match="is not read as a heading"):
        parse_document(f"{source}\nPrivate note\n\nMine.\n", today=TODAY)
    with pytest.raises(DocumentError, match="is not read as a heading"):
        parse_document(source.replace("atlas: abc\n", ""), today=TODAY)


def test_an_export_keeps_unknown_parts_below_an_open_fence_apart() -> None:
    headings = [OtherHeading("stance", "Mine", "```"), OtherHeading("stance", "More", CODE)]
    page = PageDocument("A page", headings=headings, sections=stance("So.\n\n```\n## code"))
    assert parse_document(format_document(page), today=TODAY) == page


def test_an_escaped_heading_in_code_loses_its_backslash() -> None:
    older = CODE.replace("## build", "\\## build")
    page = parse_document(f"{STAND}{older}\n", today=TODAY)
    assert page.entries("stance")[0].values["body"] == CODE


def test_what_hides_a_page_is_found_in_code_too() -> None:
    with pytest.raises(DocumentError, match="keep this page from visitors"):
        parse_document(f"{STAND}```\n## Private\nmake\n```\n", today=TODAY)


PUBLISHED = "A page\n\nCurrent beliefs\n\n{}\n\nUncertainties\n\nNone written yet.\n"


@pytest.mark.parametrize(
    "text",
    ["• Alpha ~20%\n1. Beta ~30%", "1. Alpha ~20%\n2. Beta ~30%", "• Alpha ~20%\n* Beta ~30%"],
)
def test_items_of_a_published_page_stay_apart(text: str) -> None:
    found = parse_published(PUBLISHED.format(text), today=TODAY).entries("beliefs")
    assert [entry.values["claim"] for entry in found] == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("• Alpha ~20%\n    ◦ Beta ~30%", 6),
        ("• Alpha ~20%\n2. Beta ~30%", 6),
        ("• Alpha ~20%\nBeta ~30%", 5),
        ("• Alpha ~20%\n\nBeta ~30%", 7),
        ("• Alpha ~20%\n\nMore about this atlas", 7),
        ("• Alpha\n✓ Beta", 6),
        ("• Alpha 20%", 5),
    ],
)
def test_what_a_published_page_would_melt_is_refused(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_published(PUBLISHED.format(text), today=TODAY)
    assert caught.value.line == line


def test_the_private_note_of_a_copied_page_stays_private() -> None:
    source = "A page\n\nRelated regions\n\n• [[B]] — so\n\nPrivate note\n\nMine.\n"
    page = parse_published(source, today=TODAY)
    assert page.note == "Mine."
    assert page.entries("regions")[0].values["reason"] == "so"
