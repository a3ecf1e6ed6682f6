#!/usr/bin/env python3
"""How soon all cargo of the ports is at the terminals: bisection over maximum flows in the time-expanded graph (OR-Tools)
against `cargo bench --bench strategic -- quickest FILE`.

python strategic.py DIR BINARY [STEP_H ...]: DIR holds strategic_edges.csv.gz and strategic_terminals.csv.gz, BINARY is the bench."""
import csv, gzip, subprocess, sys, tempfile, time
import numpy as np
from ortools.graph.python import max_flow

folder, binary, steps = sys.argv[1], sys.argv[2], [float(x) for x in sys.argv[3:]] or [2.0, 1.0]
edges = np.loadtxt(gzip.open(f'{folder}/strategic_edges.csv.gz', 'rt'), delimiter=',', skiprows=1)
rows = list(csv.DictReader(gzip.open(f'{folder}/strategic_terminals.csv.gz', 'rt')))
ports = [int(r['node']) for r in rows if r['kind'] == 'port']
ends = [int(r['node']) for r in rows if r['kind'] != 'port']
a, b = edges[:, 0].astype(np.int64), edges[:, 1].astype(np.int64)
tail, head = np.r_[a, b], np.r_[b, a]
hours, day = np.r_[edges[:, 2], edges[:, 2]] / 36000, np.r_[edges[:, 3], edges[:, 3]]
n = int(max(a.max(), b.max())) + 1
WIDE = 10**9


def flow(tails, heads, caps, source, sink):
    s = max_flow.SimpleMaxFlow()
    s.add_arcs_with_capacity(tails, heads, caps)
    s.solve(source, sink)
    return s.optimal_flow()


for step in steps:
    transit = np.maximum(1, np.round(hours / step)).astype(np.int64)
    rate = np.maximum(1, day * step / 24).astype(np.int64)
    most = flow(np.r_[tail, np.full(len(ports), n), ends], np.r_[head, ports, np.full(len(ends), n + 1)],
                np.r_[rate, np.full(len(ports) + len(ends), WIDE)], n, n + 1)
    units = int(most * 24 / step * 1.5)

    def there(T):
        N = n * (T + 1)
        t, e = np.tile(np.arange(T), len(tail)), np.repeat(np.arange(len(tail)), T)
        ok = t + transit[e] <= T
        t, e = t[ok], e[ok]
        v, w = np.repeat(np.arange(n), T), np.tile(np.arange(T), n)
        d, u = np.repeat(ends, T + 1), np.tile(np.arange(T + 1), len(ends))
        return flow(np.concatenate([tail[e] * (T + 1) + t, v * (T + 1) + w, d * (T + 1) + u, np.full(len(ports), N)]),
                    np.concatenate([head[e] * (T + 1) + t + transit[e], v * (T + 1) + w + 1, np.full(len(d), N + 1), np.array(ports) * (T + 1)]),
                    np.concatenate([rate[e], np.full(len(v) + len(d) + len(ports), WIDE)]), N, N + 1) >= units

    p = time.process_time()
    low, high = 1, 16
    while not there(high):
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if there(middle) else (middle + 1, high)
    theirs = time.process_time() - p
    with tempfile.NamedTemporaryFile('w', suffix='.txt') as f:
        print(n + 2, n, n + 1, units, file=f)
        for row in zip(tail, head, transit, rate):
            print(*row, file=f)
        for x in ports:
            print(n, x, 0, WIDE, file=f)
        for x in ends:
            print(x, n + 1, 0, WIDE, file=f)
        f.flush()
        ms, ours = subprocess.run([binary, 'quickest', f.name], capture_output=True, text=True, check=True).stdout.split()
    print(f'{step} h steps, {units} units: OR-Tools {theirs:.2f} s, {low} steps; ours {ms} ms, {ours} steps; ratio {theirs * 1e3 / float(ms):.0f}')
