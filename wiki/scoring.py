"""Scores of probabilities, and how far they moved: pure arithmetic, exact until the last step.

A chance is an exact number in per cent, as in the atlas. All results are between 0 and 1, except
the logarithmic score and skill.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

CLIP = 0.001
BINS = 10
Z = 1.959964  # 95% of a normal distribution lie within so many standard deviations
WHOLE = Fraction(100)
# A chance in per cent, and whether the event happened.
Forecast = tuple[Decimal, bool]


@dataclass(frozen=True)
class Bin:
    """The forecasts from one chance up to another: how many, their mean, how many came true.

    `start`, `end`, `mean` and `frequency` are from 0 to 1. The last bin includes its upper edge.
    `mean` and `frequency` are None in an empty one.
    """

    start: float
    end: float
    n: int
    mean: float | None
    frequency: float | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the ends of the 95% interval of the frequency, None for an empty bin."""
        if self.frequency is None:
            return None
        return wilson(round(self.frequency * self.n), self.n)


@dataclass(frozen=True)
class Scores:
    """The scores of `n` forecasts; all but `n` is None where there are none.

    `skill` is None too where all or none came true.
    """

    n: int
    brier: float | None = None
    log_score: float | None = None
    base_rate: float | None = None
    skill: float | None = None


def score(forecasts: Sequence[Forecast]) -> Scores:
    """Return the scores of some forecasts: pairs of a chance in per cent and the outcome."""
    if not forecasts:
        return Scores(0)
    exact, rate = _brier(forecasts), _base_rate(forecasts)
    skill = _skill(exact, rate)
    return Scores(
        n=len(forecasts),
        brier=float(exact),
        log_score=_log_score(forecasts),
        base_rate=float(rate),
        skill=None if skill is None else float(skill),
    )


def _brier(forecasts: Sequence[Forecast]) -> Fraction:
    """Return the mean of (p - o)², where p is the chance, and o is 1 for true and 0 for false.

    It is 0 for perfect forecasts, 1/4 for 50% throughout, and 1 at worst. Brier (1950),
    "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78(1), in
    its common form for two outcomes, half of what he wrote.
    """
    total = sum((chance - 100 * happened) ** 2 for chance, happened in forecasts)
    return Fraction(total) / (len(forecasts) * WHOLE**2)


def _base_rate(forecasts: Sequence[Forecast]) -> Fraction:
    """Return the share of forecasts that came true, from 0 to 1."""
    return Fraction(sum(happened for _, happened in forecasts), len(forecasts))


def _log_score(forecasts: Sequence[Forecast]) -> float:
    """Return the mean natural logarithm of the chances given to the actual outcomes.

    It is 0 for perfect forecasts and falls below it. A chance counts as at least CLIP and at most 1
    - CLIP: a single certain error would else be minus infinity. Good (1952), "Rational Decisions",
    Journal of the Royal Statistical Society B 14(1).
    """
    chances = (chance if happened else 100 - chance for chance, happened in forecasts)
    clipped = (min(max(float(share / 100), CLIP), 1 - CLIP) for share in chances)
    return math.fsum(map(math.log, clipped)) / len(forecasts)


def _skill(brier: Fraction, rate: Fraction) -> Fraction | None:
    """Return 1 - brier / (r (1 - r)), where r is the base rate; None where that is 0 or 1.

    It is 1 for perfect forecasts, and 0 for a forecaster who always gives the base rate, which is
    known only afterwards: r (1 - r) is the Brier score of that, which Murphy (1973), "A New Vector
    Partition of the Probability Score", Journal of Applied Meteorology 12(4), calls uncertainty.
    """
    return 1 - brier / (rate * (1 - rate)) if 0 < rate < 1 else None


def calibrate(forecasts: Sequence[Forecast]) -> list[Bin]:
    """Return ten bins of equal width from 0 to 1, with the forecasts in each.

    A lower edge belongs to its bin, and 1 to the last. For a well-calibrated forecaster mean and
    frequency of a bin agree, chance aside. Murphy and Winkler (1977), "Reliability of Subjective
    Probability Forecasts of Precipitation and Temperature", Applied Statistics 26(1).
    """
    members_of: list[list[Forecast]] = [[] for _ in range(BINS)]
    for chance, happened in forecasts:
        members_of[min(int(chance * BINS / 100), BINS - 1)].append((chance, happened))
    return [_bin(index, members) for index, members in enumerate(members_of)]


def wilson(happened: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a frequency, given that an event happened in some of `n` cases.

    Both ends are from 0 to 1, and n is at least 1. Wilson (1927), "Probable Inference, the Law of
    Succession, and Statistical Inference", Journal of the American Statistical Association 22(158);
    Brown, Cai and DasGupta (2001), "Interval Estimation for a Binomial Proportion", Statistical
    Science 16(2), find it right on average for small n too.
    """
    share, squared = happened / n, Z * Z
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = Z / (1 + squared / n) * math.sqrt(share * (1 - share) / n + squared / (4 * n * n))
    # Where all or none happened, one end is that share but for rounding.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _bin(index: int, members: Sequence[Forecast]) -> Bin:
    start, end = index / BINS, (index + 1) / BINS
    if not members:
        return Bin(start, end, 0, None, None)
    mean = Fraction(sum(chance for chance, _ in members)) / (len(members) * WHOLE)
    return Bin(start, end, len(members), float(mean), float(_base_rate(members)))


@dataclass(frozen=True)
class Movement:
    """How far the credences of `n` beliefs moved, as means over the beliefs.

    `moves` is the number of all moves; `movement` and `reduction` are as in `measure_movement`.
    """

    n: int
    moves: int
    movement: float
    reduction: float


def measure_movement(paths: Sequence[Sequence[Decimal]]) -> Movement | None:
    """Return how far paths of chances (in per cent) moved, and by how much uncertainty fell.

    None where no path has two chances. Movement is the sum of squared steps; reduction is p (1 - p)
    at the start less that at the end. Both are means over the paths. For whoever updates as Bayes
    would, the two are equal in expectation, whatever the truth turns out to be. Augenblick and
    Rabin (2021), "Belief Movement, Uncertainty Reduction, and Rational Updating", Quarterly Journal
    of Economics 136(2).
    """
    shares = [[Fraction(chance) / WHOLE for chance in path] for path in paths if len(path) > 1]
    if not shares:
        return None
    steps = [later - sooner for path in shares for sooner, later in pairwise(path)]
    moved = sum((step**2 for step in steps), Fraction(0))
    reduced = sum((_uncertainty(path[0]) - _uncertainty(path[-1]) for path in shares), Fraction(0))
    return Movement(
        n=len(shares),
        moves=sum(step != 0 for step in steps),
        movement=float(moved / len(shares)),
        reduction=float(reduced / len(shares)),
    )


def _uncertainty(chance: Fraction) -> Fraction:
    return chance * (1 - chance)
