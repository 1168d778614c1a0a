"""Distinct points and pairs are those that numpy finds among rows, in the same order."""

import numpy as np

from wiki.map.distinct import distinct_pairs, distinct_points


def test_distinct_points_are_those_of_numpy_in_the_same_order() -> None:
    chance = np.random.default_rng(1)
    points = np.repeat(chance.normal(size=(200, 2)).round(1) * [9, -300], 3, axis=0)
    known, places = np.unique(points, axis=0, return_inverse=True)
    found, numbers = distinct_points(points)
    assert (found == known).all()
    assert (numbers == places).all()
    assert (distinct_points(points[:, ::-1])[0] == np.unique(points[:, ::-1], axis=0)).all()


def test_distinct_pairs_are_those_of_numpy_in_the_same_order() -> None:
    pairs = np.random.default_rng(2).integers(0, 90, size=(3000, 2))
    pairs[0] = 2**31 - 1, 2**31 - 1
    known, places = np.unique(pairs, axis=0, return_inverse=True)
    found, numbers = distinct_pairs(pairs)
    assert (found == known).all()
    assert (numbers == places).all()
