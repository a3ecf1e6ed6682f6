//! `corridor network`: build, check and look into networks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::data::base::Way;
use crate::data::rows::Evidence;
use crate::data::table::Row;
use crate::error::{Error, Result};
use crate::network::find::{Target, fold};
use crate::network::{LinkKind, Network};
use crate::question::common::Common;
use crate::question::{Answer, Desk, Printed, Question};
use crate::report::Format;

#[derive(Args)]
pub(super) struct NetworkArguments {
    #[command(subcommand)]
    command: NetworkCommand,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum NetworkCommand {
    /// What the network holds: countries, lengths, facilities, evidence, hash.
    Info,
    /// Is the network sound? Lists every problem with file, line and field.
    Check,
    /// Places whose name is like this one.
    Find {
        /// A name, or part of one.
        name: String,
    },
    /// Everything known of a place, structure, vehicle, or a whole table (`vehicles`, `ports` ...).
    Show {
        /// A name, an id or the name of a table.
        name: String,
    },
    /// Draws the network by gauge, tracks, class of evidence or structures.
    Map(super::picture::MapArguments),
    /// What share of what binds is official, published, derived, assumed?
    Provenance(super::provenance::ProvenanceArguments),
    /// Licences by path, attributions, and whom the tables cite.
    Sources(super::provenance::SourcesArguments),
    /// What every table and column means, as Markdown (networks/SCHEMA.md).
    Schema,
    /// Build the base geometry of a network folder from its recipe and the pinned sources.
    Build {
        /// The recipe (`networks/europe/recipe.toml`); the result goes beside it.
        recipe: PathBuf,
        /// Folder with the source packages that the recipe names.
        #[arg(long, value_name = "DIR", default_value = ".")]
        sources: PathBuf,
    },
    /// Measure the network against independent data that it was not built from.
    Quality(super::quality::QualityArguments),
}

impl Question for NetworkArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        match &self.command {
            NetworkCommand::Map(_) => Some(super::picture::format(self.common.out.as_deref())),
            _ => Some(Format::Table),
        }
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let open = || desk.source.network(&self.common);
        let text = match &self.command {
            NetworkCommand::Info => info(&*open()?),
            NetworkCommand::Check => check(&self.common.open_checked()?),
            NetworkCommand::Find { name } => find(&*open()?, name)?,
            NetworkCommand::Show { name } => show(&*open()?, name)?,
            NetworkCommand::Map(arguments) => {
                return Ok(Box::new(Printed(arguments.draw(&*open()?, self.common.out.as_deref())?)));
            }
            NetworkCommand::Provenance(arguments) => arguments.run(&*open()?)?,
            NetworkCommand::Sources(arguments) => arguments.run(&*open()?)?,
            NetworkCommand::Schema => crate::data::schema::page::page(),
            NetworkCommand::Build { recipe, sources } => self.build(recipe, sources)?,
            NetworkCommand::Quality(arguments) => arguments.run(&self.common.files()?)?,
        };
        Ok(Box::new(Printed(text.into_bytes())))
    }
}

impl NetworkArguments {
    fn build(&self, recipe: &std::path::Path, sources: &std::path::Path) -> Result<String> {
        let bar = if self.common.quiet { ProgressBar::hidden() } else { ProgressBar::new(1) };
        let style = ProgressStyle::with_template("{msg:32} [{bar:40}] {pos}/{len}");
        bar.set_style(style.map_err(|error| Error::Output(error.to_string()))?);
        let folder =
            recipe.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
        let report = crate::recipe::build(sources, folder, &mut |step, done, of| {
            bar.set_length(of);
            bar.set_position(done);
            bar.set_message(step.to_owned());
        })?;
        bar.finish_and_clear();
        Ok(report.to_string())
    }
}

fn kilometres(network: &Network) -> BTreeMap<(u8, &'static str), u64> {
    let mut km = BTreeMap::new();
    for link in &network.topology.links {
        let way = match link.kind {
            LinkKind::Road(_) => "road",
            LinkKind::Rail(_) => "rail",
            _ => continue,
        };
        *km.entry((link.country, way)).or_insert(0) += u64::from(link.length_m);
    }
    km
}

