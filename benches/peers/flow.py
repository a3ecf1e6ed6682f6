#!/usr/bin/env python3
"""Maximum flow, 30 ports to 10 destinations: ours and the rivals take turns, each in a process of its own.

    pip install numpy scipy igraph ortools
    python benches/peers/flow.py FOLDER [ROUNDS]

FOLDER as for `cargo bench --bench flow`. Every contestant builds its graph once; then one solve each, in turn, processor
time of its process, values compared. Boost takes part when g++ and its headers are there (Debian: libboost-dev).
"""
import csv
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")


def problem(folder):
    """Number of nodes, then tails, heads, capacities there and back, source and sink."""
    def rows(name):
        with gzip.open(os.path.join(folder, name + ".csv.gz"), "rt") as file:
            yield from csv.DictReader(file)
    nodes = sum(1 for _ in rows("europe_nodes"))
    tail, head, there, back = [], [], [], []
    for ends, of in zip(rows("europe_edges"), rows("europe_attrs")):
        tail.append(int(ends["a"]))
        head.append(int(ends["b"]))
        there.append(int(of["cap"]))
        back.append(int(of["cap"]))
    enough = 10**9
    for row in rows("ports"):
        tail.append(nodes), head.append(int(row["road_node"])), there.append(enough), back.append(0)
    for row in rows("dests"):
        tail.append(int(row["road_node"])), head.append(nodes + 1), there.append(enough), back.append(0)
    return nodes + 2, tail, head, there, back, nodes, nodes + 1


def answer(solve):
    """Solves once for each line that comes in."""
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.process_time()
        value = solve()
        print((time.process_time() - start) * 1e3, int(value), flush=True)


def ortools(folder, build):
    import numpy
    from ortools.graph.python import max_flow
    _, tail, head, there, back, source, sink = problem(folder)
    one_way = [at for at in range(len(back)) if back[at]]
    tails = numpy.array(tail + [head[at] for at in one_way])
    heads = numpy.array(head + [tail[at] for at in one_way])
    most = numpy.array(there + [back[at] for at in one_way])

    def made():
        graph = max_flow.SimpleMaxFlow()
        graph.add_arcs_with_capacity(tails, heads, most)
        return graph
    kept = made()

    def solve():
        graph = made() if build else kept
        assert graph.solve(source, sink) == graph.OPTIMAL
        return graph.optimal_flow()
    answer(solve)


def scipy(folder):
    import numpy
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_flow
    nodes, tail, head, there, back, source, sink = problem(folder)
    # Equal pairs of nodes are added up, which is right for parallel links.
    matrix = csr_matrix((numpy.array(there + back, dtype=numpy.int64), (tail + head, head + tail)), shape=(nodes, nodes))
    matrix = matrix.astype(numpy.int32)
    answer(lambda: maximum_flow(matrix, source, sink).flow_value)


def igraph(folder):
    import igraph as package
    nodes, tail, head, there, back, source, sink = problem(folder)
    one_way = [at for at in range(len(back)) if back[at]]
    ends = list(zip(tail, head)) + [(head[at], tail[at]) for at in one_way]
    graph = package.Graph(n=nodes, edges=ends, directed=True)
    graph.es["capacity"] = [float(most) for most in there + [back[at] for at in one_way]]
    # The value and a cut; a flow costs the same.
    answer(lambda: graph.maxflow(source, sink, capacity="capacity").value)


def boost(folder, made):
    nodes, tail, head, there, back, source, sink = problem(folder)
    with open(os.path.join(made, "links"), "w") as file:
        print(nodes, len(tail), source, sink, file=file)
        for row in zip(tail, head, there, back):
            print(*row, file=file)
    compile = ["g++", "-O3", "-march=native", "-DNDEBUG", os.path.join(HERE, "flow_boost.cpp"), "-o", os.path.join(made, "boost")]
    subprocess.run(compile, check=True)
    return [os.path.join(made, "boost"), os.path.join(made, "links")]


def main():
    if sys.argv[1] == "--peer":
        {"ortools": lambda f: ortools(f, False), "ortools+build": lambda f: ortools(f, True), "scipy": scipy,
         "igraph": igraph}[sys.argv[2]](sys.argv[3])
        return
    folder = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    made = tempfile.mkdtemp()
    peer = lambda name: [sys.executable, os.path.abspath(__file__), "--peer", name, folder]
    ours = os.environ.get("CORRIDOR_FLOW_BENCH")
    contestants = {
        "**ours**": [ours, "--turns", folder] if ours else ["cargo", "bench", "-q", "--bench", "flow", "--", "--turns", folder],
        "OR-Tools `SimpleMaxFlow`": peer("ortools"),
        "OR-Tools `SimpleMaxFlow`, with building": peer("ortools+build"),
        "scipy `maximum_flow` (Dinic)": peer("scipy"),
        "igraph `maxflow`": peer("igraph"),
    }
    try:
        contestants["Boost `boykov_kolmogorov_max_flow`"] = boost(folder, made)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"without Boost: {error}", file=sys.stderr)
    running = {}
    for name, command in contestants.items():
        running[name] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ONE_THREAD,
                                         cwd=os.path.dirname(os.path.dirname(HERE)))
        if "--peer" in command:
            assert running[name].stdout.readline() == "ready\n", name
    times, values = {name: [] for name in running}, {name: set() for name in running}
    for _ in range(rounds):
        for name, process in running.items():
            process.stdin.write("solve\n")
            process.stdin.flush()
            words = process.stdout.readline().split()
            times[name].append(float(words[0]))
            values[name].add(int(words[1]))
    for process in running.values():
        process.stdin.close()
        process.wait()
    best = statistics.median(times["**ours**"])
    print(f"{rounds} rounds.\n\n| contestant | median ms | least ms | median / ours | value | equal |\n|---|---:|---:|---:|---:|---|")
    for name in running:
        median = statistics.median(times[name])
        equal = "yes" if values[name] == values["**ours**"] and len(values[name]) == 1 else "**NO**"
        value = ", ".join(map(str, sorted(values[name])))
        print(f"| {name} | {median:.1f} | {min(times[name]):.1f} | {median / best:.1f} | {value} | {equal} |")


main()
