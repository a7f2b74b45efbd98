#!/usr/bin/env python3
"""Checks the file of a sweep in xarray, with h5netcdf and netCDF4: dimensions, coordinates, units, and KPIs that are those
of plain runs.

usage: check_sweep.py FILE DIMS AXES KPIS

DIMS and AXES are JSON: {"point": 4, ...}, and {"axis": ["unit", [values]], ...} with null where an axis is not set. KPIS
is a file with one line for each point and scenario: POINT SCENARIO JSON, the answer of `flywheel run --json`.
"""
import json
import sys

import numpy
import xarray


def check(good, what):
    if not good:
        sys.exit(f"check_sweep: {what}")


def check_axes(ds, axes):
    for name, (unit, values) in axes.items():
        check(name in ds.kpi_value.coords and ds[name].dims == ("point",), f"{name} is no coordinate of the points")
        expected = numpy.array([numpy.nan if v is None else v for v in values])
        check(numpy.allclose(ds[name].values, expected, rtol=1e-14, equal_nan=True), f"{name} is {ds[name].values}")
        check(ds[name].attrs["units"] == unit, f"{name} has unit {ds[name].attrs['units']}")
        check(ds[name].attrs["parameter"] and ds[name].attrs["long_name"], f"{name} does not say what it is")


def same(value, told):
    return numpy.isnan(value) if told is None else numpy.isclose(value, told, rtol=1e-12, atol=1e-12)


def check_kpis(ds, lines):
    for line in lines:
        point, scenario, answer = line.split(" ", 2)
        cell = ds.kpi_value.sel(scenario=scenario).isel(point=int(point)).mean("replicate", skipna=False)
        kpis = json.loads(answer)["kpis"]
        check(len(kpis) == ds.sizes["kpi"], f"{len(kpis)} KPIs are told")
        for kpi in kpis:
            value = float(cell.sel(kpi=kpi["name"]))
            if kpi["estimate"]["n"] == ds.sizes["replicate"]:
                check(same(value, kpi["estimate"]["mean"]), f"point {point}, {scenario}: {kpi['name']} is {value}, not {kpi['estimate']}")


def main(path, dims, axes, kpis):
    for engine in ("h5netcdf", "netcdf4"):
        with xarray.open_dataset(path, engine=engine) as ds:
            for name, size in json.loads(dims).items():
                check(ds.sizes[name] == size, f"{engine}: {name} has {ds.sizes[name]}")
            check(ds.kpi_value.dims == ("point", "scenario", "replicate", "kpi"), f"kpi_value has {ds.kpi_value.dims}")
            check(list(ds.point.values) == list(range(ds.sizes["point"])), f"points are {ds.point.values}")
            check_axes(ds, json.loads(axes))
            if kpis != "-":
                with open(kpis, encoding="utf-8") as lines:
                    check_kpis(ds, lines)


main(*sys.argv[1:])
