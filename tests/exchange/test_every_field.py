"""Whatever is typed into the forms of an atlas is in its export, and an import reads it there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import BY_TYPE, TODAY, base_of, signed_in
from tests.exchange.made import Make, made_in, refused, run
from tests.exchange.test_whole import altered, files_in, same
from wiki.sections import SECTIONS, Section

# What only some words can stand in.
TYPED = {
    "at": "",
    "belief": "b-1",
    "cause": "",
    "citation_key": "key2026",
    "kind": "leans on",
    "outcome": "",
    "quotes": "> Words of the work\npage: 3\nnote: Mine\npublic",
    "region": "Elsewhere",
    "slug": "an-address",
    "topics": "Compute, Elsewhere",
}
REWORKED = [section for section in SECTIONS if section.reworked]


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


def filled(section: Section, word: str) -> dict[str, str]:
    """Return something in every field of a kind's form; an essay is here or elsewhere."""
    form = section.form(today=TODAY)
    typed = {
        field.name: BY_TYPE.get(field.type, (f"Some {word} {field.name}",))[0] for field in form
    }
    typed |= {name: said for name, said in TYPED.items() if name in typed}
    return typed | ({"url": ""} if {"url", "body"} <= typed.keys() else {})


def write_all(author: FlaskClient) -> None:
    """Fill every form of an atlas, and save a draft of what is published where that can be."""
    header = {"summary": "On chips", "short_title": "Chips", "status": "Forming", "area": "Tools"}
    for title in ("Elsewhere", "Compute"):
        more = {"title": title, "review_days": "30", "reviewed_on": "2026-05-01"}
        assert author.post("/atlas/new", data=header | more | {"once": title}).status_code == 303
    author.post("/atlas/compute/note", data={"body": "Mine alone.", "base": "0"})
    for section in SECTIONS:
        at = f"/atlas/compute/{section.name}"
        sent = filled(section, "first") | {"once": section.name, "publish": "1"}
        answer = author.post(at, data=sent)
        assert answer.status_code == 303, section.name
    for section in REWORKED:
        at = f"/atlas/compute/{section.name}/1"
        base = base_of(author.get(f"{at}/edit").text)
        sent = filled(section, "next") | {"base": base, "keep": "next"}
        answer = author.post(at, data=sent)
        assert answer.status_code == 303, section.name
    first = {"body": "Begun.", "reason": "Asked", "once": "begun", "keep": "next"}
    assert author.post("/atlas/elsewhere/stance", data=first).status_code == 303


@pytest.mark.parametrize("discards", [False, True])
def test_all_that_forms_take_comes_back_next_versions_too(
    make: Make, tmp_path: Path, discards: bool
) -> None:
    one, other = make("one"), make("other")
    author = signed_in(one, "Ada")
    write_all(author)
    for section in REWORKED if discards else ():
        discard = f"/next/{section.kind}/1/discard"
        assert author.post(discard, data={"next_version": "1"}).status_code == 303
    run(one, "export", "--all", tmp_path / "out")
    run(other, "import", tmp_path / "out")
    same(one, other)
    run(other, "export", "--all", tmp_path / "again")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "again")
    again = signed_in(other, "Ada")
    for section in REWORKED:
        at = f"/atlas/compute/{section.name}/1/edit?next=1"
        assert ("Some next body" in again.get(at).text) != discards, section.name


def refused_journal(make: Make, tmp_path: Path, *waiting: dict[str, object]) -> str:
    """Return why an export is refused whose journal has these next versions of one essay."""
    one, other, journal = make("one"), make("other"), tmp_path / "out" / "journal.jsonl"
    write_all(signed_in(one, "Ada"))
    run(one, "export", "--all", tmp_path / "out")
    lines = journal.read_text().splitlines(keepends=True)
    same = {"kind": "essay", "item_id": 1, "base": 1, "is_discarded": False}
    same |= {"saved_at": "2026-05-01T12:00:00+00:00"}
    journal.write_text("".join(altered(1, next_versions=[same | one for one in waiting])(lines)))
    return refused(other, "import", tmp_path / "out")


@pytest.mark.parametrize("typed", [{"body": ["a"]}, {"topics": "Two"}, {"topics": [1]}, {"new": 1}])
def test_a_next_version_that_no_form_can_show_is_refused_with_its_line(
    make: Make, tmp_path: Path, typed: dict[str, object]
) -> None:
    name = next(iter(typed))
    told = refused_journal(make, tmp_path, {"number": 1, "typed": typed})
    assert f"line 1: `{name}` of a next version cannot" in told


@pytest.mark.parametrize("numbers", [(1, 1), (1, 2)])
def test_two_open_next_versions_of_one_item_are_refused_with_their_line(
    make: Make, tmp_path: Path, numbers: tuple[int, int]
) -> None:
    both: list[dict[str, object]] = [{"number": number, "typed": {}} for number in numbers]
    told = refused_journal(make, tmp_path, *both)
    assert "line 1: An item has two open next versions" in told
