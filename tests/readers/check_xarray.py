#!/usr/bin/env python3
"""Checks that a result file opens in xarray (h5netcdf and netcdf4), h5py and pandas, and that it says what it should.

usage: check_xarray.py FILE [JSON_EXPORT]
"""
import json
import sys

import h5py
import numpy
import pandas
import xarray


def check(good, what):
    if not good:
        sys.exit(f"check_xarray: {what}")


def check_dims(name, variable, kind, engine):
    """A series is a course of weeks; a grid has one to three dimensions of its own and a mark for what has no value."""
    dims = variable.dims[variable.dims[:1] == ("point",):]
    if kind == "grid":
        good = dims[:2] == ("scenario", "replicate") and 3 <= len(dims) <= 5
        check(good and "week" not in dims, f"{engine}: {name} has dims {variable.dims}")
        check(variable.encoding["_FillValue"] == numpy.iinfo(numpy.int64).min, f"{engine}: {name} has no fill value")
    else:
        check(dims[:3] == ("scenario", "replicate", "week"), f"{engine}: {name} has dims {variable.dims}")


def check_dataset(ds, engine):
    own = {"scenario", "replicate", "week"}
    check(own <= set(ds.dims), f"{engine}: dimensions {dict(ds.dims)} lack one of {own}")
    check(not any(str(d).startswith("phony") for d in ds.dims), f"{engine}: a variable has no dimension scale")
    check(ds.week.dtype == numpy.float64, f"{engine}: week was decoded to {ds.week.dtype}")
    check(ds.week.values[0] == 0 and (numpy.diff(ds.week.values) > 0).all(), f"{engine}: weeks do not ascend from 0")
    for name in ds.dims:
        if ds[name].dtype == object:
            check(all(isinstance(v, str) and v for v in ds[name].values), f"{engine}: labels of {name} are not text")
    for name, variable in ds.data_vars.items():
        kind = variable.attrs.get("kind")
        if kind is None:
            continue
        check_dims(name, variable, kind, engine)
        check(variable.attrs.get("units") and variable.attrs.get("long_name"), f"{engine}: {name} has no unit or doc")
        money = variable.attrs["units"] == "money" and kind in ("flow", "stock", "grid")
        real = numpy.issubdtype(variable.dtype, numpy.floating)
        check(real == (money or kind in ("real", "grid")), f"{engine}: {name} ({kind}) came as {variable.dtype}")
        check("scale_factor" in variable.encoding if money else True, f"{engine}: {name} was not decoded as money")
        variable.load()
    for name in ("title", "flywheel_version", "git_revision", "command"):
        check(isinstance(ds.attrs.get(name), str), f"{engine}: no attribute {name}")


def check_kpis(ds, engine):
    if "kpi" not in ds.dims:
        return
    jobs = ("point",) * ("point" in ds.dims) + ("scenario", "replicate")
    check(ds.kpi_value.dims == jobs + ("kpi",), f"{engine}: kpi_value has dims {ds.kpi_value.dims}")
    for name in ("kpi_unit", "kpi_better", "kpi_path", "kpi_definition", "kpi_formula"):
        check(name in ds.kpi_value.coords, f"{engine}: {name} is no coordinate of kpi_value")
    check(all(isinstance(v, str) for v in ds.kpi_path.values), f"{engine}: kpi_path is not text")
    check(set(ds.kpi_better.values) <= {-1, 0, 1}, f"{engine}: kpi_better is {ds.kpi_better.values}")


def check_money(path, ds):
    with h5py.File(path, "r") as file:
        for name, variable in ds.data_vars.items():
            if "scale_factor" in variable.encoding:
                raw = numpy.where(file[name][()] == numpy.iinfo(numpy.int64).min, numpy.nan, file[name][()] * 0.01)
                check(numpy.allclose(raw, variable.values, equal_nan=True), f"money of {name} differs from 0.01 of the stored integers")


def check_cohorts(ds):
    """Heads and money of cohorts add up to the series; what is after the end is not a number, and nothing else."""
    if "cohort_active" not in ds or "point" in ds.dims:
        return
    n = ds.sizes["cohort"]
    check(list(ds.age.values) == list(range(n)) and ds.age.attrs["units"] == "periods", f"ages are {ds.age.values}")
    check(ds.cohort.values[0] == "initial" and ds.cohort.values[1] == "0", f"cohorts are {ds.cohort.values}")
    shown = numpy.add.outer(numpy.arange(n), numpy.arange(n)) < n
    starts = [float(week) for week in ds.cohort.values[1:]]
    ends = [0.0] + starts[1:] + [float(ds.week[-1])]
    for name in ("cohort_active", "cohort_revenue"):
        values = ds[name].transpose("cohort", "age", ...)
        check((numpy.isfinite(values).values.reshape(n, n, -1).all(2) == shown).all(), f"{name} has values after the end")
    for period, week in enumerate(ends):
        active = sum(ds.cohort_active.isel(cohort=c, age=period - c).sum("origin") for c in range(period + 1))
        check((active == ds.customers.sel(week=week)).all(), f"cohorts do not add up to the customers of week {week}")
    paid = ds.cohort_revenue.sum(["cohort", "age", "origin"])
    check(numpy.allclose(paid, ds.revenue.sum("week"), rtol=1e-12, atol=1e-6), "cohorts do not add up to the revenue")
    joined = ds.cohort_joined.sum(["cohort", "origin"])
    new = ds.new_customers.sum(["week", "source"]) + ds.customers.isel(week=0)
    check((joined == new).all(), "cohorts do not add up to the customers who joined")


