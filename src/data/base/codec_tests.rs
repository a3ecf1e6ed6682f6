//! Round trips, and files that were cut short or altered.

use proptest::prelude::*;

use super::*;

/// ```text
///   road:  Tapa ---- border ---- Valka        rail 1520: Tapa ---- Muuga
/// ```
fn small() -> (Base, Shapes) {
    let node = |lat_e5, lon_e5, way, gauge_mm, country, border, name| BaseNode {
        lat_e5,
        lon_e5,
        way,
        gauge_mm,
        country,
        border,
        name,
    };
    let nodes = vec![
        node(5_926_100, 2_595_900, Way::Road, 0, 0, false, 2),
        node(5_777_712, 2_601_234, Way::Road, 0, 0, true, 0),
        node(5_777_000, 2_600_000, Way::Road, 0, 1, false, 3),
        node(5_926_100, 2_595_900, Way::Rail, 1520, 0, false, 2),
        node(5_949_500, 2_495_000, Way::Rail, 1520, 0, false, 1),
    ];
    let link =
        |a, b, way, gauge_mm, country, length_m, patch| BaseLink { a, b, way, gauge_mm, country, length_m, patch };
    let links = vec![
        link(0, 1, Way::Road, 0, 0, 171_000, None),
        link(1, 2, Way::Shuttle, 0, 1, 1_234, Some(1)),
        link(3, 4, Way::Rail, 1520, 0, 70_000, Some(0)),
    ];
    let names = ["Border EE-LV near Valga", "Muuga", "Tapa", "Valka"].into_iter().collect();
    let base = Base {
        countries: vec!["EE".to_owned(), "LV".to_owned()],
        names,
        patches: vec!["muuga".to_owned(), "valka".to_owned()],
        nodes,
        links,
        access: vec![BaseAccess { facility: "port:muuga".to_owned(), node: 4, distance_m: 312 }],
        gauge_changes: vec![BaseGaugeChange { id: "nowhere".to_owned(), a: 3, b: 4 }],
        line_ids: vec!["e264".to_owned(), "ee-tapa-muuga".to_owned()],
        lines: vec![(0, 0), (2, 1)],
        structures: vec![(1, "gauja".to_owned())],
        origin: vec![("recipe.toml".to_owned(), "sha256:00".to_owned())],
    };
    let shapes =
        Shapes(vec![vec![(5_900_000, 2_596_000), (5_800_100, 2_599_900)], vec![(5_777_123, 2_600_456)], vec![]]);
    (base, shapes)
}

#[test]
fn a_base_comes_back() {
    let (base, shapes) = small();
    let bytes = base.encode(&shapes);
    assert_eq!(Base::decode(&bytes).unwrap(), base);
    assert_eq!(Shapes::decode(&bytes).unwrap(), shapes);
    let empty = Base::default().encode(&Shapes::default());
    assert_eq!(Base::decode(&empty).unwrap(), Base::default());
}

#[test]
fn every_truncation_and_every_flipped_bit_is_an_error() {
    let (base, shapes) = small();
    let bytes = base.encode(&shapes);
    for length in 0..bytes.len() {
        assert!(
            Base::decode(&bytes[..length]).is_err() && Shapes::decode(&bytes[..length]).is_err(),
            "cut at {length}"
        );
    }
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut broken = bytes.clone();
            broken[index] ^= 1 << bit;
            let whole = Base::decode(&broken).is_ok() && Shapes::decode(&broken).is_ok();
            assert!(!whole, "bit {bit} of byte {index} flipped unnoticed");
        }
    }
}

#[test]
fn damage_behind_right_checksums_never_panics() {
    let (base, shapes) = small();
    let sections = [words_section(&base), numbers_section(&base), shapes_section(&shapes)];
    let forged = |sections: &[Vec<u8>; 3]| whole_file(&sections[0], &sections[1], &sections[2]);
    assert_eq!(Base::decode(&forged(&sections)).unwrap(), base);
    for which in 0..3 {
        for index in 0..sections[which].len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut broken = sections.clone();
                broken[which][index] = value;
                let _ = (Base::decode(&forged(&broken)), Shapes::decode(&forged(&broken)));
            }
            let mut cut = sections.clone();
            cut[which].truncate(index);
            let whole = Base::decode(&forged(&cut)).is_ok() && Shapes::decode(&forged(&cut)).is_ok();
            assert!(!whole, "section {which} cut at {index} unnoticed");
        }
    }
}

#[test]
fn a_false_count_claims_no_memory() {
    let words = [0, 0, 0, 0, 0, 0, 0];
    let mut numbers = Vec::new();
    put_unsigned(&mut numbers, u64::from(u32::MAX));
    let text = |words: &[u8], numbers: &[u8]| Base::decode(&whole_file(words, numbers, &[0])).unwrap_err().to_string();
    assert!(text(&words, &numbers).contains("more entries"));
    assert!(text(&[0xff, 0xff, 0xff, 0xff, 0x0f], &[0]).contains("more entries"));
    let bomb = vec![0; 64 << 20];
    assert!(text(&bomb, &[0, 0]).contains("a number") || text(&bomb, &[0, 0, 0, 0, 0, 0, 0, 0]).contains("left over"));
}

proptest! {
    #[test]
    fn any_shapes_come_back(shapes in proptest::collection::vec(
        proptest::collection::vec((-9_000_000..9_000_000_i32, -18_000_000..18_000_000_i32), 0..6), 0..12)) {
        let coarse = |shape: &Vec<(i32, i32)>| shape.iter().map(|p| (p.0 / 100 * 100, p.1 / 100 * 100)).collect();
        let mixed: Vec<_> = shapes.iter().flat_map(|shape| [shape.clone(), coarse(shape)]).collect();
        let shapes = Shapes(mixed);
        let bytes = Base::default().encode(&shapes);
        prop_assert_eq!(Shapes::decode(&bytes).unwrap(), shapes);
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let file = whole_file(&bytes, &bytes, &bytes);
        let _ = (Base::decode(&file), Shapes::decode(&file));
        prop_assert!(Base::decode(&bytes).is_err());
    }
}
