//! True lengths of roads, which the source has straightened before it measured them.
//!
//! Short stretches have kept their length, long ones have lost some: little on motorways, much on winding roads. How
//! much was measured on the long ones themselves, against an independent network (`[road_lengths]` of the recipe says
//! how); no published distance that the result is tested with was used.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::input::Input;
use super::settings::Recipe;
use crate::data::base::Way;

const STEP: &str = "lengths road";

/// Lengthens every road: short stretches by little, long ones by what those of their state lack. Nothing on railways,
/// whose lengths are true. O(links).
pub(super) fn lengthen(draft: &mut Draft, recipe: &Recipe, report: &mut BuildReport) {
    if draft.way == Way::Rail {
        return;
    }
    let lengths = &recipe.road_lengths;
    let of = |land: u8| lengths.long_in.get(recipe.code(land)).copied().unwrap_or(lengths.long);
    let before = draft.km();
    let mut long = 0;
    for index in 0..draft.links.len() {
        let link = &draft.links[index];
        let is_long = draft.straight_km(link) >= lengths.long_km;
        let factor =
            if is_long { (of(draft.node(link.a).land) + of(draft.node(link.b).land)) / 2.0 } else { lengths.short };
        let link = &mut draft.links[index];
        link.km *= factor;
        link.lengthened = is_long.then_some(factor);
        long += usize::from(is_long);
    }
    report.count(STEP, "long links lengthened by the factor of their state", long);
    report.measure(STEP, "km added", draft.km() - before);
}

/// Gives long links of described motorways the factor of motorways instead of their state's. O(links).
pub(super) fn mend_motorways(draft: &mut Draft, input: &Input, recipe: &Recipe, report: &mut BuildReport) {
    let before = draft.km();
    let mut mended = 0;
    let motorway = |link: &Link| link.line.is_some_and(|row| input.road_lines[row as usize].motorway);
    for link in draft.links.iter_mut().filter(|link| link.way == Way::Road && !link.gone && motorway(link)) {
        if let Some(factor) = link.lengthened.take() {
            link.km *= recipe.road_lengths.motorway / factor;
            mended += 1;
        }
    }
    report.count(STEP, "long links of described motorways", mended);
    report.measure(STEP, "km that they lost again", before - draft.km());
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Point;
    use super::super::input::Line;
    use super::super::tests::recipe;
    use super::*;

    /// ```text
    ///   0 ----- 1 - 2 ----- 3      long, short, long (a motorway)
    /// ```
    #[test]
    fn long_links_by_their_state_and_motorways_by_their_class() {
        let recipe = recipe();
        let land = recipe.land("RO").unwrap();
        let mut draft = Draft::new(Way::Road);
        for lon in [24.0, 24.2, 24.22, 24.42] {
            draft.add_node(Point::new(45.0, lon), 0, land);
        }
        for (a, b, km) in [(0, 1, 15.8), (1, 2, 1.6), (2, 3, 15.8)] {
            draft.add_link(a, b, km, land);
        }
        let mut report = BuildReport::default();
        lengthen(&mut draft, &recipe, &mut report);
        draft.links[2].line = Some(0);
        let line = Line { id: "m".into(), gauge_mm: 0, motorway: true, through_towns: false, points: Vec::new() };
        mend_motorways(&mut draft, &Input { road_lines: vec![line], ..Input::default() }, &recipe, &mut report);
        let lengths = &recipe.road_lengths;
        let expected = [15.8 * lengths.long_in["RO"], 1.6 * lengths.short, 15.8 * lengths.motorway];
        for (link, expected) in draft.links.iter().zip(expected) {
            assert!((link.km - expected).abs() < 1e-9, "{} {expected}", link.km);
        }
    }
}
