//! Small forces drawn from a seed over the embedded network: who, from where, to where, how many, ready when.

/// Places to start from and to go to, west to east.
const FROM: [&str; 9] = [
    "Bergen-Hohne",
    "Munster",
    "Vilseck",
    "Havelte",
    "Oirschot",
    "Bremerhaven",
    "Antwerp",
    "Grafenwoehr",
    "Sennelager",
];
const TO: [&str; 8] =
    ["Rukla", "Adazi", "Drawsko Pomorskie", "Zagan", "Mihail Kogalniceanu air base", "Smardan", "Tapa", "Boleslawiec"];

/// What may be moved, and how many at most.
const LOADS: [(&str, u64); 6] = [
    ("leopard-2a6", 60),
    ("puma", 60),
    ("boxer", 120),
    ("truck-medium-6x6", 600),
    ("truck-light-4x4", 400),
    ("container-trailer", 200),
];

/// The force of a seed: two to four units, each with one or two kinds of load, to one or two places.
pub(crate) fn force(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % n
    };
    let places = [draw(8), draw(8)];
    let mut text = format!("name = \"seed {seed}\"\nflag = \"DE\"\nassurance = \"any\"\n");
    for unit in 0..2 + draw(3) {
        let from = FROM[draw(9) as usize];
        let to = TO[places[draw(2) as usize] as usize];
        let first = draw(6) as usize;
        let second = (first + 1 + draw(5) as usize) % 6;
        let kinds: Vec<String> = [first, second][..1 + draw(2) as usize]
            .iter()
            .map(|kind| format!("\"{}x{}\"", LOADS[*kind].0, LOADS[*kind].1 / 4 + draw(LOADS[*kind].1 * 3 / 4)))
            .collect();
        let ready_h = 24 * draw(4);
        text.push_str(&format!(
            "\n[[unit]]\nname = \"unit {unit}\"\nfrom = \"{from}\"\nto = \"{to}\"\nload = [{}]\nready = \"C+{ready_h}\"\n",
            kinds.join(", ")
        ));
    }
    text
}
