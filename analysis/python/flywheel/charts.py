"""Charts of a result: fan charts, paired differences, response curves, heat maps. Needs matplotlib.

Each draws into `ax`, or into new axes, and returns them. Colours are those of Okabe & Ito, which
people with any colour vision can tell apart; strategies differ by the style of their lines too.
"""
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from flywheel.result import Result, ResultError

_STYLES = [("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"),
           ("#56B4E9", (0, (5, 1))), ("#E69F00", (0, (3, 1, 1, 1)))]
_GREY = "#555555"
_SAME = 5e-3
"""Values of an axis are named by three digits or more: this much of one is the same."""


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots(figsize=(7, 4), layout="constrained")[1] if ax is None else ax


def _title(attributes: dict[str, str], how: dict[str, object]) -> str:
    """What a series means, and which part of it is shown."""
    labels = [str(v) for k, v in how.items() if k not in ("cumulative", "point")]
    title = attributes["long_name"].rstrip(".")
    title += f": {', '.join(labels)}" if labels else ""
    return title + (", summed up" if how.get("cumulative") else "")


def _label(ax: Axes, title: str, x: str, y: str) -> None:
    ax.set_title(title, loc="left", wrap=True)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.margins(x=0)
    ax.spines[["top", "right"]].set_visible(False)


