"""Opens a result file and hands out what is in it, as xarray and pandas know it."""
from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import xarray as xr

from flywheel import compare
from flywheel.estimate import Estimate, estimate

FORMAT = 1
"""The newest format of result files (their attribute flywheel_format) that this package reads."""

_PART = b"flywheel part "
_AXES = ("point", "scenario", "replicate", "week")
_BETTER = {1: "higher", 0: "neither", -1: "lower"}
_ESTIMATE = ["mean", "sd", "low", "high", "n"]


class ResultError(ValueError):
    """A file that cannot be read, or something that a result does not have; the text says what."""


def _check_file(path: str) -> None:
    """Says plainly what is wrong with a file before HDF5 says it cryptically."""
    if not Path(path).exists():
        raise FileNotFoundError(f"{path}: there is no such file.")
    if not Path(path).is_file():
        raise ResultError(f"{path} is not a file.")
    with Path(path).open("rb") as file:
        if file.read(len(_PART)) == _PART:
            raise ResultError(
                f"{path} is a shard, or a run that is not finished. `flywheel merge` makes one "
                "result of all shards; the command that began a run goes on with it.")


def _open_file(path: str) -> h5py.File:
    _check_file(path)
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        what = f"{path} is not a result file of flywheel, or damaged: {error}."
        raise ResultError(what) from error
    found = file.attrs.get("flywheel_format")
    if found is not None and 1 <= found <= FORMAT:
        return file
    version = file.attrs.get("flywheel_version", "unknown")
    file.close()
    if found is None:
        raise ResultError(f"{path} is not a result file of flywheel.")
    raise ResultError(f"{path} has format {found}, and this package reads {FORMAT} at most: use "
                      f"the package that belongs to flywheel {version}, which wrote it.")


