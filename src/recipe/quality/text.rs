//! The measurements as a page in Markdown.

use std::fmt;

use super::cover::STATED;
use super::{DistancePair, Quality};

/// Countries whose double tracks and European roads must be covered.
const THEATRE: [&str; 12] = ["BG", "CZ", "DE", "EE", "FI", "HU", "LT", "LV", "PL", "RO", "SE", "SK"];
/// Countries whose tracks the oracle fills in by default (every line the same).
const TRACKS_UNUSABLE: [&str; 3] = ["BG", "GR", "LV"];
/// Countries whose electrification it fills in by default.
const POWER_UNUSABLE: [&str; 3] = ["BG", "FR", "SE"];

impl Quality {
    /// Coverage of one thing in a country, 0 to 1; `None` when the oracle has none of it there.
    pub fn covered(&self, what: &str, country: &str) -> Option<f64> {
        let found = self.coverage.iter().find(|row| row.what == what && row.country == country);
        found.filter(|row| row.km > 0.0).map(|row| row.near_km / row.km)
    }

    /// Pairs of a mode within a bound, and pairs in all.
    pub fn within(&self, mode: &str, bound: f64) -> (usize, usize) {
        let of_mode = || self.distances.iter().filter(|pair| pair.mode == mode);
        (of_mode().filter(|pair| pair.off().is_some_and(|off| off.abs() <= bound)).count(), of_mode().count())
    }
}

impl DistancePair {
    /// Ours less published, as a share of published.
    pub fn off(&self) -> Option<f64> {
        self.ours_km.map(|ours| ours / self.published_km - 1.0)
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn mark(good: bool) -> &'static str {
    if good { "yes" } else { "**no**" }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.coverage.is_empty() {
            self.coverage_table(f)?;
        }
        if !self.gauges.is_empty() {
            self.gauge_table(f)?;
            self.share_table(f)?;
        }
        if !self.ports.is_empty() {
            self.port_table(f)?;
        }
        if !self.distances.is_empty() {
            self.distance_table(f)?;
        }
        if !self.samples.is_empty() {
            self.sample_table(f)?;
        }
        Ok(())
    }
}

