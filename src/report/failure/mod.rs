//! Answers of questions of failures to bytes.

mod csv;
mod geojson;
mod sections;
mod table;

use super::{Format, Options, words};
use crate::analysis::failure::answer::{Effect, FailureAnswer, Loss};
use crate::error::{Error, Result};

/// Formats that failures can be printed in.
pub const FORMATS: [Format; 6] = [Format::Table, Format::Json, Format::GeoJson, Format::Csv, Format::Svg, Format::Png];

/// Prints an answer in a format. The same answer and options give the same bytes.
///
/// # Errors
/// Refuses an answer with a number that is none, and formats that do not fit.
pub fn render(answer: &FailureAnswer, format: Format, options: &Options) -> Result<Vec<u8>> {
    check(answer)?;
    match format {
        Format::Table => Ok(table::render(answer, options).into_bytes()),
        Format::Json => super::json::bytes(answer),
        Format::Csv => csv::render(answer),
        Format::GeoJson => geojson::render(answer),
        Format::Svg => Ok(super::map::draw_losses(answer)?.into_bytes()),
        Format::Png => super::png::draw(&super::map::draw_losses(answer)?, options),
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml => {
            crate::report::export::export(&geojson::render(answer)?, format)
        }
        Format::Gpx => Err(Error::Usage("failures are no way to follow: there is no GPX of them".to_owned())),
    }
}

/// A wrong number is worse than none.
fn check(answer: &FailureAnswer) -> Result<()> {
    let sound = |effect: &Effect| {
        let days = [effect.days_lost, effect.days_lost_low, effect.days_lost_high].into_iter().flatten();
        let figures = [effect.flow_loss, effect.flow_loss_share, effect.carries].into_iter().chain(days);
        figures.into_iter().all(|figure| figure.is_finite() && figure >= 0.0) && effect.flow_loss_share <= 1.0
    };
    let losses = answer.losses.iter().chain(answer.theatres.iter().flat_map(|theatre| &theatre.losses));
    let all = losses.map(|loss| &loss.effect).chain(answer.footprint.iter().map(|footprint| &footprint.effect));
    if all.into_iter().all(sound) {
        Ok(())
    } else {
        Err(Error::Output("the answer holds a number that is none".to_owned()))
    }
}

/// How many losses matter most.
const TEN: usize = 10;

/// Time lost: `cut off` when nothing can arrive.
pub(super) fn lost(effect: &Effect) -> String {
    minutes(effect.cut_off, effect.lost_min)
}

/// The same by its parts.
fn minutes(cut_off: bool, minutes: Option<u64>) -> String {
    match minutes {
        _ if cut_off => "cut off".to_owned(),
        Some(minutes) => words::duration_short(i64::try_from(minutes).unwrap_or(i64::MAX)),
        None => String::new(),
    }
}

/// The ten that matter, or the five consents that do: losses that come to the same as one before are left out; see `same_as`.
pub(super) fn distinct(losses: &[Loss], consents: bool) -> Vec<&Loss> {
    let mut shown: Vec<&Loss> = Vec::new();
    let most = if consents { TEN / 2 } else { TEN };
    for loss in losses.iter().filter(|loss| (loss.kind == "consent") == consents) {
        if shown.len() < most && !shown.iter().any(|one| one.same_as.contains(&loss.asset)) {
            shown.push(loss);
        }
    }
    shown
}
