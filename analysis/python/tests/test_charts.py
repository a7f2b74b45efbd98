"""Charts show the numbers of the result, and say what they show."""
import subprocess
import sys
import unittest
from itertools import product

import numpy as np
from support import FLYWHEEL, FUNNEL, MATTERS, MORRIS, ROOT, WHERE, FilesTest

import flywheel

try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from flywheel import charts
except ImportError:
    charts = None

SMALL = ("--set", "market.agents=600", "--replicates", 4)


class WithoutMatplotlibTest(unittest.TestCase):
    def test_package_does_not_need_it(self) -> None:
        script = "import sys, flywheel; sys.exit('matplotlib' in sys.modules)"
        subprocess.run([sys.executable, "-c", script], check=True)


@unittest.skipIf(charts is None, "no matplotlib")
class ChartTest(FilesTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.result, _ = cls.make("two.h5", "compare", FUNNEL, FLYWHEEL, *SMALL)
        cls.sweep, _ = cls.make("where.h5", "sweep", WHERE, *SMALL)

    def tearDown(self) -> None:
        plt.close("all")

    def is_drawn(self, ax: object) -> None:
        """It can be drawn, with a title and a unit on its axis."""
        ax.figure.canvas.draw()
        self.assertTrue(ax.get_title(loc="left") and ax.get_xlabel())

    def test_fan_chart(self) -> None:
        ax = charts.fan_chart(self.result, "agents", stage="prospect")
        self.is_drawn(ax)
        medians = self.result.bands("agents", (0.5,), stage="prospect").sel(quantile=0.5)
        for line, name in zip(ax.lines, self.result.scenarios, strict=True):
            self.assertEqual(line.get_label(), name)
            np.testing.assert_array_equal(line.get_ydata(), medians.sel(scenario=name))
        self.assertEqual(len(ax.collections), 4)
        self.assertEqual((ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()),
                         ("Agents in each stage: prospect", "week", "agents"))
        colours = {(line.get_color(), line.get_linestyle()) for line in ax.lines}
        self.assertEqual(len(colours), 2)

    def test_difference_chart(self) -> None:
        own = plt.figure().subplots()
        ax = charts.difference_chart(self.result, "funnel", "flywheel", "profit", own,
                                     cumulative=True)
        self.assertIs(ax, own)
        self.is_drawn(ax)
        course = self.result.course_difference("funnel", "flywheel", "profit", cumulative=True)
        np.testing.assert_array_equal(ax.lines[1].get_ydata(), course["mean"])
        edges = ax.collections[0].get_paths()[0].vertices[:, 1]
        self.assertEqual((edges.min(), edges.max()), (min(course.low.min(), 0), course.high.max()))
        self.assertEqual(ax.get_title(loc="left"),
                         "Gross margin less all costs, summed up: flywheel less funnel")

    def test_response_curve(self) -> None:
        ax = charts.response_curve(self.sweep, "npv", "hours", half_effect=120)
        self.is_drawn(ax)
        self.assertEqual([line.get_label() for line in ax.lines], self.sweep.scenarios)
        response = self.sweep.response("npv", "funnel")
        means = response["mean"][response.half_effect == 120]
        np.testing.assert_array_equal(ax.lines[0].get_ydata(), means)
        self.assertEqual(ax.get_xlabel(), "sales.hours_per_lead (h)")
        against = charts.response_curve(self.sweep, "npv", "half_effect", against="funnel",
                                        hours=0.0313)
        self.is_drawn(against)
        self.assertEqual(len(against.get_legend().get_texts()), 1)

    def test_points_of_a_design_are_not_joined(self) -> None:
        path = self.folder / "lhs.ini"
        path.write_text(f"[scenario]\nextends = {ROOT / FUNNEL}\n"
                        "[experiment one]\ndesign = lhs\npoints = 4\n[experiment two]\n"
                        "[axis money]\nparameter = budget.weekly\nvalues = 20 : 80 : 3\n"
                        "[axis talk]\nparameter = wom.promoter_rate\nvalues = 0 : 1 : 3\n"
                        "experiment = one\n", encoding="utf-8")
        result, _ = self.make("lhs.h5", "sweep", path, *SMALL)
        ax = charts.response_curve(result, "npv", "money", experiment="one")
        self.is_drawn(ax)
        self.assertEqual({line.get_linestyle() for line in ax.lines}, {"None"})
        joined = charts.response_curve(result, "npv", "money", experiment="two")
        self.assertEqual(joined.lines[0].get_linestyle(), "-")
        for text, draw in {
            "experiment is nowhere three; it is one, two":
                lambda: charts.response_curve(result, "npv", "money", experiment="three"),
            "no grid of money and talk":
                lambda: charts.heat_map(result, "npv", "money", "talk", "lhs"),
        }.items():
            with self.subTest(text), self.assertRaisesRegex(flywheel.ResultError, text):
                draw()

    def map_of_the_difference(self) -> "tuple[plt.Axes, np.ndarray]":
        """It, and the numbers drawn by row and column."""
        ax = charts.heat_map(self.sweep, "npv", "hours", "half_effect", "where_funnel_wins",
                             against="funnel")
        return ax, np.asarray(ax.collections[0].get_array()).reshape(4, 5)

    def test_heat_map(self) -> None:
        ax, drawn = self.map_of_the_difference()
        self.is_drawn(ax)
        response = self.sweep.response("npv", "where_funnel_wins", against="funnel")
        hours = sorted(set(response.hours))
        for (i, y), (j, x) in product(enumerate([30, 60, 120, 240]), enumerate(hours)):
            point = response[(response.half_effect == y) & (response.hours == x)]
            self.assertEqual(drawn[i, j], point["mean"].item())
        unsure = ((response.low <= 0) & (response.high >= 0)).sum()
        self.assertEqual(len(ax.collections[-1].get_offsets()), unsure)
        self.assertEqual([t.get_text() for t in ax.get_yticklabels()], ["30", "60", "120", "240"])
        self.is_drawn(charts.heat_map(self.sweep, "npv", "half_effect", "hours", "funnel"))

    def test_tie_line_lies_where_neither_wins(self) -> None:
        """Along it the difference, linear between the centres of cells, is 0."""
        ax, grid = self.map_of_the_difference()
        line = ax.collections[1]
        points = np.concatenate([path.vertices for path in line.get_paths()])
        self.assertGreater(len(points), 1)
        for x, y in points - 0.5:
            left, below = int(min(x, 3)), int(min(y, 2))
            u, v = x - left, y - below
            corner = grid[below:below + 2, left:left + 2]
            value = np.array([1 - v, v]) @ corner @ np.array([1 - u, u])
            self.assertLess(abs(value), 1e-9 * np.abs(grid).max())

    def test_sensitivity_bars(self) -> None:
        result, _ = self.make("matters.h5", "sensitivity", MATTERS, *SMALL[:2], *MORRIS)
        ax = charts.sensitivity_bars(result, "npv", "what_matters - funnel", "mu_star")
        self.is_drawn(ax)
        lengths = [bar.get_width() for bar in ax.patches]
        self.assertEqual((len(lengths), lengths), (6, sorted(lengths)))
        with self.assertRaisesRegex(flywheel.ResultError, "no measure 'st'; there is: mu, mu_st"):
            charts.sensitivity_bars(result, "npv", "funnel", "st")

    def test_what_is_wrong_is_said(self) -> None:
        for text, draw in {
            "say which value of half_effect":
                lambda: charts.response_curve(self.sweep, "npv", "hours"),
            "no axis 'hour'; there is: hours, half_effect":
                lambda: charts.heat_map(self.sweep, "npv", "hour", "half_effect", "funnel"),
            "half_effect is nowhere 121; it is 30, 60, 120, 240":
                lambda: charts.response_curve(self.sweep, "npv", "hours", half_effect=121),
            "is no experiment": lambda: charts.response_curve(self.result, "npv", "hours"),
            "is not the result of `flywheel sensitivity`":
                lambda: charts.sensitivity_bars(self.sweep, "npv", "funnel", "mu"),
        }.items():
            with self.subTest(text), self.assertRaisesRegex(flywheel.ResultError, text):
                draw()


if __name__ == "__main__":
    unittest.main()
