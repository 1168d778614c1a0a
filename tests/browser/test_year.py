"""The chart of a year: a line leads from each dot to the number that belongs to it."""

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Atlas, Contexts

# The rows of the table that are drawn, the heights of each one's dots, and all labels with their
# boxes and the ends of their leaders, as a reader sees them.
DRAWN = """() => {
  const middle = (each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    return [(left + right) / 2, (top + bottom) / 2];
  };
  const ends = (path) => [0, path.getTotalLength()].map((far) => {
    const { x, y } = path.getPointAtLength(far).matrixTransform(path.getScreenCTM());
    return [x, y];
  });
  const labels = (side) => [...document.querySelectorAll(`.slopes .${side} text`)].map((each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    const [credence, ...numbers] = each.textContent.split(/[\\s,]+/);
    const [dot, label] = ends(each.previousElementSibling);
    const box = [left, top, right, bottom];
    return { credence, numbers: numbers.filter(Boolean).map(Number), box, dot, label };
  });
  const dots = [...document.querySelectorAll(".slopes circle")].map(middle);
  const rows = [...document.querySelectorAll(".moves tbody tr")].slice(0, dots.length / 2);
  return {
    moves: rows.map((row, at) => [...row.querySelector("b").textContent.split(" → "),
      dots[2 * at], dots[2 * at + 1]]),
    starts: labels("starts"), ends: labels("ends"), width: innerWidth,
  };
}"""


def leads(label: dict[str, Any], dot: list[float]) -> bool:
    """Return whether a label's leader goes from a dot to the middle of the label's near edge."""
    left, top, right, bottom = label["box"]
    (x, y), (to_x, to_y) = label["dot"], label["label"]
    near = left if x < left else right
    begins = abs(x - dot[0]) < 6 and abs(y - dot[1]) < 1
    return bool(begins and abs(to_x - near) < 6 and abs(to_y - (top + bottom) / 2) < 3)


def look(page: Page, year: int, width: int) -> None:
    """Expect that the labels of a year's chart say of each line what the table says of its row."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/year/{year}")
    drawn = page.evaluate(DRAWN)
    assert len(drawn["moves"]) > 10
    for number, (before, after, start, end) in enumerate(drawn["moves"], 1):
        said = [each for each in drawn["starts"] if leads(each, start)]
        assert [each["credence"] for each in said] == [before], (year, number)
        said = [each for each in drawn["ends"] if number in each["numbers"]]
        assert [each["credence"] for each in said] == [after], (year, number)
        assert leads(said[0], end), (year, number)
    for side in ("starts", "ends"):
        boxes = [each["box"] for each in drawn[side]]
        assert all(0 <= left < right <= width for left, _, right, _ in boxes)
        for one, other in combinations(boxes, 2):
            shared = min(one[3], other[3]) - max(one[1], other[1])
            assert shared < 3, (year, side)  # of the 15 pixels of a line of text


@pytest.mark.parametrize("width", [320, 1000])
def test_each_number_of_the_chart_of_a_year_belongs_to_its_own_dot(
    demo: Atlas, contexts: Contexts, width: int
) -> None:
    page = contexts(base_url=demo.address).new_page()
    for year in (2025, 2026):
        look(page, year, width)