fn info(network: &Network) -> String {
    let mut text = String::new();
    let base = &network.base;
    let count = |way: Way| base.nodes.iter().filter(|node| node.way == way).count();
    let _ = writeln!(text, "network {}, SHA-256 {}", network.name, network.hash);
    for (key, value) in &base.origin {
        let _ = writeln!(text, "  from {key}: {value}");
    }
    let links = |way: Way| base.links.iter().filter(|link| link.way == way).count();
    let _ = writeln!(text, "roads     {:>7} nodes {:>7} links", count(Way::Road), links(Way::Road));
    let _ = writeln!(text, "railways  {:>7} nodes {:>7} links", count(Way::Rail), links(Way::Rail));
    for note in network.notes() {
        let _ = writeln!(text, "  {note}");
    }
    let tables = &network.tables;
    let _ = writeln!(
        text,
        "{} ports, {} places, {} loading places, {} gauge changes, {} structures, {} sea passages, {} ferry lines",
        tables.ports.len(),
        tables.places.len(),
        tables.terminals.len(),
        tables.gauge_changes.len(),
        tables.structures.len(),
        tables.sea_links.len(),
        tables.ferries.len()
    );
    let _ = writeln!(
        text,
        "{} airfields, {} aircraft, {} stretches of inland waterway, {} loading places with a quay",
        tables.airfields.len(),
        tables.aircraft.len(),
        tables.waterways.len(),
        tables.terminals.iter().filter(|lined| lined.row.quay.0).count()
    );
    let _ = writeln!(
        text,
        "{} vehicles and cargo types, {} permission rows, {} windows",
        tables.vehicles.len(),
        tables.permissions.len(),
        tables.windows.len()
    );
    let _ = writeln!(text, "\nlength by country, km\n  CC     road     rail");
    let km = kilometres(network);
    for (index, country) in (0_u8..).zip(&network.countries) {
        let of = |way| km.get(&(index, way)).copied().unwrap_or(0) / 1_000;
        if of("road") + of("rail") > 0 {
            let _ = writeln!(text, "  {} {:>8} {:>8}", country.code, of("road"), of("rail"));
        }
    }
    let mut evidence: BTreeMap<&'static str, BTreeMap<Evidence, u32>> = BTreeMap::new();
    for (file, _, provenance) in tables.provenance() {
        *evidence.entry(file).or_default().entry(provenance.evidence).or_default() += 1;
    }
    let _ = writeln!(text, "\nrows by evidence\n  {:<24} official published derived assumed", "table");
    for (file, counts) in evidence {
        let of = |class| counts.get(&class).copied().unwrap_or(0);
        let _ = writeln!(
            text,
            "  {file:<24} {:>8} {:>9} {:>7} {:>7}",
            of(Evidence::Official),
            of(Evidence::Published),
            of(Evidence::Derived),
            of(Evidence::Assumed)
        );
    }
    let _ = writeln!(text, "\n{}", crate::analysis::stamp::attribution(network).join("\n"));
    text
}

fn check(network: &Network) -> String {
    let rows = network.tables.provenance().len();
    let mut text = format!(
        "network {}: sound. {rows} rows in {} tables, {} nodes, {} links.\n",
        network.name,
        network.table_count(),
        network.topology.nodes.len(),
        network.topology.links.len()
    );
    for note in network.notes() {
        let _ = writeln!(text, "{note}");
    }
    let reached: std::collections::BTreeSet<u32> = network
        .topology
        .links
        .iter()
        .filter(|link| !matches!(link.kind, LinkKind::SeaAccess(_) | LinkKind::Ferry(_)))
        .flat_map(|link| [link.a, link.b])
        .collect();
    let facilities = network.facilities.iter().zip(&network.topology.facility_node);
    let stranded: Vec<&str> =
        facilities.filter(|(_, node)| !reached.contains(node)).map(|(facility, _)| facility.id.as_str()).collect();
    if !stranded.is_empty() {
        let _ = writeln!(text, "{} facilities have no way to road or rail: {}", stranded.len(), stranded.join(", "));
    }
    text
}

fn find(network: &Network, name: &str) -> Result<String> {
    let matches = network.find(name);
    if matches.is_empty() {
        return Err(Error::Question(format!("nothing is called anything like \"{name}\"")));
    }
    let mut text = String::new();
    for found in matches.iter().take(20) {
        let _ = writeln!(text, "{:<32} {:<3} {}", found.id, found.country, found.name);
    }
    Ok(text)
}

/// A row of a table as `column: value` lines.
fn row_text(file: &str, csv: &str, wanted: &dyn Fn(&str, &csv::StringRecord) -> bool) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for record in reader.records().flatten() {
        if wanted(file, &record) {
            let mut text = format!("{file}\n");
            for (column, value) in headers.iter().zip(&record).filter(|(_, value)| !value.is_empty()) {
                let _ = writeln!(text, "  {column:<28} {value}");
            }
            found.push(text);
        }
    }
    found
}

fn show(network: &Network, name: &str) -> Result<String> {
    let wanted = fold(name);
    for file in crate::data::tables::Tables::FILES {
        if fold(file.trim_end_matches(".csv")) == wanted || fold(file) == wanted {
            return Ok(network.table_text(file));
        }
    }
    let mut id = wanted.clone();
    if let Ok(Target::Facility(index)) = network.place(name) {
        id = fold(network.facilities[index as usize].id.split_once(':').map_or("", |(_, id)| id));
    }
    let mut parts = Vec::new();
    for file in crate::data::tables::Tables::FILES {
        if *file == crate::data::rows::HolidayRow::FILE || *file == crate::data::rows::SeaLinkRow::FILE {
            continue;
        }
        let same = |_: &str, record: &csv::StringRecord| {
            record.iter().take(3).any(|value| fold(value) == id || fold(value) == wanted)
        };
        parts.extend(row_text(file, &network.table_text(file), &same));
    }
    if parts.is_empty() {
        return match network.place(name)? {
            Target::Settlement(node) => Ok(format!(
                "{} ({}): a settlement on the road network, node {node}\n",
                network.node_name(node),
                network.country_code(network.topology.nodes[node as usize].country)
            )),
            Target::Facility(_) => Err(Error::Question(format!("nothing is known of \"{name}\""))),
        };
    }
    Ok(parts.join("\n"))
}
