#!/usr/bin/env python3
"""Makes the maximum flow instances of this folder again: tail,head,capacity from node 0 on, one-way links, compressed.

    pip install networkx==3.6.1 pynetgen==1.0.0 ortools==9.15.6755
    python make.py

* gl1, gw1, wlm3: converted from the test data of NetworkX (BSD-3-Clause), values as its tests state them
  (networkx/algorithms/flow/tests/test_maxflow_large_graph.py).
* netgen-*: drawn by pynetgen, the NETGEN generator of Klingman, Napier & Stutz 1974; values by OR-Tools.

`values.csv` says for each: nodes, source, sink, value, and where the value comes from.
"""
import bz2
import gzip
import os
import pickle
import tempfile

import networkx
import pynetgen
from ortools.graph.python import max_flow

HERE = os.path.dirname(os.path.abspath(__file__))
PUBLISHED = {"gl1": 156545, "gw1": 1202018, "wlm3": 11875108}
# seed, nodes, sources, sinks, links, least and greatest capacity
NETGEN = {"netgen-1": (11, 500, 10, 8, 2500, 1, 100), "netgen-2": (12, 1000, 1, 1, 6000, 1, 1000),
          "netgen-3": (13, 800, 40, 3, 2000, 50, 60)}
UNLIMITED = 2**62 - 1


def write(name, links):
    text = "tail,head,capacity\n" + "".join(f"{tail},{head},{most}\n" for tail, head, most in links)
    with open(os.path.join(HERE, name + ".csv.gz"), "wb") as file:
        file.write(gzip.compress(text.encode(), 9, mtime=0))


def published(name):
    folder = os.path.join(os.path.dirname(networkx.__file__), "algorithms", "flow", "tests")
    with bz2.open(os.path.join(folder, name + ".gpickle.bz2")) as file:
        graph = pickle.load(file)
    links = sorted((tail - 1, head - 1, data["capacity"]) for tail, head, data in graph.edges(data=True))
    write(name, links)
    return len(graph), 0, len(graph) - 1, PUBLISHED[name], "tests of NetworkX 3.6.1"


def netgen(name):
    seed, nodes, sources, sinks, density, least, most = NETGEN[name]
    path = os.path.join(tempfile.mkdtemp(), name)
    pynetgen.netgen_generate(seed=seed, nodes=nodes, sources=sources, sinks=sinks, density=density, mincost=1, maxcost=1,
                             supply=1000 * sources, mincap=least, maxcap=most, fname=path)
    links, ends = [], {"s": [], "t": []}
    for line in open(path):
        words = line.split()
        if words and words[0] == "a":
            links.append((int(words[1]) - 1, int(words[2]) - 1, int(words[3])))
        elif words and words[0] == "n":
            ends[words[2]].append(int(words[1]) - 1)
    assert links and ends["s"] and ends["t"], name
    source, sink = nodes, nodes + 1
    links = [(source, node, UNLIMITED) for node in ends["s"]] + [(node, sink, UNLIMITED) for node in ends["t"]] + sorted(links)
    write(name, links)
    solver = max_flow.SimpleMaxFlow()
    for tail, head, capacity in links:
        solver.add_arc_with_capacity(tail, head, min(capacity, 10**12))
    assert solver.solve(source, sink) == solver.OPTIMAL
    return nodes + 2, source, sink, solver.optimal_flow(), "OR-Tools 9.15"


with open(os.path.join(HERE, "values.csv"), "w") as file:
    print("name,nodes,source,sink,value,origin", file=file)
    for name in PUBLISHED:
        print(name, *published(name), sep=",", file=file)
    for name in NETGEN:
        print(name, *netgen(name), sep=",", file=file)
