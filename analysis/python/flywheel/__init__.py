"""Opens the result files of flywheel: KPIs with intervals, paired differences, courses, parameters.

    import flywheel

    with flywheel.open("demo.h5") as result:
        print(result.kpis)
        print(result.paired_difference("funnel", "flywheel", "npv"))

Charts are in flywheel.charts, which needs matplotlib. Numbers are those of the program: same ties,
same intervals, antithetic replicates taken in pairs.
"""
from os import PathLike

from flywheel.compare import Comparison
from flywheel.estimate import Estimate
from flywheel.result import FORMAT, Result, ResultError

__all__ = ["FORMAT", "Comparison", "Estimate", "Result", "ResultError", "open"]


def open(path: str | PathLike[str]) -> Result:
    """Opens a result file for reading; `with` closes it.

    Raises FileNotFoundError where there is no file, ResultError where it is none of flywheel's, a
    shard, or of a newer format.
    """
    return Result(path)
