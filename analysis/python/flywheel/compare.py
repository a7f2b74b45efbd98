"""Compares two scenarios replicate by replicate: the same replicate has the same luck in both.

The rules are those of `flywheel compare`: values that differ by rounding only are a tie, ties count
half, and a lead is for good (paired t-interval; Law 2015, Simulation Modeling and Analysis, ch.
10).
"""
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from flywheel.estimate import Estimate, estimate

TIE = 1e-9
"""Sums of hundredths differ by rounding where they are equal: this much of the larger is a tie."""


@dataclass(frozen=True)
class Comparison:
    """One KPI of scenario b against scenario a.

    wins: the share of replicates in which b is better, ties count half; not a number when all tie
    or no direction is better. leads_from: the week from which b's mean course is better for good;
    inf: never; not a number: there is no course. crn_variance_ratio: the variance of the difference
    against that of independent runs, which is what common random numbers leave of it.
    """

    kpi: str
    unit: str
    a: Estimate
    b: Estimate
    difference: Estimate
    wins: float
    leads_from: float
    crn_variance_ratio: float


def differences(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """b - a: 0 for a tie, not a number where one of them is not finite."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    finite = np.isfinite(a) & np.isfinite(b)
    difference = np.subtract(b, a, out=np.full(finite.shape, np.nan), where=finite)
    ties = finite & (np.abs(difference) <= TIE * np.maximum(np.abs(a), np.abs(b)))
    return np.where(ties, 0.0, difference)


def share_of_wins(difference: ArrayLike, better: int) -> float:
    """How often the difference is in favour of b, ties count half."""
    advantage = better * np.asarray(difference)
    n_a, n_b, n = (advantage < 0).sum(), (advantage > 0).sum(), np.isfinite(advantage).sum()
    if n_a + n_b == 0:
        return np.nan
    return float((n_b + (n - n_a - n_b) / 2) / n)


def variance_ratio(a: ArrayLike, b: ArrayLike, pairing: int) -> float:
    """Var(b - a) / (Var(a) + Var(b)), where both sides have all values that the other has."""
    if (np.isfinite(a) != np.isfinite(b)).any():
        return np.nan
    sd_a, sd_b, sd = (estimate(x, pairing).sd for x in (a, b, differences(a, b)))
    with np.errstate(invalid="ignore"):
        return float(np.float64(sd**2) / (sd_a**2 + sd_b**2))


def mean_course(a: ArrayLike, b: ArrayLike, is_flow: bool) -> NDArray[np.float64]:
    """The mean of b - a over replicates (first axis) by week; a flow is summed up to the week."""
    course = estimate(differences(a, b).T).mean
    return np.cumsum(course) if is_flow else course


def lead(weeks: ArrayLike, course: ArrayLike, better: int) -> float:
    """The first of the last unbroken run of weeks in which the course is better; inf: none."""
    course = np.asarray(course)
    ahead = better * course > TIE * np.nanmax(np.abs(course), initial=0)
    behind = np.flatnonzero(~ahead)
    first = behind[-1] + 1 if behind.size else 0
    return float(weeks[first]) if first < len(course) else np.inf
