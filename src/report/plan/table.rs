//! `table`: a plan for reading on a terminal.

use std::fmt::Write as _;

use crate::replay::document::{LedgerShare, Plan};
use crate::report::Options;
use crate::report::page::{Align, Grid};
use crate::report::words::{duration, thousands};

use super::movements::clock;

/// Days that the heat strip shows at most.
const STRIP_DAYS: u32 = 60;

/// Rows of the heat strip at most.
const STRIP_ROWS: usize = 12;

fn shares(ledger: &[LedgerShare], most: usize) -> String {
    let words: Vec<String> = ledger
        .iter()
        .filter(|share| share.share >= 0.005)
        .take(most)
        .map(|share| format!("{} {:.0} %", share.line, share.share * 100.0))
        .collect();
    words.join(", ")
}

/// The plan as text.
pub(super) fn render(plan: &Plan, options: &Options) -> String {
    let width = usize::from(options.width_columns);
    let mut text = String::new();
    let pieces: u32 = plan.movements.iter().map(|movement| movement.pieces).sum();
    let _ = writeln!(
        text,
        "{}\nclosure {}, no plan can be faster than {} (gap {:.1} %)",
        plan.name,
        duration(i64::from(plan.closure_min)),
        duration(i64::from(plan.lower_bound_min)),
        plan.gap * 100.0
    );
    let modes = |mode: &str| plan.movements.iter().flat_map(|one| &one.legs).filter(|leg| leg.mode == mode).count();
    let _ = writeln!(
        text,
        "{} pieces on {} load units: {} legs by rail, {} by road, {} by sea; {} voyages of chartered ships",
        thousands(u64::from(pieces)),
        plan.movements.len(),
        modes("rail"),
        modes("road"),
        modes("sea"),
        plan.voyages.len()
    );
    if plan.state == "stopped" {
        text.push_str("stopped: this is the best plan so far\n");
    }
    let _ = writeln!(text, "bound: {}", plan.bound.text);
    text.push_str("\nUnits\n");
    let mut grid = Grid::new(&[
        ("unit", Align::Left),
        ("pieces", Align::Right),
        ("load units", Align::Right),
        ("complete", Align::Right),
        ("late", Align::Right),
        ("waits most for", Align::Left),
    ]);
    for unit in &plan.units {
        grid.row([
            unit.name.clone(),
            unit.pieces.to_string(),
            unit.load_units.to_string(),
            clock(unit.closure_min),
            if unit.late_h > 0.0 { format!("{} h", unit.late_h) } else { String::new() },
            unit.waits_for.clone(),
        ]);
    }
    text.push_str(&grid.print(width));
    let _ = writeln!(text, "\nWhere the time of the pieces goes\n  {}", shares(&plan.ledger, 12));
    text.push_str(&strip(plan));
    text.push_str("\nWhat fixes closure\n");
    let mut grid = Grid::new(&[
        ("from", Align::Right),
        ("to", Align::Right),
        ("what", Align::Left),
        ("where", Align::Left),
        ("because", Align::Left),
    ]);
    for link in plan.chain.iter().filter(|link| link.end_min - link.start_min >= 60) {
        let because = link.because.clone();
        grid.row([clock(link.start_min), clock(link.end_min), link.what.clone(), link.where_.clone(), because]);
    }
    text.push_str(&grid.print(width));
    if !plan.sooner.is_empty() {
        text.push_str("\nWhat would bring it sooner\n");
        for one in &plan.sooner {
            let _ = writeln!(text, "  {}: {} h, {} h sooner", one.change, one.closure_h, one.gain_h);
        }
    }
    for pool in &plan.pools {
        let used: u32 = pool.uses.iter().map(|one| one.count).sum();
        let _ = writeln!(
            text,
            "\npool {} ({} {}): {} uses, at most {} at once",
            pool.name, pool.count, pool.kind, used, pool.most
        );
    }
    for one in &plan.left_out {
        let _ = writeln!(text, "\nleft out: {} pieces of {}: {}", one.pieces, one.unit, one.why);
    }
    let _ = writeln!(text, "\nReplay: {} things checked, all right", thousands(plan.replay.checked));
    text.push_str("Notes\n");
    for note in &plan.notes {
        let _ = writeln!(text, "  - {note}");
    }
    text
}

/// What binds, day by day: a mark for each day on which something is among the three that hold up most.
fn strip(plan: &Plan) -> String {
    let mut rows: Vec<(&str, &str, u64)> = Vec::new();
    for one in &plan.binding {
        match rows.iter_mut().find(|row| row.0 == one.asset) {
            Some(row) => row.2 += one.piece_hours,
            None => rows.push((&one.asset, &one.name, one.piece_hours)),
        }
    }
    rows.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    rows.truncate(STRIP_ROWS);
    if rows.is_empty() {
        return String::new();
    }
    let days = plan.binding.iter().map(|one| one.day).max().unwrap_or(0).min(STRIP_DAYS);
    let first = |asset: &str| plan.binding.iter().filter(|one| one.asset == asset).map(|one| one.day).min();
    rows.sort_by_key(|row| (first(row.0), std::cmp::Reverse(row.2)));
    let mut text =
        String::from("\nWhat holds up, day by day (# most of the day's waiting, + much, . some; piece-hours)\n");
    let tens: String = (1..=days)
        .map(|day| {
            if day % 10 == 0 {
                '|'
            } else if day % 5 == 0 {
                ':'
            } else {
                ' '
            }
        })
        .collect();
    let _ = writeln!(text, "  {:44} {tens}", "day");
    for (asset, name, hours) in rows {
        let marks: String = (1..=days)
            .map(|day| {
                let here: Vec<&crate::replay::document::Binding> =
                    plan.binding.iter().filter(|one| one.day == day).collect();
                let all: u64 = here.iter().map(|one| one.piece_hours).sum();
                match here.iter().find(|one| one.asset == asset) {
                    None => ' ',
                    Some(own) if own.piece_hours * 2 >= all => '#',
                    Some(own) if own.piece_hours * 5 >= all => '+',
                    Some(_) => '.',
                }
            })
            .collect();
        let name: String = name.chars().take(44).collect();
        let _ = writeln!(text, "  {name:44} {marks} {}", thousands(hours));
    }
    text
}
