"""The style sheets: each rule stands once, and what they know of statuses is so."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

STYLES = Path(__file__).parents[1] / "static" / "css"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in STYLES.glob("*.css")}
Rule = tuple[str, str, str]  # the @-rules around it, its selector, its declarations


def rules(text: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet."""
    around: list[str] = []
    for part, mark in re.findall(
        r"([^{}]*)([{}])", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    ):
        words = " ".join(part.split())
        if mark == "{":
            around.append(words)
        else:
            selector = around.pop()
            if words:
                yield " ".join(around), selector, words


def test_rules_are_read_with_what_stands_around_them() -> None:
    sheet = "/* b { } */ a, b { c: d; e: f }\n@media print { a:hover { c: d; } }"
    assert list(rules(sheet)) == [("", "a, b", "c: d; e: f"), ("@media print", "a:hover", "c: d;")]


def test_a_selector_has_one_rule_in_a_style_sheet() -> None:
    for name, text in TEXTS.items():
        counts = Counter((around, selector) for around, selector, _ in rules(text))
        assert counts, name
        assert not [selector for selector, count in counts.items() if count > 1], name


def test_no_rule_stands_in_two_style_sheets() -> None:
    files = defaultdict(list)
    for name, text in TEXTS.items():
        for rule in rules(text):
            files[rule].append(name)
    assert not {rule: names for rule, names in files.items() if len(names) > 1}
