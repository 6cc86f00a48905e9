#!/usr/bin/env python3
"""Our kernels beside igraph, networkit and scipy, on the same graph, in the same run, one core each.

  python3 benches/compare.py [--runs N] EDGES.csv [EDGES.csv ...]

EDGES.csv: a line `citing,cited` of numbers per citation (`cargo bench --bench kernels -- --write FILE` makes one).
Needs igraph, numpy and scipy; networkit takes part where it is installed. The kernels come from `cargo bench --bench kernels`,
or from the program named by CITEGRAPH_KERNELS. Prints seconds (medians) and how many times as long each peer took.
"""
import argparse
import os
import statistics
import subprocess
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import igraph
import numpy as np
import scipy.sparse as sp

try:
    import networkit
except ImportError:
    networkit = None


def median(runs, task):
    result, seconds = task(), []
    for _ in range(runs):
        start = time.perf_counter()
        result = task()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def ours(edges, runs):
    program = os.environ.get("CITEGRAPH_KERNELS")
    command = [program] if program else ["cargo", "bench", "--quiet", "--bench", "kernels", "--"]
    command += ["--edges", os.path.abspath(edges), "--runs", str(runs)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "RAYON_NUM_THREADS": "1"})
    rows = [line.split("\t") for line in lines.stdout.splitlines() if line.count("\t") == 3]
    return {task: (float(seconds), quality) for _, task, seconds, quality in rows}


def read(edges):
    pairs = np.genfromtxt(edges, delimiter=",", dtype=np.int64, invalid_raise=False, skip_header=0 if open(edges).read(1).isdigit() else 1)
    _, numbers = np.unique(pairs, return_inverse=True)
    pairs = numbers.reshape(-1, 2)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0), int(numbers.max()) + 1


def cosines(rows, square):
    """Upper triangle of cosines between the rows, columns weighted by the roots of `square`."""
    weighted = rows @ sp.diags(np.sqrt(square))
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    unit = sp.diags(np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)) @ weighted
    return sp.triu(unit @ unit.T, 1, format="csr")


def peers(edges, runs):
    pairs, nodes = read(edges)
    directed = igraph.Graph(nodes, pairs.tolist(), directed=True)
    plain = directed.as_undirected(mode="collapse")
    start = list(range(0, nodes, nodes // 100 + 1))
    rows = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(nodes, nodes))
    columns = rows.T.tocsr()
    idf = np.log((nodes + 1) / (np.asarray(rows.sum(axis=0)).ravel() + 1)) ** 2

    def leiden(iterations):
        igraph.set_random_number_generator(__import__("random").Random(1))
        return plain.community_leiden(objective_function="modularity", n_iterations=iterations)

    yield "pagerank_50", "igraph", lambda: directed.pagerank(damping=0.5), lambda r: f"highest {max(r):.6e}"
    yield "pagerank_85", "igraph", lambda: directed.pagerank(damping=0.85), lambda r: f"highest {max(r):.6e}"
    yield "pagerank_85_cold", "igraph", lambda: directed.pagerank(damping=0.85), lambda r: f"highest {max(r):.6e}"
    yield ("personalized_85", "igraph", lambda: directed.personalized_pagerank(damping=0.85, reset_vertices=start), lambda r: f"highest {max(r):.6e}")
    yield "leiden_2", "igraph", lambda: leiden(2), lambda r: f"{plain.modularity(r):.5f}"
    yield "leiden_converged", "igraph", lambda: leiden(-1), lambda r: f"{plain.modularity(r):.5f}"
    if networkit:
        networkit.setNumberOfThreads(1)
        graph = networkit.GraphFromCoo((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), n=nodes, directed=True)

        def rank(damping):
            ranks = networkit.centrality.PageRank(graph, damping, 1e-10)
            ranks.run()
            return ranks.scores()

        yield "pagerank_50", "networkit", lambda: rank(0.5), lambda r: f"highest {max(r):.6e}"
        yield "pagerank_85", "networkit", lambda: rank(0.85), lambda r: f"highest {max(r):.6e}"
    yield "cocitation", "scipy", lambda: cosines(columns, np.ones(nodes)), lambda r: f"{r.nnz} pairs"
    yield "coupling", "scipy", lambda: cosines(rows, idf), lambda r: f"{r.nnz} pairs"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("edges", nargs="+")
    arguments.add_argument("--runs", type=int, default=5)
    arguments = arguments.parse_args()
    print("| graph | task | ours, s | peer | peer, s | times as long | ours | peer |\n|---|---|---|---|---|---|---|---|")
    for edges in arguments.edges:
        own = ours(edges, arguments.runs)
        for task, name, run, quality in peers(edges, arguments.runs):
            seconds, result = median(arguments.runs, run)
            mine, found = own[task]
            name = f"{name} {igraph.__version__}" if name == "igraph" else name
            print(f"| {os.path.basename(edges)} | {task} | {mine:.4f} | {name} | {seconds:.4f} | {seconds / mine:.1f} | {found} | {quality(result)} |", flush=True)


if __name__ == "__main__":
    main()
