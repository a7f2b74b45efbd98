"""Reads the figures of a report as its scripts do, from their tables, and checks what the sections about customers say.

usage: check_report.py REPORT.html [ANSWER.json RESULT.h5]   (of `flywheel compare --json --report -o`, funnel.ini and
flywheel.ini); prints what is wrong, a line for each, and exits with 1. Without h5py the file is not looked into.
"""
import html.parser
import json
import math
import sys

VOID = {"meta", "br"}
OPTIONAL_END = {"tr", "td", "th", "thead", "tbody", "li", "p", "dt", "dd"}


class Page(html.parser.HTMLParser):
    """Figures by id: attributes, title, text alternative, columns (role, group) and rows; plain tables by caption."""

    def __init__(self, text):
        super().__init__()
        self.figures, self.tables, self.sections, self.problems, self.open = {}, {}, [], [], []
        self.figure = self.table = self.target = None
        self.feed(text)
        self.close()
        left = [tag for tag in self.open if tag not in OPTIONAL_END | {"html", "head", "body"}]
        if left:
            self.problems.append(f"not closed: {left}")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.target = None
        if tag == "section":
            self.sections.append(attributes["id"])
        elif tag == "figure":
            if attributes["id"] in self.figures:
                self.problems.append(f"two figures {attributes['id']}")
            self.figure = {"attributes": attributes, "title": [], "alt": [], "columns": [], "rows": []}
            self.figures[attributes["id"]] = self.figure
        elif tag == "div" and attributes.get("role") == "region" and not self.figure:
            self.label = attributes["aria-label"]
        elif tag == "table":
            self.table = self.figure or {"columns": [], "rows": []}
            if not self.figure:
                self.tables[self.label] = self.table
        elif tag == "h3" and self.figure:
            self.target = self.figure["title"]
        elif tag == "p" and attributes.get("class") == "alt":
            self.target = self.figure["alt"]
        elif tag == "tr" and self.table is not None:
            self.table["rows"].append([])
        elif tag in ("td", "th") and self.table is not None:
            if attributes.get("scope") == "col":
                self.table["columns"].append((attributes.get("data-role"), attributes.get("data-group", "")))
            self.target = []
            self.table["rows"][-1].append(self.target)

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL_END:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")
        self.target = None
        if tag == "figure":
            self.figure = None
        elif tag == "table":
            self.table = None

    def handle_data(self, data):
        if self.target is not None:
            self.target.append(data)


def cells(table):
    """Rows of texts, without the heading."""
    return [["".join(cell).strip() for cell in row] for row in table["rows"][1:]]


def number(text):
    return float(text) if text else math.nan


def column(figure, role, group=""):
    place = figure["columns"].index((role, group))
    return [row[place] for row in cells(figure)]


def near(a, b, within=2e-5):
    return abs(a - b) <= within * max(abs(a), abs(b), 1e-9) or (math.isnan(a) and math.isnan(b))


def check_figures(page, complain):
    for name, figure in page.figures.items():
        for part in ("title", "alt"):
            if not "".join(figure[part]).strip():
                complain(f"{name} has no {part}")
        rows = cells(figure)
        if not rows:
            complain(f"{name} is empty")
        for row in rows:
            if len(row) != len(figure["columns"]):
                complain(f"{name} has a row of {len(row)} cells under {len(figure['columns'])} headings")
        words = " ".join(sum([figure["title"], figure["alt"]], [])).split()
        if {"nan", "-nan", "inf", "-inf"} & {word.strip(".,;()").lower() for word in words}:
            complain(f"{name} tells of nan or inf")


def check_ways(page, complain):
    """What comes into a place in the middle goes out of it."""
    figure = page.figures["ways"]
    flows = list(zip(*(column(figure, role) for role in ("facet", "from", "to", "value"))))
    for facet in {flow[0] for flow in flows}:
        for place in ("Prospects", "Leads", "Being handed over", "Customers"):
            into = sum(float(v) for f, _, to, v in flows if f == facet and to == place)
            out = sum(float(v) for f, frm, _, v in flows if f == facet and frm == place)
            if not near(into, out):
                complain(f"{facet}: {into} come into {place}, {out} leave")
    for facet in {flow[0] for flow in flows}:
        if not near(sum(number(v) for v in column(page.figures["fates"], "value", facet)), 100):
            complain(f"the fates with {facet} are not 100 in all")


