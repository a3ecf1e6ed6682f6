//! The question of investments as flags.

use std::path::PathBuf;

use clap::Args;

use crate::data::card_file::{CardFile, schema};
use crate::error::{Error, Result};
use crate::report::Format;

use super::common::Common;
use super::{Answer, Desk, Printed, Question};

/// What to build and what to reform first.
#[derive(Clone, Debug, Args)]
pub struct InvestArguments {
    /// Check the cards that come along, or those of a folder together with them, and say what each changes.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "europe")]
    check: Option<PathBuf>,
    /// A folder of cards of yours, beside those that come along; may be given several times.
    #[arg(long, value_name = "DIR")]
    cards: Vec<PathBuf>,
    /// Print what a card may hold, as Markdown, and stop.
    #[arg(long)]
    schema: bool,
    #[command(flatten)]
    common: Common,
}

impl InvestArguments {
    /// The cards: those under check stand for the ones of the same id that come along.
    fn files(&self) -> Result<Vec<CardFile>> {
        let Some(dir) = self.check.as_ref().filter(|dir| dir.as_os_str() != "europe") else {
            return CardFile::all(true, &self.cards);
        };
        let id = |card: &CardFile| card.record.text("id").map(|id| id.value);
        let mut files = CardFile::all(false, &[dir])?;
        let own: Vec<_> = files.iter().map(id).collect();
        files.extend(CardFile::all(true, &self.cards)?.into_iter().filter(|card| !own.contains(&id(card))));
        Ok(files)
    }
}

impl Question for InvestArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        None
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        if self.schema {
            return Ok(Box::new(Printed(schema().into_bytes())));
        }
        if self.check.is_none() {
            return Err(Error::Usage("only --check and --schema are there yet".to_owned()));
        }
        let files = self.files()?;
        let network = desk.source.network(&self.common)?;
        let cards = network.cards(&files)?;
        network.check_cards(&cards)?;
        let mut text = String::new();
        for card in &cards {
            text += &format!("{} ({}): {}\n", card.id, card.kind.word(), card.name);
            for line in card.effects(&network) {
                text += &format!("  {line}\n");
            }
        }
        text += &format!("{} cards are sound\n", cards.len());
        Ok(Box::new(Printed(text.into_bytes())))
    }
}
