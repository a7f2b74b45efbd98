#!/usr/bin/env python3
"""Checks the export of a golden file against what the program said when it wrote the file.

usage: check_golden.py CSV_FOLDER TOLD.txt
"""
import csv
import math
import sys


def rows_of(folder, table):
    with open(f"{folder}/{table}.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def same(cell, told):
    return cell == "" if told == "-" else math.isclose(float(cell), float(told), rel_tol=1e-14, abs_tol=1e-12)


def check(good, line):
    if not good:
        sys.exit(f"check_golden: not so: {line}")


def main(folder, told):
    summary = {(r["scenario"], r["kpi"]): r for r in rows_of(folder, "summary")}
    indices = {(r["response"].replace(" ", "_"), r["kpi"], r["factor"], r["measure"]): r for r in rows_of(folder, "sensitivity")}
    with open(told, encoding="utf-8") as stream:
        lines = [line.split() for line in stream]
    check(lines and (indices or len(lines) == len(summary)), f"{len(lines)} lines")
    for line in lines:
        if len(line) == 4:
            row = summary[line[0], line[1]]
            check(row["n"] == line[2] and same(row["mean"], line[3]), line)
        else:
            row = indices[tuple(line[:4])]
            check(all(same(row[column], cell) for column, cell in zip(("value", "low", "high"), line[4:])), line)


main(*sys.argv[1:])
