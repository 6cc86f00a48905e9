#!/usr/bin/env python3
"""Check the example against a larger citation graph.

    python3 examples/check_snapshot.py DIR

DIR holds papers.csv (columns id, title, date) and citations.csv (columns
citing, cited), both keyed by arXiv id. Every paper of the snapshot is looked
up there (title and month of the first version), and so is every citation.
The list itself is checked against the snapshot.

Exit code: 0 all confirmed, 1 something is not, 2 DIR cannot be read.
"""

import csv
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ARXIV_ID = re.compile(r"\d{2}(0[1-9]|1[0-2])\.\d{4,5}")
LINKED = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")
LABEL = re.compile(r"`arXiv, ([^`]*)`")
# A paper entry: a bold title, then either its label or nothing at all.
ENTRY = re.compile(r"^- +\*\*(.+?)\*\*(?:, `arXiv, ([^`]*)`|\s*$)", re.M | re.S)


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def plain(title):
    """The title's letters and digits, without case, accents and spaces."""
    decomposed = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def report(kind, total, problems):
    print(f"{kind}: confirmed {total - len(problems)}, not confirmed {len(problems)}")
    for problem in problems:
        print(f"  {problem}")


def check_papers(papers, known):
    problems = []
    for paper in papers:
        id_, date = paper["id"], paper["date"]
        real = known.get(id_)
        if not ARXIV_ID.fullmatch(id_):
            problems.append(f"{id_}: not an arXiv id")
        elif date != f"20{id_[:2]}-{id_[2:4]}":
            problems.append(f"{id_}: month {date} does not fit the id")
        elif real is None:
            problems.append(f"{id_}: not in the graph")
        elif plain(real["title"]) != plain(paper["title"]):
            problems.append(f"{id_}: title is {real['title']!r} in the graph")
        elif real["date"] != date:
            problems.append(f"{id_}: month is {real['date']} in the graph")
        elif not paper["authors"].strip():
            problems.append(f"{id_}: no first author")
    ids = [paper["id"] for paper in papers]
    problems += [f"{id_}: twice in the snapshot" for id_ in sorted({i for i in ids if ids.count(i) > 1})]
    return problems


def check_citations(citations, ids, known):
    problems = []
    for citing, cited in citations:
        if citing not in ids or cited not in ids:
            problems.append(f"{citing} -> {cited}: not both in the snapshot")
        elif (citing, cited) not in known:
            problems.append(f"{citing} -> {cited}: not in the graph")
    return problems


def check_list(text, papers):
    """Returns the papers listed and what is wrong with them."""
    titles = {paper["id"]: plain(paper["title"]) for paper in papers}
    ids = {title: id_ for id_, title in titles.items()}
    mentioned = set(LINKED.findall(text)) | set(LABEL.findall(text))
    problems = [f"{id_}: listed, but not in the snapshot" for id_ in sorted(mentioned - set(titles))]
    listed = set()
    for title, id_ in ENTRY.findall(text):
        title = " ".join(title.split())
        found = id_ or ids.get(plain(title))
        if found is None:
            problems.append(f"{title!r}: listed, but not in the snapshot")
        elif found in titles and titles[found] != plain(title):
            problems.append(f"{found}: listed as {title!r}")
        listed.add(found or title)
    return listed, problems


def main(arguments):
    if len(arguments) != 1:
        print("usage: check_snapshot.py DIR", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    for name in ("papers.csv", "citations.csv"):
        if not (source / name).is_file():
            print(f"{source / name}: no such file", file=sys.stderr)
            return 2

    papers = rows(HERE / "snapshot" / "papers.csv")
    citations = [(row["citing"], row["cited"]) for row in rows(HERE / "snapshot" / "citations.csv")]
    text = (HERE / "efficient-llm.md").read_text(encoding="utf-8")
    known_papers = {row["id"]: row for row in rows(source / "papers.csv")}
    known_citations = {(row["citing"], row["cited"]) for row in rows(source / "citations.csv")}

    bad_papers = check_papers(papers, known_papers)
    bad_citations = check_citations(citations, {paper["id"] for paper in papers}, known_citations)
    listed, bad_list = check_list(text, papers)
    report("papers", len(papers), bad_papers)
    report("citations", len(citations), bad_citations)
    print(f"list: {len(listed)} papers, problems {len(bad_list)}")
    for problem in bad_list:
        print(f"  {problem}")
    return 1 if bad_papers or bad_citations or bad_list else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
