"""Rules that keep the code easy to read: short functions, short modules, one name a class."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
LONGEST_FUNCTION, LONGEST_MODULE, MEDIAN_MODULE = 39, 250, 90  # lines
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
