//! Does it fit? Which limits a load meets on ways, structures, facilities and passages.

use crate::algo::labels::{NO_STATE, Special};
use crate::data::rows::{Evidence, Number, Provenance, RailLineRow, RoadClassRow, Sourced};
use crate::network::limits::{Limit, Verdict};
use crate::network::{FacilityKind, HIGH_SEAS};

use super::closed::Closed;
use super::items::Item;
use super::lines::line_category;
use super::query::Mode;
use super::view::{Builder, Subject};

/// What every road vehicle may be high, and every deck for lorries therefore takes, m.
const ROAD_HEIGHT_M: f64 = 4.0;

impl Builder<'_> {
    /// The ordinary ways of a mode in a country: the limits of its defaults.
    pub(super) fn ways(&mut self, mode: Mode, country: u8) -> u128 {
        if country == HIGH_SEAS || !matches!(mode, Mode::Road | Mode::Rail) {
            return 0;
        }
        let slot = mode as usize * 256 + country as usize;
        if let Some(bits) = self.refused_ways[slot] {
            return bits;
        }
        let subject = Subject::Ways(mode, country);
        let bits =
            if mode == Mode::Road { self.roads(subject, country, None) } else { self.railways(subject, country, None) };
        self.refused_ways[slot] = Some(bits);
        bits
    }

    /// A base link itself: the limits of the row that describes it, and where it states none those of the ordinary ways.
    pub(super) fn way(&mut self, base: u32, mode: Mode, country: u8) -> u128 {
        let subject = self.lines.subject(base, mode, country);
        let Subject::Line(line, ..) = subject else { return self.ways(mode, country) };
        self.once(subject, |builder| match mode {
            Mode::Road => builder.roads(subject, country, builder.lines.road(line)),
            _ => builder.railways(subject, country, builder.lines.rail(line)),
        })
    }

    fn closed_line(&mut self, id: &str, name: &str, status: &str, provenance: Provenance) -> u128 {
        if status != "closed" {
            return 0;
        }
        self.items.bit(&format!("closed line {id}"), || Item {
            what: name.to_owned(),
            limit: "open".to_owned(),
            needed: "passage".to_owned(),
            has: "closed".to_owned(),
            provenance: Some(provenance),
        })
    }

    fn roads(&mut self, subject: Subject, country: u8, own: Option<&RoadClassRow>) -> u128 {
        let s = self.s;
        let code = s.network.country_code(country);
        let place = own.map_or_else(|| format!("main roads in {code}"), |own| own.name.clone());
        let road = &s.profile.road;
        let mut bits = 0;
        if let Some(words) = &road.impossible {
            bits |= self.items.bit("road carrier", || Item {
                what: "road".to_owned(),
                limit: "carrier".to_owned(),
                needed: words.clone(),
                has: "none".to_owned(),
                provenance: None,
            });
        }
        let Some(row) = s.network.tables.road_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code)
        else {
            return bits | self.judge(subject, "gross mass", &place, road.gross_t, "t", None, None);
        };
        if let Some(own) = own {
            bits |= self.closed_line(&own.id, &own.name, &own.status, own.provenance());
        }
        let gross = own.and_then(|own| {
            let typical = own.gross_t?;
            let (low, high) = (own.gross_low_t.unwrap_or(typical), own.gross_high_t.unwrap_or(typical));
            Some((Limit { low: low.0, typical: typical.0, high: high.0, evidence: own.evidence }, own.provenance()))
        });
        let height = own.and_then(|own| Some((Limit::exactly(own.height_m?.0, own.evidence), own.provenance())));
        let limits = [
            (
                "gross mass",
                Some(road.gross_t),
                "t",
                row.free_gross_t.0,
                (row.exceptional_gross_low_t.0, row.exceptional_gross_t.0, row.exceptional_gross_high_t.0),
            ),
            (
                "axle load",
                road.axle_t,
                "t",
                row.free_axle_t.0,
                (row.exceptional_axle_t.0, row.exceptional_axle_t.0, row.exceptional_axle_t.0),
            ),
            (
                "clear height",
                Some(road.height_m),
                "m",
                row.free_height_m.0,
                (row.clear_height_low_m.0, row.clear_height_m.0, row.clear_height_high_m.0),
            ),
            (
                "clear width",
                Some(road.width_m),
                "m",
                row.free_width_m.0,
                (row.clear_width_low_m.0, row.clear_width_m.0, row.clear_width_high_m.0),
            ),
        ];
        for (what, need, unit, free, (low, typical, high)) in limits {
            let Some(need) = need else { continue };
            let limit = if need <= free {
                Limit::exactly(free, Evidence::Official)
            } else {
                Limit { low, typical, high, evidence: row.evidence }
            };
            let stated = match what {
                "gross mass" => gross.clone(),
                "clear height" => height.clone(),
                _ => None,
            };
            let (limit, provenance) = stated.unwrap_or_else(|| (limit, row.provenance()));
            bits |= self.judge(subject, what, &place, need, unit, Some(limit), Some(provenance));
        }
        bits
    }

    fn railways(&mut self, subject: Subject, country: u8, own: Option<&RailLineRow>) -> u128 {
        let s = self.s;
        let code = s.network.country_code(country);
        let place = own.map_or_else(|| format!("main lines in {code}"), |own| own.name.clone());
        let rail = &s.profile.rail;
        let mut bits = 0;
        if let Some(words) = &rail.impossible {
            bits |= self.items.bit("wagon", || Item {
                what: "rail".to_owned(),
                limit: "carrier".to_owned(),
                needed: words.clone(),
                has: "none".to_owned(),
                provenance: None,
            });
        }
        let Some(row) = s.network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code)
        else {
            return bits | self.judge(subject, "axle load", &place, rail.axle_t, "t", None, None);
        };
        let mut axle = Limit {
            low: row.axle_load_low_t.0,
            typical: row.axle_load_t.0,
            high: row.axle_load_high_t.0,
            evidence: row.evidence,
        };
        let mut metre = Limit::exactly(row.metre_load_t_per_m.0, row.evidence);
        let [mut axle_from, mut metre_from] = [row.provenance(), row.provenance()];
        if let Some(own) = own {
            bits |= self.closed_line(&own.id, &own.name, &own.status, own.provenance());
            let category = own.line_category.as_deref().and_then(line_category);
            if let Some(stated) = own.axle_load_t.map(|stated| stated.0).or(category.map(|category| category.0)) {
                (axle, axle_from) = (Limit::exactly(stated, own.evidence), own.provenance());
            }
            if let Some(stated) = category.and_then(|category| category.1) {
                (metre, metre_from) = (Limit::exactly(stated, own.evidence), own.provenance());
            }
        }
        bits |= self.judge(subject, "axle load", &place, rail.axle_t, "t", Some(axle), Some(axle_from));
        bits | self.judge(subject, "metre load", &place, rail.metre_t, "t/m", Some(metre), Some(metre_from))
    }

    /// Structures on a base link: their limits, closures, and whether the question avoids them.
    pub(super) fn on_structures(
        &mut self,
        base: u32,
        mode: Mode,
        closed: &Closed,
        special: &mut Option<[Special; 2]>,
    ) -> u128 {
        let mut bits = 0;
        let mut unknowns = 0;
        for (row, _) in self.s.network.rows_on(base) {
            bits |= self.structure(row, mode) | closed.avoided_structures.get(&row).copied().unwrap_or(0);
            unknowns += self.unknowns(Subject::Structure(row, mode));
        }
        if unknowns > 0 {
            *special = Some([Special { unknowns, state: NO_STATE, ..Special::default() }; 2]);
        }
        bits
    }

    fn structure(&mut self, row: u32, mode: Mode) -> u128 {
        self.once(Subject::Structure(row, mode), |builder| builder.structure_limits(row, mode))
    }

    fn structure_limits(&mut self, row: u32, mode: Mode) -> u128 {
        let s = self.s;
        let structure = &s.network.tables.structures[row as usize].row;
        let subject = Subject::Structure(row, mode);
        let provenance = Some(structure.provenance());
        let exact = |value: Option<Number>| value.map(|value| Limit::exactly(value.0, structure.evidence));
        let mut bits = 0;
        if structure.status == "closed" {
            bits |= self.items.bit(&format!("closed {}", structure.id), || Item {
                what: structure.name.clone(),
                limit: "open".to_owned(),
                needed: "passage".to_owned(),
                has: "closed".to_owned(),
                provenance: provenance.clone(),
            });
        }
        if mode == Mode::Rail {
            let axle = s.profile.rail.axle_t;
            return bits
                | self.stated(
                    subject,
                    "axle load",
                    &structure.name,
                    axle,
                    "t",
                    exact(structure.axle_load_t),
                    provenance,
                );
        }
        let road = &s.profile.road;
        let gross = structure.gross_t.map(|typical| Limit {
            low: structure.gross_low_t.unwrap_or(typical).0,
            typical: typical.0,
            high: structure.gross_high_t.unwrap_or(typical).0,
            evidence: structure.evidence,
        });
        bits |= self.stated(subject, "gross mass", &structure.name, road.gross_t, "t", gross, provenance.clone());
        bits |= self.stated(
            subject,
            "clear height",
            &structure.name,
            road.height_m,
            "m",
            exact(structure.height_m),
            provenance.clone(),
        );
        bits | self.stated(
            subject,
            "clear width",
            &structure.name,
            road.width_m,
            "m",
            exact(structure.width_m),
            provenance,
        )
    }

    /// Rail loading at a facility: a ramp for vehicles, a crane for containers.
    pub(super) fn rail_facility(&mut self, index: u32) -> u128 {
        self.once(Subject::RailFacility(index), |builder| builder.rail_loading(index))
    }

    fn rail_loading(&mut self, index: u32) -> u128 {
        let s = self.s;
        let facility = &s.network.facilities[index as usize];
        let subject = Subject::RailFacility(index);
        if let FacilityKind::Terminal(row) = facility.kind {
            let terminal = &s.network.tables.terminals[row as usize].row;
            let crane = terminal.kind != "rail_ramp";
            let (needed, has) = if s.profile.rail.vehicles {
                ("a ramp", terminal.ramp.0)
            } else {
                ("a crane or a ramp", crane || terminal.ramp.0)
            };
            let verdict = if has && terminal.evidence != Evidence::Assumed {
                Verdict::Fits
            } else if has {
                Verdict::LikelyFits
            } else {
                Verdict::DoesNotFit
            };
            let words = if has { format!("yes ({})", terminal.evidence.word()) } else { "none".to_owned() };
            return self.yes_no(subject, "loading ramp", &facility.name, needed, words, verdict, terminal.provenance());
        }
        let provenance = facility.provenance(&s.network.tables);
        if let FacilityKind::Node(_) = facility.kind {
            let has = "not stated; assumed where a railway of the network's folder begins".to_owned();
            return self.yes_no(
                subject,
                "loading ramp",
                &facility.name,
                "a ramp",
                has,
                Verdict::LikelyFits,
                provenance,
            );
        }
        let verdict = if provenance.evidence == Evidence::Assumed { Verdict::LikelyFits } else { Verdict::Fits };
        let words = format!("rail in the port ({})", provenance.evidence.word());
        self.yes_no(subject, "loading ramp", &facility.name, "a ramp", words, verdict, provenance)
    }

    /// The berths of a port: ro-ro, ramp, draught.
    pub(super) fn berth(&mut self, index: u32) -> u128 {
        self.once(Subject::Berth(index), |builder| builder.berth_limits(index))
    }

    fn berth_limits(&mut self, index: u32) -> u128 {
        let s = self.s;
        let facility = &s.network.facilities[index as usize];
        let FacilityKind::Port(row) = facility.kind else { return 0 };
        let port = &s.network.tables.ports[row as usize].row;
        let subject = Subject::Berth(index);
        let mut bits = 0;
        if !port.ro_ro.0 {
            bits |= self.yes_no(
                subject,
                "ro-ro berth",
                &port.name,
                "a ro-ro berth",
                "none".to_owned(),
                Verdict::DoesNotFit,
                port.provenance(),
            );
        }
        let default = s.factors.row("ramp_default_t");
        let ramp = match (port.ramp_t, default) {
            (Some(ramp), _) => Some((Limit::exactly(ramp.0, port.evidence), port.provenance())),
            (None, Some(row)) => Some((
                Limit { low: row.low.0, typical: row.typical.0, high: row.high.0, evidence: row.evidence },
                row.provenance(),
            )),
            (None, None) => None,
        };
        let (limit, provenance) = ramp.unzip();
        bits |= self.judge(subject, "ramp load", &port.name, s.profile.sea.ramp_t, "t", limit, provenance);
        bits |= self.deck(subject, &port.name);
        let draught = Limit::exactly(port.draught_m.0, port.evidence);
        bits | self.judge(
            subject,
            "draught",
            &port.name,
            s.profile.sea.draught_m,
            "m",
            Some(draught),
            Some(port.provenance()),
        )
    }

    /// The decks of the ships that call at a port. Every one takes what may use any road (Directive 96/53/EC); of the clear
    /// heights above that only a range is known.
    fn deck(&mut self, subject: Subject, port: &str) -> u128 {
        let refused = self.decks();
        if refused != 0 || self.s.profile.sea.height_m <= ROAD_HEIGHT_M {
            return refused;
        }
        let (need, (limit, provenance)) = (self.s.profile.sea.height_m, self.deck_limit().unzip());
        self.judge(subject, "deck height", &format!("ships at {port}"), need, "m", limit, provenance)
    }

    fn deck_limit(&self) -> Option<(Limit, Provenance)> {
        let row = self.s.factors.row("ro_ro_deck_height_m")?;
        let limit = Limit { low: row.low.0, typical: row.typical.0, high: row.high.0, evidence: row.evidence };
        Some((limit, row.provenance()))
    }

    /// Whether no deck takes the load: one item for all ships, as they are all alike.
    pub(super) fn decks(&mut self) -> u128 {
        let height_m = self.s.profile.sea.height_m;
        let Some((limit, provenance)) = self.deck_limit().filter(|_| height_m > ROAD_HEIGHT_M) else { return 0 };
        if Verdict::of(height_m, Some(limit)).passes(self.s.query.assurance) {
            return 0;
        }
        self.items.bit("deck height", || Item {
            what: "ro-ro ships and ferries".to_owned(),
            limit: "deck height".to_owned(),
            needed: format!("{height_m} m"),
            has: format!("{} m, {} to {} ({})", limit.typical, limit.low, limit.high, limit.evidence.word()),
            provenance: Some(provenance),
        })
    }

    /// A sea passage: draught.
    pub(super) fn passage(&mut self, row: u32) -> u128 {
        let s = self.s;
        let link = &s.network.tables.sea_links[row as usize].row;
        let Some(draught) = link.draught_m else { return 0 };
        if s.profile.sea.draught_m <= draught.0 {
            return 0;
        }
        self.items.bit(&format!("passage {row}"), || Item {
            what: link.via.clone(),
            limit: "draught".to_owned(),
            needed: format!("{} m", s.profile.sea.draught_m),
            has: format!("{} m ({})", draught.0, link.evidence.word()),
            provenance: Some(link.provenance()),
        })
    }
}
