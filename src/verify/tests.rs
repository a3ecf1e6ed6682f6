use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Certificate, Link, Member, Row, read, verify, write};

/// Two ways from 0 to 3 with one across, a cut of 3 + 2 + 1; the rows bind nothing.
fn cut() -> Certificate {
    Certificate {
        about: "two ways".to_owned(),
        value: 6,
        gap: 0,
        nodes: 4,
        source: 0,
        sink: 3,
        scale: 1,
        links: vec![
            Link(0, 1, 9, 9, 4),
            Link(1, 3, 3, 0, 3),
            Link(2, 0, 0, 2, -2),
            Link(2, 3, 7, 7, 3),
            Link(1, 2, 1, 0, 1),
        ],
        rows: vec![Row {
            asset: "pool".to_owned(),
            capacity: 100,
            members: vec![Member { link: 1, along: 1, weight: 10 }, Member { link: 3, along: 0, weight: 20 }],
            price: 0,
        }],
        potential: vec![0, 0, 1, 1],
    }
}

/// The same with a row that binds: each unit over 1-3 takes 10 of 20, each over 2-3 takes 5: 2 and 0, or 1 and 2 ...
fn priced() -> Certificate {
    let mut certificate = cut();
    certificate.potential = vec![0, 10, 0, 10];
    certificate.links = vec![Link(0, 1, 9, 9, 1), Link(1, 3, 3, 0, 1), Link(2, 0, 0, 2, -2), Link(2, 3, 7, 7, 2)];
    certificate.rows = vec![Row {
        asset: "pool".to_owned(),
        capacity: 20,
        members: vec![Member { link: 1, along: 1, weight: 10 }, Member { link: 3, along: 0, weight: 5 }],
        price: 1,
    }];
    certificate.potential = vec![0, 0, 5, 10];
    certificate.scale = 10;
    certificate.value = 3;
    certificate
}

#[test]
fn sound_certificates_hold() {
    assert_eq!(verify(&cut()).fault(), None);
    assert_eq!(verify(&priced()).fault(), None);
}

#[test]
fn every_part_is_checked() {
    type Break = fn(&mut Certificate);
    let breaks: [(&str, Break); 9] = [
        ("shape", |c| c.source = c.sink),
        ("shape", |c| c.potential.truncate(1)),
        ("shape", |c| c.links[0].1 = 99),
        ("shape", |c| c.rows[0].members[0].link = 99),
        ("capacities", |c| c.links[1].2 = 2),
        ("conservation", |c| c.links[0].4 = 5),
        ("shared capacities", |c| c.rows[0].capacity = 89),
        ("equality with the bound", |c| c.links[2].3 = 3),
        ("equality with the bound", |c| c.potential[0] = 1),
    ];
    for (name, damage) in breaks {
        let mut certificate = cut();
        damage(&mut certificate);
        assert_eq!(verify(&certificate).fault().map(|check| check.name.as_str()), Some(name));
    }
}

#[test]
fn a_gap_needs_something_shared_and_stays_below_one_vehicle() {
    let mut certificate = cut();
    certificate.rows.clear();
    assert!(verify(&certificate).ok);
    certificate.gap = 1;
    assert!(!verify(&certificate).ok);
    let mut certificate = priced();
    certificate.gap = 1_000;
    assert!(!verify(&certificate).ok);
}

#[test]
fn files_are_read_back_and_foreign_ones_refused() {
    let text = write(&json!({"program": "corridor"}), &[cut(), priced()]).expect("numbers only");
    let (certificates, report) = read(&text).expect("a file of certificates");
    assert_eq!(certificates, [cut(), priced()]);
    assert!(report.ok, "{report:?}");
    for foreign in ["", "[]", "{}", "{\"format\": 1}", &text[..text.len() / 2]] {
        assert!(read(foreign).is_err(), "{foreign:.40}");
    }
}

/// The largest flow over the links of [`cut`] by trying every whole one: the slow twin of the proof.
fn largest(certificate: &Certificate) -> u64 {
    let [first, second, third, fourth, cross] = certificate.links[..] else { panic!("five links") };
    let weight = |link: u32| {
        let of = certificate.rows[0].members.iter().find(|member| member.link == link);
        of.map_or(0, |member| member.weight)
    };
    let mut best = 0;
    // Ways 0-1-3, 0-2-3, 0-1-2-3, 0-2-1-3.
    for one in 0..=second.2 {
        for two in 0..=fourth.2 {
            for over in 0..=cross.2 {
                for back in 0..=cross.3 {
                    let fits = one + over <= first.2 && two + back <= third.3;
                    let fits = fits && one + back <= second.2 && two + over <= fourth.2;
                    let used = (one + back) * weight(1) + (two + over) * weight(3);
                    if fits && used <= certificate.rows[0].capacity {
                        best = best.max(one + two + over + back);
                    }
                }
            }
        }
    }
    best
}

