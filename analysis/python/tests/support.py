"""What the tests share: the program, files made by it, a comparison of its numbers with ours."""
import json
import math
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import pandas as pd

import flywheel

ROOT = Path(__file__).resolve().parents[3]
FUNNEL = "scenarios/presets/funnel.ini"
FLYWHEEL = "scenarios/presets/flywheel.ini"
WHERE = "scenarios/gallery/where_funnel_wins.ini"
MATTERS = "scenarios/gallery/what_matters.ini"
MORRIS = ("--method", "morris", "--samples", 2)
PRECISION = 1e-12


def run(*arguments: object) -> dict:
    """Runs the program in the root of the repository; what it says with --json."""
    command = [os.environ["FLYWHEEL"], *map(str, arguments), "--quiet", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


class FilesTest(unittest.TestCase):
    """A test with a folder for the files that the program makes."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)

    @classmethod
    def make(cls, name: str, *arguments: object) -> tuple[flywheel.Result, dict]:
        """A result file, opened, and what the program said about it."""
        path = cls.folder / name
        said = run(*arguments, "-o", path)
        result = flywheel.open(path)
        cls.addClassCleanup(result.close)
        return result, said

    def assert_same(self, ours: float, told: float | None, what: object, size: float = 0) -> None:
        """Equal to 1e-12 of the larger of the number and `size`; null stands for nan and inf."""
        if told is None:
            self.assertFalse(math.isfinite(ours), what)
        else:
            self.assertLessEqual(abs(ours - told), PRECISION * max(abs(told), size), what)

    def assert_row(self, row: pd.Series, told: dict, what: object) -> None:
        """The estimate of a row of a table."""
        self.assert_estimate(flywheel.Estimate(*row[list(flywheel.Estimate._fields)]), told, what)

    def assert_estimate(self, ours: flywheel.Estimate, told: dict, what: object) -> None:
        """All of an estimate; ends of an interval may be a small difference of large numbers."""
        self.assertEqual(ours.n, told["n"], what)
        size = 0 if told["low"] is None else max(abs(told["low"]), abs(told["high"]))
        for field in ("mean", "sd", "low", "high"):
            self.assert_same(getattr(ours, field), told[field], (what, field), size)