def check_money(page, kpis, names, complain):
    bridge = cells(page.tables["From gross margin to profit: means over replicates, rounded so that they add up"])
    for s, name in enumerate(names):
        lines = {row[0]: float(row[1 + s].replace(",", "")) for row in bridge}
        if sum(lines.values()) != 2 * lines["profit"]:
            complain(f"{name}: the bridge of profit does not add up")
        if abs(lines["profit"] - kpis[name]["profit"]) > 1:
            complain(f"{name}: profit is {kpis[name]['profit']}, not {lines['profit']}")
        waste = page.figures["waste"]
        row = names.index(name)
        useful, wasted = (
            float(column(waste, "value", group)[row])
            for group in ("media for people who became customers", "media for people who did not")
        )
        # A ratio of means beside a mean of ratios: within what replicates differ by.
        if not near(wasted / (useful + wasted), kpis[name]["wasted"], 1e-3):
            complain(f"{name}: {kpis[name]['wasted']} of media are wasted, not {wasted / (useful + wasted)}")


def check_same_as_terminal(page, kpis, names, complain):
    """A bar is the KPI that `compare` prints."""
    for figure, bar, kpi in (
        ("customer-value", "cost, all customers (CAC)", "cac_blended"),
        ("customer-value", "cost, paid channels (CAC)", "cac_paid"),
        ("customer-value", "worth so far (LTV)", "ltv"),
        ("customer-value", "worth projected (LTV)", "ltv_projected"),
        ("stage-times", "lead: considers it", "time_lead"),
        ("stage-times", "prospect: knows of it", "time_prospect"),
    ):
        row = column(page.figures[figure], "name").index(bar)
        for name in names:
            shown = number(column(page.figures[figure], "value", name)[row])
            if not near(shown, kpis[name][kpi]):
                complain(f"{name}: {kpi} is {kpis[name][kpi]}, not {shown}")
    sources = page.figures["sources"]
    for name in names:
        acquired = sum(number(v) for v in column(sources, "value", name))
        if not near(acquired, kpis[name]["acquired"]):
            complain(f"{name}: {kpis[name]['acquired']} were acquired, not {acquired}")


def check_customers(page, kpis, names, complain):
    for text in column(page.figures["retention"], "value"):
        if not 0 <= float(text) <= 100:
            complain(f"{text} % stay")
    friends = page.figures["friends"]
    k = sum(int(j) * float(v) / 100 for j, v in zip(column(friends, "name"), column(friends, "value", "flywheel")))
    if abs(k - kpis["flywheel"]["k_factor"]) > 0.1 * k:  # a mean of shares beside a mean of ratios
        complain(f"K is {kpis['flywheel']['k_factor']}, not {k}")
    generations = [float(v) for v in column(page.figures["families"], "count", "flywheel")]
    if not near(sum(generations[1:]), float(column(page.figures["sources"], "value", "flywheel")[1]), 1e-4):
        complain("generations are not all who were referred")


def check_file(page, path, names, complain):
    """What is in the figures is in the file, added up by other hands."""
    try:
        import h5py
    except ImportError:
        return
    with h5py.File(path) as file:
        moves = [label.decode() for label in file["move"][...]]
        journey = file["journey"][...].sum(axis=2).mean(axis=1)
        active, joined = (file[name][...].astype(float) for name in ("cohort_active", "cohort_joined"))
    ways = page.figures["ways"]
    shown = {
        row[:3]: float(row[3]) for row in zip(*(column(ways, role) for role in ("facet", "from", "to", "value")))
    }
    for s, name in enumerate(names):
        for move, way in (("prospect_lead", ("Prospects", "Leads")), ("customer_former", ("Customers", "Left"))):
            if not near(shown[(name, *way)], journey[s, moves.index(move)]):
                complain(f"{name}: {way} is {shown[(name, *way)]}, in the file {journey[s, moves.index(move)]}")
    heat = page.figures["retention"]
    cells_shown = zip(*(column(heat, role) for role in ("facet", "y", "x", "value")))
    stayed = {(facet, y, int(x)): float(value) for facet, y, x, value in cells_shown}
    for s, name in enumerate(names):
        third = 100 * (active[s, :, 3, 2, :].sum(axis=-1) / joined[s, :, 3, :].sum(axis=-1)).mean()
        if not near(stayed[(name, "52", 2)], third):
            complain(f"{name}: {stayed[(name, '52', 2)]} % of week 52 stay, in the file {third}")


def main():
    problems = []
    page = Page(open(sys.argv[1], encoding="utf-8").read())
    problems += page.problems
    check_figures(page, problems.append)
    if len(sys.argv) > 2:
        answer = json.load(open(sys.argv[2], encoding="utf-8"))
        names = [scenario["name"] for scenario in answer["scenarios"]]
        kpis = {names[0]: {}, names[1]: {}}
        for kpi in answer["comparisons"][0]["kpis"]:
            for side, name in zip("ab", names):
                mean = kpi[side]["mean"]
                kpis[name][kpi["name"]] = math.nan if mean is None else mean
        check_ways(page, problems.append)
        check_money(page, kpis, names, problems.append)
        check_same_as_terminal(page, kpis, names, problems.append)
        check_customers(page, kpis, names, problems.append)
        check_file(page, sys.argv[3], names, problems.append)
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
