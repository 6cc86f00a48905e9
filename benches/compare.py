#!/usr/bin/env python3
"""Our kernels beside igraph, leidenalg, networkit and scipy: the same graph, the same run, as many threads.

  python3 benches/compare.py [--runs N] [--threads N] [--cpu] [--tasks A,B] [--generate NAME=GENERATOR] [EDGES.csv ...]

EDGES.csv: a line `citing,cited` of numbers per citation (`cargo bench --bench kernels -- --write FILE` makes one). `--generate gen1m=../shared/perf/gen.py`
runs that generator's preset first (it needs numba and polars) and may be repeated. Needs igraph, numpy and scipy; networkit and leidenalg take part where they are
installed. The kernels come from `cargo bench --bench kernels`, or from the program named by CITEGRAPH_KERNELS.

Every task of every program runs in a process of its own. Printed are the medians of N runs after a warm-up, in seconds of the clock or, with --cpu (the fairer
number on a busy machine, with one thread), of the processor; the peak memory of the processes, ours with the graph and theirs with graph and interpreter; and how
many times as much each peer took. networkit's Leiden trades quality for time: it gets as many rounds, from two on, as it needs to come within 0.0001 of our
modularity (`--two-rounds`: always two).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

# task -> peers
TASKS = {
    "pagerank_50": ["igraph", "networkit"],
    "pagerank_85": ["igraph", "networkit"],
    "pagerank_85_cold": ["igraph"],
    "personalized_85": ["igraph"],
    "hits": ["igraph"],
    "cores": ["igraph", "networkit"],
    "weak_components": ["igraph"],
    "strong_components": ["igraph"],
    "leiden_2": ["igraph", "leidenalg", "networkit"],
    "leiden_converged": ["igraph", "leidenalg"],
    "leiden_cpm_2": ["igraph", "leidenalg"],
    "leiden_cpm_converged": ["igraph"],
    "cocitation": ["scipy", "product"],
    "coupling": ["scipy", "product"],
    "betweenness": ["igraph", "networkit"],
}
# Minutes on a million citations: only when asked for.
SLOW = {"betweenness"}
GAMMA = 0.01


def median(runs, task, cpu):
    clock = time.process_time if cpu else time.perf_counter
    result, seconds = task(), []
    for _ in range(runs):
        start = clock()
        result = task()
        seconds.append(clock() - start)
    return statistics.median(seconds), result


def ours(edges, task, runs, threads):
    program = os.environ.get("CITEGRAPH_KERNELS")
    command = [program] if program else ["cargo", "bench", "--quiet", "--bench", "kernels", "--"]
    command += ["--edges", os.path.abspath(edges), "--runs", str(runs), "--tasks", task]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "RAYON_NUM_THREADS": str(threads)}).stdout
    row = next(line.split("\t") for line in lines.splitlines() if line.split("\t")[1:2] == [task])
    return {"clock": float(row[2]), "cpu": float(row[3]), "quality": row[4], "megabytes": int(row[5])}


def read(edges):
    import numpy as np

    with open(edges) as lines:
        heading = 0 if lines.read(1).isdigit() else 1
    pairs = np.loadtxt(edges, delimiter=",", dtype=np.int64, skiprows=heading)
    _, numbers = np.unique(pairs, return_inverse=True)
    pairs = numbers.reshape(-1, 2)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0), int(numbers.max()) + 1


def cosines(rows, square):
    """Upper triangle of cosines between the rows, columns weighted by the roots of `square`."""
    import numpy as np
    import scipy.sparse as sp

    weighted = rows @ sp.diags(np.sqrt(square))
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    unit = sp.diags(np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)) @ weighted
    return sp.triu(unit @ unit.T, 1, format="csr")


def with_product(task, pairs, nodes, _):
    """scipy's product alone: counts of what is shared, by both sides, no cosines."""
    import numpy as np
    import scipy.sparse as sp

    rows = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(nodes, nodes))
    rows = rows.T.tocsr() if task == "cocitation" else rows
    return lambda: rows @ rows.T, lambda found: f"{(found.nnz - found.diagonal().astype(bool).sum()) // 2} pairs"


