"""Reads a report as a browser would, without its scripts: checks that it is well-formed and complete, and hands out what
it says. A page that makes elements or attributes of a name fails here."""
import html.parser
import sys

VOID = {"meta", "br"}
OPEN_ENDED = {"td", "th", "tr", "tbody", "thead", "dt", "dd", "li"}  # their end may be left out
ELEMENTS = VOID | OPEN_ENDED | set(
    "html head title style body a header p h1 h2 h3 nav ul main section div figure figcaption details summary table "
    "span strong code pre dl script footer ol em".split())
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "aria-label", "aria-labelledby",
              "tabindex", "role", "scope"}


class Page(html.parser.HTMLParser):
    """sections: {id: text}; figures: {id: {title, alt, table}}; tables: {label: [[cell, ...], ...]}, a cell being (text,
    value), value the number of a table to be read, or None."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.text, self.sections, self.figures, self.tables = [], [], {}, {}, {}
        self.links, self.ids, self.answers = [], [], []
        self.section = self.figure = self.label = None
        self.rows, self.cell, self.in_answer = None, None, False
        self.feed(text)
        self.close()
        assert not self.stack, f"not closed: {self.stack}"
        assert len(set(self.ids)) == len(self.ids), "an id is there twice"
        for link in self.links:
            assert link.startswith("#") and link[1:] in self.ids, f"a link to {link}, which is not there"
        for name, figure in self.figures.items():
            assert figure["title"].strip() and figure["alt"].strip(), f"figure {name} has no title or text alternative"
            assert len(figure["rows"]) > 1 and len(figure["rows"][0]) > 1, f"figure {name} has no table"
        for name, text in self.sections.items():
            assert text.strip(), f"section {name} is empty"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert tag in ELEMENTS, f"an element <{tag}>"
        for name in attributes:
            assert name in ATTRIBUTES or name.startswith("data-"), f"an attribute {name} of <{tag}>"
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag in VOID:
            return
        while self.stack and self.stack[-1] in OPEN_ENDED and tag in OPEN_ENDED and not (
                tag == "tr" and self.stack[-1] in ("tbody", "thead")) and not (
                tag in ("td", "th") and self.stack[-1] == "tr"):
            self.end_cell()
            self.stack.pop()
        self.stack.append(tag)
        if tag == "section":
            self.section = attributes["id"]
            self.sections[self.section] = ""
        elif tag == "figure":
            self.figure = attributes["id"]
            self.figures[self.figure] = {"title": "", "alt": "", "rows": [], **attributes}
        elif attributes.get("role") == "region":
            self.label = attributes["aria-label"]
        elif tag == "table":
            self.rows = self.figures[self.figure]["rows"] if self.figure else self.tables.setdefault(self.label, [])
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = ["", attributes.get("data-value"), attributes]
        elif attributes.get("class") == "answer" and self.section == "answer":
            self.answers.append("")
            self.in_answer = True

    def end_cell(self):
        if self.cell is not None:
            self.rows[-1].append((self.cell[0].strip(), None if self.cell[1] is None else float(self.cell[1])))
            self.cell = None

    def handle_endtag(self, tag):
        while self.stack and self.stack[-1] != tag and self.stack[-1] in OPEN_ENDED:
            self.end_cell()
            self.stack.pop()
        assert self.stack and self.stack[-1] == tag, f"</{tag}> ends {self.stack[-1:]}"
        if tag in ("td", "th"):
            self.end_cell()
        self.stack.pop()
        if tag == "p":
            self.in_answer = False
        if tag == "section":
            self.section = None
        elif tag == "figure":
            self.figure = None

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            return
        self.text.append(data)
        if self.section:
            self.sections[self.section] += data
        if self.cell is not None:
            self.cell[0] += data
        if self.figure and "h3" in self.stack:
            self.figures[self.figure]["title"] += data
        if self.figure and self.stack and self.stack[-1] == "p":
            self.figures[self.figure]["alt"] += data
        if self.in_answer:
            self.answers[-1] += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data[:60]}")

    def all_text(self):
        return "".join(self.text)

    def row(self, label, name):
        """The cells of a row of a table to be read, by the title of their columns."""
        table = self.tables[label]
        titles = [cell[0] for cell in table[0]]
        for row in table[1:]:
            if row[0][0] == name:
                return dict(zip(titles, row))
        raise AssertionError(f"{label} has no row {name}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return Page(file.read())


if __name__ == "__main__":
    for path in sys.argv[1:]:
        read(path)
