"""What was compiled is read by the next start, and nothing is executed that is not our own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from wiki import create_app
from wiki.views.compiled_templates import FOLDER, identify_program

TEMPLATE, OTHER = "_strip.html", "_pager.html"
Load = Callable[..., bool]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load a template in a new app over the same data folder, and return whether it compiled."""
    compiled = []
    compile_source = Environment.compile

    def count(*args: object, **more: object) -> object:
        compiled.append(args)
        return compile_source(*args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", count)

    def load(**environ: str) -> bool:
        compiled.clear()
        app: Flask = create_app(tmp_path, environ)
        app.jinja_env.get_template(TEMPLATE)
        return bool(compiled)

    return load


def kept(folder: Path) -> Path:
    (file,) = (folder / FOLDER).iterdir()
    return file


def test_the_next_start_reads_what_was_compiled(load: Load, tmp_path: Path) -> None:
    assert load()
    assert not load()
    assert kept(tmp_path).stat().st_mode & 0o777 == 0o600
    assert kept(tmp_path).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_file_that_was_altered_is_not_executed(load: Load, tmp_path: Path, at: int) -> None:
    load()
    data = bytearray(kept(tmp_path).read_bytes())
    data[at] ^= 1
    kept(tmp_path).write_bytes(data)
    assert load()
    assert not load(), "it is replaced"


def test_a_file_that_another_key_signed_is_not_executed(load: Load) -> None:
    load(WIKI_SECRET_KEY="one that nobody can guess")
    assert load(WIKI_SECRET_KEY="another that nobody can guess")


def test_a_file_of_another_template_is_not_executed(load: Load, tmp_path: Path) -> None:
    load()
    file = kept(tmp_path)
    app = create_app(tmp_path, {})
    app.jinja_env.get_template(OTHER)
    (other,) = set(file.parent.iterdir()) - {file}
    file.write_bytes(other.read_bytes())
    assert load()


def test_a_file_that_others_can_write_is_not_executed(load: Load, tmp_path: Path) -> None:
    load()
    kept(tmp_path).chmod(0o620)
    assert load()
    kept(tmp_path).chmod(0o602)
    assert load()


def test_a_link_to_a_file_is_not_followed(load: Load, tmp_path: Path) -> None:
    load()
    file = kept(tmp_path)
    elsewhere = file.rename(tmp_path / "elsewhere")
    file.symlink_to(elsewhere)
    assert load()
    assert not file.is_symlink()


def test_another_version_of_the_program_compiles_anew(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    monkeypatch.setattr("wiki.views.compiled_templates.identify_program", lambda _: "another")
    assert load()


def test_a_module_that_changed_makes_another_program(tmp_path: Path) -> None:
    module = tmp_path / "package" / "module.py"
    module.parent.mkdir()
    module.write_text("one = 1\n")
    before = identify_program(tmp_path)
    assert identify_program(tmp_path) == before
    module.write_text("one = 11\n")
    assert identify_program(tmp_path) != before


def test_pages_are_shown_where_nothing_can_be_kept(load: Load, tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder would be")
    assert load()
    assert load()
