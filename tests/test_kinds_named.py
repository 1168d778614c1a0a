"""Shared code names no kinds: what differs from kind to kind, each kind says itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from wiki.sections import SECTIONS

ROOT = Path(__file__).parent.parent
LETTERS = "".join(section.letter for section in SECTIONS)
# A letter and an id: `b-{{ item.id }}` or `"b-%d"` in a template, `f"b-{item.id}"` in code.
ANCHOR = re.compile(rf"""["'#=][{LETTERS}]-(\{{\{{[^}}]*\}}\}}|%d|\{{[^}}]*\}})["'&]""")

NAMES = {name for section in SECTIONS for name in (section.kind, section.name)}
OF_KINDS = ("sections", "models", "migrations", "demo")  # packages that are about single kinds
# Constants with names of several kinds that are about one feature, not about what kinds are like.
OF_FEATURES = {
    "exchange/library/work.py": {"READING, ESSAY"},  # what a file of another program holds
    "projections/announced.py": {"FEED_FIELDS", "ANNOUNCED"},  # the feeds of readings and essays
    "projections/map_version.py": {"FILLS"},  # a stub is a region without a stance and a belief
    "queries/past/archive.py": {"ON_THE_MAP"},  # what maps of past days are made from
}


def constants_by_kind(path: Path) -> Iterator[str]:
    """Yield the names of a module's constants that have the names of several kinds in them."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value:
            found = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
            if len(NAMES.intersection(filter(lambda value: isinstance(value, str), found))) > 1:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                yield ast.unparse(target).strip("()")


def test_shared_code_has_no_tables_by_kind() -> None:
    wiki, found = ROOT / "wiki", {}
    for path in wiki.rglob("*.py"):
        within = path.relative_to(wiki)
        if within.parts[0] not in OF_KINDS and (constants := set(constants_by_kind(path))):
            found[within.as_posix()] = constants
    assert found == OF_FEATURES


def test_what_serves_every_kind_imports_the_model_of_none() -> None:
    models = {section.model.__name__ for section in SECTIONS}
    served = "services/items services/owned services/shared projections/addresses queries/items"
    for name in f"{served} projections/shown_on views/sections views/json_page".split():
        tree = ast.parse((ROOT / "wiki" / f"{name}.py").read_text())
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not models.intersection(one.name for node in imports for one in node.names), name


def test_anchors_are_written_by_the_class_that_reads_them() -> None:
    every = (*(ROOT / "wiki").rglob("*.py"), *(ROOT / "templates").rglob("*.*"))
    by_hand = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in every
        for match in ANCHOR.finditer(path.read_text())
    ]
    assert not by_hand


def test_the_scripts_find_sections_by_what_they_hold_and_not_by_name() -> None:
    names = "|".join(section.name for section in SECTIONS)
    by_name = re.compile(rf"[\"' ](?:\.part-|#)(?:{names})\b")
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    assert not [script.name for script in scripts if by_name.search(script.read_text())]