impl Quality {
    /// Where the oracle calls every line double track, the goal is judged on the lines that are double by another
    /// statement too.
    fn default_tracks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |country: &str| self.called_double.get(country).copied().unwrap_or_default();
        let countries = TRACKS_UNUSABLE.iter().filter(|country| THEATRE.contains(*country) && of(country) > 0.99);
        for country in countries {
            if let Some(share) = self.covered(STATED, country) {
                let km = self.coverage.iter().find(|row| row.what == STATED && row.country == *country);
                writeln!(
                    f,
                    "{country}: it calls {} of all railways double track, single lines and sidings too, so it says nothing of \
                     tracks there. Of the {:.0} km that lie within 4 km of a line of two tracks of `rail_lines.csv`, {} are \
                     there: {}.\n",
                    percent(of(country)),
                    km.map_or(0.0, |row| row.km),
                    percent(share),
                    mark(share >= 0.97)
                )?;
            }
        }
        Ok(())
    }

    fn coverage_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## What of the independent network is there\n")?;
        writeln!(f, "Lines of EuroGlobalMap 9.0 (2015-17) with a line of ours within 1.5 km, by length.\n")?;
        writeln!(
            f,
            "| country | double-track railway, km | there | at least 97 % | European roads, km | there | at least 92 % | within 5 km |"
        )?;
        writeln!(f, "|---|---:|---:|---|---:|---:|---|---:|")?;
        let mut countries: Vec<&str> = self.coverage.iter().map(|row| row.country.as_str()).collect();
        countries.sort_unstable();
        countries.dedup();
        for country in countries {
            write!(f, "| {country} ")?;
            for (what, goal) in [("double-track railway", 0.97), ("European road", 0.92)] {
                let row = self.coverage.iter().find(|row| row.what == what && row.country == country);
                match row.filter(|row| row.km > 0.0) {
                    Some(row) => {
                        let share = row.near_km / row.km;
                        let goal = if THEATRE.contains(&country) { mark(share >= goal) } else { "" };
                        write!(f, "| {:.0} | {} | {goal} ", row.km, percent(share))?;
                        if what == "European road" {
                            write!(f, "| {} ", percent(row.rough_km / row.km))?;
                        }
                    }
                    None => write!(f, "| | | ")?,
                }
            }
            writeln!(f, "|")?;
        }
        writeln!(f)?;
        self.default_tracks(f)
    }

    fn gauge_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Track gauge\n")?;
        let (alike, km) = self.gauges.iter().fold((0.0, 0.0), |sum, row| (sum.0 + row.alike_km, sum.1 + row.km));
        writeln!(f, "Alike on {} of {km:.0} km compared (goal 99 %). Below 99 %:\n", percent(alike / km))?;
        for row in self.gauges.iter().filter(|row| row.alike_km < 0.99 * row.km) {
            writeln!(f, "* {}: {} of {:.0} km", row.country, percent(row.alike_km / row.km), row.km)?;
        }
        writeln!(f)
    }

    fn share_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Tracks and electrification\n")?;
        writeln!(
            f,
            "Shares by length on lines of which both say something; ours from `rail_lines.csv` (2026), theirs of 2015-17. \
             Electrification since then shows as a difference. Countries that the source fills in by default are left out.\n"
        )?;
        writeln!(f, "| what | country | km | ours | theirs | alike | within 5 points |")?;
        writeln!(f, "|---|---|---:|---:|---:|---:|---|")?;
        for row in &self.shares {
            let unusable = if row.what == "electrified" { &POWER_UNUSABLE } else { &TRACKS_UNUSABLE };
            if unusable.contains(&row.country.as_str()) || row.km < 50.0 {
                continue;
            }
            writeln!(
                f,
                "| {} | {} | {:.0} | {} | {} | {} | {} |",
                row.what,
                row.country,
                row.km,
                percent(row.ours),
                percent(row.theirs),
                percent(row.alike),
                mark((row.ours - row.theirs).abs() <= 0.05)
            )?;
        }
        writeln!(
            f,
            "\nRows of `rail_lines.csv` with which it disagrees on more than half of 15 km or more (looked at one by one; a line may have changed since 2017):\n"
        )?;
        for row in self.rows.iter().filter(|row| row.alike < 0.5 && row.km >= 15.0) {
            let country = row.id.get(..2).unwrap_or("").to_uppercase();
            let unusable = if row.what == "electrified" { &POWER_UNUSABLE } else { &TRACKS_UNUSABLE };
            if !unusable.contains(&country.as_str()) {
                writeln!(f, "* {}: {} alike on {} of {:.0} km", row.id, row.what, percent(row.alike), row.km)?;
            }
        }
        writeln!(f)
    }

    fn port_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Ports\n")?;
        let found = self.ports.iter().filter_map(|port| port.km).count();
        let near = self.ports.iter().filter_map(|port| port.km).filter(|km| *km <= 5.0).count();
        writeln!(
            f,
            "{near} of {found} ports lie within 5 km of the port of the same UN/LOCODE in the World Port Index; {} are not in it. Farther off:\n",
            self.ports.len() - found
        )?;
        for port in &self.ports {
            if let Some(km) = port.km.filter(|km| *km > 5.0) {
                writeln!(f, "* {}: {km:.1} km. {}", port.id, port.note)?;
            }
        }
        writeln!(f)
    }

    fn sample_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Rows compared with their sources\n")?;
        writeln!(f, "By somebody who had not collected them.\n")?;
        writeln!(f, "| tables | rows | compared | wrong | when | found |\n|---|---:|---:|---:|---|---|")?;
        for row in &self.samples {
            let (wrong, share) = (row.wrong, percent(f64::from(row.wrong) / f64::from(row.sampled.max(1))));
            writeln!(
                f,
                "| {} | {} | {} | {wrong} ({share}) | {} | {} |",
                row.table, row.rows, row.sampled, row.date, row.note
            )?;
        }
        writeln!(f)
    }

    fn distance_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Distances\n")?;
        for (mode, bound) in [("rail", 0.05), ("road", 0.07)] {
            let (good, all) = self.within(mode, bound);
            let far = self.within(mode, 0.15).0;
            writeln!(
                f,
                "* {mode}: {good} of {all} published distances within {:.0} %, {} off by more than 15 %",
                bound * 100.0,
                all - far
            )?;
        }
        writeln!(
            f,
            "\nThe farthest off:\n\n| pair | mode | published, km | ours, km | off |\n|---|---|---:|---:|---:|"
        )?;
        let mut worst: Vec<&DistancePair> = self.distances.iter().collect();
        let key = |pair: &DistancePair| pair.off().map_or(f64::INFINITY, f64::abs);
        worst.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.name.cmp(&b.name)));
        for pair in worst.into_iter().take(12) {
            let (ours, off) = match (pair.ours_km, pair.off()) {
                (Some(ours), Some(off)) => (format!("{ours:.0}"), format!("{:+.1} %", off * 100.0)),
                _ => ("no way".to_owned(), String::new()),
            };
            writeln!(f, "| {} | {} | {:.0} | {ours} | {off} |", pair.name, pair.mode, pair.published_km)?;
        }
        writeln!(f)
    }
}
