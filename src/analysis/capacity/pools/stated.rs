//! What a pool is when the question states it, who is willing to lend, and what carries what.

use super::*;

pub(super) fn carries(words: &[String], piece: &Piece<'_>) -> bool {
    let wanted = match (piece.cargo.as_str(), piece.mobility.as_str()) {
        ("personnel", _) => "people",
        (_, "static") => "container",
        (_, mobility) => mobility,
    };
    words.iter().any(|word| word == wanted)
}

/// Wagons for a thousand pieces of one kind.
pub(super) fn piece_wagons(piece: &Piece<'_>) -> u64 {
    let by_length = (piece.wagon.loading_length_m.0 / (piece.length.value() + 0.4)).floor().max(1.0);
    let by_mass = (piece.wagon.payload_t.0 / piece.mass.value().max(0.1)).floor().max(1.0);
    milli(1.0 / by_length.min(by_mass))
}

pub(super) fn stated_pool(kind: PoolKind, count: u64, mix: &Mix, factors: &Factors<'_>) -> Result<Pool> {
    let whole = count.saturating_mul(MILLI);
    let (scope, unit, level, per_vehicle) = match kind {
        PoolKind::Wagons => (Scope::Rail(None), "wagons", whole, mix.wagons_per_thousand),
        PoolKind::Transporters => (Scope::Road, "transporters", whole, mix.carried_per_thousand),
        PoolKind::Ships => {
            let lane_m = milli(factors.speed("ro_ro_ship_lane_m")?);
            (Scope::Sea, "lane m", count.saturating_mul(lane_m), mix.lane_mm_per_vehicle)
        }
        PoolKind::Barges => {
            let lane_m = milli(factors.speed("barge_lane_m")?);
            (Scope::Water, "lane m", count.saturating_mul(lane_m), mix.lane_mm_per_vehicle)
        }
        PoolKind::Aircraft => {
            let day = milli(factors.speed("aircraft_hours_per_day")? / 24.0);
            let per_vehicle = (MILLI * MILLI).checked_div(mix.per_thousand_sorties).unwrap_or(0);
            (Scope::Air, "aircraft in the air", count.saturating_mul(day), per_vehicle)
        }
    };
    Ok(Pool {
        id: format!("pool:{}", kind.word()),
        name: format!("{} {} that come back, as asked", count, kind.word()),
        unit,
        count: Range { low: level, typical: level, high: level },
        rows: Vec::new(),
        scope,
        per_vehicle,
    })
}

/// States whose carriers can be had: those named, else all that do not deny.
pub(super) fn willing<'n>(network: &'n Network, query: &Query) -> Result<BTreeSet<&'n str>> {
    let codes = |texts: &[String]| -> Result<BTreeSet<String>> {
        texts.iter().map(|text| network.country(text).map(|country| network.country_code(country).to_owned())).collect()
    };
    let denied = codes(&query.deny)?;
    let named = codes(&query.pools.willing).map_err(|error| match error {
        Error::Question(text) => Error::Question(format!("--willing: {text}")),
        other => other,
    })?;
    let all = network.tables.carriers.iter().map(|lined| lined.row.country.as_str());
    Ok(all.filter(|code| !denied.contains(*code) && (named.is_empty() || named.contains(*code))).collect())
}

/// For each node the number of the railway that it hangs on; railways of one gauge joined by rails and borders are one.
pub(super) fn parts(network: &Network) -> Vec<u32> {
    let topology = &network.topology;
    let mut up: Vec<u32> = (0_u32..).take(topology.nodes.len()).collect();
    fn root(up: &mut [u32], mut node: u32) -> u32 {
        while up[node as usize] != node {
            up[node as usize] = up[up[node as usize] as usize];
            node = up[node as usize];
        }
        node
    }
    let mut on_rails = vec![false; up.len()];
    for link in &topology.links {
        if matches!(link.kind, LinkKind::Rail(_)) {
            on_rails[link.a as usize] = true;
            on_rails[link.b as usize] = true;
        }
    }
    for link in &topology.links {
        let joins = match link.kind {
            LinkKind::Rail(_) => true,
            LinkKind::Border => on_rails[link.a as usize] && on_rails[link.b as usize],
            _ => false,
        };
        if joins {
            let (a, b) = (root(&mut up, link.a), root(&mut up, link.b));
            up[a.max(b) as usize] = a.min(b);
        }
    }
    (0..u32::try_from(up.len()).unwrap_or(u32::MAX))
        .map(|node| if on_rails[node as usize] { root(&mut up, node) } else { NONE })
        .collect()
}
