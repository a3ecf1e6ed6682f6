//! From the open geometry to a first draft: what lies in the box.

use super::account::BuildReport;
use super::draft::Draft;
use super::literal::Literal;
use super::settings::Bounds;
use crate::data::base::Way;

/// The nodes of `literal` inside the box and the links between them. Each link of the
/// symmetric source is taken once; links of a node to itself are dropped; all is counted. O(size).
pub(super) fn draft_from(literal: &Literal, way: Way, bounds: &Bounds, report: &mut BuildReport) -> Draft {
    let step = format!("read {}", word(way));
    let mut draft = Draft::new(way);
    let mut number = vec![None; literal.nodes.len()];
    for (index, &at) in literal.nodes.iter().enumerate() {
        if bounds.holds(at) {
            number[index] = Some(draft.add_node(at, 0, 0));
        }
    }
    let (mut loops, mut outside, mut both, mut one_way) = (0, 0, 0, 0);
    for (from, near) in literal.graph.iter().enumerate() {
        for &(to, km) in near {
            let back = literal.graph[to as usize].iter().any(|&(back, _)| back as usize == from);
            if to as usize == from {
                loops += 1;
            } else if back && (to as usize) < from {
                both += 1;
            } else if let (Some(a), Some(b)) = (number[from], number[to as usize]) {
                one_way += usize::from(!back);
                draft.add_link(a, b, km, 0);
            } else {
                outside += 1;
            }
        }
    }
    report.count(&step, "nodes in the source", literal.nodes.len());
    report.count(&step, "nodes outside the box", literal.nodes.len() - draft.nodes.len());
    report.count(&step, "nodes in the box", draft.nodes.len());
    report.count(&step, "links in the source, each direction", literal.graph.iter().map(Vec::len).sum());
    report.count(&step, "links that are another one's way back", both);
    report.count(&step, "links from a node to itself, dropped", loops);
    report.count(&step, "links not wholly in the box", outside);
    report.count(&step, "links in the box", draft.links.len());
    report.count(&step, "links given in one direction only, used both ways", one_way);
    report.measure(&step, "km in the box", draft.km());
    draft
}

/// `road` or `rail`.
pub(super) fn word(way: Way) -> &'static str {
    match way {
        Way::Road => "road",
        Way::Rail => "rail",
        Way::Shuttle => "shuttle",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::literal::parse;

    /// ```text
    ///   0 --1-- 1 --2-- 2 | 3      3 lies outside the box; 2-3 leaves it
    /// ```
    #[test]
    fn what_is_read_is_kept_or_counted() {
        let text = "graph=[{1: 1.0, 0: 0.0}, {0: 1.0, 2: 2.0}, {1: 2.0, 3: 3.0}, {2: 3.0}]\n\
                    nodes=[[50.0, 10.0], [50.0, 10.1], [50.0, 10.2], [50.0, 40.0]]\n";
        let bounds = Bounds { south: 49.0, north: 51.0, west: 9.0, east: 11.0 };
        let mut report = BuildReport::default();
        let draft = draft_from(&parse("x.py", text.as_bytes()).unwrap(), Way::Road, &bounds, &mut report);
        assert_eq!((draft.nodes.len(), draft.links.len()), (3, 2));
        assert!((draft.km() - 3.0).abs() < 1e-9);
        let of = |what: &str| report.value("read road", what);
        assert_eq!(of("nodes in the source"), of("nodes outside the box") + of("nodes in the box"));
        let parts = [
            "links that are another one's way back",
            "links from a node to itself, dropped",
            "links not wholly in the box",
            "links in the box",
        ];
        assert_eq!(of("links in the source, each direction"), parts.iter().map(|what| of(what)).sum::<f64>());
    }
}
