//! The question of a throughput.

use crate::analysis::route::query::Mode;
use crate::error::{Error, Result};
use crate::network::limits::Assurance;
use crate::network::rules::Case;

/// What the answer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// Train loads a day.
    Trains,
    /// Vehicles (pieces) a day.
    #[default]
    Vehicles,
    /// Tonnes a day.
    Tonnes,
}

impl Count {
    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Count::Trains => "trains",
            Count::Vehicles => "vehicles",
            Count::Tonnes => "tonnes",
        }
    }
}

/// Carriers that must come back before they carry again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// Railway wagons.
    Wagons,
    /// Road transporters.
    Transporters,
    /// Chartered ro-ro ships (scheduled ferries are no pool).
    Ships,
    /// Barges, when inland waterways are asked for.
    Barges,
    /// Aircraft, when flights are asked for.
    Aircraft,
}

impl PoolKind {
    /// All of them.
    pub const ALL: [PoolKind; 5] =
        [PoolKind::Wagons, PoolKind::Transporters, PoolKind::Ships, PoolKind::Barges, PoolKind::Aircraft];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            PoolKind::Wagons => "wagons",
            PoolKind::Transporters => "transporters",
            PoolKind::Ships => "ships",
            PoolKind::Barges => "barges",
            PoolKind::Aircraft => "aircraft",
        }
    }
}

/// How many carriers there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// As many as are needed, of every kind.
    pub unlimited: bool,
    /// So many of a kind, or as many as are needed; the last word on a kind counts. Kinds not named: `carriers.csv`.
    pub stated: Vec<(PoolKind, Option<u64>)>,
    /// States whose carriers can be had; empty: all that do not deny passage.
    pub willing: Vec<String>,
}

/// Carriers of one kind at most.
const CARRIERS_MAX: u64 = 1_000_000;

impl Pools {
    /// Reads `unlimited`, `wagons=700`, `ships=unlimited`.
    ///
    /// # Errors
    /// [`Error::Usage`] for other words and for counts that are no whole numbers up to a million.
    ///
    /// ```
    /// use corridor::analysis::capacity::query::{PoolKind, Pools};
    /// let pools = Pools::parse(&["wagons=700".into(), "ships=unlimited".into()], vec![])?;
    /// assert_eq!(pools.stated, [(PoolKind::Wagons, Some(700)), (PoolKind::Ships, None)]);
    /// assert!(Pools::parse(&["wagons=-1".into()], vec![]).is_err());
    /// # Ok::<(), corridor::error::Error>(())
    /// ```
    pub fn parse(words: &[String], willing: Vec<String>) -> Result<Pools> {
        let mut pools = Pools { willing, ..Pools::default() };
        for word in words.iter().map(|word| word.trim()) {
            if word == "unlimited" {
                pools.unlimited = true;
                continue;
            }
            let known = || {
                let kinds: Vec<&str> = PoolKind::ALL.iter().map(|kind| kind.word()).collect();
                Error::Usage(format!(
                    "--pools {word}: write unlimited, or KIND=COUNT or KIND=unlimited with KIND one of {}",
                    kinds.join(", ")
                ))
            };
            let (kind, count) = word.split_once('=').ok_or_else(known)?;
            let kind = PoolKind::ALL.into_iter().find(|one| one.word() == kind.trim()).ok_or_else(known)?;
            let count = match count.trim() {
                "unlimited" => None,
                text => match text.parse::<u64>() {
                    Ok(count) if count <= CARRIERS_MAX => Some(count),
                    _ => {
                        return Err(Error::Usage(format!(
                            "--pools {word}: \"{text}\" is no count; write a whole number from 0 to {CARRIERS_MAX}, or unlimited"
                        )));
                    }
                },
            };
            pools.stated.push((kind, count));
        }
        Ok(pools)
    }

    /// As the command line writes it.
    pub fn words(&self) -> Vec<String> {
        let stated = self.stated.iter().map(|(kind, count)| {
            let count = count.map_or("unlimited".to_owned(), |count| count.to_string());
            format!("{}={count}", kind.word())
        });
        self.unlimited.then(|| "unlimited".to_owned()).into_iter().chain(stated).collect()
    }
}

/// Everything asked, by the words of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Where to: theatres, states, places; several are asked one by one and together.
    pub to: Vec<String>,
    /// Where from: groups of ports, states, places; all together.
    pub from: Vec<String>,
    /// `NAME[xN]`, several: what moves, in these proportions. Empty: a mixed force by planning factors.
    pub loads: Vec<String>,
    /// What the answer counts.
    pub count: Count,
    /// Modes allowed between the ends.
    pub modes: Vec<Mode>,
    /// States that may not be entered.
    pub deny: Vec<String>,
    /// States that the tables deny and the question allows.
    pub allow: Vec<String>,
    /// Places or structures that may not be used.
    pub avoid: Vec<String>,
    /// Regime in force.
    pub regime: String,
    /// How sure every limit must be.
    pub assurance: Assurance,
    /// End of the ranges of figures.
    pub case: Case,
    /// Carriers that can be had.
    pub pools: Pools,
    /// Shares left beside civil traffic in place of `traffic_shares.csv`: `rail=0.3`, `LT:rail=0.5`.
    pub shares: Vec<String>,
    /// Quays, ramps and gates of ports are without limit: what lies beyond them.
    pub ports_unlimited: bool,
    /// Relieve what binds, step by step.
    pub ladder: bool,
    /// Stop the ladder at this many a day, in `count`.
    pub target: Option<u64>,
    /// What the loss and the next upgrade of each asset would change.
    pub headroom: bool,
    /// What is not known, and how much hangs on it.
    pub sensitivity: bool,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            to: Vec::new(),
            from: Vec::new(),
            loads: Vec::new(),
            count: Count::Vehicles,
            modes: vec![Mode::Rail, Mode::Road, Mode::Sea],
            deny: Vec::new(),
            allow: Vec::new(),
            avoid: Vec::new(),
            regime: "today".to_owned(),
            assurance: Assurance::Likely,
            case: Case::Typical,
            pools: Pools::default(),
            shares: Vec::new(),
            ports_unlimited: false,
            ladder: false,
            target: None,
            headroom: false,
            sensitivity: false,
        }
    }
}
