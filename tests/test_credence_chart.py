"""The chart of a credence: where its points stand, and how each is marked."""

from datetime import date
from decimal import Decimal

from wiki.charts.credence import (
    HEIGHT,
    MARGIN,
    MOST,
    WIDTH,
    ChartedCredence,
    draw_credences,
)
from wiki.charts.strip import MARGIN as EDGE
from wiki.charts.strip import draw_strip


def held(day: int, credence: int, **more: object) -> ChartedCredence:
    return ChartedCredence(date(2026, 5, day), Decimal(credence), **more)  # type: ignore[arg-type]  # as given


def test_days_are_spaced_as_they_passed_and_numbers_from_foot_to_head() -> None:
    drawn = draw_credences([held(1, 0), held(2, 100), held(11, 50)])
    inner = WIDTH - 2 * MARGIN
    assert [dot.x for dot in drawn.dots] == [MARGIN, MARGIN + round(inner / 10), WIDTH - MARGIN]
    assert [dot.y for dot in drawn.dots] == [HEIGHT - MARGIN, MARGIN, HEIGHT // 2]
    assert drawn.path.startswith(f"M{MARGIN} {HEIGHT - MARGIN}H")


def test_points_of_one_day_are_spaced_evenly() -> None:
    assert [dot.x for dot in draw_credences([held(1, 10), held(1, 20), held(1, 30)]).dots] == [
        MARGIN,
        WIDTH // 2,
        WIDTH - MARGIN,
    ]


def test_one_point_is_a_level_line() -> None:
    drawn = draw_credences([held(1, 50)])
    assert drawn.path == f"M{MARGIN} {HEIGHT // 2}H{WIDTH - MARGIN}"


def test_a_range_a_cause_and_other_words_are_drawn_and_explained() -> None:
    ranged = {"low": Decimal(40), "high": Decimal(60), "caused": True}
    points = [held(1, 10, mark="recalled"), held(5, 50, **ranged), held(9, 50, mark="affirmed")]
    drawn = draw_credences(points, [date(2026, 5, 5), date(2026, 4, 1), date(2026, 6, 1)])
    assert drawn.signs == ["moved", "caused", "affirmed", "recalled", "range", "reworded"]
    assert drawn.reworded == (MARGIN, WIDTH // 2, WIDTH - MARGIN)
    assert [bool(dot.span) for dot in drawn.dots] == [False, True, False]
    assert draw_credences([held(1, 10)]).signs == ["moved"]


def test_of_very_many_points_the_line_is_drawn_alone() -> None:
    drawn = draw_credences([held(1 + n % 20, n % 100) for n in range(MOST + 1)])
    assert drawn.dots == ()
    assert drawn.path.count("H") == MOST + 1


def test_a_strip_runs_from_0_to_100_with_what_was_before_and_the_range() -> None:
    drawn = draw_strip(Decimal(100), Decimal(0), (Decimal(25), Decimal(75)))
    whole = drawn.right - drawn.left
    assert (drawn.before, drawn.now) == (EDGE, drawn.width - EDGE)
    assert (drawn.low, drawn.high) == (EDGE + whole / 4, EDGE + whole * 3 / 4)
    alone = draw_strip(Decimal(50))
    assert (alone.now, alone.before, alone.low) == (drawn.width / 2, None, None)
