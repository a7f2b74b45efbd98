"""Result files of the program: our numbers are its numbers, and what is wrong is said plainly."""
import shutil
import unittest

import h5py
import numpy as np
import pandas as pd
from support import FLYWHEEL, FUNNEL, MATTERS, MORRIS, ROOT, WHERE, FilesTest, run

import flywheel

SMALL = ("--set", "market.agents=600")


class ComparisonTest(FilesTest):
    """Single replicates, antithetic pairs; so few agents that some KPIs are undefined in some."""

    SETS = {"plain": ("--replicates", 5),
            "pairs": ("--replicates", 6, "--set", "run.antithetic=yes"),
            "one": ("--replicates", 1)}

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.made = {name: cls.make(f"{name}.h5", "compare", FUNNEL, FLYWHEEL, *SMALL, *sets)
                    for name, sets in cls.SETS.items()}

    def test_differences_are_those_of_compare(self) -> None:
        for name, (result, said) in self.made.items():
            self.assertEqual(result.antithetic, name == "pairs")
            for told in said["comparisons"][0]["kpis"]:
                with self.subTest(file=name, kpi=told["name"]):
                    ours = result.paired_difference("funnel", "flywheel", told["name"])
                    for field in ("a", "b", "difference"):
                        self.assert_estimate(getattr(ours, field), told[field], field)
                    for field in ("wins", "leads_from", "crn_variance_ratio"):
                        self.assert_same(getattr(ours, field), told[field], field)
                    self.assertEqual(ours.leads_from == np.inf, told["leads"] is False)
                    self.assertEqual(ours.unit, told["unit"])

    def test_files_have_what_the_test_is_for(self) -> None:
        kpis = self.made["plain"][1]["comparisons"][0]["kpis"]
        counts = [told["difference"]["n"] for told in kpis]
        self.assertTrue(set(counts) & {1, 2, 3, 4}, "no KPI is undefined in some replicates only")
        self.assertIn(0, counts)

    def test_kpis_are_the_summary(self) -> None:
        for result, said in self.made.values():
            summary = pd.read_hdf(result.path, "summary")
            pd.testing.assert_frame_equal(result.kpis[list(summary.columns)], summary,
                                          check_dtype=False, rtol=1e-12, atol=1e-9)
            kpis = result.kpis.set_index(["scenario", "kpi"])
            for told in said["comparisons"][0]["kpis"]:
                row = kpis.loc["flywheel", told["name"]]
                self.assert_row(row, told["b"], told["name"])
                self.assertEqual((row.better, row.definition), (told["better"], told["definition"]))

    def test_course_ends_at_the_kpi(self) -> None:
        result, _ = self.made["plain"]
        for series, kpi, how in (("npv", "npv", {}), ("profit", "profit", {"cumulative": True})):
            course = result.course_difference("funnel", "flywheel", series, **how).isel(week=-1)
            told = result.paired_difference("funnel", "flywheel", kpi).difference
            for field in ("mean", "sd", "low", "high"):
                self.assert_same(float(course[field]), getattr(told, field), field, abs(told.high))

    def test_bands(self) -> None:
        result, _ = self.made["plain"]
        values = result.data.customers.transpose("scenario", "week", "replicate").values
        bands = result.bands("customers")
        ordered = np.sort(values)
        np.testing.assert_array_equal(bands.sel(quantile=0.5), ordered[..., 2])
        np.testing.assert_array_equal(bands.sel(quantile=0.25), ordered[..., 1])
        between = 0.8 * ordered[..., 0] + 0.2 * ordered[..., 1]
        np.testing.assert_allclose(bands.sel(quantile=0.05), between)
        self.assertEqual(bands.attrs["units"], "agents")

    def test_series(self) -> None:
        result, _ = self.made["plain"]
        data = result.data
        self.assertTrue((result.series("new_customers") == data.new_customers.sum("source")).all())
        part = result.series("new_customers", source="referral", cumulative=True)
        whole = data.new_customers.sel(source="referral").sum("week")
        self.assertTrue((part.isel(week=-1) == whole).all())
        self.assertTrue((result.series("agents") == 600).all())
        variables = result.variables
        self.assertEqual(list(variables.loc["cost"]),
                         ["flow", "money", "ledger", "Money spent, by what for."])
        self.assertEqual(variables.loc["cohort_active", "dimensions"], "cohort, age, origin")

    def test_where_it_comes_from(self) -> None:
        result, said = self.made["plain"]
        self.assertEqual(result.scenarios, ["funnel", "flywheel"])
        self.assertEqual((result.version, result.revision, result.command),
                         (said["version"], said["revision"], said["command"]))
        self.assertTrue(result.text("funnel").startswith((ROOT / FUNNEL).read_text("utf-8")))
        parameters = result.parameters("flywheel")
        row = parameters.loc["market.agents"]
        self.assertEqual((row.value, row.number, row.origin), ("600", 600, "--set"))
        self.assertTrue({"type", "unit", "doc"} < set(parameters))

    def test_what_there_is_not(self) -> None:
        result, _ = self.made["plain"]
        wrong = {
            "did you mean 'funnel'?": lambda: result.parameters("funel"),
            "There is no KPI 'nvp'; did you mean 'npv'?":
                lambda: result.paired_difference("funnel", "flywheel", "nvp"),
            "There is no series 'customer'; did you mean 'customers'?":
                lambda: result.bands("customer"),
            "no series 'cohort_active'": lambda: result.series("cohort_active"),
            "did you mean 'referral'?": lambda: result.series("aware", source="refferal"),
            "did you mean 'source'?": lambda: result.series("aware", sources="referral"),
            "choose one of attract, engage, delight": lambda: result.series("friction"),
            "npv is no flow": lambda: result.series("npv", cumulative=True),
            "is no experiment": lambda: result.response("npv", "funnel"),
            "no experiment": lambda: result.paired_difference("funnel", "flywheel", "npv", point=0),
        }
        for text, ask in wrong.items():
            with self.subTest(text), self.assertRaises(flywheel.ResultError) as caught:
                ask()
            self.assertIn(text, str(caught.exception))
        self.assertIsNone(result.points)
        self.assertIsNone(result.sensitivity)

    def test_scenario_against_itself_ties(self) -> None:
        ours = self.made["plain"][0].paired_difference("funnel", "funnel", "npv")
        self.assertEqual(tuple(ours.difference), (5, 0, 0, 0, 0))
        self.assertTrue(np.isnan(ours.wins))
        self.assertEqual(ours.leads_from, np.inf)