def highest(ranks):
    return f"highest {max(ranks):.6e}"


def with_scipy(task, pairs, nodes, _):
    import numpy as np
    import scipy.sparse as sp

    rows = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(nodes, nodes))
    if task == "cocitation":
        columns = rows.T.tocsr()
        return lambda: cosines(columns, np.ones(nodes)), lambda found: f"{found.nnz} pairs"
    idf = np.log((nodes + 1) / (np.asarray(rows.sum(axis=0)).ravel() + 1)) ** 2
    return lambda: cosines(rows, idf), lambda found: f"{found.nnz} pairs"


def with_igraph(task, pairs, nodes, _):
    import igraph

    graph = igraph.Graph(nodes, pairs, directed=True)
    start = list(range(0, nodes, nodes // 100 + 1))
    if task.startswith("leiden"):
        plain = graph.as_undirected(mode="collapse")
        iterations = -1 if task.endswith("converged") else 2
        cpm = "cpm" in task

        def leiden():
            igraph.set_random_number_generator(__import__("random").Random(1))
            if cpm:
                return plain.community_leiden(objective_function="CPM", resolution=GAMMA, n_iterations=iterations)
            return plain.community_leiden(objective_function="modularity", n_iterations=iterations)

        return leiden, lambda found: quality(plain, found, cpm)
    return {
        "pagerank_50": (lambda: graph.pagerank(damping=0.5), highest),
        "pagerank_85": (lambda: graph.pagerank(damping=0.85), highest),
        "pagerank_85_cold": (lambda: graph.pagerank(damping=0.85), highest),
        "personalized_85": (lambda: graph.personalized_pagerank(damping=0.85, reset_vertices=start), highest),
        "hits": (lambda: graph.authority_score(), highest),
        "cores": (lambda: graph.coreness(), lambda found: f"deepest {max(found)}"),
        "weak_components": (lambda: graph.connected_components(mode="weak"), lambda found: f"{len(found)} parts"),
        "strong_components": (lambda: graph.connected_components(mode="strong"), lambda found: f"{len(found)} components"),
        "betweenness": (lambda: graph.betweenness(), highest),
    }[task]


def quality(plain, found, cpm):
    if not cpm:
        return f"{plain.modularity(found):.5f}"
    inside = sum(1 for a, b in plain.get_edgelist() if found.membership[a] == found.membership[b])
    return f"{(inside - GAMMA * sum(n * (n - 1) / 2 for n in found.sizes())) / plain.ecount():.5f}"


def with_leidenalg(task, pairs, nodes, _):
    import igraph
    import leidenalg

    plain = igraph.Graph(nodes, pairs, directed=True).as_undirected(mode="collapse")
    iterations = -1 if task.endswith("converged") else 2
    if "cpm" in task:
        find = lambda: leidenalg.find_partition(plain, leidenalg.CPMVertexPartition, resolution_parameter=GAMMA, n_iterations=iterations, seed=1)
        return find, lambda found: quality(plain, found, True)
    find = lambda: leidenalg.find_partition(plain, leidenalg.ModularityVertexPartition, n_iterations=iterations, seed=1)
    return find, lambda found: quality(plain, found, False)


def with_networkit(task, pairs, nodes, threads, reach=None):
    import networkit
    import numpy as np

    networkit.setNumberOfThreads(threads)
    graph = networkit.GraphFromCoo((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), n=nodes, directed=True)
    plain = networkit.graphtools.toUndirected(graph) if task in ("cores", "leiden_2") else None

    def run(algorithm):
        algorithm.run()
        return algorithm

    if task == "cores":
        plain.removeMultiEdges()
        return lambda: run(networkit.centrality.CoreDecomposition(plain)), lambda found: f"deepest {max(found.scores()):.0f}"
    if task == "leiden_2":
        plain.removeMultiEdges()
        modularity = lambda found: networkit.community.Modularity().getQuality(found, plain)
        find = lambda rounds: run(networkit.community.ParallelLeiden(plain, iterations=rounds, randomize=True)).getPartition()
        rounds = 2
        while reach and rounds < 12 and modularity(find(rounds)) < reach - 1e-4:
            rounds += 1
        return lambda: find(rounds), lambda found: f"{modularity(found):.5f} in {rounds} rounds"
    if task == "betweenness":
        return lambda: run(networkit.centrality.Betweenness(graph)), lambda found: highest(found.scores())
    damping = 0.5 if task == "pagerank_50" else 0.85
    return lambda: run(networkit.centrality.PageRank(graph, damping, 1e-10)), lambda found: highest(found.scores())


PEERS = {"igraph": with_igraph, "leidenalg": with_leidenalg, "networkit": with_networkit, "scipy": with_scipy, "product": with_product}


def peer(name, edges, task, runs, threads, cpu, reach):
    """One task of one peer in this process; a JSON line."""
    pairs, nodes = read(edges)
    run, told = with_networkit(task, pairs, nodes, threads, reach) if name == "networkit" else PEERS[name](task, pairs, nodes, threads)
    seconds, result = median(runs, run, cpu)
    with open("/proc/self/status") as status:
        peak = next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")), 0)
    print(json.dumps({"seconds": seconds, "quality": told(result), "megabytes": peak}))


def package(name):
    return "scipy" if name == "product" else name


def installed(name):
    import importlib.util

    return importlib.util.find_spec(package(name)) is not None


def compare(edges, task, name, own, arguments):
    command = [sys.executable, __file__, "--peer", name, "--tasks", task, "--runs", str(arguments.runs), "--threads", str(arguments.threads), edges]
    command += ["--cpu"] if arguments.cpu else []
    if task == "leiden_2" and not arguments.two_rounds:
        command += ["--reach", own["quality"]]
    env = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads)}
    answer = subprocess.run(command, capture_output=True, text=True, env=env)
    if answer.returncode:
        print(f"| {os.path.basename(edges)} | {task} | {name} failed: {answer.stderr.strip().splitlines()[-1:]} |", flush=True)
        return
    theirs = json.loads(answer.stdout.splitlines()[-1])
    mine = own["cpu" if arguments.cpu else "clock"]
    version = __import__("importlib.metadata").metadata.version(package(name))
    shown = f"scipy {version}, product alone" if name == "product" else f"{name} {version}"
    columns = [os.path.basename(edges), task, f"{mine:.4f}", shown, f"{theirs['seconds']:.4f}", f"{theirs['seconds'] / max(mine, 1e-9):.1f}"]
    columns += [own["megabytes"], theirs["megabytes"], f"{theirs['megabytes'] / max(own['megabytes'], 1):.1f}", own["quality"], theirs["quality"]]
    print("| " + " | ".join(str(column) for column in columns) + " |", flush=True)


