//! The ledger: every minute by name, gathered by name, with the total that the lines add up to.

use crate::analysis::route::answer::Route;
use crate::report::page::{Align, Grid, Page};
use crate::report::words::{after_c, duration, groups, thousands};

/// Prints the ledger of one way. Sources are lettered below it, each once.
pub(super) fn print(page: &mut Page, route: &Route) {
    page.heading("Ledger: every minute by name");
    let mut grid = Grid::new(&[
        ("line", Align::Left),
        ("together", Align::Right),
        ("of which", Align::Right),
        ("begins", Align::Right),
        ("where", Align::Left),
        ("source", Align::Right),
    ]);
    let mut sources: Vec<&str> = Vec::new();
    let mut sum = 0;
    for group in groups(route) {
        sum += group.minutes;
        for (index, member) in group.members.iter().enumerate() {
            let line = &route.ledger[*member];
            let known = sources.iter().position(|source| *source == line.source);
            let number = known.unwrap_or_else(|| {
                sources.push(&line.source);
                sources.len() - 1
            });
            let first = index == 0;
            grid.row([
                if first { group.line.to_owned() } else { String::new() },
                if first { duration(group.minutes) } else { String::new() },
                if group.members.len() > 1 { duration(line.minutes) } else { String::new() },
                after_c(line.start_min),
                line.where_.clone(),
                format!("({})", letter(number)),
            ]);
        }
    }
    let minutes = format!("= {} min", thousands(sum.unsigned_abs()));
    grid.row(["total".to_owned(), duration(sum), String::new(), String::new(), minutes, String::new()]);
    page.grid(grid);
    for (number, source) in sources.iter().enumerate() {
        page.paragraph(&format!("  ({}) ", letter(number)), source);
    }
}

/// a, b ... z, aa, ab ...
fn letter(number: usize) -> String {
    let last = char::from(b'a' + (number % 26) as u8);
    if number < 26 { last.to_string() } else { format!("{}{last}", letter(number / 26 - 1)) }
}
