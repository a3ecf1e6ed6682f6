// RoutingKit's Dijkstra with a filter on the arcs.
#pragma once
#include <routingkit/dijkstra.h>
#include <memory>
#include <vector>
#include "rust/cxx.h"

class Kit {
public:
    Kit(rust::Slice<const uint32_t> f, rust::Slice<const uint32_t> t, rust::Slice<const uint32_t> h,
        rust::Slice<const uint32_t> w, rust::Slice<const uint32_t> l)
        : first(f.begin(), f.end()), tail(t.begin(), t.end()), head(h.begin(), h.end()), weight(w.begin(), w.end()),
          link(l.begin(), l.end()), search(first, tail, head) {}

    uint32_t distance(uint32_t from, uint32_t to, rust::Slice<const uint64_t> open) {
        const uint64_t *bits = open.data();
        search.reset().add_source(from);
        while (!search.is_finished()) {
            auto at = search.settle([&](unsigned arc, unsigned) {
                return bits[link[arc] / 64] >> (link[arc] % 64) & 1 ? weight[arc] : RoutingKit::inf_weight;
            });
            if (at.node == to) return at.distance;
        }
        return 0xffffffffu;
    }

private:
    std::vector<unsigned> first, tail, head, weight, link;
    RoutingKit::Dijkstra search;
};

inline std::unique_ptr<Kit> new_kit(rust::Slice<const uint32_t> f, rust::Slice<const uint32_t> t,
                                    rust::Slice<const uint32_t> h, rust::Slice<const uint32_t> w,
                                    rust::Slice<const uint32_t> l) {
    return std::make_unique<Kit>(f, t, h, w, l);
}
