"""The style sheets: each rule stands once, and what they know of statuses is so."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from wiki.statuses import STAGES, TINTS

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


def test_no_style_cuts_text_at_a_number_of_letters() -> None:
    cut = re.compile(r"(?=.*overflow: hidden)(?=.*\bwidth: [\d.]+ch)")
    for name, text in TEXTS.items():
        assert not [selector for _, selector, declared in rules(text) if cut.search(declared)], name


def test_the_style_sheets_know_the_statuses_that_there_are() -> None:
    names = [stage.name for stage in STAGES]
    chosen = re.findall(r"option\[value=(\w+)\]:checked\) \[data-of=(\w+)\]", TEXTS["author.css"])
    assert chosen == [(name, name) for name in names]
    # The mark of the first is the ring that all marks are.
    marks = set(re.findall(r"\.stage-(\w+)", TEXTS["atlas.css"]))
    assert marks == {name.lower() for name in names[1:]} | {"none"}


def test_in_forced_colours_the_ground_of_a_status_is_as_dark_beside_others_as_on_any_map() -> None:
    forced = TEXTS["map.css"].partition("@media (forced-colors")[2]
    drawn = {
        stage: float(opacity)
        for selector, opacity in re.findall(r"([^{}]*){ fill-opacity: ([.\d]+); }", forced)
        for stage in re.findall(r"\.map-(\w+)", selector)
    }
    shades = {stage: drawn[stage] for stage in TINTS}
    assert drawn.keys() - shades.keys() == {"rest"}
    assert drawn["rest"] == shades["dormant"]
    assert sorted(shades, key=lambda one: shades[one]) == sorted(TINTS, key=lambda one: TINTS[one])
    assert shades["open"] == shades["exploring"]


def test_the_statuses_are_listed_in_one_module_and_in_no_template() -> None:
    root = STYLES.parents[1]
    code = re.compile(r"[\"'](?:exploring|forming|dormant)[\"']", re.IGNORECASE)
    modules = (path for path in (root / "wiki").rglob("*.py") if path.parent.name != "demo")
    assert [path.name for path in modules if code.search(path.read_text())] == ["statuses.py"]
    listing = re.compile(r"[\"']dormant[\"']", re.IGNORECASE)
    templates = list((root / "templates").rglob("*.*"))
    assert len(templates) > 100
    assert not [path for path in templates if listing.search(path.read_text())]
