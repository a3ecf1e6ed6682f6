//! Routing on the detailed graph of Europe, ours beside plain searches. What it measures and the last table: `README.md`
//! here. The rivals that need a C++ compiler or further crates run from `benches/peers`.

#[path = "detailed/input.rs"]
mod input;
#[path = "detailed/ours.rs"]
mod ours;
#[path = "detailed/race.rs"]
mod race;

fn main() {
    let Some(input) = input::from_arguments() else { return };
    ours::with_contestants(&input, |mut vehicles, mut fixed| race::all(&input, &mut vehicles, &mut fixed));
}