def _choose(what: str, name: str, names: list[str]) -> str:
    """The name, if it is one of the names; else an error that tells the nearest."""
    if name in names:
        return name
    near = get_close_matches(str(name), names, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there is: {', '.join(names)}."
    raise ResultError(f"There is no {what} '{name}'; {hint}")


def _own_dims(variable: xr.DataArray) -> list[str]:
    """The dimensions that not every series has."""
    return [d for d in variable.dims if d not in _AXES]


class Result:
    """A result file: one dataset, and what is asked of it most.

    data: the xarray.Dataset, read only as far as it is used; money is in whole units of currency.
    antithetic: whether replicates are pairs with opposite luck, the first and the second and so on.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        self._file = _open_file(self.path)
        try:
            self.data = xr.open_dataset(self.path, engine="h5netcdf")
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Closes the file; what was not read by then cannot be read any more."""
        self.data.close()
        self._file.close()

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        sizes = self.data.sizes
        points = f"{sizes['point']} points, " if "point" in sizes else ""
        return (f"<flywheel.Result {self.path}: {points}{', '.join(self.scenarios)}, "
                f"{sizes['replicate']} replicates, {sizes['week']} weeks>")

    # ---- where it comes from ----

    @property
    def version(self) -> str:
        """The version of flywheel that wrote the file."""
        return self.data.attrs["flywheel_version"]

    @property
    def revision(self) -> str:
        """The revision of its source."""
        return self.data.attrs["git_revision"]

    @property
    def command(self) -> str:
        """The command that made the results."""
        return self.data.attrs["command"]

    @property
    def antithetic(self) -> bool:
        """Whether two replicates at a time have opposite luck (run.antithetic)."""
        return bool(self.data.attrs.get("antithetic", 0))

    @property
    def scenarios(self) -> list[str]:
        """The names of the scenarios."""
        return list(self.data.scenario.values)

    def text(self, scenario: str) -> str:
        """The file of a scenario, verbatim, with the files that it extends."""
        return self._group(scenario)["text"].asstr()[()]

    def parameters(self, scenario: str) -> pd.DataFrame:
        """Every parameter of a scenario by its name: type, value, number, unit, origin, doc.

        value is text as a scenario file may have it; number is nan for text.
        """
        table = pd.DataFrame.from_records(self._group(scenario)["parameters"][:])
        texts = table.select_dtypes(object).columns
        table[texts] = table[texts].apply(lambda column: column.str.decode("utf-8"))
        return table.set_index("parameter")

    def _group(self, scenario: str) -> h5py.Group:
        return self._file["scenarios"][_choose("scenario", scenario, self.scenarios)]

    # ---- KPIs ----

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """KPIs by scenario (and point): mean, sd, 95 % interval, n, unit, better, definition.

        n counts replicates, or antithetic pairs, that have a value.
        """
        values = self.data.kpi_value.transpose(..., "replicate")
        table = self._table(values)
        table = table.rename(columns=lambda name: name.removeprefix("kpi_"))
        table["better"] = table["better"].map(_BETTER)
        place = [*self.points.columns.insert(0, "point")] if self.is_experiment else []
        return table[[*place, "scenario", "kpi", *_ESTIMATE, "unit", "better", "definition"]]

    def _table(self, values: xr.DataArray) -> pd.DataFrame:
        """Estimates over the last dimension, the replicates, with all coordinates of the others."""
        fields = estimate(values.values, self._pairing)._asdict()
        dims = values.dims[:-1]
        coords = {k: v for k, v in values.coords.items() if "replicate" not in v.dims}
        estimates = xr.Dataset({k: (dims, v) for k, v in fields.items()}, coords)
        return estimates.to_dataframe(dim_order=dims).reset_index()

    def paired_difference(self, a: str, b: str, kpi: str, point: int | None = None
                          ) -> compare.Comparison:
        """b against a in one KPI, replicate by replicate: the numbers of `flywheel compare`.

        In the file of an experiment, at one of its points.
        """
        of_kpi = self._kpi(kpi, point)
        better, unit = int(of_kpi.kpi_better), str(of_kpi.kpi_unit.values)
        of_a, of_b = (self._of(of_kpi, name).values for name in (a, b))
        difference = compare.differences(of_a, of_b)
        estimates = (Estimate(*(x.item() for x in estimate(values, self._pairing)))
                     for values in (of_a, of_b, difference))
        return compare.Comparison(
            kpi, unit, *estimates, compare.share_of_wins(difference, better),
            self._leads_from(a, b, str(of_kpi.kpi_path.values), better, point),
            compare.variance_ratio(of_a, of_b, self._pairing))

    def _kpi(self, kpi: str, point: int | None) -> xr.DataArray:
        values = self.data.kpi_value.sel(kpi=_choose("KPI", kpi, list(self.data.kpi.values)))
        return self._at(values, point)

    def _at(self, values: xr.DataArray, point: int | None) -> xr.DataArray:
        if point is None and "point" in values.dims:
            raise ResultError("This is an experiment: say at which point (see Result.points).")
        if point is None:
            return values
        if point not in range(len(self._experiment())):
            raise ResultError(f"There is no point {point}; there are 0 to {len(self.points) - 1}.")
        return values.isel(point=point)

    def _of(self, values: xr.DataArray, scenario: str) -> xr.DataArray:
        return values.sel(scenario=_choose("scenario", scenario, self.scenarios))

    def _leads_from(self, a: str, b: str, path: str, better: int, point: int | None) -> float:
        if not path or not better or path not in self.data:
            return np.nan
        course = self._at(self.data[path], point)
        of_a, of_b = (self._of(course, name).values for name in (a, b))
        mean = compare.mean_course(of_a, of_b, course.attrs["kind"] == "flow")
        return compare.lead(self.data.week.values, mean, better)

    @property
    def _pairing(self) -> int:
        return 2 if self.antithetic else 1

    # ---- courses ----

    @cached_property
    def variables(self) -> pd.DataFrame:
        """The series and grids of the file by name: kind, unit, dimensions, meaning."""
        rows = {name: (v.attrs["kind"], v.attrs["units"], ", ".join(_own_dims(v)),
                       v.attrs["long_name"])
                for name, v in self.data.data_vars.items() if "kind" in v.attrs}
        columns = ["kind", "unit", "dimensions", "meaning"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")

    def series(self, name: str, *, cumulative: bool = False, point: int | None = None,
               **labels: str) -> xr.DataArray:
        """A series by scenario, replicate and week: series("new_customers", source="referral").

        A count with a dimension of which no label is chosen is summed over all. cumulative sums a
        flow up to each week.
        """
        known = self.variables.index[self.variables.kind != "grid"]
        if known.empty:
            raise ResultError(f"{self.path} holds no series: an experiment keeps them with "
                              "`sweep.keep = all`.")
        values = self.data[_choose("series", name, list(known))]
        attributes = dict(values.attrs)
        values = self._labelled(self._at(values, point), labels)
        if cumulative:
            if attributes["kind"] != "flow":
                raise ResultError(f"{name} is no flow: there is nothing to sum up.")
            values = values.cumsum("week")
        return values.assign_attrs(attributes)

    def _labelled(self, values: xr.DataArray, labels: dict[str, str]) -> xr.DataArray:
        own = _own_dims(values)
        for dimension, label in labels.items():
            _choose(f"dimension of {values.name}", dimension, own)
            known = list(values[dimension].values)
            values = values.sel({dimension: _choose(f"label of {dimension}", label, known)})
        rest = [d for d in own if d not in labels]
        if rest and values.attrs["kind"] == "real":
            raise ResultError(f"{values.name} cannot be summed over its {rest[0]}: choose one of "
                              f"{', '.join(values[rest[0]].values)}.")
        return values.sum(rest) if rest else values

    def bands(self, name: str, quantiles: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95),
              **how: object) -> xr.DataArray:
        """Quantiles of a series over the replicates, by quantile, scenario and week.

        Between two replicates they are interpolated (numpy's "linear"). `how` is that of `series`.
        """
        values = self.series(name, **how).transpose("replicate", "scenario", "week")
        empty = values.isnull().all("replicate")
        found = np.nanquantile(values.where(~empty, 0), quantiles, axis=0)
        coords = {"quantile": list(quantiles), "scenario": values.scenario, "week": values.week}
        bands = xr.DataArray(found, coords=coords, name=name, attrs=values.attrs)
        return bands.where(~empty)

    def course_difference(self, a: str, b: str, name: str, **how: object) -> xr.Dataset:
        """b - a of a series by week: mean, sd, 95 % interval and n, replicate by replicate.

        Each week's interval is for that week alone. `how` is that of `series`.
        """
        values = self.series(name, **how).transpose("scenario", "week", "replicate")
        difference = compare.differences(*(self._of(values, s).values for s in (a, b)))
        fields = estimate(difference, self._pairing)._asdict()
        attributes = {**values.attrs, "name": name, "a": a, "b": b}
        return xr.Dataset({k: ("week", v) for k, v in fields.items()},
                          {"week": values.week}, attributes)

    # ---- experiments ----

    @property
    def is_experiment(self) -> bool:
        """Whether this is the file of a sweep or of a sensitivity analysis."""
        return "point" in self.data.dims

    @cached_property
    def points(self) -> pd.DataFrame | None:
        """The value of each axis at each point; None where this is no experiment."""
        if not self.is_experiment:
            return None
        names = [name for name, v in self.data.variables.items()
                 if v.dims == ("point",) and name != "point"]
        return pd.DataFrame({name: self.data[name].values for name in names},
                            index=pd.Index(self.data.point.values, name="point"))

    def response(self, kpi: str, scenario: str, against: str | None = None) -> pd.DataFrame:
        """A KPI by point, or its paired difference from another scenario: axes and estimate."""
        points = self._experiment()
        values = self.data.kpi_value.sel(kpi=_choose("KPI", kpi, list(self.data.kpi.values)))
        told = self._of(values, scenario).transpose("point", "replicate").values
        if against is not None:
            told = compare.differences(
                self._of(values, against).transpose("point", "replicate").values, told)
        return points.assign(**estimate(told, self._pairing)._asdict())

    def _experiment(self) -> pd.DataFrame:
        if self.points is None:
            raise ResultError(f"{self.path} is no experiment: it has no points.")
        return self.points

    @cached_property
    def sensitivity(self) -> pd.DataFrame | None:
        """Indices by response, kpi, factor and measure: value, low, high (95 %); None without."""
        if "sensitivity" not in self.data:
            return None
        names = {"sensitivity": "value", "sensitivity_low": "low", "sensitivity_high": "high"}
        indices = self.data[list(names)].rename(names).reset_coords(drop=True)
        order = ["response", "kpi", "factor", "measure"]
        return indices.to_dataframe(dim_order=order).reset_index()