def fan_chart(result: Result, name: str, ax: Axes | None = None, **how: object) -> Axes:
    """A series by week: median and bands of 50 % and 90 % of the replicates, for each scenario.

    `how` is that of Result.series: cumulative, point, labels.
    """
    ax = _axes(ax)
    bands = result.bands(name, **how)
    for scenario, (colour, style) in zip(result.scenarios, cycle(_STYLES)):
        low, quarter, median, three_quarters, high = bands.sel(scenario=scenario).values
        ax.fill_between(bands.week, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.fill_between(bands.week, quarter, three_quarters, color=colour, alpha=0.3, linewidth=0)
        ax.plot(bands.week, median, color=colour, linestyle=style, label=scenario)
    _label(ax, _title(bands.attrs, how), "week", bands.attrs["units"])
    ax.legend(title="median, 50 % and 90 % of replicates", frameon=False)
    return ax


def difference_chart(result: Result, a: str, b: str, name: str, ax: Axes | None = None,
                     **how: object) -> Axes:
    """How far b is from a in a series, by week: mean and 95 % interval of the paired difference."""
    ax = _axes(ax)
    course = result.course_difference(a, b, name, **how)
    colour = _STYLES[0][0]
    ax.axhline(0, color=_GREY, linewidth=0.8)
    ax.fill_between(course.week, course.low, course.high, color=colour, alpha=0.25, linewidth=0,
                    label="95 % interval")
    ax.plot(course.week, course["mean"], color=colour, label="mean")
    _label(ax, f"{_title(course.attrs, how)}: {b} less {a}", "week", course.attrs["units"])
    ax.legend(frameon=False)
    return ax


# ---- experiments ----

def _is(values: pd.Series, value: object) -> "pd.Series[bool]":
    if isinstance(value, str):
        return values == value
    return (values - value).abs() <= _SAME * values.abs().clip(lower=abs(value))


def _check_axis(points: pd.DataFrame, axis: str) -> None:
    if axis not in points:
        raise ResultError(f"There is no axis '{axis}'; there is: {', '.join(points)}.")


def _only(points: pd.DataFrame, fixed: dict[str, object]) -> pd.DataFrame:
    """The points at which axes have the given values."""
    for axis, value in fixed.items():
        _check_axis(points, axis)
        there = _is(points[axis], value)
        if not there.any():
            known = points[axis].dropna().unique()
            names = (v if isinstance(v, str) else f"{v:.4g}" for v in known)
            raise ResultError(f"{axis} is nowhere {value}; it is {', '.join(names)}.")
        points = points[there]
    return points


def _varying(points: pd.DataFrame, axes: tuple[str, ...]) -> list[str]:
    """The other axes that are not the same at all points."""
    return [n for n in points if n not in axes and points[n].nunique(dropna=False) > 1]


def _slice(result: Result, axes: tuple[str, ...], fixed: dict[str, object]) -> pd.DataFrame:
    """The points that are meant: no two of them may have the same place on the axes."""
    if result.points is None:
        raise ResultError(f"{result.path} is no experiment: it has no points.")
    points = _only(result.points, fixed)
    for axis in axes:
        _check_axis(points, axis)
    points = points.dropna(subset=list(axes))
    if points.duplicated(list(axes)).any():
        raise ResultError(f"Several points share their {' and '.join(axes)}: say which value of "
                          f"{', '.join(_varying(points, axes))} is meant.")
    return points


def _axis_name(result: Result, axis: str) -> str:
    attributes = result.data[axis].attrs
    return f"{attributes['parameter']} ({attributes['units']})"


def _kpi_name(result: Result, kpi: str) -> str:
    return f"{kpi} ({result.data.kpi_unit.sel(kpi=kpi).values})"


def response_curve(result: Result, kpi: str, axis: str, ax: Axes | None = None,
                   against: str | None = None, **fixed: object) -> Axes:
    """A KPI by an axis of a sweep: mean and 95 % interval, for each scenario.

    With `against`, the paired difference of the others from it. Other axes need a value:
    response_curve(result, "npv", "hours", half_effect=120). Of a design in which all axes change at
    once, such as lhs, points are not joined: what lies between them is due to the other axes too.
    """
    points = _slice(result, (axis,), fixed)
    ax = _axes(ax)
    for scenario, (colour, style) in zip(result.scenarios, cycle(_STYLES)):
        if scenario == against:
            continue
        curve = result.response(kpi, scenario, against).loc[points.index].sort_values(axis)
        if _varying(points, (axis,)):
            ax.errorbar(curve[axis], curve["mean"], curve.high - curve["mean"], color=colour,
                        linestyle="none", marker="o", capsize=3, label=scenario)
            continue
        ax.fill_between(curve[axis], curve.low, curve.high, color=colour, alpha=0.2, linewidth=0)
        ax.plot(curve[axis], curve["mean"], color=colour, linestyle=style, marker="o",
                label=scenario)
    if against is not None:
        ax.axhline(0, color=_GREY, linewidth=0.8)
    title = f"{kpi}, difference from {against}" if against is not None else kpi
    title += "".join(f", {name} = {value}" for name, value in fixed.items())
    _label(ax, title, _axis_name(result, axis), _kpi_name(result, kpi))
    ax.legend(title="mean and 95 % interval", frameon=False)
    return ax


def heat_map(result: Result, kpi: str, x: str, y: str, scenario: str, ax: Axes | None = None,
             against: str | None = None, **fixed: object) -> Axes:
    """A KPI over two axes of a sweep; with `against`, the paired difference from that scenario.

    Of a difference the tie line is drawn, along which neither wins, and a circle marks points at
    which the 95 % interval contains 0. Other axes need a value, as in response_curve.
    """
    points = _slice(result, (x, y), fixed)
    if len(points) != points[x].nunique() * points[y].nunique():
        raise ResultError(f"The points are no grid of {x} and {y}, so there is no map of them.")
    table = result.response(kpi, scenario, against).loc[points.index]
    grid = table.pivot(index=y, columns=x, values="mean")
    ax = _axes(ax)
    limits = {}
    if against is not None:
        most = np.nanmax(np.abs(grid.values), initial=0) or 1
        limits = {"cmap": "PuOr", "vmin": -most, "vmax": most}
    title = f"{kpi}: {scenario}" + (f" less {against}" if against is not None else "")
    title += "".join(f", {name} = {value}" for name, value in fixed.items())
    image = ax.pcolormesh(grid.values, **({"cmap": "cividis"} | limits))
    ax.figure.colorbar(image, ax=ax, label=_kpi_name(result, kpi))
    if against is not None:
        _draw_tie(ax, grid, table, x, y)
        title += "\nline: tie; circle: the 95 % interval contains 0"
    _name_cells(ax, grid)
    _label(ax, title, _axis_name(result, x), _axis_name(result, y))
    return ax


def _name_cells(ax: Axes, grid: pd.DataFrame) -> None:
    """Cells are equally large whatever the steps of their axes: their values are written below."""
    ax.set_xticks(np.arange(grid.shape[1]) + 0.5, [f"{v:.3g}" for v in grid.columns])
    ax.set_yticks(np.arange(grid.shape[0]) + 0.5, [f"{v:.3g}" for v in grid.index])


def _draw_tie(ax: Axes, grid: pd.DataFrame, table: pd.DataFrame, x: str, y: str) -> None:
    across, up = (np.arange(n) + 0.5 for n in grid.shape[::-1])
    if min(grid.shape) > 1 and np.nanmin(grid.values) < 0 < np.nanmax(grid.values):
        ax.contour(across, up, grid.values, levels=[0], colors="black", linewidths=2)
    unsure = table[(table.low <= 0) & (table.high >= 0)]
    ax.scatter(across[grid.columns.get_indexer(unsure[x])], up[grid.index.get_indexer(unsure[y])],
               facecolors="white", edgecolors="black")


def sensitivity_bars(result: Result, kpi: str, response: str, measure: str,
                     ax: Axes | None = None) -> Axes:
    """An index of sensitivity of a KPI by factor, the largest on top, with its 95 % interval.

    response is a scenario, or "b - a"; measure is one of the method's: mu_star, s1, st, prcc...
    """
    if result.sensitivity is None:
        raise ResultError(f"{result.path} is not the result of `flywheel sensitivity`.")
    bars = result.sensitivity
    for column, label in (("kpi", kpi), ("response", response), ("measure", measure)):
        if label not in set(bars[column]):
            raise ResultError(f"There is no {column} '{label}'; there is: "
                              f"{', '.join(bars[column].unique())}.")
        bars = bars[bars[column] == label]
    bars = bars.iloc[bars.value.abs().argsort()]
    ax = _axes(ax)
    ax.barh(bars.factor, bars.value, color=_STYLES[0][0],
            xerr=[(bars.value - bars.low).clip(0), (bars.high - bars.value).clip(0)],
            ecolor=_GREY, capsize=3)
    _label(ax, f"{measure} of {kpi}: {response}", f"{measure}, 95 % interval", "")
    ax.margins(x=0.05)
    return ax
