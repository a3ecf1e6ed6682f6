//! `corridor network provenance` and `corridor network sources`.

use std::fmt::Write as _;

use clap::Args;

use crate::analysis::provenance::{Share, provenance, sources};
use crate::analysis::route::query::Query;
use crate::analysis::stamp::attribution;
use crate::data::licences::licences;
use crate::error::{Error, Result};
use crate::network::Network;

/// What share of what binds is official, published, derived, assumed?
#[derive(Args)]
pub(super) struct ProvenanceArguments {
    /// Of the figures that bind on the best way between two places.
    #[arg(long = "for", value_names = ["FROM", "TO"], num_args = 2)]
    ends: Vec<String>,
    /// What moves on that way.
    #[arg(long, value_name = "NAME[xN]", default_value = "leopard-2a7")]
    load: Vec<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

fn percent(part: u64, share: &Share) -> String {
    let total = share.total();
    (part * 100 + total / 2).checked_div(total).map_or_else(|| "-".to_owned(), |percent| percent.to_string())
}

fn rows(text: &mut String, head: &str, shares: &[Share]) {
    let _ = writeln!(
        text,
        "{head:<50} {:>8} {:<10} {:>8} {:>9} {:>7} {:>7} {:>7}",
        "all", "", "official", "published", "derived", "assumed", "unknown"
    );
    for share in shares {
        let _ = writeln!(
            text,
            "  {:<48} {:>8} {:<10} {:>8} {:>9} {:>7} {:>7} {:>7}",
            share.what,
            share.total(),
            share.unit,
            percent(share.official, share),
            percent(share.published, share),
            percent(share.derived, share),
            percent(share.assumed, share),
            percent(share.unknown, share)
        );
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::Output(error.to_string()))?;
    Ok(format!("{text}\n"))
}

impl ProvenanceArguments {
    pub(super) fn run(&self, network: &Network) -> Result<String> {
        let query = match self.ends.as_slice() {
            [from, to] => {
                let (from, to, loads) = (from.clone(), to.clone(), self.load.clone());
                Some(Query { from, to, loads, ways: 1, ..Query::default() })
            }
            _ => None,
        };
        let answer = provenance(network, query.as_ref())?;
        if self.json {
            return json(&answer);
        }
        let mut text = format!("Network {}: how well it is known, in per cent\n\n", answer.stamp.network);
        if let Some(way) = &answer.way {
            rows(&mut text, &format!("{} to {}", way.from, way.to), &way.shares);
            for (head, list) in [("Assumed on it", &way.assumed), ("Not proven on it", &way.unproven)] {
                if !list.is_empty() {
                    let _ = writeln!(text, "\n{head} ({})", list.len());
                    for one in list {
                        let _ = writeln!(text, "  - {one}");
                    }
                }
            }
            text.push('\n');
        }
        rows(&mut text, "Kinds of figures", &answer.figures);
        text.push('\n');
        rows(&mut text, "Tables", &answer.tables);
        let _ = writeln!(text, "\n{}", answer.stamp.attribution.join("\n"));
        Ok(text)
    }
}

/// Licences by path, attributions, and whom the tables cite.
#[derive(Args)]
pub(super) struct SourcesArguments {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl SourcesArguments {
    pub(super) fn run(&self, network: &Network) -> Result<String> {
        let (licences, cited) = (licences()?, sources(network));
        if self.json {
            let cited: Vec<_> = cited
                .iter()
                .map(|(table, source, rows)| serde_json::json!({ "table": table, "source": source, "rows": rows }))
                .collect();
            return json(&serde_json::json!({
                "network": network.name, "network_hash": network.hash, "attribution": attribution(network),
                "licences": licences, "geometry": network.base.origin, "cited": cited,
            }));
        }
        let mut text = "Licences by path (SPDX; machine-readable in REUSE.toml)\n".to_owned();
        for one in &licences {
            let _ = writeln!(text, "  {:<40} {}\n      {}", one.licence, one.copyright, one.path.join(" "));
        }
        text.push_str("\nAttributions that every copy of an answer carries\n");
        for one in attribution(network) {
            let _ = writeln!(text, "  {one}");
        }
        if !network.base.origin.is_empty() {
            text.push_str("\nThe geometry was built from\n");
            for (key, value) in &network.base.origin {
                let _ = writeln!(text, "  {key}: {value}");
            }
        }
        let _ = writeln!(text, "\nSources that the tables cite, with rows (facts carry over, sentences do not)");
        let mut last = String::new();
        for (table, source, rows) in cited {
            if table != last {
                let _ = writeln!(text, "  {table}");
                last.clone_from(&table);
            }
            let _ = writeln!(text, "    {rows:>5}  {source}");
        }
        Ok(text)
    }
}