/// The largest flow over the two ways of [`priced`] by trying every whole one.
fn largest_of_two(certificate: &Certificate) -> u64 {
    let [first, second, third, fourth] = certificate.links[..] else { panic!("four links") };
    let mut best = 0;
    for one in 0..=first.2.min(second.2) {
        // The third link is turned round.
        for two in 0..=third.3.min(fourth.2) {
            let flows = [(one, true), (one, true), (two, false), (two, true)];
            let keeps = certificate.rows.iter().all(|row| {
                let used = row.members.iter().map(|member| {
                    let (flow, on) = flows[member.link as usize];
                    let counts = member.along == 0 || (member.along > 0) == on;
                    if counts { flow * member.weight } else { 0 }
                });
                used.sum::<u64>() <= row.capacity
            });
            if keeps {
                best = best.max(one + two);
            }
        }
    }
    best
}

proptest! {
    /// A mutated capacity, flow, potential, weight or price either breaks the proof or still proves the truth.
    #[test]
    fn no_mutation_proves_a_falsehood(which in 0_usize..40, to in 0_u64..12) {
        let mut certificate = cut();
        let small = i64::try_from(to).unwrap() - 6;
        match which {
            0..=4 => certificate.links[which].2 = to,
            5..=9 => certificate.links[which - 5].3 = to,
            10..=14 => certificate.links[which - 10].4 = small,
            15..=18 => certificate.potential[which - 15] = to,
            19 => certificate.value = to,
            20 => certificate.scale = to,
            21 => certificate.gap = to,
            22 => certificate.rows[0].capacity = to * 10,
            23 => certificate.rows[0].price = to,
            24 => certificate.rows[0].members[0].weight = to,
            25 => certificate.rows[0].members[1].weight = to,
            _ => prop_assume!(false),
        }
        if verify(&certificate).ok {
            prop_assert_eq!(certificate.value, largest(&certificate));
        }
    }

    /// The same where a shared row has the price.
    #[test]
    fn no_mutation_of_a_priced_row_proves_a_falsehood(which in 0_usize..30, to in 0_u64..24) {
        let mut certificate = priced();
        let small = i64::try_from(to).unwrap() - 12;
        match which {
            0..=3 => certificate.links[which].2 = to,
            4..=7 => certificate.links[which - 4].3 = to,
            8..=11 => certificate.links[which - 8].4 = small,
            12..=15 => certificate.potential[which - 12] = to,
            16 => certificate.value = to,
            17 => certificate.scale = to,
            18 => certificate.gap = to,
            19 => certificate.rows[0].capacity = to,
            20 => certificate.rows[0].price = to,
            21 => certificate.rows[0].members[0].weight = to,
            22 => certificate.rows[0].members[1].weight = to,
            23 => certificate.rows[0].members[0].along = i8::try_from(to % 3).unwrap() - 1,
            24 => certificate.rows[0].members[1].along = i8::try_from(to % 3).unwrap() - 1,
            25 => certificate.rows[0].members[0].link = u32::try_from(to % 5).unwrap(),
            26 => certificate.rows[0].members.truncate(1),
            27 => certificate.rows.clear(),
            _ => prop_assume!(false),
        }
        if verify(&certificate).ok {
            let most = largest_of_two(&certificate);
            prop_assert!(certificate.value <= most && most <= certificate.value + certificate.gap, "{most} {certificate:?}");
        }
    }

    /// One changed character of a file is refused, wherever it is.
    #[test]
    fn no_changed_file_passes(at in 0_usize..2_000, digit in 0_u8..10) {
        let text = write(&json!({"program": "corridor"}), &[cut(), priced()]).unwrap();
        let digits: Vec<usize> = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[at % digits.len()];
        let mut bytes = text.clone().into_bytes();
        prop_assume!(bytes[at] != b'0' + digit);
        bytes[at] = b'0' + digit;
        let changed = String::from_utf8(bytes).unwrap();
        let passes = read(&changed).is_ok_and(|(_, report)| report.ok);
        prop_assert!(!passes, "{changed}");
    }

    /// Whole values exchanged, removed or added are refused too.
    #[test]
    fn no_changed_value_passes(path in proptest::collection::vec(0_usize..9, 1..6), drop in any::<bool>()) {
        let text = write(&json!({"program": "corridor"}), &[cut()]).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        let mut pointer = String::new();
        for step in path {
            let child = match value.pointer(&pointer) {
                Some(Value::Array(list)) if !list.is_empty() => (step % list.len()).to_string(),
                Some(Value::Object(map)) if !map.is_empty() => map.keys().nth(step % map.len()).cloned().unwrap_or_default(),
                _ => break,
            };
            pointer = format!("{pointer}/{child}");
        }
        if let Some(here) = value.pointer_mut(&pointer) {
            *here = if drop { Value::Null } else { json!(["changed"]) };
        }
        prop_assert!(!read(&value.to_string()).is_ok_and(|(_, report)| report.ok));
    }
}
