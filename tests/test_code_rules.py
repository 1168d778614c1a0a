"""Rules that keep the code easy to read: short functions and modules, questions apart."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
LONGEST_FUNCTION, LONGEST_MODULE, MEDIAN_MODULE = 39, 250, 90  # lines
QUESTION = re.compile("(?:find|list|get|has|is|count|number)_")  # how names of questions begin
WRITES = {"commit", "rollback", "flush", "remove", "connection"}  # what views ask of the session
MIGRATIONS = ROOT / "wiki" / "migrations"  # each is as it was when it was released


def modules() -> dict[Path, str]:
    """Return the text of every module of the program but the migrations, by its path."""
    found = (ROOT / "wiki").rglob("*.py")
    return {path: path.read_text() for path in found if MIGRATIONS not in path.parents}


def definitions(*kinds: type[Any]) -> Iterator[tuple[Path, Any]]:
    """Yield every class or function of the program with the path of its module."""
    for path, text in modules().items():
        yield from ((path, node) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in definitions(ast.FunctionDef, ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_module_is_long_and_most_are_short() -> None:
    lengths = {path: text.count("\n") for path, text in modules().items()}
    assert not [path for path, length in lengths.items() if length > LONGEST_MODULE]
    assert median(lengths.values()) < MEDIAN_MODULE


def test_what_may_be_seen_is_asked_of_a_reader_and_of_no_flag() -> None:
    flags = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path, text in modules().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.arg | ast.AnnAssign)
        and ast.unparse(node).startswith("private: bool")
    ]
    assert not flags


def test_a_name_of_a_class_stands_for_one_class() -> None:
    names = Counter(node.name for _, node in definitions(ast.ClassDef))
    assert not [name for name, count in names.items() if count > 1]


def test_questions_stand_in_queries_and_services_keep_the_verbs() -> None:
    asked = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, text in modules().items()
        if path.parent == ROOT / "wiki" / "services"
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and QUESTION.match(node.name)
    ]
    assert not asked


def test_no_view_reads_rows_itself() -> None:
    used = [
        (path.relative_to(ROOT), found)
        for path, text in modules().items()
        if path.parent == ROOT / "wiki" / "views"
        for found in re.findall(r"db\.session\.(\w+)", text)
    ]
    assert len(used) > 50
    assert not [use for use in used if use[1] not in WRITES]
