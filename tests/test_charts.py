"""Pictures of many beliefs: where each is drawn."""

from decimal import Decimal
from itertools import pairwise

from wiki.charts.calibration import draw_calibration, up
from wiki.charts.dots import ROOM, PlottedBelief, draw_dots
from wiki.charts.slope import EDGE, GAP, HEIGHT, draw_slopes
from wiki.scoring import calibrate


def test_no_dot_or_tail_covers_another_and_levels_are_no_more_than_needed() -> None:
    numbers = [(60, None), (61, None), (90, 20), (50, None), (5, 40), (97, None)]
    beliefs = [
        PlottedBelief(n, Decimal(now), None if was is None else Decimal(was))
        for n, (now, was) in enumerate(numbers)
    ]
    plot = draw_dots(beliefs)
    assert [dot.across for dot in plot.dots] == [5, 50, 60, 61, 90, 97]
    assert [dot.start for dot in plot.dots] == [40, None, None, None, 20, None]
    for one in plot.dots:
        assert 0 < one.down < plot.height
        for other in plot.dots:
            if one.id < other.id and one.down == other.down:
                spans = sorted(
                    sorted((dot.across, dot.across if dot.start is None else dot.start))
                    for dot in (one, other)
                )
                assert spans[0][1] + ROOM <= spans[1][0]
    assert len({dot.down for dot in plot.dots}) == 3
    assert draw_dots([]).dots == ()


def test_slopes_go_from_before_to_after_and_their_labels_do_not_collide() -> None:
    moves = [(Decimal(50), Decimal(66)), (Decimal(51), Decimal(65)), (Decimal(0), Decimal(100))]
    moves += [(Decimal(n), Decimal(n + 1) / 2) for n in range(13)]
    drawn = draw_slopes(moves)
    assert drawn.slopes[2].start == HEIGHT - EDGE
    assert drawn.slopes[2].end == EDGE
    assert drawn.slopes[0].start > drawn.slopes[0].end
    for labels in (drawn.starts, drawn.ends):
        assert [one.dot for one in labels] == sorted(one.dot for one in labels)
        assert all(one.height + GAP <= other.height + 0.11 for one, other in pairwise(labels))
        assert labels[0].height >= EDGE
        assert labels[-1].height <= HEIGHT - EDGE + 0.1


def test_equal_credences_share_a_label_at_their_dot_with_the_numbers_of_at_most_three() -> None:
    ends = (40, 40, 70, 40, 40)
    drawn = draw_slopes([(Decimal(30), Decimal(after)) for after in ends])
    assert [(each.numbers, each.dot, each.height) for each in drawn.starts] == [("", 220, 220)]
    told = [(int(each.credence), each.numbers) for each in drawn.ends]
    assert told == [(70, "3"), (40, "1, 2, 4"), (40, "5")]
    assert [each.height - each.dot for each in drawn.ends] == [0, -GAP / 2, GAP / 2]
    assert draw_slopes([]).slopes == []


def test_a_line_joins_the_bins_from_thirty_beliefs_on_and_each_has_its_interval() -> None:
    forecasts = [(Decimal(70), number % 10 < 7) for number in range(30)]
    (mark,) = draw_calibration(calibrate(forecasts)).marks
    assert up(0.84) < mark.high < mark.y < mark.low < up(0.52)
    assert draw_calibration(calibrate(forecasts)).line
    assert not draw_calibration(calibrate(forecasts[:29])).line
