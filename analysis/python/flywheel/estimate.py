"""Mean, standard deviation and 95 % interval of replicates, by the formulas of the program.

A unit is a replicate, or an antithetic pair of them; the interval is mean +- t(0.975; n - 1) sd /
sqrt(n) over n units (Student 1908). What a unit's values deviate from the mean is summed up before
it is squared, so a pair of which one value is missing counts for as much as it holds (a ratio
estimator, Cochran 1977).
"""
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


class Estimate(NamedTuple):
    """What a few replicates say about a mean; numbers, or arrays of them.

    n counts units that have a value, and sd is that of their means: sd / sqrt(n) is the standard
    error, pairs or not. Not a number where undefined: all of it for n = 0, sd and interval for
    n = 1.
    """

    n: ArrayLike
    mean: ArrayLike
    sd: ArrayLike
    low: ArrayLike
    high: ArrayLike


def t_quantile(probability: float, freedom: ArrayLike) -> NDArray[np.float64]:
    """The quantile of Student's t: scipy's has errors of 4e-9, a step of Newton's leaves 2e-15."""
    freedom = np.asarray(freedom, dtype=float)
    t = special.stdtrit(freedom, probability)
    density = (1 + t**2 / freedom) ** (-(freedom + 1) / 2)
    density /= np.sqrt(freedom) * special.beta(0.5, freedom / 2)
    return t - (special.stdtr(freedom, t) - probability) / density


def estimate(values: ArrayLike, pairing: int = 1) -> Estimate:
    """Estimates along the last axis, the replicates; `pairing` neighbours are one unit."""
    values = np.asarray(values, dtype=float)
    there = np.isfinite(values)
    units = (*values.shape[:-1], values.shape[-1] // pairing, pairing)
    n_values = there.sum(axis=-1)
    n = there.reshape(units).any(axis=-1).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, values, 0).sum(axis=-1) / n_values
        deviations = np.where(there, values - mean[..., np.newaxis], 0).reshape(units).sum(axis=-1)
        sd = np.sqrt((deviations**2).sum(axis=-1) / (n - 1)) * n / n_values
        half = t_quantile(0.975, np.where(n > 1, n - 1, np.nan)) * sd / np.sqrt(n)
    return Estimate(n, mean, sd, mean - half, mean + half)
