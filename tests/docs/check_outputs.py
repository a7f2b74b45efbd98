#!/usr/bin/env python3
"""Checks docs/outputs.md against result files, in both directions: each variable, dimension, group, column and attribute of
a file stands there with its type, dimensions and unit, and each that stands there is in one of the files.

usage: check_outputs.py OUTPUTS.md RESULT.h5...
"""
import re
import sys

import h5py

complaints = []
seen = set()


def complain(what):
    complaints.append(what)


def sections(path):
    """The rows of each section's table, by the names in backquotes of the first column."""
    tables, title = {}, None
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("## "):
                title = line[3:].strip()
                tables[title] = {}
            elif line.startswith("| `"):
                cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
                for name in re.findall(r"`([^`]+)`", cells[0]):
                    tables[title].setdefault(name, []).append(cells[1:])
    return tables


def type_name(dtype):
    if h5py.check_string_dtype(dtype) is not None:
        return "text"
    return dtype.name


def dims_of(variable):
    return [variable.dims[i][0].name[1:] for i in range(variable.ndim)]


def expect(name, what, found, told):
    if found != told:
        complain(f"{name}: {what} is {found!r}, told is {told!r}")


def use(docs, section, name):
    """The row of a name; None with a complaint when there is none."""
    rows = docs[section].get(name)
    if not rows:
        complain(f"'{name}' does not stand under {section}")
        return None
    seen.add((section, name))
    return rows[0]


def check_dimension(docs, name, variable):
    row = use(docs, "Dimensions", name)
    if row:
        expect(name, "type", type_name(variable.dtype), row[0])
        expect(name, "unit", variable.attrs.get("units", ""), row[1])


def check_series(docs, name, variable, jobs):
    row = use(docs, "Series", name)
    if not row:
        return
    dim, kind, unit = row[:3]
    expect(name, "dims", dims_of(variable), jobs + ["week"] + ([dim] if dim else []))
    expect(name, "kind", variable.attrs["kind"], kind)
    expect(name, "unit", variable.attrs["units"], unit)
    expect(name, "type", type_name(variable.dtype), "float64" if kind == "real" else "int64")
    expect(name, "meaning", variable.attrs["long_name"], row[4])


def check_grid(docs, name, variable, jobs):
    row = use(docs, "Grids", name)
    if row:
        expect(name, "dims", dims_of(variable), jobs + row[0].split(", "))
        expect(name, "unit", variable.attrs["units"], row[1])
        expect(name, "type", type_name(variable.dtype), "int64")
        expect(name, "meaning", variable.attrs["long_name"], row[3])


def check_other(docs, name, variable, jobs):
    row = use(docs, "Other variables", name)
    if row:
        dims = row[0].split(", ")
        expect(name, "dims", dims_of(variable), jobs[:-2] + dims if "replicate" in dims else dims)
        expect(name, "type", type_name(variable.dtype), row[1])
        expect(name, "unit", variable.attrs.get("units", ""), row[2])


def check_table(docs, pattern, table):
    """The columns are named in the sentence on the place."""
    row = use(docs, "Groups", pattern)
    for name in table.dtype.names if row else ():
        if f"`{name}`" not in row[0]:
            complain(f"column {name} of {pattern} does not stand there")


def check_attributes(docs, what, thing):
    """Integers and numbers have the type that is told; `what` is among the things that an attribute is of."""
    for name, value in thing.attrs.items():
        told = "FIELD_N_NAME" if re.fullmatch(r"FIELD_\d+_NAME", name) else name
        if not use(docs, "Attributes", told):
            continue
        rows = [row for row in docs["Attributes"][told] if any(re.search(rf"\b{w}\b", row[0]) for w in what)]
        if not rows:
            complain(f"attribute {name} of {thing.name}: not told of {what}")
        elif not rows[0][1].startswith(("HDF5's", "the variable's")):
            expect(f"attribute {name} of {thing.name}", "type", "text" if isinstance(value, str) else value.dtype.name, rows[0][1])


def check_variable(docs, name, variable, jobs):
    kind = variable.attrs.get("kind")
    if "CLASS" in variable.attrs:
        check_dimension(docs, name, variable)
        check_attributes(docs, ["variable"], variable)
    elif kind == "grid":
        check_grid(docs, name, variable, jobs)
        check_attributes(docs, ["variable", "grid"], variable)
    elif kind:
        check_series(docs, name, variable, jobs)
        check_attributes(docs, ["variable", "series"], variable)
    elif "parameter" in variable.attrs:
        expect(name, "dims", dims_of(variable), ["point"])
        expect(name, "type", type_name(variable.dtype), "float64")
        check_attributes(docs, ["variable", "axis"], variable)
    else:
        check_other(docs, name, variable, jobs)
        check_attributes(docs, ["variable", name], variable)


def check_group(docs, path, thing):
    """/summary, /scenarios/NAME and what lies in them."""
    pattern = re.sub(r"^/scenarios/[^/]+", "/scenarios/NAME", path)
    if isinstance(thing, h5py.Group):
        if pattern not in ("/summary", "/scenarios", "/scenarios/NAME"):
            complain(f"group {path}")
        check_attributes(docs, ["scenario"], thing)
    elif thing.dtype.names:
        check_table(docs, pattern, thing)
        check_attributes(docs, ["table"], thing)
    else:
        use(docs, "Groups", pattern)


def check_kpis(docs, file):
    words = [[v.decode() for v in file[name][()]] for name in ("kpi", "kpi_unit", "kpi_definition")]
    for name, unit, definition, better in zip(*words, file["kpi_better"][()]):
        row = use(docs, "KPIs", name)
        if row:
            expect(name, "KPI", (unit, {1: "higher", -1: "lower", 0: "neither"}[int(better)], definition), (row[0], row[1], row[3]))


def check_file(docs, file):
    jobs = (["point"] if "point" in file else []) + ["scenario", "replicate"]
    check_attributes(docs, ["file"], file)
    for name, thing in file.items():
        if isinstance(thing, h5py.Dataset):
            check_variable(docs, name, thing, jobs)
        else:
            check_group(docs, "/" + name, thing)
            thing.visititems(lambda path, inner, root=name: check_group(docs, f"/{root}/{path}", inner))
    check_kpis(docs, file)


def main(path, *files):
    docs = sections(path)
    for name in files:
        with h5py.File(name, "r") as file:
            check_file(docs, file)
    for section in ("Dimensions", "Series", "Grids", "KPIs", "Other variables", "Groups", "Attributes"):
        for name in docs[section]:
            if (section, name) not in seen and (section != "Groups" or name.startswith("/")):
                complain(f"no file has '{name}' of {section}")
    print("\n".join(sorted(set(complaints))), file=sys.stderr)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
