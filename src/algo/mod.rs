//! Pure algorithms on arrays and integers; none of them ever hears of a bridge.
//!
//! | module | question | complexity | literature | twin |
//! |---|---|---|---|---|
//! | [`march`] | when does a column arrive that must rest and may be barred? | O(spells log bans) | Orda & Rom 1990 | second by second |
//! | [`labels`] | the best ways over gates, calendars, rests and relaxable items | O(L log L) labels | Martins 1984; Hart, Nilsson & Raphael 1968 | all simple paths |
//! | [`disjoint`] | how many ways share no link, and which cut proves it? | O(k m) | Menger 1927; Edmonds & Karp 1972 | all link sets |
//! | [`flow`] | how much can pass, what holds it back, what each loss or gain changes | O(n^2 m) | Ahuja & Orlin 1991; Picard & Queyranne 1980 | all cuts; Edmonds & Karp |
//! | [`graph`] | nodes, two-way links, sets of links | O(n + m) | compressed sparse rows | |
//! | [`shared`] | the largest flow when links share capacities, by short ways, with prices as the proof | some least-cost flows | Dantzig & Wolfe 1960; Kelley 1960 | the whole linear program |
//! | [`shortest`] | a shortest way with no preparation | O((n + m) log n) | Dijkstra 1959 | Bellman & Ford |
//! | [`dissection`] | in which order to take a graph apart | O(m cut log n) | Schild & Sommer 2015 | Dinic's flow of petgraph |
//! | [`hierarchy`] | shortcuts that make distance questions short | O(triangles) | Dibbelt, Strasser & Wagner 2016 | Dijkstra |
//! | [`climb`] | distance and way over all links, in microseconds | O(arcs above) | Dibbelt, Strasser & Wagner 2016 | Dijkstra |
//! | [`portfolio`] | which items to choose when only whole sets have a value, with proof? | sets asked | Moreno-Centeno & Karp 2013; Shapley 1953 | every set |
//! | [`potential`] | exact distances to one node, only where asked | O(arcs above) | Strasser & Zeitz 2021 | Dijkstra |
//! | [`price`] | before which minute can several forces that share capacity not all be there? | K Dijkstras to check | Farkas 1902; Garg & Koenemann 2007; Fleischer 2000 | every way and window |
//! | [`quickest`] | how soon can all units be there, over arcs with transit times and rates? | O(lengths (m log n + routes m)) | Ford & Fulkerson 1958; Burkard, Dlaska & Klinz 1993; Lin & Jaillet 2015 | time-expanded flow |
//! | [`replacement`] | fastest times of many pairs when each link, or any group, is lost | O(pairs (n + m)) | Malik, Mittal & Gupta 1989; Hershberger & Suri 2001 | Bellman & Ford; Dijkstra |
//! | [`restore`] | in which order to repair what is lost with few crews | O(2^n n), O(n! n) or a bracket | Held & Karp 1962 | every order |
//! | [`draws`] | numbers that look random, by seed, draw and thing | O(1) | Salmon et al. 2011 | |
//! | [`serve`] | how much of a demand can be served by what is scarce, and which prices prove that not all can? | simplex pivots, a Dijkstra for each demand and round | Dantzig & Orchard-Hays 1954; Ford & Fulkerson 1958 | microlp |
//! | [`restricted`] | distance and way when each question closes other links | O(k log k) | Pijls & Post 2009; Strasser & Zeitz 2021 | Dijkstra |

mod chains;
pub mod climb;
mod contract;
pub mod disjoint;
pub mod dissection;
pub mod draws;
pub mod flow;
pub mod graph;
mod heap;
pub mod hierarchy;
pub mod labels;
pub mod march;
mod meeting;
pub mod portfolio;
pub mod potential;
pub mod price;
pub mod quickest;
pub mod replacement;
pub mod restore;
pub mod restricted;
pub mod serve;
pub mod shared;
pub mod shortest;
