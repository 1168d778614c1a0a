"""Rules of visibility stand in `wiki/visibility` alone: no other code compares a visibility.

Code elsewhere may set a region's visibility, or say what it is. Each comparison that does so is
listed here with its reason; all others are questions for `wiki/visibility`.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.test_code_rules import ROOT, modules

WORDS = {"public", "private"}
NAMES = {"PUBLIC", "PRIVATE"}
FILE_SAYS = "what a file says, before there is a region"
FORM_SAYS = "the box of a quote, as a form or a line of text has it"
# Comparisons in Python by module.
IN_CODE = {
    "wiki/exchange/claimed.py": {
        "line.visibility == PRIVATE": FILE_SAYS,
        "visibility == PUBLIC": FILE_SAYS,
    },
    "wiki/exchange/forecasts.py": {
        "visibility not in ('', PRIVATE, PUBLIC)": "refuses other words",
    },
    "wiki/exchange/front_matter.py": {"front_matter.known[VISIBILITY] == PUBLIC": FILE_SAYS},
    "wiki/exchange/histories.py": {"one.visibility == PRIVATE": FILE_SAYS},
    "wiki/exchange/journal/fields.py": {
        "one.keys() == {'text', 'page', 'note', 'public'}": "the fields of a quote in a file",
    },
    "wiki/exchange/notes/head.py": {"text.lower() in (PUBLIC, PRIVATE)": FILE_SAYS},
    "wiki/exchange/notes/importing.py": {"page.visibility == PUBLIC": FILE_SAYS},
    "wiki/exchange/notes/openness.py": {
        "page.visibility == PUBLIC": FILE_SAYS,
        "page.visibility == PRIVATE": FILE_SAYS,
    },
    "wiki/exchange/published.py": {
        "' '.join(re.findall('\\\\w+', part)).casefold() == PRIVATE": FILE_SAYS,
    },
    "wiki/forms/quotes.py": {
        "name == PUBLIC": FORM_SAYS,
        "line.strip().lower() == PUBLIC": FORM_SAYS,
        "PUBLIC in row": FORM_SAYS,
    },
    "wiki/services/topics.py": {
        "values.get('visibility', PUBLIC) not in (PUBLIC, PRIVATE)": "refuses other words",
    },
    "wiki/views/imports.py": {"'public' in request.form": "a box of the import form"},
}
# Expressions in templates: each is there to write “private” beside a region, for those who see it.
IN_TEMPLATES = {
    "templates/beliefs/index.html": ['%+ if belief.topic.visibility == "private" %'],
    "templates/macros.html": ['"private" if topic.visibility == "private"'],
    "templates/topics/_header.html": ['% if topic.visibility == "private" %'],
    "templates/topics/card.html": ['" · Private" if topic.visibility == "private"'],
    "templates/triggers/index.html": ['%+ if trigger.topic.visibility == "private" %'],
}
EXPRESSION = re.compile(
    r"""[^{}\[\]\n]*\bvisibility\b[^{}\[\]\n]*["'](?:public|private)["'][^{}\[\]\n]*"""
)


def compared(node: Any) -> bool:
    """Return whether a comparison has the word for a visibility on one of its sides."""
    sides = [node.left, *node.comparators]
    parts = [part for side in sides for part in (side, *getattr(side, "elts", ()))]
    return any(
        (isinstance(part, ast.Constant) and part.value in WORDS)
        or (isinstance(part, ast.Name) and part.id in NAMES)
        or (isinstance(part, ast.Attribute) and part.attr in NAMES)
        for part in parts
    )


def comparisons(text: str) -> Iterator[str]:
    """Yield the source of each comparison of a module with the word for a visibility."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and compared(node):
            yield ast.unparse(node)


def test_no_code_but_wiki_visibility_compares_a_visibility() -> None:
    found: dict[str, set[str]] = {}
    for path, text in modules().items():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("wiki/visibility/") and (mine := set(comparisons(text))):
            found[name] = mine
    assert found == {name: set(reasons) for name, reasons in IN_CODE.items()}


def test_no_template_compares_a_visibility_but_to_say_it() -> None:
    found = {}
    for path in (ROOT / "templates").rglob("*.*"):
        if mine := [one.strip() for one in EXPRESSION.findall(path.read_text())]:
            found[path.relative_to(ROOT).as_posix()] = mine
    assert found == IN_TEMPLATES


@pytest.mark.parametrize(
    "rule",
    [
        'row.visibility == "public"',
        "Topic.visibility != PUBLIC",
        "(topic.visibility or PUBLIC) == models.PUBLIC",
        "'private' != state['visibility']",
        "one.visibility in (PRIVATE, '')",
    ],
)
def test_a_rule_would_be_found_however_it_is_written(rule: str) -> None:
    assert list(comparisons(f"x = [row for row in rows if {rule}]"))
