"""One notion of the same name of an author: commands, signing in, throttling, and journals."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import signed_in
from tests.exchange.made import Make, made_in, refused, run
from wiki.db import begin_writing, db
from wiki.errors import Invalid
from wiki.gate.keys import account_key
from wiki.models import Author
from wiki.queries.authors import find_author, list_authors
from wiki.services import authors

PASSWORD = "correct horse"
SAME = [
    ("Änne", "änne"),
    ("Änne", "A\u0308NNE"),
    ("Strauss", "Strauß"),
    ("Ann O’Lee", "ann o'lee"),
    ("Ann Lee-Roe", "Ann\u00a0Lee\u2010Roe"),
]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "COST", 2)


@pytest.fixture
def make(tmp_path: Path, empty_instance: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as give:
        yield give


def author(app: Flask, name: str) -> str:
    words = ["author", name]
    result = app.test_cli_runner().invoke(args=words, input=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    return result.stdout


def names(app: Flask) -> list[str]:
    with app.app_context():
        return [one.name for one in list_authors()]


def add_as_earlier_versions_did(app: Flask, *added: str) -> None:
    """Add authors whose names are told apart by the database alone."""
    with app.app_context():
        begin_writing()
        for name in added:
            one = Author(name=name)
            authors.set_password(one, f"{PASSWORD} of {name}")
            db.session.add(one)
        db.session.commit()


def sign_in(app: Flask, name: str, password: str = PASSWORD) -> int:
    return app.test_client().post("/sign-in", data={"name": name, "password": password}).status_code


@pytest.mark.parametrize(("name", "typed"), SAME)
def test_a_name_in_another_spelling_is_the_same_author(make: Make, name: str, typed: str) -> None:
    app = make("one")
    assert "is an author now" in author(app, name)
    assert f"{name} has a new password" in author(app, typed)
    assert names(app) == [name]
    assert sign_in(app, typed) == sign_in(app, name) == 303
    assert account_key(name) == account_key(typed)
    with app.app_context(), pytest.raises(Invalid):
        authors.make_author(typed)


def test_a_name_keeps_its_accents_and_no_name_is_found_by_a_text_without_end(make: Make) -> None:
    app = make("one")
    author(app, "Änne")
    assert "is an author now" in author(app, "Anne")
    assert sign_in(app, "Änne " * 1000) == 422
    assert names(app) == ["Änne", "Anne"]


@pytest.mark.parametrize("pair", [SAME[0], SAME[2], ("änne", "ÄNNE")])
def test_two_authors_of_an_earlier_version_stay_two(
    make: Make, tmp_path: Path, pair: tuple[str, str]
) -> None:
    app, out = make("one"), tmp_path / "out"
    add_as_earlier_versions_did(app, *pair)
    for name in pair:
        assert sign_in(app, name, f"{PASSWORD} of {name}") == 303
        assert sign_in(app, name, PASSWORD) == 422
        assert f"{name} has a new password" in author(app, name)
    saved = {"title": "Tides", "visibility": "public", "once": "a" * 16}
    assert signed_in(app, pair[1]).post("/atlas/new", data=saved).status_code == 303
    with app.app_context():
        second = find_author(pair[1])
        assert second
        authors.rename(second, pair[1])
        with pytest.raises(Invalid):
            authors.rename(second, pair[0])
        with pytest.raises(Invalid):
            authors.rename(second, pair[1].upper() + "\u200b")
    run(app, "export", "--all", out)
    other = make("two")
    assert "set new ones for" in run(other, "import", out)
    assert names(other) == [*pair]
    assert refused(other, "import", out)


def test_authors_of_a_journal_are_those_who_are_here_in_any_spelling(
    make: Make, tmp_path: Path
) -> None:
    app, other, out = make("one"), make("two"), tmp_path / "out"
    add_as_earlier_versions_did(app, "Änne", "änne", "Strauß")
    saved = {"title": "Tides", "visibility": "public", "once": "a" * 16}
    assert signed_in(app, "Änne").post("/atlas/new", data=saved).status_code == 303
    run(app, "export", "--all", out)
    add_as_earlier_versions_did(other, "Noise", "STRAUSS", "änne")
    run(other, "import", out)
    assert sorted(names(other)) == sorted(["Noise", "Strauß", "änne", "Änne"])
    assert sign_in(other, "strauss", f"{PASSWORD} of STRAUSS") == 303
    assert sign_in(other, "änne", f"{PASSWORD} of änne") == 303
