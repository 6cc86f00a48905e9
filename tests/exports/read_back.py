#!/usr/bin/env python3
"""Reads every export back with programs that are not ours, and compares what they found with what went in.

usage: read_back.py CITEGRAPH EXAMPLES   (the program; the folder of the bundled example)

Two worlds: the bundled example, and one made here whose titles try to leave the place they are put in. Readers: networkx, igraph, pydot, lxml,
bibtexparser, pybtex, pylatexenc, rispy, citeproc-py, jsonschema. Ends with 2 when a reader is not installed, 1 when something is wrong.
"""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

try:
    import bibtexparser
    import igraph
    import jsonschema
    import networkx
    import pydot
    import rispy
    from citeproc.source.json import CiteProcJSON
    from lxml import etree
    from pybtex.database import parse_string as pybtex_parse
    from pylatexenc import latex2text
except ImportError as error:
    print(f"skipped: reading exports back needs {error.name}")
    sys.exit(2)

HOSTILE = [
    "A title </script><img src=x onerror=alert(1)> with tags",
    "=cmd|'/c calc'!A0",
    "+1 and -1 and @x",
    "]]> <![CDATA[ <!-- --> &amp; &#60;",
    'He said "yes", then \\N {brace} }{ %percent #hash _under ~tilde ^caret $math$ & more',
    "\u202egnp.exe\u202c and \u2066isolated\u2069 and zero\u200bwidth",
    "esc \x1b[31m bell \x07 delete \x7f",
    "目录 论文 ورقة 🦀 Ω ∑ naïve Łukasz",
    "line one\nline two\ttabbed",
    "*Vertices 3",
    "ER  - TY  - JOUR",
    "@article{x, title = {y}}",
    "x" * 10_000,
    "Attention is all you need",
    "Attention is all you need",
]
AUTHORS = ["Ada Lund", "Bo Krüger and Sons", "von der Heide, Chris", "李 明", "Cher", "O'Neil {x} \\y", "Dana \"D\" Ionescu"]

# Markup of catalogs is cleaned where it enters: what stands in the tables, and what every export must show for it.
CLEANED = {
    "</script><img src=x onerror=alert(1)>": "",
    "<!-- --> &amp; &#60;": "& <",
    "$math$": "math",
    "$O(n^2)$": "O(n²)",
}

wrong = []


def check(what, is_so, told=""):
    if not is_so:
        wrong.append(f"{what}: {told}")


def same(what, found, wanted):
    check(what, found == wanted, f"found {found!r:.300}, wanted {wanted!r:.300}")


def plain(text):
    """What a reader of any format should see: control and direction characters are not text."""
    for markup, cleaned in CLEANED.items():
        text = text.replace(markup, cleaned)
    kept = "".join(" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cf",) or c == "\u00ad")
    return " ".join(kept.split())


def agree(what, found, wanted):
    """Titles, as multisets; where a format cuts a long one, its beginning."""
    found, wanted = sorted(found), sorted(wanted)
    same(f"{what}, number of titles", len(found), len(wanted))
    for one, other in zip(found, wanted):
        cut = one.endswith("…") and other.startswith(one[:-1].rstrip())
        check(f"{what}, title", one == other or cut, f"{one!r:.200} is not {other!r:.200}")


class World:
    def __init__(self, name, program, tables, arguments, folder):
        self.name, self.folder = name, folder
        rows = list(csv.DictReader(open(tables / "papers.csv", encoding="utf-8", newline="")))
        self.titles = {row["id"]: plain(row["title"]) for row in rows}
        given = {(row["citing"], row["cited"]) for row in csv.DictReader(open(tables / "citations.csv", encoding="utf-8", newline=""))}
        report = folder / "report"
        run(program, ["report", *arguments, "--out", str(report)])
        self.report = json.loads((report / "report.json").read_text(encoding="utf-8"))
        self.ranks = {row["paper_id"]: row["rank"] for row in self.report["rankings"]}
        self.listed = [self.titles[paper] for paper in self.ranks]
        formats = ["graphml", "gexf", "gephi-csv", "pajek", "vosviewer", "vosviewer-json", "cytoscape", "dot", "csl-json", "bibtex", "biblatex", "ris", "badge"]
        for form in formats:
            run(program, ["export", *arguments, "--format", form, "--out", f"{folder / form}/"])
        # The graph holds whoever cites or is cited by the list: at least every citation to and from it, and none that was not given.
        self.edges = {(row["citing"], row["cited"]) for row in csv.DictReader(open(report / "tables" / "citations.csv", encoding="utf-8", newline=""))}
        touching = {(citing, cited) for citing, cited in given if citing != cited and (citing in self.ranks or cited in self.ranks)}
        check(f"{name}: citations of the report", touching <= self.edges <= given, f"{len(touching)} ≤ {len(self.edges)} ≤ {len(given)}")
        self.near = set(self.ranks).union(*self.edges)
        self.all_titles = [self.titles[paper] for paper in self.near]

    def bytes(self, form, file):
        return (self.folder / form / file).read_bytes()

    def text(self, form, file):
        return self.bytes(form, file).decode("utf-8")

    def path(self, form, file):
        return str(self.folder / form / file)


