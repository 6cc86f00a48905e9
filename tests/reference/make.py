"""Prints the numbers of expected.json: what other programs answer on graphs that the tests build too.

    pip install networkx==3.6.1 python-igraph==1.0.0 leidenalg==0.12.0
    python make.py [DIR with hepph/papers.csv and hepph/citations.csv] > expected.json
"""

import csv
import json
import sys

import igraph
import leidenalg
import networkx as nx

MASK = (1 << 64) - 1


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


def random_arrows(nodes, arrows, seed):
    dice = Dice(seed)
    drawn = [(dice.below(nodes), dice.below(nodes)) for _ in range(arrows)]
    return sorted({(a, b) for a, b in drawn if a != b})


def digest(values):
    """A few numbers that nearly any mistake would change."""
    return {
        "first": values[:3],
        "weighted_sum": sum((i % 97 + 1) * x for i, x in enumerate(values)),
        "sum_of_squares": sum(x * x for x in values),
    }


def digraph(nodes, arrows):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(arrows)
    return graph


def pagerank(graph, damping, start=None):
    ranks = nx.pagerank(graph, alpha=damping, personalization=start, max_iter=2000, tol=1e-15)
    return [ranks[i] for i in range(len(graph))]


def best_modularity(nodes, edges, resolution, seeds):
    graph = igraph.Graph(n=nodes, edges=edges)
    best = None
    for seed in range(seeds):
        found = leidenalg.find_partition(
            graph, leidenalg.RBConfigurationVertexPartition, resolution_parameter=resolution, n_iterations=-1, seed=seed
        )
        if best is None or found.quality() > best.quality():
            best = found
    return graph.modularity(best.membership, resolution=resolution)


def main():
    karate = nx.karate_club_graph()
    edges = sorted((max(a, b), min(a, b)) for a, b in karate.edges())
    graph = digraph(34, edges)
    hubs, authorities = nx.hits(graph, max_iter=5000, tol=1e-14)
    answers = {
        "karate": {
            "edges": edges,
            "pagerank_85": pagerank(graph, 0.85),
            "core_numbers": [nx.core_number(nx.Graph(edges))[i] for i in range(34)],
            "betweenness": [nx.betweenness_centrality(nx.Graph(edges), normalized=False)[i] for i in range(34)],
            "hubs": [hubs[i] for i in range(34)],
            "authorities": [authorities[i] for i in range(34)],
            "modularity": best_modularity(34, edges, 1.0, 50),
            "modularity_gamma_2": best_modularity(34, edges, 2.0, 50),
        }
    }
    arrows = random_arrows(300, 900, 42)
    graph = digraph(300, arrows)
    answers["random"] = {
        "citations": len(arrows),
        "strong_components": nx.number_strongly_connected_components(graph),
        "weak_components": nx.number_weakly_connected_components(graph),
        "pagerank_50": digest(pagerank(graph, 0.5)),
        "pagerank_85": digest(pagerank(graph, 0.85)),
        "personalized_85": digest(pagerank(graph, 0.85, {0: 1, 5: 2, 7: 1})),
        "betweenness": digest([nx.betweenness_centrality(graph, normalized=False)[i] for i in range(300)]),
        "core_numbers": [nx.core_number(nx.Graph(arrows)).get(i, 0) for i in range(300)],
    }
    if len(sys.argv) > 1:
        folder = sys.argv[1] + "/hepph/"
        place = {row["id"]: i for i, row in enumerate(sorted(csv.DictReader(open(folder + "papers.csv")), key=lambda row: row["id"]))}
        arrows = sorted({(place[row["citing"]], place[row["cited"]]) for row in csv.DictReader(open(folder + "citations.csv"))})
        graph = digraph(len(place), arrows)
        answers["hepph"] = {
            "papers": len(place),
            "citations": len(arrows),
            "pagerank_50": digest(pagerank(graph, 0.5)),
            "pagerank_85": digest(pagerank(graph, 0.85)),
            "modularity": best_modularity(len(place), sorted({(max(a), min(a)) for a in arrows}), 1.0, 10),
        }
    json.dump(answers, sys.stdout, indent=1)


main()