def generate(wanted, folder):
    preset, program = wanted.split("=", 1)
    subprocess.run([sys.executable, program, "--preset", preset, "--csv", "--out", os.path.join(folder, preset)], check=True, stdout=subprocess.DEVNULL)
    named = os.path.join(folder, f"{preset}.csv")
    os.rename(os.path.join(folder, preset, "edges.csv"), named)
    return named


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edges", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--tasks")
    parser.add_argument("--generate", action="append", default=[])
    parser.add_argument("--two-rounds", action="store_true")
    parser.add_argument("--reach", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(arguments.peer, arguments.edges[0], arguments.tasks, arguments.runs, arguments.threads, arguments.cpu, arguments.reach)
    tasks = arguments.tasks.split(",") if arguments.tasks else [task for task in TASKS if task not in SLOW]
    print(f"load {os.getloadavg()[0]:.1f}, {arguments.threads} thread{'s' * (arguments.threads > 1)}, seconds of the {'processor' if arguments.cpu else 'clock'}\n")
    print("| graph | task | ours, s | peer | peer, s | times as long | ours, MB | peer, MB | times as much | ours | peer |\n|" + "---|" * 11)
    with tempfile.TemporaryDirectory() as folder:
        for edges in arguments.edges + [generate(wanted, folder) for wanted in arguments.generate]:
            for task in tasks:
                own = ours(edges, task, arguments.runs, arguments.threads)
                for name in filter(installed, TASKS[task]):
                    compare(edges, task, name, own, arguments)


if __name__ == "__main__":
    main()
