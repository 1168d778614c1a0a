"""The scores equal what others compute from the same formulas, in another way."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.scoring import CLIP, Bin, Forecast, Z, calibrate, measure_movement, score, wilson

CHANCES = st.integers(0, 10**8).map(lambda part: Decimal(part) / 10**6) | st.sampled_from(
    [Decimal(n) for n in range(0, 101, 10)]
)
FORECASTS = st.lists(st.tuples(CHANCES, st.booleans()), min_size=1, max_size=200)
EXACT = 1e-12


def arrays(forecasts: list[Forecast]) -> tuple[np.ndarray, np.ndarray]:
    said = np.array([float(chance) / 100 for chance, _ in forecasts])
    return said, np.array([float(happened) for _, happened in forecasts])


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_ends_where_the_share_is_just_within_two_deviations(
    cases: tuple[int, int],
) -> None:
    happened, n = cases
    low, high = wilson(happened, n)
    assert 0 <= low <= happened / n <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert math.isclose(n * (happened / n - end) ** 2, Z**2 * end * (1 - end), abs_tol=1e-6)


@given(FORECASTS)
def test_scores_equal_an_independent_computation(forecasts: list[Forecast]) -> None:
    said, came = arrays(forecasts)
    found = score(forecasts)
    assert found.n == len(forecasts)
    assert found.brier == pytest.approx(np.mean((said - came) ** 2), abs=EXACT)
    assert found.base_rate == pytest.approx(np.mean(came), abs=EXACT)
    clipped = np.clip(said, CLIP, 1 - CLIP)
    likelihood = came * np.log(clipped) + (1 - came) * np.log1p(-clipped)
    assert found.log_score == pytest.approx(np.mean(likelihood), abs=EXACT)
    rate = np.mean(came)
    if 0 < rate < 1:
        expected = 1 - np.mean((said - came) ** 2) / (rate * (1 - rate))
        assert found.skill == pytest.approx(expected, rel=EXACT, abs=EXACT)
    else:
        assert found.skill is None


@given(FORECASTS)
def test_bins_hold_every_forecast_once(forecasts: list[Forecast]) -> None:
    bins = calibrate(forecasts)
    assert [(each.start, each.end) for each in bins] == [(n / 10, (n + 1) / 10) for n in range(10)]
    assert sum(each.n for each in bins) == len(forecasts)
    for number, each in enumerate(bins):
        inside = [
            (Fraction(chance) / 100, happened)
            for chance, happened in forecasts
            if number * 10 <= chance < number * 10 + 10 or (number == 9 and chance == 100)
        ]
        assert each.n == len(inside)
        if not inside:
            assert (each.mean, each.frequency) == (None, None)
            continue
        mean = sum(said for said, _ in inside) / len(inside)
        assert each.mean == pytest.approx(float(mean), abs=EXACT)
        assert each.frequency == pytest.approx(sum(h for _, h in inside) / len(inside), abs=EXACT)


def test_an_edge_is_in_the_bin_above_it_and_100_in_the_last() -> None:
    edges: list[Forecast] = [(Decimal(n), True) for n in range(0, 101, 10)]
    assert [each.n for each in calibrate(edges)] == [1] * 9 + [2]
    below = [(Decimal(n) - Decimal("0.000001"), True) for n in range(10, 101, 10)]
    assert [each.n for each in calibrate(below)] == [1] * 10
    assert calibrate([])[3] == Bin(0.3, 0.4, 0, None, None)


def test_known_scores() -> None:
    none = score([])
    assert (none.n, none.brier, none.log_score, none.base_rate, none.skill) == (0, *[None] * 4)
    sure = score([(Decimal(100), True), (Decimal(0), False)])
    assert (sure.brier, sure.skill) == (0, 1)
    assert sure.log_score == math.log(0.999)
    wrong = score([(Decimal(0), True)])
    assert (wrong.brier, wrong.log_score, wrong.skill) == (1, math.log(0.001), None)
    even = score([(Decimal(50), True), (Decimal(50), False)])
    assert (even.brier, even.skill, even.log_score) == (0.25, 0, math.log(0.5))
    rounding = score([(Decimal("0.1"), False)] * 10)
    assert rounding.brier == 1e-6


PATHS = st.lists(st.lists(CHANCES, min_size=1, max_size=20), min_size=1, max_size=20)


@given(PATHS)
def test_movement_equals_an_independent_computation(paths: list[list[Decimal]]) -> None:
    found = measure_movement(paths)
    long = [np.array([float(chance) / 100 for chance in path]) for path in paths if len(path) > 1]
    if not long:
        assert found is None
        return
    assert found
    moved = np.mean([np.sum(np.diff(path) ** 2) for path in long])
    # The other form: uncertainty lost at each step, summed over the steps.
    reduced = np.mean([-np.sum(np.diff(path * (1 - path))) for path in long])
    assert found.n == len(long)
    assert found.movement == pytest.approx(moved, abs=EXACT)
    assert found.reduction == pytest.approx(reduced, abs=EXACT)


def test_whoever_ends_certain_after_a_fair_walk_moves_as_much_as_uncertainty_falls() -> None:
    """All equally likely paths of a martingale from 1/2 by halves: the two means are equal."""
    paths = [[50, 75, 100], [50, 75, 50], [50, 25, 50], [50, 25, 0]]
    found = measure_movement([[Decimal(step) for step in path] for path in paths])
    assert found
    assert found.movement == found.reduction
    assert (found.n, found.moves) == (4, 8)
    still = measure_movement([[Decimal(50), Decimal(50)]])
    assert still
    assert (still.moves, still.movement) == (0, 0)