class ExperimentTest(FilesTest):
    def test_sweep(self) -> None:
        result, said = self.make("where.h5", "sweep", WHERE, *SMALL)
        self.assertEqual(list(result.points), ["hours", "half_effect"])
        response = result.response("npv", "where_funnel_wins", against="funnel")
        alone = result.response("npv", "where_funnel_wins")
        self.assertEqual(len(response), 20)
        for told in said["points"]:
            point = told["point"]
            self.assertEqual(dict(result.points.loc[point]), told["axes"])
            self.assert_row(response.loc[point], told["difference"], point)
            self.assert_row(alone.loc[point], told["b"], point)
            ours = result.paired_difference("funnel", "where_funnel_wins", "npv", point=point)
            self.assert_estimate(ours.difference, told["difference"], point)
            self.assert_same(ours.wins, told["wins"], point)
        kpis = result.kpis.set_index(["point", "scenario", "kpi"])
        self.assert_row(kpis.loc[(7, "funnel", "npv")], said["points"][7]["a"], 7)
        for text, ask in {
            "say at which point":
                lambda: result.paired_difference("funnel", "where_funnel_wins", "npv"),
            "no point 20":
                lambda: result.paired_difference("funnel", "where_funnel_wins", "npv", 20),
            "sweep.keep = all": lambda: result.bands("npv"),
        }.items():
            with self.subTest(text), self.assertRaisesRegex(flywheel.ResultError, text):
                ask()

    def test_sweep_with_series(self) -> None:
        result, _ = self.make("all.h5", "sweep", WHERE, *SMALL, "--replicates", 2,
                              "--set", "sweep.keep=all")
        with self.assertRaisesRegex(flywheel.ResultError, "say at which point"):
            result.bands("npv")
        course = result.course_difference("funnel", "where_funnel_wins", "npv", point=3)
        ours = result.paired_difference("funnel", "where_funnel_wins", "npv", point=3)
        self.assertEqual(float(course["mean"][-1]), ours.difference.mean)
        self.assertFalse(np.isnan(ours.leads_from))

    def test_sensitivity(self) -> None:
        result, said = self.make("matters.h5", "sensitivity", MATTERS, *SMALL, *MORRIS)
        indices = result.sensitivity.set_index(["response", "kpi", "factor", "measure"])
        n = 0
        for told in said["sensitivity"]:
            for factor in told["factors"]:
                for measure in ("mu", "mu_star", "sigma"):
                    row = indices.loc[told["response"], told["kpi"], factor["name"], measure]
                    for field in ("value", "low", "high"):
                        self.assert_same(row[field], factor[measure][field], told)
                        n += 1
        self.assertGreater(n, 0)


class OpenTest(FilesTest):
    """Files that are no results, or not of this format."""

    def refused(self, path: object, *texts: str) -> None:
        with self.assertRaises(flywheel.ResultError) as caught:
            flywheel.open(path)
        for text in (str(path), *texts):
            self.assertIn(text, str(caught.exception))

    def test_no_file(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "nowhere.h5: there is no such file"):
            flywheel.open(self.folder / "nowhere.h5")
        self.refused(self.folder, "is not a file")

    def test_no_result(self) -> None:
        self.refused(ROOT / FUNNEL, "is not a result file of flywheel")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["x"] = [1]
        self.refused(self.folder / "other.h5", "is not a result file of flywheel")

    def test_shard(self) -> None:
        path = self.folder / "two.h5"
        run("run", FUNNEL, *SMALL, "--replicates", 2, "--shard", "1/2", "-o", path)
        self.refused(f"{path}.1-of-2", "is a shard", "flywheel merge")

    def test_formats(self) -> None:
        path = self.folder / "now.h5"
        run("run", FUNNEL, *SMALL, "--replicates", 1, "-o", path)
        newer = shutil.copy(path, self.folder / "newer.h5")
        with h5py.File(newer, "r+") as file:
            file.attrs["flywheel_format"] = flywheel.FORMAT + 1
        self.refused(newer, f"has format {flywheel.FORMAT + 1}",
                     f"reads {flywheel.FORMAT} at most", "flywheel 0.")
        broken = self.folder / "broken.h5"
        broken.write_bytes(path.read_bytes()[:5000])
        self.refused(broken, "or damaged")
        with flywheel.open(path) as result:
            self.assertIn("funnel, 1 replicates", repr(result))


if __name__ == "__main__":
    unittest.main()
