//! RoutingKit's Dijkstra, which the crate `routingkit-cch` carries but does not offer.

#[cxx::bridge]
pub mod ffi {
    unsafe extern "C++" {
        include!("kit.h");

        /// A graph and a search on it.
        type Kit;

        /// Arcs by tail: `first`, then tail, head, weight and link of each arc.
        fn new_kit(first: &[u32], tail: &[u32], head: &[u32], weight: &[u32], link: &[u32]) -> UniquePtr<Kit>;

        /// The distance over links whose bit is set; 2^32 - 1 when there is no way.
        fn distance(self: Pin<&mut Kit>, from: u32, to: u32, open: &[u64]) -> u32;
    }
}
