"""Shared code names no kinds: what differs from kind to kind, each kind says itself."""

import re
from pathlib import Path

from wiki.sections import SECTIONS

ROOT = Path(__file__).parent.parent
LETTERS = "".join(section.letter for section in SECTIONS)
# A letter and an id: `b-{{ item.id }}` or `"b-%d"` in a template, `f"b-{item.id}"` in code.
ANCHOR = re.compile(rf"""["'#=][{LETTERS}]-(\{{\{{[^}}]*\}}\}}|%d|\{{[^}}]*\}})["'&]""")


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
