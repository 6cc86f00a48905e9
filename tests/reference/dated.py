"""Prints the numbers of dated.json: what other programs, or the published formulas written anew, answer on graphs whose papers have days.

    pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1 cdindex==1.0.20
    python dated.py [DIR with hepph/papers.csv and hepph/citations.csv] > dated.json

CD index: the package of the index's authors (Funk & Owen-Smith 2017). CiteRank (Walker et al. 2007): the linear system (1 - d W') x = r, solved.
AttRank (Kanellos et al. 2021): networkx' PageRank, started by attention and youth. Rescaled PageRank (Mariani et al. 2016): networkx' PageRank, numpy's mean and
standard deviation of every window.
"""

import csv
import json
import sys

import cdindex
import networkx as nx
import numpy as np
import scipy.sparse
import scipy.sparse.linalg

MASK = (1 << 64) - 1
YEAR = 365.25


class Dice:
    """SplitMix64, as in src/graph/chance.rs."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return (self.next() * bound) >> 64


def random_dag(nodes, arrows, seed):
    """Later numbers cite earlier ones."""
    dice = Dice(seed)
    drawn = [(dice.below(nodes), dice.below(nodes)) for _ in range(arrows)]
    return sorted({(max(a, b), min(a, b)) for a, b in drawn if a != b})


def digest(values):
    """A few numbers that nearly any mistake would change."""
    values = [float(x) for x in values]
    return {
        "first": values[:3],
        "weighted_sum": sum((i % 97 + 1) * x for i, x in enumerate(values)),
        "sum_of_squares": sum(x * x for x in values),
    }


def citerank(nodes, arrows, ages, damping, years):
    start = np.exp(-ages / years)
    start /= start.sum()
    citing, cited = np.array(arrows).T
    out = np.bincount(citing, minlength=nodes)
    step = scipy.sparse.csc_matrix((damping / out[citing], (cited, citing)), shape=(nodes, nodes))
    return scipy.sparse.linalg.spsolve(scipy.sparse.identity(nodes, format="csc") - step, start)


def attrank(graph, ages, alpha=0.2, beta=0.5, gamma=0.3, years=1.0, decay=-0.48):
    nodes = len(graph)
    attention = np.array([sum(ages[citing] <= years for citing in graph.predecessors(i)) for i in range(nodes)], dtype=float)
    youth = np.exp(decay * ages)
    start = (beta * attention / attention.sum() + gamma * youth / youth.sum()) / (beta + gamma)
    even = {i: 1 / nodes for i in range(nodes)}
    ranks = nx.pagerank(graph, alpha=alpha, personalization=dict(enumerate(start)), dangling=even, max_iter=2000, tol=1e-16)
    return [ranks[i] for i in range(nodes)]


def rescaled_pagerank(graph, days, window, damping=0.5):
    nodes = len(graph)
    ranks = nx.pagerank(graph, alpha=damping, max_iter=2000, tol=1e-16)
    order = sorted(range(nodes), key=lambda i: (days[i], i))
    found = np.zeros(nodes)
    for place, i in enumerate(order):
        start = min(max(place - window // 2, 0), nodes - window)
        near = np.array([ranks[j] for j in order[start : start + window]])
        found[i] = (ranks[i] - near.mean()) / near.std()
    return found


def disruption(nodes, arrows, days, window):
    """Papers without references, or that nobody follows, count 0: the package calls the first ones disruptive, by lack of data."""
    graph = cdindex.Graph(vertices=[{"name": str(i), "time": int(days[i])} for i in range(nodes)])
    for citing, cited in arrows:
        graph.add_edge(str(citing), str(cited))
    cites = {citing for citing, _ in arrows}
    found = [graph.cdindex(str(i), window) if i in cites else None for i in range(nodes)]
    return [0.0 if x is None or x != x else x for x in found]


def answers(nodes, arrows, days, windows, peers):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(arrows)
    ages = (max(days) + 30 - np.array(days)) / YEAR
    return {
        "citations": len(arrows),
        "citerank_50_2.6": digest(citerank(nodes, arrows, ages, 0.5, 2.6)),
        "citerank_48_1": digest(citerank(nodes, arrows, ages, 0.48, 1.0)),
        "attrank": digest(attrank(graph, ages)),
        "rescaled": {str(n): digest(rescaled_pagerank(graph, days, n)) for n in peers},
        "disruption": {str(window): digest(disruption(nodes, arrows, days, window)) for window in windows},
    }


def main():
    karate = sorted((max(a, b), min(a, b)) for a, b in nx.karate_club_graph().edges())
    dag = random_dag(300, 2400, 7)
    found = {
        "karate": answers(34, karate, [50 * i for i in range(34)], [100_000, 600], [10]),
        # Three papers share a day.
        "dag": answers(300, dag, [i // 3 * 10 for i in range(300)], [100_000, 300], [40, 300]),
    }
    if len(sys.argv) > 1:
        folder = sys.argv[1] + "/hepph/"
        papers = sorted(csv.DictReader(open(folder + "papers.csv")), key=lambda row: row["id"])
        place = {row["id"]: i for i, row in enumerate(papers)}
        days = [30 * (12 * int(row["date"][:4]) + int(row["date"][5:7])) for row in papers]
        arrows = sorted({(place[row["citing"]], place[row["cited"]]) for row in csv.DictReader(open(folder + "citations.csv"))})
        found["hepph"] = answers(len(papers), arrows, days, [1826], [1000])
    json.dump(found, sys.stdout, indent=1)


main()