def run(program, arguments):
    done = subprocess.run([program, *arguments, "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"error: citegraph {' '.join(arguments)} ended with {done.returncode}\n{done.stderr}")
        sys.exit(1)


def graph(world, what, graph, attribute="title", key="paper_id"):
    """A directed graph as networkx gives it: papers, arrows, titles, ranks."""
    nodes = dict(graph.nodes(data=True))
    check(f"{what} is directed", graph.is_directed())
    same(f"{what}, papers", len(nodes), len(world.near))
    same(f"{what}, citations", graph.number_of_edges(), len(world.edges))
    agree(what, [data[attribute] for data in nodes.values()], world.all_titles)
    found = {data[key]: data for data in nodes.values()}
    same(f"{what}, ids", set(found), world.near)
    same(f"{what}, ranks", {paper: int(found[paper]["rank"]) for paper in world.ranks}, world.ranks)
    arrows = {(nodes[a][key], nodes[b][key]) for a, b in graph.edges()}
    same(f"{what}, arrows", arrows == world.edges, True)


def graphml(world):
    graph(world, "GraphML, networkx", networkx.read_graphml(world.path("graphml", "citations.graphml")))
    read = igraph.Graph.Read_GraphML(world.path("graphml", "citations.graphml"))
    same("GraphML, igraph", (read.vcount(), read.ecount(), read.is_directed()), (len(world.near), len(world.edges), True))
    agree("GraphML, igraph", read.vs["title"], world.all_titles)


def gexf(world):
    graph(world, "GEXF, networkx", networkx.read_gexf(io.BytesIO(world.bytes("gexf", "citations.gexf")), version="1.3"))
    gexf_grammar(etree.fromstring(world.bytes("gexf", "citations.gexf")))


GEXF, VIZ, XSI = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}", "{http://www.w3.org/2001/XMLSchema-instance}"
# Facts of the GEXF 1.3 grammar, as far as a document of ours could break them: which attributes and children an element may have.
GEXF_RULES = {
    "gexf": ({"version", "variant"}, ["meta", "graph"]),
    "meta": ({"lastmodifieddate"}, ["creator", "keywords", "description"]),
    "creator": (set(), []),
    "description": (set(), []),
    "graph": ({"defaultedgetype", "idtype", "timeformat", "start", "end", "mode", "timerepresentation", "timezone"}, ["attributes", "nodes", "edges"]),
    "attributes": ({"class"}, ["attribute"]),
    "attribute": ({"id", "title", "type"}, ["default", "options"]),
    "nodes": ({"count"}, ["node"]),
    "edges": ({"count"}, ["edge"]),
    "node": ({"id", "label", "start", "end"}, ["attvalues", "color", "position", "size", "shape"]),
    "attvalues": (set(), ["attvalue"]),
    "attvalue": ({"for", "value"}, []),
    "edge": ({"id", "type", "label", "source", "target", "weight", "kind", "start", "end"}, ["attvalues"]),
    "color": ({"r", "g", "b", "a"}, []),
    "position": ({"x", "y", "z"}, []),
    "size": ({"value"}, []),
}
GEXF_TYPES = {"integer": r"-?\d+", "double": r"-?\d+(\.\d+)?([eE][-+]?\d+)?", "boolean": "true|false", "string": r"[\s\S]*"}


def gexf_grammar(root):
    same("GEXF, root", (root.tag, root.get("version")), (GEXF + "gexf", "1.3"))
    kinds, ids = {}, set()
    for element in root.iter():
        name = element.tag.removeprefix(GEXF).removeprefix(VIZ)
        check("GEXF, element", name in GEXF_RULES, name)
        attributes, children = GEXF_RULES.get(name, (set(), []))
        unknown = {key for key in element.attrib if not key.startswith(XSI)} - attributes
        check(f"GEXF, attributes of {name}", not unknown, unknown)
        unknown = {child.tag.removeprefix(GEXF).removeprefix(VIZ) for child in element} - set(children)
        check(f"GEXF, children of {name}", not unknown, unknown)
        if name == "attribute":
            kinds[element.get("id")] = element.get("type")
            check("GEXF, type", element.get("type") in GEXF_TYPES, element.get("type"))
        if name == "attvalue":
            kind = kinds.get(element.get("for"))
            check("GEXF, value", kind and re.fullmatch(GEXF_TYPES[kind], element.get("value")), (kind, element.get("value")))
        if name == "node":
            ids.add(element.get("id"))
        if name in ("node", "edge") and element.get("start"):
            check("GEXF, start", re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", element.get("start")), element.get("start"))
        if name == "color":
            check("GEXF, colour", all(0 <= int(element.get(part)) <= 255 for part in "rgb"), dict(element.attrib))
        if name == "size":
            check("GEXF, size", float(element.get("value")) >= 0, element.get("value"))
    begins = {node.get("id"): node.get("start") or "" for node in root.iter(GEXF + "node")}
    for edge in root.iter(GEXF + "edge"):
        check("GEXF, edge", edge.get("source") in ids and edge.get("target") in ids, dict(edge.attrib))
        late = max(begins[edge.get("source")], begins[edge.get("target")])
        check("GEXF, an edge begins when both papers exist", (edge.get("start") or "") >= late, (edge.get("start"), late))
    sections = [child.tag.removeprefix(GEXF) for child in root.find(GEXF + "graph")]
    same("GEXF, order in the graph", sections, ["attributes", "nodes", "edges"])


def pajek(world):
    read = networkx.read_pajek(world.path("pajek", "citations.net"))
    same("Pajek, networkx", (read.number_of_nodes(), read.number_of_edges(), read.is_directed()), (len(world.near), len(world.edges), True))
    read = igraph.Graph.Read_Pajek(world.path("pajek", "citations.net"))
    same("Pajek, igraph", (read.vcount(), read.ecount(), read.is_directed()), (len(world.near), len(world.edges), True))
    for file in ("topics.clu", "hot.vec"):
        head, *values = world.text("pajek", file).split()[1:]
        same(f"Pajek, {file}", (int(head), len(values)), (len(world.near), len(world.near)))
        [float(value) for value in values]


def cytoscape(world):
    graph(world, "Cytoscape, networkx", networkx.cytoscape_graph(json.loads(world.text("cytoscape", "citations.cyjs"))))


def dot(world):
    [read] = pydot.graph_from_dot_data(world.text("dot", "citations.dot"))
    nodes = [node for node in read.get_nodes() if re.fullmatch(r"n\d+", node.get_name())]
    same("DOT, pydot", (len(nodes), len(read.get_edges()), read.get_type()), (len(world.near), len(world.edges), "digraph"))
    inside = lambda text: re.sub(r"\\(.)", r"\1", text[1:-1])
    agree("DOT, pydot", [inside(node.get("tooltip")) for node in nodes], world.all_titles)


def gephi(world):
    nodes = list(csv.DictReader(io.StringIO(world.text("gephi-csv", "gephi-nodes.csv"))))
    edges = list(csv.DictReader(io.StringIO(world.text("gephi-csv", "gephi-edges.csv"))))
    same("Gephi CSV", (len(nodes), len(edges)), (len(world.near), len(world.edges)))
    # A leading apostrophe keeps a spreadsheet from running a title.
    agree("Gephi CSV", [re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", node["Title"]) for node in nodes], world.all_titles)
    ids = {node["Id"] for node in nodes}
    check("Gephi CSV, ends", all(edge["Source"] in ids and edge["Target"] in ids and edge["Type"] == "Directed" for edge in edges))
    check("Gephi CSV, no formula", all(not cell.lstrip().startswith(("=", "+", "@")) for node in nodes for cell in node.values()))


VOSVIEWER = {
    "type": "object", "required": ["network"],
    "properties": {
        "network": {
            "type": "object", "required": ["items", "links", "clusters"], "additionalProperties": False,
            "properties": {
                "items": {"type": "array", "minItems": 3, "items": {
                    "type": "object", "required": ["id", "label", "x", "y", "weights"], "additionalProperties": False,
                    "properties": {
                        "id": {"type": ["integer", "string"]}, "label": {"type": "string"}, "sublabel": {"type": "string"}, "description": {"type": "string"},
                        "url": {"type": "string", "pattern": "^https?://"}, "x": {"type": "number"}, "y": {"type": "number"},
                        "cluster": {"type": "integer", "minimum": 1, "maximum": 1000},
                        "weights": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
                        "scores": {"type": "object", "additionalProperties": {"type": "number"}}}}},
                "links": {"type": "array", "items": {
                    "type": "object", "required": ["source_id", "target_id"], "additionalProperties": False,
                    "properties": {"source_id": {}, "target_id": {}, "strength": {"type": "number", "minimum": 0}}}},
                "clusters": {"type": "array", "items": {
                    "type": "object", "required": ["cluster", "label"], "properties": {"cluster": {"type": "integer", "minimum": 1}, "label": {"type": "string"}}}}}},
        "config": {"type": "object"}, "info": {"type": "object", "properties": {"title": {"type": "string"}, "description": {"type": "string"}}}},
    "additionalProperties": False,
}


def vosviewer(world):
    read = json.loads(world.text("vosviewer-json", "vosviewer.json"))
    jsonschema.validate(read, VOSVIEWER)
    network = read["network"]
    pairs = {tuple(sorted(pair)) for pair in world.edges}
    same("VOSviewer JSON", (len(network["items"]), len(network["links"])), (len(world.near), len(pairs)))
    same("VOSviewer JSON, strengths", sum(link["strength"] for link in network["links"]), len(world.edges))
    ids = {item["id"] for item in network["items"]}
    check("VOSviewer JSON, ids", len(ids) == len(network["items"]) and all({link["source_id"], link["target_id"]} <= ids for link in network["links"]))
    # Descriptions are read as HTML.
    agree("VOSviewer JSON", ["".join(etree.fromstring(f"<p>{item['description']}</p>").itertext()) for item in network["items"]], world.all_titles)
    check("VOSviewer JSON, HTML", not any("<" in item["description"] for item in network["items"]))
    table = [line.split("\t") for line in world.text("vosviewer", "vosviewer-map.txt").split("\r\n")[:-1]]
    same("VOSviewer map", (len(table) - 1, {len(row) for row in table}), (len(world.near), {len(table[0])}))
    check("VOSviewer map, quotes", not any('"' in cell for row in table for cell in row))
    title = table[0].index("description")
    agree("VOSviewer map", [row[title] for row in table[1:]], [text.replace('"', "'") for text in world.all_titles])
    links = [line.split("\t") for line in world.text("vosviewer", "vosviewer-network.txt").split("\r\n")[:-1]]
    same("VOSviewer network", (len(links), {len(link) for link in links} <= {3}), (len(pairs), True))


# Of the CSL-JSON schema: required words, and the properties and types it knows that we use; it allows no others.
CSL = {"type": "array", "items": {
    "type": "object", "required": ["type", "id"], "additionalProperties": False,
    "properties": {
        "id": {"type": ["string", "number"]}, "type": {"enum": ["article", "article-journal", "paper-conference"]}, "title": {"type": "string"},
        "author": {"type": "array", "items": {"type": "object", "additionalProperties": False, "properties": {"family": {"type": "string"}, "given": {"type": "string"}, "literal": {"type": "string"}}}},
        "issued": {"type": "object", "required": ["date-parts"], "properties": {"date-parts": {"type": "array", "maxItems": 2, "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "number"]}}}}},
        "container-title": {"type": "string"}, "DOI": {"type": "string"}, "URL": {"type": "string"}, "number": {"type": ["string", "number"]}, "abstract": {"type": "string"}}}}


def csl(world):
    items = json.loads(world.text("csl-json", "papers.csl.json"))
    jsonschema.validate(items, CSL)
    agree("CSL-JSON", [item["title"] for item in items], world.listed)
    same("CSL-JSON, citeproc-py", len(CiteProcJSON(items)), len(world.listed))


def latex_words():
    """Symbols of LaTeX itself that the reader does not know or shows as another letter."""
    known = {"textless": "<", "textgreater": ">", "textbar": "|", "textquotedbl": '"', "textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"}
    context = latex2text.get_default_latex_context_db()
    context.add_context_category("symbols", prepend=True, macros=[latex2text.MacroTextSpec(name, simplify_repl=letter) for name, letter in known.items()])
    return context


def bibtex(world):
    to_text = latex2text.LatexNodes2Text(latex_context=latex_words(), math_mode="verbatim")
    for form, place in (("bibtex", "year"), ("biblatex", "date")):
        text = world.text(form, "papers.bib")
        library = bibtexparser.parse_string(text)
        same(f"{form}, bibtexparser", (len(library.entries), len(library.failed_blocks)), (len(world.listed), 0))
        same(f"{form}, keys", len({entry.key for entry in library.entries}), len(world.listed))
        agree(f"{form}, bibtexparser", [" ".join(to_text.latex_to_text(entry["title"]).split()) for entry in library.entries],
              # Two hyphens are a dash in LaTeX.
              [title.replace("--", "–") for title in world.listed])
        check(f"{form}, {place}", any(place in entry.fields_dict for entry in library.entries))
        entries = pybtex_parse(text, "bibtex").entries
        same(f"{form}, pybtex", len(entries), len(world.listed))
        if world.name == "hostile":
            people = [len(entry.persons.get("author", [])) for entry in entries.values()]
            check(f"{form}, one author each", set(people) == {1}, people)


def ris(world):
    records = rispy.loads(world.text("ris", "papers.ris"))
    agree("RIS, rispy", [record.get("title") or record.get("primary_title") for record in records], world.listed)


def badge(world):
    read = json.loads(world.text("badge", "badge.json"))
    same("badge", set(read), {"schemaVersion", "label", "message", "color"})
    same("badge", read["schemaVersion"], 1)


def hostile_tables(folder):
    """Every title on the list once, as many papers around, everything tied; years from 2012 on."""
    folder.mkdir()
    count = len(HOSTILE)
    with open(folder / "papers.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "title", "authors", "date", "venue", "listed", "section"])
        for i in range(2 * count):
            title = HOSTILE[i % count] if i < count else f"Neighbour {i} of {HOSTILE[i % count][:60]}"
            rows.writerow([f"p{i:03}", title, AUTHORS[i % len(AUTHORS)], f"{2012 + i % 10}-0{1 + i % 9}", HOSTILE[(i + 3) % count][:80], str(i < count).lower(), HOSTILE[i % 4]])
    with open(folder / "citations.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["citing", "cited"])
        for i in range(2 * count):
            for j in sorted({(i * 7 + 3) % (2 * count), (i * 5 + 1) % (2 * count), (i + 1) % (2 * count)} - {i}):
                rows.writerow([f"p{i:03}", f"p{j:03}"])


def main(program, examples):
    examples = Path(examples)
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        hostile_tables(home / "tables")
        worlds = []
        for name in ("example", "hostile"):
            (home / name).mkdir()
            tables = examples / "snapshot" if name == "example" else home / "tables"
            lists = [str(examples / "efficient-llm.md")] if name == "example" else []
            worlds.append(World(name, program, tables, [*lists, "--corpus", str(tables)], home / name))
        for world in worlds:
            for reader in (graphml, gexf, pajek, cytoscape, dot, gephi, vosviewer, csl, bibtex, ris, badge):
                before = len(wrong)
                try:
                    reader(world)
                except Exception as error:  # A reader that gives up is what this looks for.
                    wrong.append(f"{reader.__name__}: {type(error).__name__}: {error!s:.500}")
                wrong[before:] = [f"{world.name}: {words}" for words in wrong[before:]]
            print(f"{world.name}: {len(world.near)} papers, {len(world.edges)} citations, {len(world.listed)} listed; 13 formats read back")
    for words in wrong[:40]:
        print(f"wrong: {words}")
    print(f"{len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1], sys.argv[2]))
