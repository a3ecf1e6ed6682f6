// Boost Graph Library: Boykov-Kolmogorov maximum flow. Compiled and run by flow.py:
// flow_boost LINKS reads lines "tail head capacity back", the first line being "nodes links source sink";
// then answers each line on standard input with milliseconds of processor time and the value.
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

using namespace boost;
typedef adjacency_list_traits<vecS, vecS, directedS> Traits;
typedef long long Units;
typedef adjacency_list<
    vecS, vecS, directedS,
    property<vertex_index_t, long,
        property<vertex_color_t, default_color_type,
            property<vertex_distance_t, long, property<vertex_predecessor_t, Traits::edge_descriptor>>>>,
    property<edge_capacity_t, Units,
        property<edge_residual_capacity_t, Units, property<edge_reverse_t, Traits::edge_descriptor>>>>
    Graph;

int main(int, char **words) {
    FILE *file = fopen(words[1], "r");
    long nodes, links, source, sink, a, b;
    Units there, back;
    if (!file || fscanf(file, "%ld %ld %ld %ld", &nodes, &links, &source, &sink) != 4) return 1;
    Graph graph(nodes);
    auto reverse = get(edge_reverse, graph);
    auto capacity = get(edge_capacity, graph);
    while (fscanf(file, "%ld %ld %lld %lld", &a, &b, &there, &back) == 4) {
        auto on = add_edge(a, b, graph).first, other = add_edge(b, a, graph).first;
        capacity[on] = there;
        capacity[other] = back;
        reverse[on] = other;
        reverse[other] = on;
    }
    std::string line;
    while (std::getline(std::cin, line)) {
        timespec from, to;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        Units value = boykov_kolmogorov_max_flow(graph, source, sink);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        printf("%f %lld\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6, value);
        fflush(stdout);
    }
}
