"""Reads a report of an experiment or a tornado and compares its tables with what the program says in JSON.

check_experiment_report.py REPORT.html EXPRESSION [ANSWER.json]: the expression, over what is below and x (the answer), is true.
"""
import json
import math
import sys
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input"}
LOOSE = {"p", "td", "th", "tr", "thead", "tbody", "li", "html", "head", "body"}  # HTML ends them by itself


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.figures, self.figure, self.target = [], {}, None, None
        self.text, self.ids = {}, set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            assert attributes["id"] not in self.ids, f"two elements are called {attributes['id']}"
            self.ids.add(attributes["id"])
        assert not any(name.startswith("on") for name in attributes), "an event handler"
        if tag == "section":
            self.section = attributes["id"]
            self.text[self.section] = ""
        if tag == "figure":
            self.figure = {"kind": attributes["data-chart"], "title": "", "alt": "", "tables": [], "options": attributes}
            self.figures[attributes["id"]] = self.figure
        if self.figure is not None:
            self.in_figure(tag, attributes)
        if tag not in VOID and tag not in LOOSE:
            self.stack.append(tag)

    def in_figure(self, tag, attributes):
        tables = self.figure["tables"]
        self.target = {"h3": "title", "p": "alt"}.get(tag, self.target if tag in ("th", "td") else None)
        if tag == "table":
            tables.append({"columns": [], "rows": []})
        elif tag == "th":
            tables[-1]["columns"].append([attributes.get("data-role", ""), attributes.get("data-group", ""), ""])
            self.target = "th"
        elif tag == "tr" and tables[-1]["columns"]:
            tables[-1]["rows"].append([])
        elif tag == "td":
            tables[-1]["rows"][-1].append("")
            self.target = "td"

    def handle_endtag(self, tag):
        if tag in LOOSE:
            self.target = None
            return
        assert self.stack and self.stack[-1] == tag, f"</{tag}> ends {self.stack[-1:]}"
        self.stack.pop()
        self.target = None
        if tag == "figure":
            self.figure = None

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            return
        if "section" in self.stack:
            self.text[self.section] += data
        if self.figure is None or self.target is None:
            return
        tables = self.figure["tables"]
        if self.target == "th":
            tables[-1]["columns"][-1][2] += data.rstrip("\n")
        elif self.target == "td":
            tables[-1]["rows"][-1][-1] += data.rstrip("\n")
        else:
            self.figure[self.target] += data


class Figure:
    """A figure: title, alt, kind, and its columns by role and group (or by title)."""

    def __init__(self, figure):
        self.title, self.alt, self.kind = figure["title"], figure["alt"], figure["kind"]
        self.options, self.tables = figure["options"], figure["tables"]
        assert self.title.strip() and self.alt.strip(), "a figure without title or text alternative"
        for table in self.tables:
            assert table["rows"], f"{self.title}: no rows"
            assert all(len(row) == len(table["columns"]) for row in table["rows"]), f"{self.title}: ragged"

    def column(self, role, group=None, table=0):
        columns = list(enumerate(self.tables[table]["columns"]))
        at = [i for i, c in columns if c[0] == role and group in (None, c[1])] or [i for i, c in columns if c[2] == role]
        assert at, f"{self.title}: no column {role} {group}"
        return [number(row[at[0]]) for row in self.tables[table]["rows"]]

    def groups(self, role):
        return list(dict.fromkeys(c[1] for c in self.tables[0]["columns"] if c[0] == role))


def number(text):
    if text == "":
        return math.nan
    try:
        return float(text)
    except ValueError:
        return text


def near(shown, said):
    """Six digits, or undefined in both."""
    said = math.nan if said is None else said
    return math.isnan(shown) and math.isnan(said) or math.isclose(shown, said, rel_tol=1e-5, abs_tol=1e-9)


def all_near(shown, said):
    return len(shown) == len(said) and all(near(a, b) for a, b in zip(shown, said))


def same_points(figure, points, axes):
    """A map's cells are the points' differences, wherever they stand."""
    shown = {}
    for x, y, *cell in zip(*(figure.column(role) for role in ("x", "y", "value", "low", "high"))):
        shown[frozenset((f"{x:.6g}", f"{y:.6g}"))] = cell
    said = {frozenset(f"{p['axes'][a]:.6g}" for a in axes): [p["difference"][k] for k in ("mean", "low", "high")] for p in points}
    return shown.keys() == said.keys() and all(all_near(shown[key], said[key]) for key in said)


def same_indices(figure, factors, measure):
    """A figure's bars of a measure are those of the factors, the largest first where it is the main one."""
    group = next(g for g in figure.groups("value") if g.endswith((f"({measure})", "rank correlation")))
    said = {q["name"]: [q[measure][end] for end in ("value", "low", "high")] for q in factors}
    columns = [figure.column(role, group) for role in ("value", "low", "high")]
    sizes = [abs(value) for value in columns[0]]
    names = figure.column("name")
    return (
        sorted(names) == sorted(said)
        and all(all_near(bar, said[name]) for name, bar in zip(names, zip(*columns)))
        and (measure in ("s1", "sigma") or sizes == sorted(sizes, reverse=True))
    )


def main():
    reader = Reader()
    reader.feed(open(sys.argv[1], encoding="utf-8").read())
    assert not reader.stack, reader.stack
    f = {name: Figure(figure) for name, figure in reader.figures.items()}
    x = json.load(open(sys.argv[3], encoding="utf-8")) if len(sys.argv) > 3 else None
    names = dict(f=f, x=x, text=reader.text, near=near, all_near=all_near, math=math)
    names.update(same_points=same_points, same_indices=same_indices)
    if not eval("(" + sys.argv[2] + ")", names):
        print("figures:", {name: figure.title for name, figure in f.items()}, file=sys.stderr)
        sys.exit(1)


main()
