#!/usr/bin/env python3
"""Checks what `flywheel export` has written against the result file as h5py reads it: every value, label and text.

usage: check_export.py RESULT.h5 CSV_FOLDER JSON_FILE
"""
import csv
import json
import math
import os
import sys

import h5py
import numpy

UNDEFINED = numpy.iinfo(numpy.int64).min
TABLES = ["about", "variables", "scenarios", "parameters", "points", "replicates", "kpis", "summary", "series", "grids", "sensitivity"]
DANGEROUS = tuple("=+-@\t\r\n") + ("\uff1d", "\uff0b", "\uff0d", "\uff20")


def check(good, what):
    if not good:
        sys.exit(f"check_export: {what}")


def plain(value):
    """As JSON has it: texts, whole numbers, doubles; None for what is not a number, or none that JSON knows."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (numpy.integer, int)):
        return int(value)
    if isinstance(value, (numpy.floating, float)):
        return float(value) if math.isfinite(value) else None
    return value


def axes_of(file, variable):
    """Name and labels of each dimension."""
    scales = [variable.dims[i][0] for i in range(variable.ndim)]
    return [(s.name[1:], [plain(v) for v in s[()]]) for s in scales]


def values_of(variable):
    values = variable[()]
    if values.dtype.kind == "f":
        return [plain(v) for v in values.ravel()]
    scale = variable.attrs.get("scale_factor")
    check(scale in (None, 0.01), f"{variable.name} is scaled by {scale}")
    # money: the double that is nearest to so many hundredths
    return [None if v == UNDEFINED else v / 100 if scale else v for v in (int(v) for v in values.ravel())]


def places(axes):
    """The labels of every place, the last dimension fastest."""
    rows = [()]
    for _, labels in axes:
        rows = [row + (label,) for row in rows for label in labels]
    return rows


def rows_of(file, name, column_of):
    axes = axes_of(file, file[name])
    names = [column_of(dim) for dim, _ in axes]
    return [dict(zip(names, place), value=v) for place, v in zip(places(axes), values_of(file[name]))]


def check_rows(table, name, told, expected):
    """Labels are compared as texts or numbers, whichever the file has; columns that a variable lacks are empty."""
    check(len(told) == len(expected), f"{name}: {len(told)} rows instead of {len(expected)}")
    for row, wanted in zip(told, expected):
        for column, value in row.items():
            check(value == wanted.get(column), f"{table}, {name}: {column} is {value!r}, not {wanted.get(column)!r}")


def check_results(file, tables):
    jobs = {"point", "scenario", "replicate", "week"}
    kinds = {name: v.attrs.get("kind") for name, v in file.items() if isinstance(v, h5py.Dataset)}
    for table, column, holds in (("series", "series", lambda k: k in ("flow", "stock", "real")), ("grids", "grid", lambda k: k == "grid")):
        names = [name for name, kind in kinds.items() if kind and holds(kind)]
        check({row[column] for row in tables[table]} == set(names), f"{table} has other variables than the file")
        told = {name: [] for name in names}
        for row in tables[table]:
            told[row[column]].append({k: v for k, v in row.items() if k != column})
        for name in names:
            expected = rows_of(file, name, lambda dim: dim if dim in jobs or table == "grids" else "label")
            check_rows(table, name, told[name], expected)
    if "kpi_value" in file:
        check_rows("kpis", "kpi_value", tables["kpis"], rows_of(file, "kpi_value", str))
    work = [dict(row, value=row.pop("agent_steps")) for row in (dict(r) for r in tables["replicates"])]
    check_rows("replicates", "agent_steps", work, rows_of(file, "agent_steps", str))


def check_points(file, tables):
    axes = [name for name, v in file.items() if isinstance(v, h5py.Dataset) and "parameter" in v.attrs]
    points = [plain(p) for p in file["point"][()]] if "point" in file else []
    check([row["point"] for row in tables["points"]] == points, "points")
    for name in axes + (["experiment"] if "experiment" in file else []):
        check([row[name] for row in tables["points"]] == [plain(v) for v in file[name][()]], f"points: {name}")
    for measure, column in (("sensitivity", "value"), ("sensitivity_low", "low"), ("sensitivity_high", "high")):
        expected = rows_of(file, measure, str) if measure in file else []
        told = [{k: row[k] for k in ("response", "kpi", "factor", "measure")} | {"value": row[column]} for row in tables["sensitivity"]]
        check_rows("sensitivity", measure, told, expected)


def check_stored(file, tables):
    """Tables that the file has as such, and what it says about itself."""
    def stored(table):
        return [{name: plain(row[name]) for name in table.dtype.names} for row in table[()]]
    summary = stored(file["summary/table"]) if "summary" in file else []
    check(tables["summary"] == summary, "summary differs from /summary/table")
    names = [plain(v) for v in file["scenario"][()]]
    expected = [{"scenario": n} | row for n in names for row in stored(file[f"scenarios/{n}/parameters"])]
    check(tables["parameters"] == expected, "parameters differ from the file's")
    for row in tables["scenarios"]:
        attrs = file[f"scenarios/{row['scenario']}"].attrs
        check(all(row[k] == plain(v) for k, v in attrs.items() if k in row), f"scenarios: {row}")
    check([row["scenario"] for row in tables["scenarios"]] == names, "scenarios")
    for row in tables["about"]:
        check(plain(file.attrs[row["name"]]) == row["value"], f"about: {row}")


def check_dictionary(file, tables):
    """Every variable that has values somewhere, with unit, dimensions and meaning."""
    rows = {(row["kind"] == "kpi", row["name"]): row for row in tables["variables"]}
    check(len(rows) == len(tables["variables"]), "variables: a name twice")
    for name, variable in file.items():
        if not isinstance(variable, h5py.Dataset) or name.startswith(("kpi_", "seed_")) or name == "experiment":
            continue
        row = rows[False, name]
        for column, attribute in (("unit", "units"), ("meaning", "long_name"), ("parameter", "parameter")):
            check(row[column] == variable.attrs.get(attribute), f"variables: {column} of {name} is {row[column]!r}")
        dims = [name] if "NAME" in variable.attrs else [dim for dim, _ in axes_of(file, variable)]
        check(row["dimensions"] == " ".join(dims), f"variables: dimensions of {name} are {row['dimensions']}")
    if "kpi" in file:
        for name, unit, better, doc in zip(*(file[v][()] for v in ("kpi", "kpi_unit", "kpi_better", "kpi_definition"))):
            row = rows[True, plain(name)]
            word = {1: "higher", -1: "lower", 0: "neither"}[int(better)]
            check((row["unit"], row["better"], row["meaning"]) == (plain(unit), word, plain(doc)), f"variables: {row}")


def unquote(cell):
    return cell[1:] if cell.startswith("'") else cell


def same(cell, value):
    if value is None:
        return cell in ("", "inf", "-inf")
    if isinstance(value, str):
        return unquote(cell) == value
    return (int if isinstance(value, int) else float)(cell) == value


def check_csv(folder, tables):
    check(sorted(os.listdir(folder)) == sorted(name + ".csv" for name in TABLES), f"files are {os.listdir(folder)}")
    for name in TABLES:
        with open(f"{folder}/{name}.csv", newline="", encoding="utf-8") as stream:
            header, *rows = csv.reader(stream, strict=True)
        check(len(rows) == len(tables[name]), f"{name}.csv has {len(rows)} rows instead of {len(tables[name])}")
        check(not rows or [unquote(c) for c in header] == list(tables[name][0]), f"{name}.csv has columns {header}")
        for cells, row in zip(rows, tables[name]):
            check(len(cells) == len(header), f"{name}.csv: a row of {len(cells)} cells")
            for cell, value in zip(cells, row.values()):
                check(same(cell, value), f"{name}.csv: {cell!r} instead of {value!r}")
                check(not isinstance(value, str) or not cell.startswith(DANGEROUS), f"{name}.csv: a formula: {cell!r}")


def main(path, folder, json_file):
    with open(json_file, encoding="utf-8") as stream:
        tables = json.load(stream)
    check(list(tables) == TABLES, f"tables are {list(tables)}")
    with h5py.File(path, "r") as file:
        for part in (check_results, check_points, check_stored, check_dictionary):
            part(file, tables)
    check_csv(folder, tables)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
