//! Paperwork to gates: permissions, processing at borders, going aboard and ashore.

use crate::algo::labels::{NO_STATE, Special};
use crate::data::base::Way;
use crate::data::rows::Sourced;
use crate::network::rules::{Asked, Lead};
use crate::network::{Link, LinkKind, NodeKind};

use super::items::{Item, SHARED};
use super::profile::seconds;
use super::query::Mode;
use super::view::{Builder, Subject};

impl Builder<'_> {
    fn lead(&mut self, country: u8, mode: Mode) -> Option<&Lead> {
        let s = self.s;
        let entry = self.leads.entry((country, mode)).or_insert_with(|| {
            let asked = Asked {
                regime: &s.query.regime,
                country: s.network.country_code(country),
                mode: mode.word(),
                cargo: s.cargo,
                flag: s.network.country_code(s.flag),
                starts_here: s.network.topology.nodes[s.from as usize].country == country,
            };
            s.rules.lead(&asked, s.query.case)
        });
        entry.as_ref()
    }

    /// Entering the ways of a mode in a country: its permission and what is unknown of its ways.
    pub(super) fn entering(&mut self, country: u8, mode: Mode) -> Special {
        let slot = mode as usize * 256 + country as usize;
        if let Some(special) = self.entered[slot] {
            return special;
        }
        let special = self.first_entry(country, mode);
        self.entered[slot] = Some(special);
        special
    }

    fn first_entry(&mut self, country: u8, mode: Mode) -> Special {
        let unknowns = if !matches!(mode, Mode::Road | Mode::Rail) {
            0
        } else {
            self.ways(mode, country);
            self.unknowns(Subject::Ways(mode, country))
        };
        let open = Special { state: NO_STATE, unknowns, ..Special::default() };
        if !self.papers {
            return open;
        }
        let code = self.s.network.country_code(country).to_owned();
        let all = [Mode::Rail, Mode::Road, Mode::Sea, mode];
        let modes = if self.s.chained { &all[..] } else { &all[3..] };
        let leads: Vec<Lead> = modes.iter().filter_map(|mode| self.lead(country, *mode).cloned()).collect();
        // Asked for one after another, a state has one lead time: the longest over the modes.
        let Some(lead) = leads.into_iter().max_by_key(|lead| lead.lead_s) else {
            return open;
        };
        let gate_item = self.items.bit(&format!("lead {code} {}", mode.word()), || Item {
            what: format!("{code} ({})", mode.word()),
            limit: "lead time".to_owned(),
            needed: "permission".to_owned(),
            has: format!("{} after C", lead.text),
            provenance: Some(lead.provenance.clone()),
        });
        // A lead time that found no bit of its own cannot be relaxed apart from the limits that share the last one.
        let gate_item = if gate_item == SHARED { 0 } else { gate_item };
        Special {
            gate_s: lead.lead_s,
            gate_item,
            state: country.min(63),
            lead_s: lead.lead_s,
            unknowns,
            ..Special::default()
        }
    }

    /// Crossing a border, one special for each direction.
    pub(super) fn border(&mut self, a: u32, b: u32) -> [Special; 2] {
        let nodes = &self.s.network.topology.nodes;
        let (from, to) = (nodes[a as usize].country, nodes[b as usize].country);
        let NodeKind::Base(base) = nodes[a as usize].kind else {
            return [Special { state: NO_STATE, ..Special::default() }; 2];
        };
        let mode = if self.s.network.base.nodes[base as usize].way == Way::Rail { Mode::Rail } else { Mode::Road };
        [(from, to), (to, from)].map(|(from, to)| {
            let after_s = self.processing(from, to, mode);
            Special { after_s, borders: 1, ..self.entering(to, mode) }
        })
    }

    pub(super) fn processing(&mut self, from: u8, to: u8, mode: Mode) -> u32 {
        if !self.papers {
            return 0;
        }
        let s = self.s;
        let (from_code, to_code) = (s.network.country_code(from), s.network.country_code(to));
        let found = self
            .borders
            .entry((from, to, mode))
            .or_insert_with(|| s.rules.processing(&s.query.regime, from_code, to_code, mode.word(), s.query.case));
        found.0
    }

    /// What a link that is no stretch of a way adds to travelling, by papers and handling; none for stretches, changes of
    /// gauge, and what only networks with barges and aircraft have.
    pub(super) fn special(&mut self, link: &Link) -> Option<[Special; 2]> {
        match link.kind {
            LinkKind::Border => Some(self.border(link.a, link.b)),
            LinkKind::RoadAccess(_) => {
                let road = &self.s.profile.road;
                let (before_s, after_s) = (road.load_s, road.unload_s);
                let out = Special { before_s, handlings: 1, ..self.entering(link.country, Mode::Road) };
                let home = Special { after_s, state: NO_STATE, ..Special::default() };
                Some([out, home])
            }
            LinkKind::RailAccess(index) => {
                let rail = &self.s.profile.rail;
                let (before_s, after_s) = (rail.load_s, rail.unload_s);
                let unknown = self.unknowns(Subject::RailFacility(index));
                let entering = self.entering(link.country, Mode::Rail);
                let unknowns = entering.unknowns + unknown;
                let out = Special { before_s, handlings: 1, resets: true, unknowns, ..entering };
                let home = Special { after_s, resets: true, state: NO_STATE, unknowns: unknown, ..Special::default() };
                Some([out, home])
            }
            LinkKind::SeaAccess(index) => Some(self.roadstead(index, link.country)),
            LinkKind::Ferry(row) => Some(self.ferry(row, link.a, link.b).1),
            _ => None,
        }
    }

    /// Going aboard a chartered ship (after its notice), and coming ashore (customs of the state where it all began).
    pub(super) fn roadstead(&mut self, index: u32, country: u8) -> [Special; 2] {
        let sea = &self.s.profile.sea;
        let unknowns = self.unknowns(Subject::Berth(index));
        let start = self.s.network.topology.nodes[self.s.from as usize].country;
        let clearing = if start == country { 0 } else { self.processing(start, country, Mode::Sea) };
        let aboard = Special {
            gate_s: sea.notice_s,
            after_s: sea.load_s + sea.pilotage_s,
            handlings: 1,
            resets: true,
            state: NO_STATE,
            unknowns,
            ..Special::default()
        };
        let ashore = Special {
            after_s: clearing + sea.pilotage_s + sea.unload_s,
            resets: true,
            borders: 1,
            ..self.entering(country, Mode::Sea)
        };
        let ashore = Special { unknowns: ashore.unknowns + unknowns, ..ashore };
        [aboard, ashore]
    }

    /// A ferry: hours of the crossing, specials, and what the berths at its ends refuse.
    pub(super) fn ferry(&mut self, row: u32, a: u32, b: u32) -> (f64, [Special; 2], u128) {
        let ferry = &self.s.network.tables.ferries[row as usize].row;
        let case = self.s.query.case;
        let hours = case.pick(ferry.hours_low.0, ferry.hours.0, ferry.hours_high.0);
        let headway_h = 168.0 / ferry.sailings_per_week.0;
        let wait_s = seconds(case.pick(0.0, headway_h / 2.0, headway_h));
        let nodes = &self.s.network.topology.nodes;
        let (from, to) = (nodes[a as usize], nodes[b as usize]);
        let mut berths = 0;
        for node in [from, to] {
            if let NodeKind::Facility(index) = node.kind {
                berths |= self.berth(index);
            }
        }
        if ferry.status == "suspended" {
            berths |= self.items.bit(&format!("ferry {}", ferry.id), || Item {
                what: ferry.name.clone(),
                limit: "line open".to_owned(),
                needed: "a sailing".to_owned(),
                has: "suspended".to_owned(),
                provenance: Some(ferry.provenance()),
            });
        }
        let crossing_s = seconds(hours);
        let specials = [(from, to), (to, from)].map(|(from, to)| {
            let mut special = if from.country == to.country {
                Special { state: NO_STATE, ..Special::default() }
            } else {
                self.entering(to.country, Mode::Sea)
            };
            special.before_s = self.s.profile.sea.check_in_s + wait_s;
            special.after_s =
                if from.country == to.country { 0 } else { self.processing(from.country, to.country, Mode::Sea) };
            special.gate_s = special.gate_s.saturating_sub(crossing_s);
            special.borders = u8::from(from.country != to.country);
            special.resets = true;
            special
        });
        (hours, specials, berths)
    }
}
