//! What wagons, trains, lines, structures and states take.

use crate::network::LinkKind;

use super::document::Movement;
use super::journey::{Act, act};
use super::pace::Manner;
use super::{Asked, Findings};

/// Rounding of sums of metres and tonnes.
const SLACK: f64 = 0.002;

/// Checks the limits of one journey.
pub(crate) fn check(asked: &Asked<'_>, movement: &Movement, findings: &mut Findings) {
    let network = asked.network;
    let manner = Manner::of(asked, movement);
    let by_rail = movement
        .steps
        .iter()
        .flat_map(|step| &step.links)
        .any(|(link, forward)| act(network, *link, *forward) == Act::LoadTrain);
    if by_rail {
        train(asked, movement, findings);
    }
    let list = |key: &str| -> Vec<String> {
        let values = asked.plan.stamp.query.get(key).and_then(|value| value.as_array()).cloned().unwrap_or_default();
        values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let (denied, modes) = (list("deny"), list("modes"));
    let denied: Vec<u8> = denied.iter().filter_map(|text| network.country(text).ok()).collect();
    for (link, _) in movement.steps.iter().flat_map(|step| &step.links) {
        let own = &network.topology.links[*link as usize];
        findings.expect("paperwork", !denied.contains(&own.country), || {
            format!("{} passes {}, which refuses", movement.id, network.country_code(own.country))
        });
        let mode = match own.kind {
            LinkKind::Rail(_) | LinkKind::RailAccess(_) => Some("rail"),
            LinkKind::SeaAccess(_) | LinkKind::Sea(_) | LinkKind::Ferry(_) => Some("sea"),
            LinkKind::WaterAccess(_) | LinkKind::Waterway(_) => Some("iww"),
            LinkKind::AirAccess(_) | LinkKind::Air(_) => Some("air"),
            _ => None,
        };
        let allowed = mode.is_none_or(|mode| modes.is_empty() || modes.iter().any(|word| word == mode));
        findings.expect("limits", allowed, || {
            format!("{} goes by {}, which is not allowed", movement.id, mode.unwrap_or(""))
        });
        if matches!(own.kind, LinkKind::SeaAccess(_) | LinkKind::Ferry(_)) {
            let (height, deck) = (height_m(asked, movement), asked.factor("ro_ro_deck_height_m", true));
            // Every deck takes what may use any road.
            findings.expect("limits", height <= deck.max(4.0) + SLACK, || {
                format!("{} is {height:.2} m high, the decks of ships are {deck} m at best", movement.id)
            });
        }
        let base = match own.kind {
            LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => base,
            _ => continue,
        };
        let rail = matches!(own.kind, LinkKind::Rail(_));
        for (_, structure) in network.rows_on(base) {
            let open = structure.status != "closed";
            findings.expect("limits", open, || format!("{} passes {}, which is closed", movement.id, structure.name));
            let high = structure.gross_high_t.or(structure.gross_t).map(|gross| gross.0);
            if let Some(high) = high.filter(|_| !rail) {
                let gross = gross_t(asked, movement);
                findings.expect("limits", gross <= high + SLACK, || {
                    format!("{} weighs {gross:.1} t on {}, which takes {high} t at best", movement.id, structure.name)
                });
            }
        }
    }
    let _ = manner;
}

/// Highest piece, m.
fn height_m(asked: &Asked<'_>, movement: &Movement) -> f64 {
    let rows = asked.network.tables.vehicles.iter().map(|lined| &lined.row);
    let own = rows.filter(|row| movement.contents.iter().any(|content| content.vehicle == row.id));
    own.map(|row| row.height_m.0).fold(0.0, f64::max)
}

/// Heaviest vehicle or combination on the road, t.
fn gross_t(asked: &Asked<'_>, movement: &Movement) -> f64 {
    let tables = &asked.network.tables;
    let rows = movement
        .contents
        .iter()
        .filter_map(|content| tables.vehicles.iter().map(|lined| &lined.row).find(|row| row.id == content.vehicle));
    let gross = rows.map(|row| {
        let carrier = row.transporter.as_ref().filter(|_| row.road_move != "self");
        let carrier =
            carrier.and_then(|id| tables.transporters.iter().map(|lined| &lined.row).find(|other| other.id == *id));
        row.mass_t.0 + carrier.map_or(0.0, |carrier| carrier.empty_mass_t.0)
    });
    gross.fold(0.0, f64::max)
}

/// Wagons hold what they may, the train is no longer and no heavier than every state on its way takes.
fn train(asked: &Asked<'_>, movement: &Movement, findings: &mut Findings) {
    let tables = &asked.network.tables;
    let id = &movement.id;
    findings.expect("limits", !movement.wagons.is_empty(), || format!("{id} goes by rail without wagons"));
    let gap_m = asked.factor("lane_gap_m", false);
    let (mut length_m, mut mass_t, mut axle_t) = (0.0, 0.0, 0.0_f64);
    for wagon in &movement.wagons {
        let Some(row) = tables.wagons.iter().map(|lined| &lined.row).find(|row| row.id == wagon.wagon) else {
            findings.expect("limits", false, || format!("{id} has a wagon of no known type, {}", wagon.wagon));
            continue;
        };
        let (mut floor_m, mut load_t, mut pieces) = (0.0, 0.0, 0);
        for (vehicle, count) in &wagon.held {
            let Some(piece) = tables.vehicles.iter().map(|lined| &lined.row).find(|piece| piece.id == *vehicle) else {
                continue;
            };
            floor_m += (piece.transport_length_m.0 + gap_m) * f64::from(*count);
            load_t += piece.mass_t.0 * f64::from(*count);
            pieces += count;
        }
        let fits = pieces == 1 || floor_m <= row.loading_length_m.0 + SLACK;
        findings
            .expect("limits", fits, || format!("a wagon of {id} holds {floor_m:.1} m on {} m", row.loading_length_m.0));
        findings.expect("limits", load_t <= row.payload_t.0 + SLACK, || {
            format!("a wagon of {id} carries {load_t:.1} of {} t", row.payload_t.0)
        });
        length_m += row.length_over_buffers_m.0;
        mass_t += row.tare_t.0 + load_t;
        axle_t = axle_t.max((row.tare_t.0 + load_t) / f64::from(row.axles));
    }
    let locomotive_m = asked.factor("locomotive_length_m", false);
    let mut longest = asked.factor("train_length_m", true);
    let mut heaviest = asked.factor("train_mass_t", true);
    for (link, _) in movement.steps.iter().flat_map(|step| &step.links) {
        let own = &asked.network.topology.links[*link as usize];
        if !matches!(own.kind, LinkKind::Rail(_)) {
            continue;
        }
        let code = asked.network.country_code(own.country);
        let Some(row) = tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code) else {
            continue;
        };
        (longest, heaviest) = (longest.min(row.train_length_m.0), heaviest.min(row.trailing_mass_t.0));
        findings.expect("limits", axle_t <= row.axle_load_high_t.0 + SLACK, || {
            format!("{id} has {axle_t:.1} t on an axle, {code} takes {} t at best", row.axle_load_high_t.0)
        });
    }
    findings.expect("limits", length_m + locomotive_m <= longest + SLACK, || {
        format!("the train {id} is {:.0} m long, {longest:.0} m may be", length_m + locomotive_m)
    });
    findings.expect("limits", mass_t <= heaviest + SLACK, || {
        format!("the train {id} weighs {mass_t:.0} t, {heaviest:.0} t may be")
    });
}
