"""A hostile or broken file is refused or read in time that grows with its length, not its square.

Each case is read under a limit of processor time that a quadratic reader needs many times over,
and a linear one a small part of.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from io import BytesIO
from types import FrameType

import pytest

from wiki.addresses import bare_url, read_address
from wiki.credence import parse_credence
from wiki.credence_pairs import parse_move, parse_range
from wiki.dates import parse_date, parse_days, parse_moment
from wiki.exchange.document import parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.foreign import refuse_foreign
from wiki.exchange.journal.scanning import CHUNK, LARGEST, JsonLines
from wiki.exchange.library.tex import plain_tex
from wiki.exchange.notes.file_links import without_files
from wiki.exchange.notes.inline_links import rewrite_links, with_inline_links
from wiki.exchange.privacy import value_hides
from wiki.exchange.published import parse_published
from wiki.frozen.search_index import fold
from wiki.sections import SECTIONS
from wiki.text import clean_text, count_sentences, slugify
from wiki.text.people import split_authors

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LENGTH = 40_000  # characters
SECONDS = 2.0  # of the processor, for all runs of one case

RUNS = [" ", "[", "~", "(", ".", "`"]


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Fail what takes more seconds of the processor than this."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"This took more than {seconds} seconds of the processor.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def page(body: str) -> None:
    parse_document(f"---\ntitle: A page\n---\n{body}\n", today=TODAY)


def published(body: str) -> None:
    parse_published(f"A page\n{body}\n", today=TODAY)


def front_matter(body: str) -> None:
    parse_document(f"---\n{body}\n---\n", today=TODAY, name="page.md")


def note(body: str) -> None:
    """Read the links of a note, after what begins one and within its title."""
    for start in ("", "![a](b", '[a](b.md "', "[a][", "[a]: ", "[[a|", "`"):
        text = f"[r]: one.md\n\n{start}{body}"
        rewrite_links(text, lambda link: None)
        without_files(with_inline_links(text, lambda target: True), lambda name: False)


READERS: dict[str, Callable[[str], object]] = {
    "front matter": front_matter,
    "key": lambda text: front_matter(f"more: {text}"),
    "body": page,
    "heading": lambda text: page(f"## {text}"),
    "title": lambda text: parse_document(f"# {text}", today=TODAY, name="page.md"),
    "published head": lambda text: published(f"{text}\nUncertainties"),
    "note": note,
    "foreign": lambda text: refuse_foreign(text, "page.md"),
    "credence": parse_credence,
    "range": parse_range,
    "move": parse_move,
    "date": lambda text: parse_date(text, today=TODAY),
    "moment": lambda text: parse_moment(f"{text}T", today=TODAY, now=NOW),
    "days": parse_days,
    "sentences": count_sentences,
    "slug": slugify,
    "clean": clean_text,
    "address": bare_url,
    "typed address": read_address,
}
for section in SECTIONS:
    under = f"## {section.title}\n- "
    READERS[section.name] = lambda text, under=under: page(under + text)  # type: ignore[misc]
    plain = f"{section.title}\n• "
    READERS[f"published {section.name}"] = lambda text, plain=plain: published(plain + text)  # type: ignore[misc]


@pytest.mark.parametrize("run", ["[a](b ", '![a](b "', "[a](b(c)", '.md "', "[a][", "\n[a]: b '"])
def test_many_beginnings_of_links_in_a_note_are_read_in_linear_time(run: str) -> None:
    with processor_time(SECONDS):
        note(run * (LENGTH // len(run)))


@pytest.mark.parametrize("run", ["~", "`", "- ", "```\n", "```\n## x\n", " ```\n"])
def test_many_marks_of_code_are_read_in_linear_time(run: str) -> None:
    with processor_time(SECONDS), suppress(DocumentError):
        page(f"## Where I currently stand\n{run * (LENGTH // len(run))}`")


@pytest.mark.parametrize(
    "run", ["~5", "~ 5 - ", "~1 in ", "~5, ", "~about ", "~(", "~—", "~—~—1x—"]
)
def test_many_tildes_in_a_belief_are_read_in_linear_time(run: str) -> None:
    with processor_time(SECONDS), suppress(DocumentError):
        page(f"## Current beliefs\n- a{run * (LENGTH // len(run))}")


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73", "\uff9e\u0323"])
@pytest.mark.parametrize("read", [clean_text, value_hides, plain_tex, fold])
def test_very_many_marks_on_one_letter_are_read_in_linear_time(
    read: Callable[[str], object], marks: str
) -> None:
    with processor_time(SECONDS / 4):
        read("a" + marks * (2 * LENGTH // len(marks)))


def test_marks_hide_no_word_that_asks_for_privacy() -> None:
    assert value_hides("priv\uff41te, a" + "\u0301\u0323" * 100)


def test_many_legal_forms_of_one_company_are_read_in_linear_time() -> None:
    with processor_time(SECONDS):
        assert len(split_authors("Chips" + ", Inc." * (6 * LENGTH))) == 1


@pytest.mark.parametrize("reader", READERS)
def test_long_runs_of_one_mark_are_read_in_linear_time(reader: str) -> None:
    with processor_time(SECONDS):
        for run in RUNS:
            with suppress(DocumentError, ValueError):
                READERS[reader](f"a{run * LENGTH}~70%")


@pytest.mark.parametrize("begun", [b"", b'{"format"', b'{"format": 1', b'{"format": 1}'])
def test_a_journal_has_no_more_blanks_than_a_line_may_have_signs(begun: bytes) -> None:
    lines = JsonLines(BytesIO(begun + b" " * (LARGEST + CHUNK)))
    with processor_time(SECONDS), pytest.raises(DocumentError, match="too long"):
        list(map(list, lines.objects()))