def check_summary(path, ds):
    summary = pandas.read_hdf(path, "summary")
    columns = ["scenario", "kpi", "unit", "n", "mean", "sd", "low", "high"]
    check(list(summary.columns) == columns, f"summary has columns {list(summary.columns)}")
    check(len(summary) == ds.sizes["scenario"] * ds.sizes["kpi"], "summary has the wrong number of rows")
    for row in summary.itertuples():
        values = ds.kpi_value.sel(scenario=row.scenario, kpi=row.kpi).values
        units = values.reshape(-1, 2 if ds.attrs.get("antithetic") else 1)  # a pair is one observation
        check(row.n == numpy.isfinite(units).any(axis=1).sum(), f"summary counts {row.n} of {row.kpi}")
        values = values[numpy.isfinite(values)]
        if len(values):
            check(numpy.isclose(row.mean, values.mean(), atol=1e-12), f"summary: mean of {row.kpi}")
        if row.n > 1 and not ds.attrs.get("antithetic"):
            check(numpy.isclose(row.sd, values.std(ddof=1), rtol=1e-6, atol=1e-9), f"summary: sd of {row.kpi}")
        if row.n > 1:
            check(row.low <= row.mean <= row.high, f"summary: interval of {row.kpi}")


def check_scenarios(path, ds):
    with h5py.File(path, "r") as file:
        check(list(file["scenarios"]) and set(file["scenarios"]) == set(ds.scenario.values), "groups of scenarios")
        for name, group in file["scenarios"].items():
            check(group["text"].asstr()[()], f"text of {name} is empty")
            for attribute in ("path", "seed_population", "seed_network", "seed_dynamics", "n_agents", "step_weeks"):
                check(attribute in group.attrs, f"{name} has no {attribute}")
    for name in ds.scenario.values:
        table = pandas.read_hdf(path, f"scenarios/{name}/parameters")
        check(list(table.columns) == ["parameter", "type", "value", "number", "unit", "origin", "doc"],
              f"parameters of {name} have columns {list(table.columns)}")
        check(len(table) > 0 and table.parameter.is_unique and all(isinstance(v, str) for v in table.origin),
              f"parameters of {name}")


def expected(rows, column="value"):
    return numpy.array([numpy.nan if row[column] is None else row[column] for row in rows])


def check_labels(ds, dims, rows, columns):
    """The labels of an export, in the order in which they first come, are those of the dimensions."""
    for dim, column in zip(dims, columns):
        labels = list(dict.fromkeys(row[column] for row in rows))
        check(list(ds[dim].values) == labels, f"labels of {dim} are {list(ds[dim].values)}, exported are {labels}")


def check_variable(ds, row, rows):
    name, dims = row["name"], row["dimensions"].split()
    variable = ds[name]
    check(list(variable.dims) == dims, f"{name} has dims {variable.dims}")
    for key, attribute in (("unit", "units"), ("meaning", "long_name"), ("parameter", "parameter")):
        check(variable.attrs.get(attribute) == row[key], f"{name}: {attribute} is {variable.attrs.get(attribute)}")
    if row["table"] == "points":
        check(numpy.array_equal(variable.values, expected(rows["points"], name), equal_nan=True), f"{name} has other values")
        return
    if row["table"] == "sensitivity":
        check_labels(ds, dims, rows["sensitivity"], dims)
        column = {"sensitivity": "value", "sensitivity_low": "low", "sensitivity_high": "high"}[name]
        check(numpy.array_equal(variable.values.ravel(), expected(rows["sensitivity"], column), equal_nan=True), f"{name} has other values")
        return
    mine = rows["replicates"] if row["table"] == "replicates" else [r for r in rows[row["table"]] if r.get("series", r.get("grid")) == name]
    jobs = {"point", "scenario", "replicate", "week"}
    check_labels(ds, dims, mine, [d if d in jobs or row["table"] == "grids" else "label" for d in dims])
    values = expected(mine, "agent_steps" if row["table"] == "replicates" else "value")
    # money is multiplied by 0.01 there and divided by 100 in the export: the last digit may differ
    same = numpy.allclose(variable.values.ravel(), values, rtol=1e-15 if "scale_factor" in variable.encoding else 0, atol=0, equal_nan=True)
    check(same, f"{name} has other values than its export")


def check_tables(path, ds, exported):
    with open(exported, encoding="utf-8") as stream:
        rows = json.load(stream)
    kpis = [row for row in rows["variables"] if row["kind"] == "kpi"]
    for row in rows["variables"]:
        if row["table"] and row["kind"] != "kpi":
            check_variable(ds, row, rows)
    check(numpy.array_equal(ds.kpi_value.values.ravel(), expected(rows["kpis"]), equal_nan=True), "KPIs have other values")
    check([row["name"] for row in kpis] == list(ds.kpi.values), "KPIs have other names")
    check([row["unit"] for row in kpis] == list(ds.kpi_unit.values), "KPIs have other units")
    if rows["summary"]:
        table = pandas.read_hdf(path, "summary")
        for column in rows["summary"][0]:
            told = pandas.Series([row[column] for row in rows["summary"]], name=column).astype(table[column].dtype)
            pandas.testing.assert_series_equal(table[column].reset_index(drop=True), told, check_exact=True)


def main(path, exported=None):
    datasets = []
    for engine in ("h5netcdf", "netcdf4"):
        with xarray.open_dataset(path, engine=engine) as ds:
            check_dataset(ds, engine)
            check_kpis(ds, engine)
            datasets.append(ds.load())
    xarray.testing.assert_equal(*datasets)
    check_money(path, datasets[0])
    check_cohorts(datasets[0])
    if "kpi" in datasets[0].dims and "point" not in datasets[0].dims:
        check_summary(path, datasets[0])
    check_scenarios(path, datasets[0])
    if exported:
        check_tables(path, datasets[0], exported)
    print("OK")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
