#!/usr/bin/env python3
"""Checks what ncdump prints of a result file (CDL) against the program's own export.

usage: check_ncdump.py CDL_FILE JSON_EXPORT
"""
import json
import math
import re
import sys


def check(good, what):
    if not good:
        sys.exit(f"check_ncdump: {what}")


def unescape(name):
    return re.sub(r"\\(.)", r"\1", name)


def parse(text):
    """Dimensions, and of each variable of the root its type, dimensions, attributes and data."""
    header, data = text.split("\ngroup:")[0].split("\ndata:\n")
    dims = {unescape(n): int(size) for n, size in re.findall(r"^\t(\S+) = (\d+) ;$", header, re.M)}
    variables = {}
    for kind, name, axes in re.findall(r"^\t(\w+) (\S+?)\((.*?)\) ;$", header, re.M):
        variables[unescape(name)] = {"type": kind, "dims": [unescape(a) for a in axes.split(", ")], "attrs": {}}
    for name, attribute, value in re.findall(r"^\t\t(?:\w+ )?(\S+?):(\S+) = (.*?) ;$", header, re.M):
        if unescape(name) in variables:
            variables[unescape(name)]["attrs"][attribute] = text_of(value) if value.startswith('"') else value
    for name, values in re.findall(r"^ (\S+) =\s*((?:[^\";]|\"(?:[^\"\\]|\\.)*\")*) ;$", data, re.M):
        variables[unescape(name)]["data"] = tokens(values)
    return dims, variables


def text_of(token):
    """CDL escapes the apostrophe too, which JSON does not."""
    return json.loads(token.replace("\\'", "'"))


def tokens(text):
    return [text_of(t) if t.startswith('"') else t for t in re.findall(r"\"(?:[^\"\\]|\\.)*\"|[^\s,]+", text)]


def number(token):
    return None if token in ("_", "NaN") else float(token)


def check_values(name, variable, rows, column):
    scaled = "scale_factor" in variable["attrs"]
    if scaled:
        check(float(variable["attrs"]["scale_factor"]) == 0.01, f"{name}: scale_factor {variable['attrs']['scale_factor']}")
    check(len(variable["data"]) == len(rows), f"{name}: {len(variable['data'])} values instead of {len(rows)}")
    for token, row in zip(variable["data"], rows):
        value = number(token)
        value = value / 100 if scaled and value is not None else value
        check(value == row[column] or (value is None and row[column] is None), f"{name}: {token} instead of {row[column]}")


def check_labels(name, variables, rows, columns):
    for dim, column in zip(variables[name]["dims"], columns):
        wanted = list(dict.fromkeys(row[column] for row in rows))
        labels = [t if isinstance(w, str) else number(t) for t, w in zip(variables[dim]["data"], wanted)]
        check(labels == wanted and len(variables[dim]["data"]) == len(wanted), f"labels of {dim}: {labels}, not {wanted}")


def check_variable(row, dims, variables, rows):
    name, table = row["name"], row["table"]
    variable = variables[name]
    check(variable["dims"] == row["dimensions"].split(), f"{name} has dimensions {variable['dims']}")
    check(all(d in dims for d in variable["dims"]), f"{name}: no size of a dimension")
    for key, attribute in (("unit", "units"), ("meaning", "long_name"), ("parameter", "parameter")):
        check(variable["attrs"].get(attribute) == row[key], f"{name}: {attribute} is {variable['attrs'].get(attribute)}")
    if table in ("series", "grids"):
        check(variable["attrs"]["kind"] == row["kind"], f"{name}: kind is {variable['attrs']['kind']}")
        fill = {"grid": "-9223372036854775808", "real": "NaN"}.get(row["kind"])
        check((variable["attrs"].get("_FillValue") or "").rstrip("Ll") == (fill or ""), f"{name}: fill value {variable['attrs'].get('_FillValue')}")
        mine = [r for r in rows[table] if r.get("series", r.get("grid")) == name]
        jobs = {"point", "scenario", "replicate", "week"}
        check_labels(name, variables, mine, [d if d in jobs or table == "grids" else "label" for d in variable["dims"]])
        check_values(name, variable, mine, "value")
    elif table == "sensitivity":
        check_labels(name, variables, rows[table], variable["dims"])
        check_values(name, variable, rows[table], {"sensitivity_low": "low", "sensitivity_high": "high"}.get(name, "value"))
    elif table in ("points", "replicates"):
        check_values(name, variable, rows[table], name)


def main(cdl, exported):
    with open(cdl, encoding="utf-8") as stream:
        dims, variables = parse(stream.read())
    with open(exported, encoding="utf-8") as stream:
        rows = json.load(stream)
    kpis = [row for row in rows["variables"] if row["kind"] == "kpi"]
    for row in rows["variables"]:
        if row["table"] and row["kind"] != "kpi":
            check_variable(row, dims, variables, rows)
    check(variables["kpi"]["data"] == [k["name"] for k in kpis], "KPIs have other names")
    check(variables["kpi_unit"]["data"] == [k["unit"] for k in kpis], "KPIs have other units")
    check(math.prod(dims[d] for d in variables["kpi_value"]["dims"]) == len(rows["kpis"]), "kpi_value has another shape")
    check_labels("kpi_value", variables, rows["kpis"], variables["kpi_value"]["dims"])
    check_values("kpi_value", variables["kpi_value"], rows["kpis"], "value")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
