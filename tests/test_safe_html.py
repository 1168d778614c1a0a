"""HTML is declared safe in one place only: the package `wiki.text`."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def files_with(pattern: str, folder: str, ending: str) -> set[str]:
    """Return the paths of the files below a folder in which a pattern is found."""
    found = re.compile(pattern)
    files = (ROOT / folder).rglob(f"*.{ending}")
    texts = ((file, file.read_text(encoding="utf-8")) for file in files)
    return {str(file.relative_to(ROOT)) for file, text in texts if found.search(text)}


def test_only_the_package_for_text_makes_markup() -> None:
    found = files_with(r"\bMarkup\(", "wiki", "py")
    assert found
    assert {path for path in found if not path.startswith("wiki/text/")} == set()


def test_no_template_declares_html_safe_or_turns_escaping_off() -> None:
    for ending in ("html", "svg", "xml"):
        assert files_with(r"\|\s*safe\b|\bautoescape\b", "templates", ending) == set()
