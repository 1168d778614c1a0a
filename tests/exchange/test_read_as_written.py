"""Numbers, dates, addresses and paragraphs of other programs are read as they were written."""

from datetime import UTC, date

import pytest

from wiki.exchange.bibtex import escape_tex
from wiki.exchange.library.html_breaks import without_tags
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.tex import plain_tex
from wiki.exchange.library.work import UnreadableFile, Work
from wiki.text.csl_text import read_marked, write_plain

TODAY = date(2026, 11, 20)


def works(text: str) -> list[Work]:
    return read_works(text.encode(), today=TODAY, zone=UTC).works


def bibtex(fields: str) -> Work:
    (work,) = works(f"@misc{{a, title = {{A}}, {fields}}}")
    return work


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"A run of 10\textsuperscript{26} operations", "A run of 10²⁶ operations"),
        (r"10{\textsuperscript {--3}} and x\textsuperscript{{2}}", "10⁻³ and x²"),
        (r"The 1\textsuperscript{st} of CO\textsubscript{2}", "The 1st of CO2"),
        (r"log\textsubscript{10}2 and 5{\textsubscript {3}}", "log₁₀2 and 5₃"),
        (r"\sfrac{1}{2}, 2\nicefrac{1}{3}, \SI{5}{\percent}", "1/2, 2 1/3, 5 %"),
        (r"3\textonehalf{} and \textminus5\textperthousand", "3½ and −5‰"),
        (r"\textsuperscript and \ensuremath and \href", "and and href"),
        (r"\ensuremath{\beta}-carotene, \ensuremath{x^2}", "β-carotene, $x^2$"),
        (r"first \par second\par", "first second"),
        (r"\parallel \partial \itemize", "parallelpartialitemize"),
        (r"a \begin{itemize} \item one \item two\end{itemize} b", "a • one • two b"),
        (
            r"see \href{https://x.org/a\_b}{these {\em two} words}",
            "see these two words (https://x.org/a_b)",
        ),
        (
            r"\foreignlanguage{german}{Der Titel}\hspace*{1em} in \textcolor{red}{red}",
            "Der Titel in red",
        ),
        (r"\href{https://x.org/a}{https://x.org/a}", "https://x.org/a"),
    ],
)
def test_a_command_of_tex_joins_no_words_and_no_digits(tex: str, words: str) -> None:
    assert plain_tex(tex) == words


def test_a_note_in_tex_keeps_its_paragraphs_and_lines() -> None:
    written = "one \\par two\nwrapped\n\nthree\\\\four\\newline five"
    written += " \\begin{itemize}\\item six\\item seven\\end{itemize}"
    (quote, _) = bibtex(f"note = {{{written}}}").all_quotes
    assert quote["note"] == "one\n\ntwo wrapped\n\nthree\nfour\nfive\n• six\n• seven"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("10<sup>26</sup> operations", "10²⁶ operations"),
        ('10<SUP class="x"> −3 </SUP>', "10⁻³"),
        ("the 1<sup>st</sup> of H<sub>2</sub>O", "the 1st of H2O"),
        ("log<sub>2</sub>8 and 11<SUB> 10 </SUB>", "log₂8 and 11₁₀"),
    ],
)
def test_a_raised_or_lowered_number_of_html_does_not_join_the_digits_beside_it(
    html: str, words: str
) -> None:
    assert without_tags(f"<p>{html}</p>") == words
    assert read_marked(html) == words
    assert read_marked(write_plain(html)) == html


@pytest.mark.parametrize(
    ("month", "day", "kept"),
    [
        ('jan # "--" # feb', "1999-01", "jan–feb"),
        ("{Sept. 5--7}", "1999-09-05", "Sept. 5–7"),
        ("{5 September}", "1999-09-05", ""),
        ('jan # "~5"', "1999-01-05", ""),
        ("{06}", "1999-06", ""),
    ],
)
def test_a_month_of_bibtex_that_says_more_than_one_day_is_kept(
    month: str, day: str, kept: str
) -> None:
    work = bibtex(f"year = 1999, month = {month}")
    assert work.published_on == day
    assert dict(work.details).get("month", "") == kept


@pytest.mark.parametrize("words", ["un} balanced {", "{", "}}{", "a {pair} \\ $5 `~^<|>"])
def test_words_written_as_tex_are_read_as_they_were(words: str) -> None:
    assert plain_tex(escape_tex(words)) == words


RIS = "TY  - BOOK\nTI  - One\nER  - \n"


@pytest.mark.parametrize("lost", ["ty  - BOOK\nti  - Two\ner  - \n", "AU  - Two\nER  - \n"])
def test_a_field_of_ris_in_no_record_is_refused_with_its_line(lost: str) -> None:
    with pytest.raises(UnreadableFile, match="Line 4 belongs to no record"):
        works(RIS + lost)


def test_other_lines_between_records_of_ris_are_passed_over() -> None:
    between = "Provider: Ovid\n2.\nER  - \n\n"
    assert [work.title for work in works(between + RIS + between + RIS)] == ["One", "One"]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("?a=1&section=2&copy=3&currency=EUR&lt=4", "?a=1&section=2&copy=3&currency=EUR&lt=4"),
        ("?a=1&amp;section=2&#38;b=3", "?a=1&section=2&b=3"),
        ("?q=&quot;x&quot;&notit;=1", "?q=%22x%22&notit;=1"),
    ],
)
def test_an_ampersand_in_the_address_of_a_bookmark_is_no_entity(written: str, address: str) -> None:
    (work,) = works(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
        f'<DT><A HREF="https://x.org/{written}" TAGS="a">T</A>\n</DL><p>\n'
    )
    assert work.url == f"https://x.org/{address}"


def test_lists_and_links_in_the_description_of_a_bookmark_are_kept() -> None:
    head = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
    first = '<DT><A HREF="https://x.org/">One</A>\n<DD>See <UL><LI>a<LI>b</UL>'
    link = 'and <A HREF="https://y.org/">this</A>, <a href="https://z.org/">https://z.org/</a> too'
    works_read = works(f'{head}{first} {link}\n<DT><A HREF="https://x.org/2">Two</A>\n</DL>')
    assert [work.title for work in works_read] == ["One", "Two"]
    (quote,) = works_read[0].all_quotes
    words = " ".join(quote["note"].split())
    assert words == "See a b and this (https://y.org/), https://z.org/ too"


def test_a_refused_row_is_named_without_halves_of_signs_and_controls() -> None:
    feed = '{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A\\ud83d\\u001b"}]}'
    for text in (feed, "Key,Item Type,Title,Date Added\nA\x1b,b,c,d,e\n"):
        (row,) = read_works(text.encode(), today=TODAY, zone=UTC).refused
        assert row.label == "A"
