"""Estimates and comparisons of plain numbers, against closed forms and sums done by hand."""
import math
import unittest

import numpy as np
from scipy import special

from flywheel import compare
from flywheel.estimate import estimate, t_quantile

NAN = math.nan


class QuantileTest(unittest.TestCase):
    def test_closed_forms(self) -> None:
        a = 4 * 0.975 * 0.025
        four = 2 * math.sqrt(math.cos(math.acos(math.sqrt(a)) / 3) / math.sqrt(a) - 1)
        exact = [math.tan(math.pi * 0.475), 0.95 / math.sqrt(a / 2), four]
        np.testing.assert_allclose(t_quantile(0.975, [1, 2, 4]), exact, rtol=1e-14)

    def test_gives_back_the_probability(self) -> None:
        freedom = np.arange(1, 2000)
        back = special.stdtr(freedom, t_quantile(0.975, freedom))
        np.testing.assert_allclose(back, 0.975, rtol=1e-15)


class EstimateTest(unittest.TestCase):
    def test_by_hand(self) -> None:
        found = estimate([1, 2, 6])
        half = 0.95 / math.sqrt(4 * 0.975 * 0.025 / 2) * math.sqrt(7 / 3)
        self.assertEqual(found.n, 3)
        np.testing.assert_allclose(found[1:], [3, math.sqrt(7), 3 - half, 3 + half], rtol=1e-14)

    def test_pairs_are_units(self) -> None:
        found = estimate([1, 5, 4, 4, 2, 10], pairing=2)
        self.assertEqual(found, estimate([3, 4, 6]))

    def test_half_a_pair(self) -> None:
        found = estimate([1, 5, 4, NAN, 2, 12], pairing=2)
        deviations = np.array([6 - 2 * 4.8, 4 - 4.8, 14 - 2 * 4.8])
        self.assertEqual((found.n, found.mean), (3, 4.8))
        self.assertAlmostEqual(found.sd, math.sqrt((deviations**2).sum() / 2) * 3 / 5, 14)

    def test_what_is_undefined(self) -> None:
        for values, n, mean in (([NAN, NAN], 0, NAN), ([NAN, 3], 1, 3), ([], 0, NAN)):
            found = estimate(values)
            self.assertEqual(found.n, n)
            np.testing.assert_array_equal(found[1:], [mean, NAN, NAN, NAN])

    def test_last_axis(self) -> None:
        values = np.arange(24.0).reshape(2, 3, 4) ** 2
        found = estimate(values)
        self.assertEqual(found.mean.shape, (2, 3))
        self.assertEqual(found.high[1, 2], estimate(values[1, 2]).high)


class ComparisonTest(unittest.TestCase):
    def test_ties(self) -> None:
        found = compare.differences([1e9, 1e9, NAN, 0, math.inf], [1e9 + 0.5, 1e9 + 2, 1, 0, 1])
        np.testing.assert_array_equal(found, [0, 2, NAN, 0, NAN])

    def test_wins(self) -> None:
        self.assertEqual(compare.share_of_wins([1, 2, -1, 0, NAN], 1), 2.5 / 4)
        self.assertEqual(compare.share_of_wins([1, 2, -1, 0, NAN], -1), 1.5 / 4)
        self.assertTrue(math.isnan(compare.share_of_wins([0, 0, NAN], 1)))
        self.assertTrue(math.isnan(compare.share_of_wins([1, 2], 0)))

    def test_lead_is_for_good(self) -> None:
        weeks = [0, 2, 4, 6]
        cases = [([1, -1, 1, 2], 1, 4), ([1, 1, 1, 1], 1, 0), ([1, 1, 1, -1], 1, math.inf),
                 ([1, 1, 1, -1], -1, 6), ([0, 1, 1, 1e-10], 1, math.inf)]
        for course, better, week in cases:
            self.assertEqual(compare.lead(weeks, course, better), week, course)

    def test_course_of_a_flow_is_summed_up(self) -> None:
        a, b = np.zeros((2, 3)), np.array([[1, 2, 3], [3, 2, NAN]])
        np.testing.assert_array_equal(compare.mean_course(a, b, False), [2, 2, 3])
        np.testing.assert_array_equal(compare.mean_course(a, b, True), [2, 4, 7])


if __name__ == "__main__":
    unittest.main()
