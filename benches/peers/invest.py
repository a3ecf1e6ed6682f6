#!/usr/bin/env python3
"""What each of a hundred candidate works adds to a maximum flow: OR-Tools solves each anew.

    pip install numpy ortools
    cargo bench --bench invest -- --candidates=works.txt FOLDER
    python benches/peers/invest.py FOLDER works.txt

The candidates are those that the bench chose; the sum of gains must be the same.
"""
import csv
import gzip
import os
import statistics
import sys
import time

import numpy
from ortools.graph.python import max_flow

folder, works = sys.argv[1:3]


def rows(name):
    with gzip.open(os.path.join(folder, name + ".csv.gz"), "rt") as file:
        yield from csv.DictReader(file)


edges = [(int(row["a"]), int(row["b"]), int(float(row["cap"]))) for row in rows("strategic_edges")]
nodes = max(max(a, b) for a, b, _ in edges) + 1
tail = [a for a, _, _ in edges] + [b for _, b, _ in edges]
head = [b for _, b, _ in edges] + [a for a, _, _ in edges]
most = [c for _, _, c in edges] * 2
for row in rows("strategic_terminals"):
    port = row["kind"] == "port"
    tail.append(nodes if port else int(row["node"]))
    head.append(int(row["node"]) if port else nodes + 1)
    most.append(10**12)
chosen = [int(line) for line in open(works)]
solver = max_flow.SimpleMaxFlow()
solver.add_arcs_with_capacity(numpy.array(tail), numpy.array(head), numpy.array(most, dtype=numpy.int64))


def value(link=None):
    sides = [] if link is None else [link, link + len(edges)]
    for side in sides:
        solver.set_arc_capacity(side, most[side] + most[side] // 2)
    solver.solve(nodes, nodes + 1)
    found = solver.optimal_flow()
    for side in sides:
        solver.set_arc_capacity(side, most[side])
    return found


times = []
for _ in range(7):
    start = time.process_time()
    base = value()
    total = sum(value(link) - base for link in chosen)
    times.append((time.process_time() - start) * 1e3)
print(f"OR-Tools: {len(chosen)} works, median {statistics.median(times):.1f} ms, least {min(times):.1f} ms, base {base}, sum {total}")
